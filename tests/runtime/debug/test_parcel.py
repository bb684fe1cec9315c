"""Files of snapshots, histories and sessions: what is not one is refused with the reason, whatever its bytes say."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from omega.runtime import LispError
from omega.runtime.debug.parcel import Parcel, unwrap, wrap
from omega.runtime.machine.snapshot.envelope import seal
from omega.runtime.machine.snapshot.format import Format
from omega.runtime.slices import finish

EXPORT = Format(b"omega-export", 1, "an export")
PARCEL = Parcel("snapshot", "n", "d", 1.5, b"some bytes" * 100)


def sealed(**changes: object) -> bytes:
    """A file with a right hash that says something else."""
    packed = {**to_builtins(PARCEL, builtin_types=(bytes,)), "data": zlib.compress(PARCEL.data), **changes}
    return seal({"parcel": packed}, EXPORT)


@given(st.binary(max_size=2000), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_there_and_back(data: bytes, name: str, description: str) -> None:
    parcel = Parcel("session", name, description, 0.0, data)
    assert finish(unwrap("v", finish(wrap(parcel)), "session")) == parcel


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (seal({}, EXPORT), "parse-error: v: the export is damaged: it says not what is in it"),
        (sealed(kind="strange"), "parse-error: v: the export is damaged"),
        (sealed(name=""), "parse-error: v: the export is damaged"),
        (sealed(name="x" * 201), "parse-error: v: the export is damaged"),
        (sealed(time="now"), "parse-error: v: the export is damaged"),
        (sealed(data="text"), "parse-error: v: the export is damaged"),
        (sealed(data=b"not compressed"), "parse-error: v: the export is damaged: what is in it cannot be read"),
        (sealed(data=zlib.compress(b"abc" * 1000)[:-9]), "parse-error: v: the export is damaged"),
        (sealed(data=b""), "parse-error: v: the export is damaged: it is cut off"),
        (sealed(data=zlib.compress(bytes(10_000_000))), "budget-exceeded: v: .* the limit export-bytes of 100000"),
        (sealed(kind="history"), "state-conflict: v: expected the export of a snapshot, got that of a history"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, words: str) -> None:
    with pytest.raises(LispError, match=words):
        finish(unwrap("v", data, "snapshot", 100_000))


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_damage_is_found(noise: bytes, at: int) -> None:
    data = finish(wrap(PARCEL))
    damaged = data[:at] + noise + data[at + len(noise) :]
    try:
        assert finish(unwrap("v", damaged, "snapshot")) == PARCEL and damaged == data
    except LispError as error:
        assert error.condition.message.startswith("v: ")
