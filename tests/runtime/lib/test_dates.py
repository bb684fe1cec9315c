"""Dates beside Python's ``datetime``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Runtime
from omega.runtime.syntax.printer import write_string


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return Runtime()


_MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))
_OFFSETS = st.integers(-14 * 60, 14 * 60)


@settings(max_examples=50)
@given(_MOMENTS, _OFFSETS)
def test_beside_datetime(runtime: Runtime, moment: datetime, minutes: int) -> None:
    there = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    seconds = int((there - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    text = there.isoformat().replace("+00:00", "Z")
    code = f'(let ((d (string->date "{text}"))) (list (date->seconds d) (date->string d) (date-week-day d) (date-year-day d)))'
    expected = f'({seconds} "{text}" {(there.weekday() + 1) % 7} {there.timetuple().tm_yday})'
    assert write_string(runtime.eval(code)) == expected
    assert write_string(runtime.eval(f"(date->string (seconds->date {seconds} {minutes * 60}))")) == f'"{text}"'
