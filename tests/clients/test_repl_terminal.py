"""Line editing, with real key presses into prompt_toolkit and a scripted peer behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from omega.clients import connect
from omega.clients.documentation import columns, describe
from omega.clients.repl_terminal import (
    NameCompleter,
    TerminalReader,
    indentation,
    name_at_cursor,
    open_history,
)
from omega.clients.results import Documentation
from omega.clients.sync_client import Client

from .peer import Line, Request, scripted_peer

NAMES = ["car", "cdr", "call/cc", "vector-ref"]


def answer(request: Request, line: Line) -> None:
    match request["op"]:
        case "completions":
            found = [name for name in NAMES if name.startswith(str(request["prefix"]))]
            line.reply(
                request, "done", completions=[{"candidate": name, "type": "function"} for name in found]
            )
        case "lookup":
            line.reply(
                request, "done", info={"name": request["sym"], "arglists-str": "(pair)", "doc": "First."}
            )


@pytest.fixture
def client() -> Iterator[Client]:
    with scripted_peer(answer) as port, connect(port) as client:
        yield client


@pytest.fixture
def typed(client: Client) -> Iterator[Callable[[str], str | None]]:
    """What the reader returns for these key presses."""
    with create_pipe_input() as keyboard:
        reader = TerminalReader(client, history=InMemoryHistory(), input=keyboard, output=DummyOutput())

        def read(keys: str) -> str | None:
            keyboard.send_text(keys)
            return reader.read("omega> ")

        yield read


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("(+ 1 2)\r", "(+ 1 2)"),
        ("(+ 1\r2)\r", "(+ 1\n  2)"),
        ('(f "a)\rb")\r', '(f "a)\n  b")'),
        (")\r", ")"),
        (":doc car\r", ":doc car"),
        (":load (odd\r", ":load (odd"),
        (":key\r", ":key"),
        ("1\x1b\r2\r", "1\n2"),
        ("gar\x03(+ 1 2)\r", "(+ 1 2)"),
        ("\x04", None),
    ],
)
def test_enter_evaluates_only_what_is_complete(
    typed: Callable[[str], str | None], keys: str, text: str | None
) -> None:
    assert typed(keys) == text


def test_what_is_pasted_at_once_is_read_one_by_one(typed: Callable[[str], str | None]) -> None:
    assert typed("\x1b[200~:doc car\n(+ 1\n2)\n:doc cdr\x1b[201~\r") == ":doc car\n"
    assert [typed(""), typed("")] == ["(+ 1\n2)\n", ":doc cdr"]


def test_earlier_input_comes_back(typed: Callable[[str], str | None]) -> None:
    assert typed("(first)\r") == "(first)"
    assert typed("\x1b[A\r") == "(first)"


def test_tab_completes_the_name_at_the_cursor(client: Client) -> None:
    def after(text: str) -> list[str]:
        return [
            found.text for found in NameCompleter(client.completions).get_completions(Document(text), CompleteEvent())
        ]

    assert after("(ca") == ["car", "call/cc"]
    assert after("(map call/") == ["call/cc"]
    assert after("(car ") == []
    assert after(":h") == [":help", ":history"]


def test_files_complete_after_load(client: Client, tmp_path: Path) -> None:
    (tmp_path / "prog.scm").touch()
    found = NameCompleter(client.completions).get_completions(Document(f":load {tmp_path}/pr"), CompleteEvent())
    assert [completion.text for completion in found] == ["og.scm"]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("(ca", "r x)", "car"),
        ("(car", "", "car"),
        ("(car ", "", "car"),
        ("(map (lambda (x) x) ", "", "map"),
        ('(f "(g ', "", "f"),
        ("(f ; (g\n ", "", "f"),
        ("", "", ""),
        ("(", "", ""),
    ],
)
def test_the_name_asked_about(before: str, after: str, name: str) -> None:
    assert name_at_cursor(Document(before + after, len(before))) == name


@pytest.mark.parametrize(
    ("text", "column"),
    [("(define (f x)", 2), ("(let ((a 1)", 7), ("(f\n  (g", 4), ('(f ")"', 2), (r"(f #\(", 2), ("(f)", 0)],
)
def test_a_new_line_is_indented(text: str, column: int) -> None:
    assert indentation(text) == column


def test_documentation_as_shown() -> None:
    found = Documentation(
        "f", doc="Adds.\n\n   Well.", arglists=("(a . rest)", "()"), file="p.scm", line=3, column=1
    )
    assert describe("f", found) == "(f a . rest)\n(f)\n  Adds.\n\n  Well.\n  defined at p.scm:3:1\n"
    assert describe("x", Documentation("x")) == "x\n"
    assert describe("y", None) == "y has no binding\n"
    assert columns(["a", "bb", "ccc"], width=12) == "  a    bb\n  ccc\n"


def test_history_is_kept_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert isinstance(open_history(), FileHistory)
    assert (tmp_path / "state" / "omega" / "history").stat().st_mode & 0o777 == 0o600
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert isinstance(open_history(), InMemoryHistory), "a folder that cannot be made"
