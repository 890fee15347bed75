"""The whole overview of a company, computed again after a change, against sending its customers as a table.

Ours makes the rows of the customers that the page shows. The floors are what Streamlit needs for its own table
(`big_table/table.py`) of the same rows and columns, on the same machine and taking turns with ours: until a bare
client has all of it, until Chromium has, and until Chromium has drawn it. Run `python -m bench.overview`.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

import pandas as pd
from playwright.async_api import Page, async_playwright

from bench import pages, platform
from bench.loadgen import Tab
from strategy.company.example import example_company
from strategy.nouns.company import JUDGED_PARTS, Company, Customer
from strategy.overview import CompanyOverview, overview_of
from ui.frame.paging import ROWS

CUSTOMERS = 5_000
TURNS = 25
REST = 0.4
PAGE = Path(__file__).resolve().parent / "big_table" / "table.py"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# The table comes in the largest message; it is a canvas, so a run is in sight as soon as its number is drawn.
LISTEN = r"""
const draw = CanvasRenderingContext2D.prototype.fillText;
window.drawn = "";
window.heard = [];
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (/^run \d+$/.test(text)) window.drawn = text;
  return draw.call(this, text, ...rest);
};
window.WebSocket = class extends WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("message", ({ data }) => window.heard.push([data.byteLength ?? data.size, performance.now()]));
  }
};
"""
AGAIN = """() => new Promise(done => {
  const before = window.drawn, start = performance.now();
  window.heard = [];
  document.querySelector('[data-testid=stButton] button').click();
  const look = () => {
    if (window.drawn === before) return requestAnimationFrame(look);
    const [, arrived] = window.heard.reduce((one, other) => other[0] > one[0] ? other : one);
    done({ arrived: arrived - start, drawn: performance.now() - start });
  };
  look();
})"""
OURS = "ours"
SENT, ARRIVED, DRAWN = (
    f"st.dataframe of them, {until}" for until in ("sent", "arrived in Chromium", "drawn by it")
)
Row = tuple[str, float, str, float, float]
Took = dict[str, float]


def rows() -> list[Row]:
    """Many customers and few, each against every floor."""
    return [row for company in (crowd(CUSTOMERS), pages.grown()) for row in against_its_table(company)]


def against_its_table(company: Company) -> list[Row]:
    """One row a floor: the medians of turns taken together."""
    with table_of(overview_of(company)) as address:
        took = asyncio.run(in_turns(company, address))
    ours = median(took[OURS])
    what = f"overview of {len(company.customers):,} customers recomputed"
    floors = ((floor, median(took[floor])) for floor in (SENT, ARRIVED, DRAWN))
    return [(what, ours, floor, seconds, ours / seconds) for floor, seconds in floors]


async def in_turns(company: Company, address: str) -> dict[str, list[float]]:
    """Seconds of every turn of ours and of the floors, by name."""
    took: dict[str, list[float]] = {name: [] for name in (OURS, SENT, ARRIVED, DRAWN)}
    async with Tab(address) as tab, opened(address) as page:
        works: list[Callable[[], Awaitable[Took]]] = [
            lambda: recomputed(company),
            lambda: sent(tab),
            lambda: drawn(page),
        ]
        for _ in range(TURNS):
            for work in works:
                await asyncio.sleep(REST)  # until everybody has done what they put off
                for name, seconds in (await work()).items():
                    took[name].append(seconds)
    return took


async def recomputed(company: Company) -> Took:
    """Change the revenue and a judgement of one customer, make the overview and the rows that are in sight."""
    customers = list(company.customers)
    place = random.randrange(len(customers))
    judged = customers[place].judged.model_copy(update={"openness": float(random.randint(1, 5))})
    changed = {"judged": judged, "revenue": float(random.randint(1, 100_000))}
    customers[place] = customers[place].model_copy(update=changed)
    touched = company.model_copy(update={"customers": tuple(customers)})
    start = time.perf_counter()
    _ = overview_of(touched).customers[:ROWS]
    return {OURS: time.perf_counter() - start}


async def sent(tab: Tab) -> Took:
    """Run the page again, until a bare client has heard that it has run."""
    return {SENT: await tab.rerun()}


async def drawn(page: Page) -> Took:
    """Run the page again, until Chromium has the new table, and until it has drawn it."""
    seen = await page.evaluate(AGAIN)
    return {ARRIVED: seen["arrived"] / 1000, DRAWN: seen["drawn"] / 1000}


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Page]:
    """The page in a browser, its first table in sight."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        await page.add_init_script(LISTEN)
        await page.goto(address)
        await page.wait_for_function("window.drawn !== ''", timeout=60_000)
        yield page
        await browser.close()


@contextmanager
def table_of(overview: CompanyOverview) -> Iterator[str]:
    """The customers of this overview as one table, served with our configuration."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.parquet")
        flat = [
            row.model_dump(exclude={"scores", "missing"})
            | {f"score_{name}": score for name, score in row.scores.items()}
            | {"missing": ", ".join(row.missing)}
            for row in overview.customers
        ]
        pd.DataFrame(flat).to_parquet(path)
        with platform.running(PAGE, platform.PROJECT, {"BENCH_TABLE": str(path)}) as address:
            yield address


def crowd(size: int) -> Company:
    """The worked example with this many customers, each with figures and judgements of its own, some unknown."""
    luck = random.Random(1)
    company = example_company("nl")

    def known(value: float) -> float | None:
        return None if luck.random() < 0.05 else value

    def customer(number: int) -> Customer:
        like = company.customers[number % len(company.customers)]
        own = {
            "id": f"customer{number}",
            "name": f"Klant {number}",
            "alias": "",
            "group": "",
            "override": None,
            "revenue": known(round(luck.lognormvariate(9, 1.2), 2)),
            "potential": known(float(luck.randint(0, 50_000))),
            "orders": known(float(luck.randint(1, 60))),
            "variable_cost": known(luck.randint(30, 90) / 100),
            "hours": known(float(luck.randint(0, 200))),
            "days_to_pay": known(float(luck.randint(0, 90))),
            "days_to_decide": known(float(luck.randint(0, 90))),
            "judged": {part: known(luck.randint(2, 10) / 2) for part in JUDGED_PARTS},
        }
        return Customer(**{**like.model_dump(), **own})

    return company.model_copy(update={"customers": tuple(map(customer, range(size)))})


if __name__ == "__main__":
    from bench.__main__ import table

    print(table(rows()))
