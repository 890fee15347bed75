"""Words for people: the texts of `texts/`, numbers and dates as people write them, and reading what they type.

It knows no company and no session, and imports nothing of this program.
"""
