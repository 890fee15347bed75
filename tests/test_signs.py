"""Signs that nobody sees, in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.nouns.company import Customer


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\u202e", "\u2066", "\u200f"])
def test_a_sign_that_nobody_sees_is_shown_as_one(sign: str) -> None:
    assert Customer(id="k1", name=f"Peeters{sign}gpj.exe").name == "Peeters\N{REPLACEMENT CHARACTER}gpj.exe"


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs", "S", "M"]), max_size=200))
def test_what_people_write_stays_as_it_is(words: str) -> None:
    assert Customer(id="k1", name=words, note=f"{words}\n\t").name == words
