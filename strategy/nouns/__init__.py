"""What a company and a live session are made of: frozen pydantic models, and what of them is read lazily.

It imports nothing of this program: no store, no words, no figures.
"""
