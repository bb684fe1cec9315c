"""The past of a session, snapshots, forks and files, typed into `omega repl` in front of a real server."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import RunOmega


def typed(omega: RunOmega, port: int, *lines: str, session: str = "") -> str:
    """What is shown, errors among it; ids of sessions are left out."""
    where = ("--session", session) if session else ()
    done = omega("repl", "--connect", str(port), *where, input="\n".join((*lines, "")), merged=True)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", done.stdout)


def test_the_past_can_be_looked_at_and_come_back_from(omega: RunOmega, port: int) -> None:
    shown = typed(
        omega, port, "(define x 1)", "(set! x 2)", "(car x)", ":history", ":goto-entry 1", "x", "(set! x 50)", "x", ":live", "x",
        ":goto-entry 0", "x", ":goto-entry 1", ":adopt", "x", ":history car", ":tag 2 second", ":history 2", ":history 99",
    )  # fmt: skip
    assert shown.startswith("x\ntype-error: car: expected a pair, got 2 (integer)\n")
    rest = shown.partition("    1  (define x 1)")[2]
    assert "=> x\n    2  (set! x 2)" in rest
    assert re.search(r"    3  \(car x\) +car: expected a pair, got 2 \(integer\)\n", rest)
    rest = rest[rest.index("this is") :]
    assert rest.startswith(
        "this is the session as it was after entry 1; :live comes back\n1\n50\nthis is the present\n2\n"
        "this is the session as it began; :live comes back\nunbound-variable: x: unbound variable"
    )
    assert "this is the session as it was after entry 1; :live comes back\nthis is the present\n1\n    3  (car x)" in rest
    assert rest.endswith("  tags: second\nhistory.get: there is no entry 99\n")


def test_snapshots_forks_and_what_differs(omega: RunOmega, port: int) -> None:
    shown = typed(
        omega, port, "(define x 1)", "(define gone 2)", ":save a as it was", "(set! x 3)", "(define y 4)", ":diff a", ":fork twin",
        ":fork old a", ":restore a", "(list x gone)", ":attach twin", "(list x y)", ":attach old", "x", ":restore a", ":snapshots",
        ":diff a b c", ":attach nowhere",
    )  # fmt: skip
    assert shown == (
        "x\ngone\nsaved a\ny\n  + y = 4\n    x = 1, then 3\n"
        "session ID; :attach twin goes there\nsession ID; :attach old goes there\n"
        "the session is as it was saved in a\n(1 2)\nsession ID\n(3 4)\nsession ID\n1\n"
        "snapshots.restore: there is no snapshot a\nno snapshots; :save NAME makes one\nusage: :diff A [B]\n"
        "there is no session called nowhere, or with an id that begins so\n"
    )


def test_sessions_and_snapshots_travel_in_files(omega: RunOmega, port: int, tmp_path: Path) -> None:
    (tmp_path / "no-export").write_text("(define x 1)")
    typed(omega, port, "(define (f x) (* x 2))", ":save it", ":export session.omega", ":export snapshot.omega it", ":export /no/x")
    shown = typed(
        omega, port, ":import snapshot.omega", ":restore it", "(f 4)", ":import session.omega", ":import no-export", ":import none",
        ":export /no/x",
    )  # fmt: skip
    assert shown.startswith("snapshot it; :restore it goes there\nthe session is as it was saved in it\n8\nsession ID; :attach ")
    assert shown.endswith(
        "sessions.import: these bytes are not an export of a session\ncannot read none: No such file or directory\n"
        "cannot write /no/x: No such file or directory\n"
    )
