"""Bringing in a customer list: import and paste, with their preview and their end.

It imports overview, frame, form, charts, html and look.
"""
