"""How fast exports become customers, beside the bare readers of the same files.

    python -m bench.importing [rows]

Everything is written to a temporary folder first: 1,000,000 Dutch invoice rows (`;`, decimal comma, three dd/mm/yyyy
columns, 78 MB). Ours and the floor take turns, the best of each counts; memory is the peak of a fresh process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from strategy.importing import LOCAL_BYTES, read_export

Row = tuple[str, float, str, float, float]
ROWS = 1_000_000
TURNS = 5
DATES = ("Factuurdatum", "Vervaldatum", "Betaald op")
AMOUNTS = ("Bedrag excl. btw", "Kostprijs")
HEADER = "Klantnr;Klantnaam;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag excl. btw;Kostprijs;Betaald op;Munt"
PEAK = """
import sys
from strategy.importing import LOCAL_BYTES, read_export

def highest():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

data = open(sys.argv[1], "rb").read()
before = highest()
read_export([("export.csv", data)], limit=LOCAL_BYTES)
print(highest() - before)
"""


def write_csv(path: Path, rows: int) -> None:
    """A Belgian-style export of 20,000 customers over four years."""
    random = np.random.default_rng(20_260_101)
    customer = random.integers(0, 20_000, rows)
    day = np.sort(random.integers(0, 1460, rows))
    paid = day + random.integers(5, 90, rows)
    cents = random.integers(1_000, 500_000, rows)
    cost = cents * random.integers(40, 95, rows) // 100
    shown = [f"{d:%d/%m/%Y}" for d in pd.date_range("2022-01-01", periods=1600)]
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(HEADER + "\r\n")
        for n in range(rows):
            file.write(
                f"{customer[n]:05d};Klant {customer[n]} BV;{n:07d};{shown[day[n]]};{shown[day[n] + 30]};"
                f"{cents[n] // 100},{cents[n] % 100:02d};{cost[n] // 100},{cost[n] % 100:02d};{shown[paid[n]]};EUR\r\n"
            )


def with_pandas(data: bytes) -> pd.DataFrame:
    """The obvious way to the same columns."""
    frame = pd.read_csv(BytesIO(data), sep=";", decimal=",", encoding="cp1252")
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name], format="%d/%m/%Y")
    return frame


def with_arrow(data: bytes) -> pa.Table:
    """All columns with their types known beforehand."""
    names = HEADER.split(";")
    kinds = {name: pa.string() for name in names}
    kinds |= {name: pa.timestamp("s") for name in DATES} | {name: pa.float64() for name in AMOUNTS}
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        parse_options=arrow_csv.ParseOptions(delimiter=";"),
        convert_options=arrow_csv.ConvertOptions(
            column_types=kinds, decimal_point=",", timestamp_parsers=["%d/%m/%Y"]
        ),
    )


def in_turn(*deeds: Callable[[], object]) -> list[float]:
    """The best time of each deed, taking turns so that a busy machine slows them alike."""
    best = [float("inf")] * len(deeds)
    for _ in range(TURNS):
        for place, deed in enumerate(deeds):
            start = time.perf_counter()
            deed()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def csv_rows(folder: Path, rows: int = ROWS) -> list[Row]:
    """The large CSV beside pandas and beside pyarrow.csv, and the memory it takes."""
    path = folder / "export.csv"
    write_csv(path, rows)
    data = path.read_bytes()
    what = f"{rows:,} rows CSV ({len(data) / 1e6:.0f} MB) to customers"
    ours, arrow = in_turn(
        lambda: read_export([("export.csv", data)], limit=LOCAL_BYTES).table, lambda: with_arrow(data)
    )
    start = time.perf_counter()
    with_pandas(data)
    pandas = time.perf_counter() - start
    peak = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    ).stdout
    return [
        (what, ours, "pyarrow.csv with types", arrow, ours / arrow),
        (what, ours, "pandas + 3 to_datetime", pandas, ours / pandas),
        (f"the same, peak {float(peak):.0f} MB above start", ours, "300 MB allowed", ours, float(peak) / 300),
    ]


def rows() -> list[Row]:
    """Everything that is measured here."""
    with tempfile.TemporaryDirectory() as folder:
        return csv_rows(Path(folder))


def main() -> None:
    """Print the rows, the ratio first."""
    for what, ours, floor, took, ratio in rows():
        print(f"{ratio:6.3f} x   {ours:8.3f} s   {what}   (floor: {floor}, {took:.3f} s)")


if __name__ == "__main__":
    main()
