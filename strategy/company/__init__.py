"""What an owner does with a company: saying, reading fields, rights, the file, sharing, the worked example.

It imports the store, the deck, nouns and words; no checks and nothing that compares or imports.
"""
