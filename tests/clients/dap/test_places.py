"""Files, lines and columns as client and server have them: one translation undoes the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.clients.dap.capabilities import Preferences
from omega.clients.dap.messages import Arguments, Refused
from omega.clients.dap.places import Places, characters, units
from omega.protocol import Wire

WIDE = "(display \"😀😀\") (car 5)\n(display 1)\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wide.scm"
    path.write_text(WIDE)
    return path


def test_columns_count_units_of_utf_16(file: Path) -> None:
    places = Places(Preferences())
    place: dict[str, Wire] = {"file": str(file), "line": 1, "column": 15, "end-line": 1, "end-column": 22}
    assert places.range(place) == {"line": 1, "column": 17, "endLine": 1, "endColumn": 24}
    assert places.column(str(file), 1, 17) == 15
    assert places.column(str(file), 2, 10) == 10
    assert places.range({"file": "prelude/lists.scm", "line": 3, "column": 4}) == {"line": 3, "column": 4}


def test_a_client_may_count_from_0(file: Path) -> None:
    places = Places(Preferences(first_line=0, first_column=0))
    assert places.range({"file": str(file), "line": 2, "column": 1}) == {"line": 1, "column": 0}
    assert (places.line(1), places.column(str(file), 2, 0)) == (2, 1)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 30))
def test_units_and_characters_are_each_others_inverse(text: str, count: int) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2
    assert characters(text, units(text[:count])) == min(count, len(text))


def test_a_file_is_a_path_and_anything_else_a_number(file: Path, tmp_path: Path) -> None:
    places = Places(Preferences())
    places.move(tmp_path)
    assert places.source("wide.scm") == places.source(str(file)) == {"name": "wide.scm", "path": str(file)}
    source = places.source("prelude/lists.scm")
    assert source == places.source("prelude/lists.scm"), "the number stays"
    assert source["name"] == "prelude/lists.scm" and "path" not in source
    assert places.source("<repl>")["sourceReference"] != source["sourceReference"]
    assert places.files(Arguments("source", {"sourceReference": source["sourceReference"]})) == ("prelude/lists.scm",)
    with pytest.raises(Refused, match="sourceReference: expected a number of a source, got 99"):
        places.files(Arguments("source", {"sourceReference": 99}))
    with pytest.raises(Refused, match="source: path: expected the path of a file, got nothing"):
        places.files(Arguments("source", {}))


def test_paths_are_the_same_however_they_are_said(file: Path, tmp_path: Path) -> None:
    places = Places(Preferences(uris=True))
    places.move(tmp_path)
    assert places.source(str(file))["path"] == file.as_uri()
    for said in (str(file), file.as_uri(), "wide.scm", f"{tmp_path}/x/../wide.scm"):
        assert places.files(Arguments("source", {"path": said})) == (str(file), "wide.scm")
    assert places.files(Arguments("source", {"path": "/elsewhere/x.scm"})) == ("/elsewhere/x.scm",)
