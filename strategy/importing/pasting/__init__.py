"""A table pasted from a spreadsheet: its headings and its rows as customers.

It imports customers, rows, columns and nouns of importing, and the fields of a company.
"""
