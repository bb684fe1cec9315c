"""EDN in a text, as editors read it."""

from __future__ import annotations

import pytest

from omega.protocol.edn import Edn, EdnKeyword, edn


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\"b\\c\n\td\r", r'"a\"b\\c\n\td\r"'),
        (12, "12"),
        (EdnKeyword("newline"), ":newline"),
        ([], "()"),
        (["x", (EdnKeyword("value"), "(1 2)", 0), [["λ"]]], '("x" (:value "(1 2)" 0) (("λ")))'),
    ],
)
def test_edn(value: Edn, text: str) -> None:
    assert edn(value) == text
