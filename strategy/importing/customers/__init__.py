"""From rows to customers: gathering, joining two names of one, pointing out doubles.

It imports rows, columns and nouns of importing; it opens no file.
"""
