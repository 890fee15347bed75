"""How fast the store writes and reads, beside the same rows in plain sqlite3.

    python -m bench.store [URL]

Without URL: a SQLite file in a temporary folder.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from strategy.nouns.company import Customer, Judged, Profile
from strategy.store.interface import Change, Receipt
from strategy.store.sql import SqlStore

WRITES = 2000
PORTFOLIOS = (50, 500, 5000)


def customer(number: int) -> Customer:
    """A customer with most of its fields filled in."""
    return Customer(
        id=f"k{number}",
        name=f"Klant {number}",
        number=str(number),
        revenue=1000.0 + number,
        orders=12,
        variable_cost=0.6,
        hours=10,
        days_to_pay=30,
        judged=Judged(margin=3, openness=4, size=2.5),
        values={"v1": 0.5, "v2": 1},
    )


def seconds(deed: Callable[[], object]) -> float:
    """How long this takes."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def writes_from(store: SqlStore, threads: int, company: str) -> tuple[float, float]:
    """Writes a second from so many threads at once, and the 99th percentile of one write in seconds."""
    took: list[float] = []

    def run(thread: int) -> None:
        for number in range(WRITES // threads):
            name = f"{thread}-{number}"
            change = Change.put(customer(number).model_copy(update={"id": name}))
            took.append(seconds(lambda: store.write(company, [change], author="an", write_id=name)))  # noqa: B023

    working = [threading.Thread(target=run, args=(thread,)) for thread in range(threads)]
    start = time.perf_counter()
    for each in working:
        each.start()
    for each in working:
        each.join()
    return len(took) / (time.perf_counter() - start), sorted(took)[int(len(took) * 0.99)]


def writes_plain(file: Path) -> float:
    """Writes a second of the same body by sqlite3 alone, one table, one thread."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute("create table versions (id text primary key, body text)")

    def run() -> None:
        for number in range(WRITES):
            connection.execute("begin immediate")
            body = customer(number).model_dump_json()
            connection.execute("insert into versions values (?, ?)", (str(number), body))
            connection.execute("commit")

    return WRITES / seconds(run)


def change_one(store: SqlStore, company: str, seen: int) -> Receipt:
    """Change the first customer."""
    change = Change.put(customer(0).model_copy(update={"note": f"{seen}"}), seen)
    return store.write(company, [change], author="an", write_id=f"change-{seen}")


def reads(url: str, count: int) -> str:
    """The cost of a portfolio: written at once, read cold, read again, read after one change."""
    store, company = SqlStore(url), f"portfolio-{count}"
    changes = [Change.put(Profile(name="Bench")), *(Change.put(customer(number)) for number in range(count))]
    written = seconds(lambda: store.write(company, changes, author="an", write_id="all"))
    fresh = SqlStore(url)
    fresh.sequence(company)
    cold = seconds(lambda: fresh.read(company).company)
    again = sorted(seconds(lambda: fresh.read(company).company) for _ in range(200))[100]
    changed = []
    for seen in range(1, 21):
        change_one(store, company, seen)
        changed.append(seconds(lambda: fresh.read(company).company))
    earlier = seconds(lambda: fresh.read_at(company, 1))
    store.close()
    fresh.close()
    return (
        f"{count:5} customers: write {written * 1e3:7.1f} ms  cold {cold * 1e3:6.1f} ms  again {again * 1e3:6.3f} ms"
        f"  after a change {sorted(changed)[10] * 1e3:6.2f} ms  at an earlier moment {earlier * 1e3:6.1f} ms"
    )


def bodies_plain(file: Path, company: str) -> float:
    """Seconds to fetch and parse the same bodies by sqlite3 and json alone."""
    with closing(sqlite3.connect(file)) as connection:
        wanted = "select body from items where company_id = ? order by position"
        return seconds(lambda: [json.loads(body) for (body,) in connection.execute(wanted, (company,))])


def rows() -> Iterator[tuple[str, float, str, float, float]]:
    """One write, and a portfolio read for the first time and again, for the table of `python -m bench`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        store, fresh = SqlStore(f"sqlite:///{file}"), SqlStore(f"sqlite:///{file}")
        ours, floor = 1 / writes_from(store, 1, "writes")[0], 1 / writes_plain(Path(folder) / "plain.db")
        yield "store: one write with its history", ours, "sqlite3, one insert", floor, ours / floor
        changes = [Change.put(customer(number)) for number in range(PORTFOLIOS[-1])]
        store.write("all", changes, author="an", write_id="all")
        floor = bodies_plain(file, "all")
        for moment in ("first", "again"):
            ours = seconds(lambda: fresh.read("all").company)
            yield f"store: read 5,000 customers, {moment}", ours, "sqlite3 and json", floor, ours / floor
        store.close()
        fresh.close()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"
        print(f"plain sqlite3, 1 thread: {writes_plain(Path(folder) / 'plain.db'):6.0f} writes/s")
        for threads in (1, 10, 40):
            store = SqlStore(url)
            rate, slowest = writes_from(store, threads, f"writes-{threads}")
            store.close()
            print(f"store, {threads:2} threads: {rate:6.0f} writes/s  p99 {slowest * 1e3:6.1f} ms")
        for count in PORTFOLIOS:
            print(reads(url, count))


if __name__ == "__main__":
    main()
