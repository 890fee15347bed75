"""Files opened safely and turned into columns of text: CSV, workbooks, e-invoices, audit files, archives.

It imports rows, columns and nouns of importing.
"""
