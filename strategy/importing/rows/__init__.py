"""Rows of invoices: kept, left out with a reason, weighed, added up.

It imports columns and nouns of importing; it opens no file and knows no customer.
"""
