"""Keeping what was said: the promises (`interface`, `rooms`), and SQLite and PostgreSQL behind them.

It imports the nouns alone, and is the only room that knows SQLAlchemy.
"""
