"""Paper: the report and the deck as PDF, by typst; no Streamlit and no server.

`signs` keeps out what the letters cannot show, `report` and `deck` say what stands on the pages, `compiling` makes the
file, `press` does so in a process of its own.
"""
