"""Names beside dots: whatever the figures, nothing lies over anything else on any screen."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.nouns.company import Settings
from strategy.scoring.scores import score
from tests.portfolios import customer, judged
from ui.charts.maps import Dot, grid
from ui.charts.placing import NARROWEST, WIDEST, Box, Spot, label_of, sides
from ui.customers.portfolio_view import grid_letter

HEIGHT = 396.0
FRACTION = st.floats(0, 1)
SPOTS = st.lists(
    st.builds(
        lambda x, y, radius, reach, long: Spot(x, y, radius, min(1.0, y + reach), "n" * long),
        FRACTION,
        FRACTION,
        st.floats(9, 24),
        st.sampled_from([0.0, 0.0, 0.1, 0.5]),
        st.integers(1, 20),
    ),
    max_size=40,
)


def at(box: Box, width: float) -> tuple[float, float, float, float]:
    """The box in pixels on a screen of this width."""
    return box.x * width + box.left, box.x * width + box.right, box.bottom, box.top


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    noise = 1e-6
    return (
        one[0] < other[1] - noise
        and other[0] < one[1] - noise
        and one[2] < other[3] - noise
        and other[2] < one[3] - noise
    )


@given(SPOTS, st.floats(NARROWEST, WIDEST))
@settings(max_examples=80, deadline=None)
def test_names_stand_free_of_each_other_and_inside_the_picture_at_every_width(spots, width):
    found = sides(spots, HEIGHT)
    labels = [
        at(label_of(spot, side, HEIGHT), width) for spot, side in zip(spots, found, strict=True) if side
    ]
    assert not any(overlap(one, other) for one, other in combinations(labels, 2))
    for left, right, bottom, top in labels:
        assert left >= -1e-6
        assert right <= width + 1e-6
        assert bottom >= 0
        assert top <= HEIGHT


@given(SPOTS, st.floats(NARROWEST, WIDEST))
@settings(max_examples=80, deadline=None)
def test_names_never_cover_somebody_elses_dot(spots, width):
    for place, side in enumerate(sides(spots, HEIGHT)):
        if side is None:
            continue
        label = at(label_of(spots[place], side, HEIGHT), width)
        for other in (*spots[:place], *spots[place + 1 :]):
            x, y, radius = other.x * width, other.y * HEIGHT, other.radius
            dot = (x - radius, x + radius, y - radius, max(y + radius, other.tip * HEIGHT))
            assert not overlap(label, dot)


def test_a_dot_alone_carries_its_name():
    assert sides([Spot(0.5, 0.5, 10, 0.5, "Bakkerij Peeters")], HEIGHT) == ["above"]


def test_a_dot_at_the_right_edge_carries_its_name_at_the_left():
    assert sides([Spot(0.97, 0.9, 10, 0.9, "Bakkerij Peeters")], HEIGHT) == ["left"]


def test_who_can_still_become_more_than_one_class_is_grey_and_has_no_letter_in_the_grid() -> None:
    known = customer("a", revenue=90_000, judged=judged(5, 5, 5, 5, 5))
    open_ = customer("b", revenue=90_000)
    rows = score([known, open_], Settings(a_revenue=100_000))
    assert [row.grid for row in rows] == ["A", "B-A"]
    dots = [Dot(row.name, grid_letter(row), 1, 90_000, 0, "") for row in rows]
    figure = grid(dots, None, "Aantal keer ja", "nl", "light")
    letters = sorted(text for trace in figure.data if trace.mode == "markers+text" for text in trace.text)
    assert letters == ["", "A"]
