"""The fuzz target, bounded; its invariant stands in ``fuzz_framer.py``."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .fuzz_framer import check, stream


@pytest.mark.parametrize("seed", range(4))
def test_damaged_streams(seed: int) -> None:
    random = Random(seed)
    for _ in range(400):
        data = stream(random)
        try:
            check(data, random)
        except BaseException as error:
            error.add_note(f"stream: {data!r}")
            raise


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([b"", b"d", b"d1:a", b"\x81\xa1a"]), st.binary(max_size=60))
def test_any_bytes(begin: bytes, rest: bytes) -> None:
    check(begin + rest, Random(0))
