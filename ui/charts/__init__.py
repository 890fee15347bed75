"""The charts, drawn with Plotly in one house style: direct labels, no legend, Dutch separators.

Every function takes plain figures and the theme of the visitor, and returns a figure without a title: the finding stands above it as text and
the table beside it, so that nothing is said by a picture alone. Labels that could meet are left out; every name
and figure is in the table.
"""

from __future__ import annotations

from ui.charts.classes import ClassShare, Parts, class_shares, time_and_contribution
from ui.charts.curves import concentration, whale
from ui.charts.maps import CORNERS, Dot, customer_map, grid, payment_map
from ui.charts.rows import Bar, Pair, bars, pairs

__all__ = [
    "CORNERS",
    "Bar",
    "ClassShare",
    "Dot",
    "Pair",
    "Parts",
    "bars",
    "class_shares",
    "concentration",
    "customer_map",
    "grid",
    "pairs",
    "payment_map",
    "time_and_contribution",
    "whale",
]
