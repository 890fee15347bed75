"""The card Segmentatie: customers, judgement, classes, portfolio, attention, what if, settings.

It imports cards, bringing_in, overview, frame, form, charts, html and look.
"""
