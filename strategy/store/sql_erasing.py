"""Taking what was deleted out of the files of SQLite.

SQLite zeroes what is deleted (`secure_delete`), but in its write-ahead log: the page with what was there stands in the
database file, and older ones in the log, until a checkpoint copies the log and empties it. A checkpoint cannot finish
while somebody else still reads what was there before. It is then tried again until it does, in this process, and
in the next one that opens the file.
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

PATIENCE_SECONDS = 0.05
"""How long one checkpoint waits for readers. Nobody writes meanwhile, so it is short."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0


class Eraser:
    """Empties the write-ahead log of one file, at once where that can be, else in the background."""

    def __init__(self, file: Path, write_lock: AbstractContextManager[Any]) -> None:
        self._file = file
        self._write_lock = write_lock
        self._lock = Lock()
        self._ended = Event()
        self._trying: Thread | None = None

    def erase(self) -> None:
        """See to it that what was deleted before this call is soon in no file any more."""
        if not self._emptied():
            with self._lock:
                if self._trying is None:
                    self._trying = Thread(target=self._keep_trying, name="eraser", daemon=True)
                    self._trying.start()

    def end(self) -> None:
        """Stop trying; whoever opens the file next goes on."""
        self._ended.set()
        with self._lock:
            trying = self._trying
        if trying is not None:
            trying.join()

    def _keep_trying(self) -> None:
        pause = FIRST_PAUSE
        while not self._ended.wait(pause):
            with self._lock:  # a deletion that comes in now finds either this attempt or nobody trying
                if self._emptied():
                    self._trying = None
                    return
            pause = min(2 * pause, LONGEST_PAUSE)

    def _emptied(self) -> bool:
        """Whether the whole log was copied and emptied."""
        try:
            with (
                self._write_lock,
                closing(sqlite3.connect(self._file, timeout=PATIENCE_SECONDS)) as connection,
            ):
                (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy
