"""What changes in one process is heard at once in the others, over PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psycopg

from strategy.store import calling
from strategy.store.calling import Calls
from strategy.store.rooms import Bell
from tests import stores

postgres = stores.postgres


@dataclass
class Ear:
    """A process that listens, as far as this is concerned."""

    url: str
    heard: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Ear:
        self.calls = Calls(
            self.url,
            self.heard.append,
            lambda: self.told.append("missed"),
            lambda problem: self.told.append("failing"),
            lambda: self.told.append("working"),
            lambda: self.told.append("deaf"),
        )
        self.task = asyncio.create_task(self.calls.stay_on_the_line())
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def until(self, holds: Callable[[Ear], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds(self):
                await asyncio.sleep(0.01)


def run(scene: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser that played before keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


def play(scene: Callable[[Ear, Ear], Awaitable[None]], url: str) -> None:
    async def both() -> None:
        async with Ear(url) as one, Ear(url) as other:
            for ear in (one, other):
                await ear.until(lambda each: "missed" in each.told)
            await scene(one, other)

    run(both())


def test_a_change_in_one_process_is_heard_in_the_other_and_not_in_itself(postgres: str) -> None:
    async def scene(one: Ear, other: Ear) -> None:
        bell = Bell()
        bell.hang(one.calls.ring)
        await asyncio.to_thread(bell.ring, "w1")
        await other.until(lambda each: each.heard == ["w1"])
        other.calls.ring("w2")
        await one.until(lambda each: bool(each.heard))
        assert one.heard == ["w2"]
        assert "deaf" not in one.told + other.told

    play(scene, postgres)


def test_many_changes_at_once_are_a_few_calls_and_each_workshop_is_heard(postgres: str) -> None:
    async def scene(one: Ear, other: Ear) -> None:
        ids = [f"{number:064x}" for number in range(400)]  # as long as the hash of a link
        for id in ids * 5:
            one.calls.ring(id)
        await other.until(lambda each: len(each.heard) >= 400)
        assert sorted(other.heard) == ids

    play(scene, postgres)


def test_a_line_that_breaks_comes_back_and_says_that_something_may_be_missed(postgres: str) -> None:
    async def scene(one: Ear, other: Ear) -> None:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'"
            )
        for ear in (one, other):
            await ear.until(lambda each: each.told.count("missed") == 2)
            assert "failing" in ear.told
        one.calls.ring("w3")
        await other.until(lambda each: "w3" in each.heard)

    play(scene, postgres)


def test_who_hears_nothing_of_its_own_call_says_so(postgres: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(calling, "HEARD_WITHIN", 0.05)

    async def scene() -> None:
        async with Ear(postgres) as ear:

            async def swallowed(*_: Any) -> None:
                return None

            monkeypatch.setattr(ear.calls, "_send", swallowed)
            await ear.until(lambda each: "deaf" in each.told)

    run(scene())


def test_without_a_database_nothing_stops(postgres: str) -> None:
    async def scene() -> None:
        async with Ear("postgresql://nobody@127.0.0.1:9/nothing") as ear:
            await ear.until(lambda each: each.told.count("failing") >= 2)
            ear.calls.ring("w1")
            assert not ear.task.done()

    run(scene())
