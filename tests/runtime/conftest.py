"""Loads the base once, before any test: it raises the process's recursion limit, which hypothesis guards."""

from __future__ import annotations

import pytest

from omega.runtime import Runtime


@pytest.fixture(scope="session", autouse=True)
def base() -> None:
    Runtime()
