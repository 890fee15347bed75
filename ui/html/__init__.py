"""A `CompanyOverview` as HTML: the company on one sheet, for the page, the link and the print.

It imports look alone and no Streamlit.
"""
