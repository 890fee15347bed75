"""A tap on a card page, against the round trip of an empty Streamlit page with the same configuration.

The company has 50 customers and is complete on all four cards. A tap is answered when the server confirms it
(`bewaard`); the page runs again afterwards, so that what follows from the answer is drawn, and that run is
measured as well.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from uuid import uuid4

from bench import platform
from bench.loadgen import Tab
from strategy.company.access import new_token, open_example, visitor_of_token
from strategy.company.example import example_company
from strategy.nouns.company import Company, Customer
from strategy.store.sql import SqlStore

CUSTOMERS = 50
TIMES = 40
PAGES = ("business_model", "communicatiekanalen", "segmentatie")
Row = tuple[str, float, str, float, float]


def rows() -> list[Row]:
    """Taps and reruns, each against the empty page in the same run."""
    with platform.ours() as address:
        floor = asyncio.run(platform.reruns_in_a_row(address))
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        cookie, company_id = prepared(database)
        settings = {"DATABASE_URL": database, "PYTHONPATH": str(platform.PROJECT)}
        with platform.running(platform.PROJECT / "app.py", platform.PROJECT, settings) as address:
            took = {
                f"tap on a card page until it is kept, {CUSTOMERS} customers": taps(
                    address, cookie, company_id
                )
            }
            for page in PAGES:
                took[f"the page {page} drawn again after a tap"] = asyncio.run(
                    reruns(address, page, cookie, company_id)
                )
    for what, seconds in took.items():
        found.append((what, seconds, "rerun of an empty page", floor, seconds / floor))
    return found


def prepared(database: str) -> tuple[str, str]:
    """A company with 50 customers, and the cookie of its owner."""
    os.environ.pop("DATABASE_URL", None)
    token = new_token()
    company_id = open_example(
        SqlStore(database), visitor_of_token(token), grown(), write_id=uuid4().hex, now=datetime.now(UTC)
    )
    return f"bk_visitor={token}", company_id


def grown() -> Company:
    """The worked example with as many customers as the benchmark wants."""
    company = example_company("nl")
    more: list[Customer] = []
    for number in range(CUSTOMERS - len(company.customers)):
        like = company.customers[number % len(company.customers)]
        more.append(like.model_copy(update={"id": f"extra{number}", "name": f"Klant {number}"}))
    return company.model_copy(update={"customers": (*company.customers, *more)})


def taps(address: str, cookie: str, company_id: str) -> float:
    """The median of taps on one judgement, each with another answer."""
    door = http.client.HTTPConnection(address.removeprefix("http://"))
    took: list[float] = []
    seen = 1
    for number in range(TIMES):
        said = {
            "company_id": company_id,
            "kind": "customer",
            "id": "extra0",
            "field": "judged.openness",
            "value": 1 + number % 5,
            "seen": seen,
            "write_id": uuid4().hex,
        }
        start = time.perf_counter()
        door.request("POST", "/api/say", json.dumps(said), headers(address, cookie))
        answer = door.getresponse()
        body = json.loads(answer.read())
        took.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {body}")
        seen = body["revision"]
    return platform.at(took, 0.5)


def headers(address: str, cookie: str) -> dict[str, str]:
    """What a browser sends along."""
    return {
        "Cookie": cookie,
        "Origin": address,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/json",
    }


async def reruns(address: str, page: str, cookie: str, company_id: str) -> float:
    """The median run of a page that was just changed: nothing of what follows from the answers is kept."""
    took: list[float] = []
    async with Tab(address, page, cookie) as tab:
        for _ in range(TIMES):
            await asyncio.to_thread(one_tap, address, cookie, company_id)
            took.append(await tab.rerun())
    return platform.at(took, 0.5)


def one_tap(address: str, cookie: str, company_id: str) -> None:
    """Change something, so that the page has something new to compute."""
    door = http.client.HTTPConnection(address.removeprefix("http://"))
    said = {
        "company_id": company_id,
        "kind": "customer",
        "id": uuid4().hex,
        "field": "",
        "value": {"name": ""},
        "seen": 0,
        "write_id": uuid4().hex,
        "deed": "add",
    }
    door.request("POST", "/api/say", json.dumps(said), headers(address, cookie))
    door.getresponse().read()
    door.close()


if __name__ == "__main__":
    from bench.__main__ import table

    print(table(rows()))
