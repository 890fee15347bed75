"""Keeping what opens a door out of the server's log: addresses with a token are written without it."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/deel/|/terug/|/voorbereiden/|[?&]t=)[^\s?&#\"/]+")


class WithoutTokens(logging.Filter):
    """Takes the tokens of shared and return links out of the lines of the access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line stays; only its tokens go."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1...", each) if isinstance(each, str) else each for each in record.args
            )
        return True


def keep_tokens_out() -> None:
    """From now on, for the server in this process."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, WithoutTokens) for each in log.filters):
        log.addFilter(WithoutTokens())
