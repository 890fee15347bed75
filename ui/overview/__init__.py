"""The overview of a company on screen, its parts, and the links that share it.

It imports frame, form, charts, html and look.
"""
