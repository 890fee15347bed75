"""The fourth card in figures: scores, classes, how firm they are, the portfolio and attention (method.md 3).

It imports nouns and words; it neither reads nor writes the store.
"""
