"""Writing in a process that is killed again and again: what it said is kept is there, once and whole.

python -m tests.killed_writes URL ROUNDS
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import UTC, datetime

from strategy.nouns.company import Customer
from strategy.store.interface import Change
from strategy.store.sql import SqlStore

IN_ONE_COMPANY = 50
"""Rounds; reading a company that grows for ever would take longer and longer."""
CHANCE = random.Random(7)


def pair(number: int) -> list[Change]:
    """Two customers that are written together or not at all."""
    return [Change.put(Customer(id=f"k{number}{half}", note="x" * 500)) for half in ("a", "b")]


def write_on(url: str, company: str, first: int, confirmed: int) -> None:
    """Write from this number on, and say of each that it is kept."""
    store = SqlStore(url)
    for number in range(first, first + 100_000):
        store.write(company, pair(number), author="an", write_id=f"w{number}", at=datetime.now(UTC))
        os.write(confirmed, b".")


def killed_round(url: str, company: str, first: int) -> int:
    """Let a process write, kill it at any moment; how many it said it kept."""
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        try:
            write_on(url, company, first, said)
        finally:
            os._exit(1)
    os.close(said)
    kept = 0
    for _ in range(CHANCE.randrange(1, 12)):
        kept += len(os.read(heard, 1))
    for _ in range(CHANCE.randrange(20_000)):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(heard, 4096):
        kept += len(rest)
    os.close(heard)
    return kept


def written(url: str, company: str) -> int:
    """How many pairs there are, all whole and in order. Raises AssertionError."""
    store = SqlStore(url)
    try:
        found, writes = store.read(company).company, store.sequence(company)
    finally:
        store.close()
    halves = [each.id for each in found.customers]
    assert halves == [f"k{number}{half}" for number in range(writes) for half in ("a", "b")]
    return writes


def main(url: str, rounds: int) -> None:
    """So many rounds on one database, each going on where the last was killed."""
    there = total = 0
    for number in range(rounds):
        company = f"killed-{number // IN_ONE_COMPANY}"
        if not number % IN_ONE_COMPANY:
            there = 0
        kept = killed_round(url, company, there)
        now = written(url, company)
        assert there + kept <= now <= there + kept + 1, (there, kept, now)
        there, total = now, total + now - there
    print(f"{rounds} killed, {total} kept, 0 lost")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
