"""The report of a company as PDF, against a blank document of as many pages made by the same compiler in the same run.

Ours begins with an overview that is there, and ends with a packed file that keeps both standards; the blank one is packed
alike. Every report is of another company, for the compiler remembers what it saw. *First after start* begins the process
that prints beside the server and ends with the file and its first page as an image. Run `python -m bench.paper`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pikepdf

from bench.blank import blank
from bench.overview import crowd
from strategy.company.example import example_company
from strategy.nouns.company import Company
from strategy.overview import overview_of
from ui.paper.compiling import printed
from ui.paper.press import Press
from ui.paper.report import report_of

TURNS = 7
FIRST_TURNS = 3
ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, str, float, float]


def rows() -> list[Row]:
    """Few customers, many, and very many; then the first report of a process."""
    return [*(against_a_blank(many) for many in (12, 200, 1_000)), first_after_start()]


def against_a_blank(many: int) -> Row:
    """The median of turns taken together."""
    ours, floors = [], []
    company = with_customers(many)
    pages = pages_of(printed(report_of(overview_of(company))).pdf)
    for turn in range(TURNS):
        overview = overview_of(company).model_copy(update={"company": f"Drukkerij {turn}"})
        start = time.perf_counter()
        printed(report_of(overview))
        between = time.perf_counter()
        blank(pages, turn)
        ours.append(between - start)
        floors.append(time.perf_counter() - between)
    took, floor = median(ours), median(floors)
    return (f"report of {many:,} customers, {pages} pages", took, f"{pages} blank pages", floor, took / floor)


def with_customers(many: int) -> Company:
    """The example with so many made-up customers."""
    return example_company().model_copy(update={"customers": crowd(many).customers})


def pages_of(pdf: bytes) -> int:
    """How many pages a file has."""
    with tempfile.TemporaryFile() as file:
        file.write(pdf)
        with pikepdf.open(file) as found:
            return len(found.pages)


def first_after_start() -> Row:
    """The first report of a press, which starts its process, and a blank document by a process that does nothing else."""
    order = report_of(overview_of(with_customers(12)))
    ours = []
    for _ in range(FIRST_TURNS):
        press = Press()
        start = time.perf_counter()
        pages = pages_of(press.ask(order).result().pdf)
        ours.append(time.perf_counter() - start)
        press.close()
    with tempfile.TemporaryDirectory() as folder:
        blank_by_itself = [sys.executable, "-m", "bench.blank", str(pages), str(Path(folder) / "out.pdf")]
        floors = [_seconds(blank_by_itself) for _ in range(FIRST_TURNS)]
    took, floor = median(ours), median(floors)
    return (
        "report of 12 customers, first after start",
        took,
        f"{pages} blank pages by a process",
        floor,
        took / floor,
    )


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    from bench.__main__ import table

    print(table(rows()))
