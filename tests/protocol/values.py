"""Hypothesis strategies for what may stand in a message."""

from __future__ import annotations

from hypothesis import strategies as st

from omega.protocol import Wire

INTEGERS = st.integers(-(10**20) + 1, 10**20 - 1)  # integer-digits, as it is by default
LEAVES = st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False) | st.text() | st.binary()
VALUES: st.SearchStrategy[Wire] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MESSAGES = st.dictionaries(st.text(), VALUES, max_size=6)
