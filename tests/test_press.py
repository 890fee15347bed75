"""Printing beside the server: in a queue, in another process, with an end to waiting."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest

from strategy.nouns.company import Company
from strategy.overview import overview_of
from ui.paper import press as printing
from ui.paper.compiling import Order, printed
from ui.paper.press import NotPrinted, Press
from ui.paper.report import report_of

SLEEPS = ("-c", "import sys, time; sys.stdin.buffer.read(1); time.sleep(60)")
FALLS_OVER = ("-c", "import sys, os; sys.stdin.buffer.read(1); os._exit(3)")


def order() -> Order:
    return report_of(overview_of(Company(), today=date(2026, 11, 28)))


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def test_orders_are_printed_elsewhere_one_after_the_other(press: Press) -> None:
    jobs = [press.ask(order()) for _ in range(3)]
    assert jobs[0].before <= 1
    assert jobs[2].before >= jobs[1].before
    found = [job.result() for job in jobs]
    assert {each.pdf for each in found} == {printed(order()).pdf}
    assert all(each.standard and each.preview.startswith(b"\x89PNG") for each in found)
    assert all(job.is_done and job.before == 0 for job in jobs)


def test_an_order_that_cannot_be_printed_does_not_hold_up_the_next(press: Press) -> None:
    broken = press.ask(Order("report", {}))
    good = press.ask(order())
    with pytest.raises(NotPrinted) as refused:
        broken.result()
    assert refused.value.code == "paper.refused.broken"
    assert good.result().standard


def test_waiting_ends_with_a_sentence() -> None:
    press = Press(seconds=0.2, command=SLEEPS)
    first, second = press.ask(order()), press.ask(order())
    for job in (first, second):
        with pytest.raises(NotPrinted) as refused:
            job.result()
        assert refused.value.code == "paper.refused.too_long"
    press.close()


def test_a_process_that_falls_over_is_a_sentence_too() -> None:
    press = Press(command=FALLS_OVER)
    with pytest.raises(NotPrinted) as refused:
        press.ask(order()).result()
    assert refused.value.code == "paper.refused.broken"
    press.close()


def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_WAITING", 2)
    press = Press(seconds=0.2, command=SLEEPS)
    asked = (press.ask(order()) for _ in range(4))
    with pytest.raises(NotPrinted) as refused:
        list(asked)
    assert refused.value.code == "paper.refused.busy"
    press.close()


def test_nothing_is_printed_on_the_thread_that_asks(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.paper.compiling.Order.to_bytes", lambda self: _not_here(threading.get_ident()))
    asked = threading.get_ident()

    def _not_here(thread: int) -> bytes:
        assert thread != asked
        return b"{}"

    with pytest.raises(NotPrinted):
        press.ask(order()).result()
