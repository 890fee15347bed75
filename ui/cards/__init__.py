"""The deck and the card pages.

It imports overview, frame, form, charts, html and look.
"""
