"""A server that is killed at any moment has lost nothing it said was done, and done nothing by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from .killing import kill


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_kills(tmp_path: Path, seed: int) -> None:
    said = await kill(tmp_path, 6, seed)
    assert int(said.split()[2]) > 20, said  # a busy machine manages that many
