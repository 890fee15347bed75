"""All customers of an overview in a table, as Streamlit sends it: other figures every run, so nothing is kept."""

import itertools
import os
from collections.abc import Iterator

import pandas as pd
import streamlit as st


@st.cache_resource
def table() -> pd.DataFrame:
    """The rows, made ready once."""
    return pd.read_parquet(os.environ["BENCH_TABLE"])


@st.cache_resource
def counter() -> Iterator[int]:
    """The number of this run."""
    return itertools.count(1)


run = next(counter())
rows = table().assign(total=table()["total"] + run)
rows.insert(0, "run", f"run {run}")
st.button("again")
st.dataframe(rows)
