"""What a column means and how its cells are read: headings, dates, numerals, amounts, dialects.

It imports the nouns of importing alone.
"""
