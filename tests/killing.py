"""Bringing a database up to date in a process that is killed on its way."""

from __future__ import annotations

import os
import signal
import warnings

from sqlalchemy import Engine, event

from strategy.store.database import accepted
from strategy.store.migrations import bring_up_to_date


def killed_at(statement: int, url: str) -> bool:
    """Migrate this database, die before that statement or the commit behind the last; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a forked process has one thread, which is all this one needs
        child = os.fork()
    if not child:
        _migrate(statement, url)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WIFSIGNALED(status)


def _migrate(statement: int, url: str) -> None:
    left = statement

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    try:
        bring_up_to_date(accepted(url))
        os._exit(0)
    finally:
        os._exit(1)
