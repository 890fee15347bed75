"""How small things look, as HTML: colours, links, tables, mats.

It imports no other room and no Streamlit.
"""
