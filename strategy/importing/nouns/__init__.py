"""What an import is told and tells: its report, questions and refusals, limits, and columns of text.

It imports words alone.
"""
