"""Managing a company: links, versions, taking along, deleting.

It imports overview, frame, form, charts, html and look.
"""
