"""What vim-fireplace (5e66509) sends, recorded from a stock one and said again word for word: at ``:FireplaceConnect``,
then for ``:Eval``, ``:Doc`` and an interrupt. It cannot connect without the op ``classpath``: it would run Java."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from .raw import Message, RawClient, joined, status, value, words


class Fireplace:
    """One connection as the plugin holds it. Its ids look like uuids; any text that never repeats will do."""

    def __init__(self, raw: RawClient) -> None:
        self._raw = raw
        self._ids: Iterator[str] = (f"3204a06c-4621-4f89-17e7-{n:012x}" for n in itertools.count(1))
        (self.description,) = self.ask({"op": "describe", "verbose?": 1})
        (self.path,) = self.ask({"op": "classpath"})
        (cloned,) = self.ask({"op": "clone"})
        self.session: str = cloned["new-session"]

    def stamp(self, request: Message) -> Message:
        return {**request, "id": next(self._ids)}

    def ask(self, request: Message) -> list[Message]:
        return self._raw.ask(self.stamp(request))

    def evaluate(self, code: str) -> list[Message]:
        return self.ask({"op": "eval", "code": code, "session": self.session})


@pytest.fixture
def fireplace(raw: RawClient) -> Fireplace:
    """Connected, with a session."""
    return Fireplace(raw)


def test_connect(fireplace: Fireplace) -> None:
    assert "classpath" in fireplace.description["ops"]
    assert isinstance(fireplace.path["classpath"], list)
    assert value(fireplace.evaluate("(+ 1 2)")) == "3"


def test_eval_of_a_whole_buffer(fireplace: Fireplace) -> None:
    code = (
        ";; several forms\n(define (square x)\n   (* x x))\n \n (define ys (map square (list 1 2 3)))\n \n"
        ' (display "loading")\n (newline)\nys'
    )
    replies = fireplace.ask({"op": "eval", "code": code, "session": fireplace.session, "file": "", "line": 1,
                             "column": 1, "nrepl.middleware.print/stream?": 1})  # fmt: skip
    assert words(replies) == {"done"}
    assert joined(replies, "out") == "loading\n"
    assert value(replies).endswith("(1 4 9)")


def test_error_in_an_unnamed_buffer(fireplace: Fireplace) -> None:
    replies = fireplace.ask({"op": "eval", "code": "(undefined-thing 1)", "session": fireplace.session, "file": "",
                             "line": 1, "column": 1, "nrepl.middleware.print/stream?": 1})  # fmt: skip
    assert words(replies) == {"eval-error", "done"}
    assert "undefined-thing" in joined(replies, "err")
    assert value(fireplace.evaluate("(+ 20 3)")) == "23"


def test_doc_command(fireplace: Fireplace) -> None:
    """``:Doc`` asks in a copy of the session and closes it at the first ``done`` it sees there: the answer to that
    close is one more, so it closes again, until an answer says ``session-closed``."""
    (cloned,) = fireplace.ask({"op": "clone", "session": fireplace.session})
    copy = cloned["new-session"]
    replies = fireplace.ask({"op": "eval", "code": "(clojure.repl/doc square)", "session": copy})
    assert words(replies) == {"eval-error", "done"}
    (closed,) = fireplace.ask({"op": "close", "session": copy})
    assert set(status(closed)) == {"session-closed", "done"}
    (again,) = fireplace.ask({"op": "close", "session": copy})
    assert set(status(again)) == {"error", "unknown-session", "done"}
    assert value(fireplace.evaluate("(* 6 7)")) == "42"


def test_interrupt(fireplace: Fireplace, raw: RawClient) -> None:
    running = fireplace.stamp({"op": "eval", "code": "(let loop () (loop))", "session": fireplace.session})
    raw.send(running)
    assert raw.silent_for(0.3)
    stop = fireplace.stamp({"op": "interrupt", "session": fireplace.session, "interrupt-id": running["id"]})
    raw.send(stop)
    assert "interrupted" in words(raw.finish(running, stop))
    assert value(fireplace.evaluate("(* 6 7)")) == "42"
