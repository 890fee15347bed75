"""Two states of a company side by side: what if, named moments, differences.

It imports company and scoring; no overview, no workshop and nothing that imports files.
"""
