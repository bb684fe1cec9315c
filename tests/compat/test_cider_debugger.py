"""What CIDER 2.0.1 sends while a person steps through a procedure, recorded from a stock one that ``drive_cider.el``
drove, and said again word for word. Only keys and sessions differ, which the server hands out."""

from __future__ import annotations

import pytest

from .raw import Message, RawClient, status, value
from .test_cider_connect import STREAMED, WHOLE, Cider
from .test_cider_daily import PLACE, TEXT

MARKED = "#dbg\n(define (sum-of-squares a b)\n  (+ (square a)\n     (square b)))\n"


class Stepping:
    """A connection that has asked for the debugger at connect, with the file loaded and a procedure marked."""

    def __init__(self, raw: RawClient) -> None:
        self.raw = raw
        self.cider = Cider(raw)
        self._waiting: list[Message] = []
        self._send({"op": "cider/init-debugger", **STREAMED})
        (self.debugger,) = self._waiting
        loaded = self.cider.ask({"op": "load-file", "file": TEXT, "file-name": "work.scm", "file-path": PLACE, **WHOLE})
        assert status(loaded[-1]) == ["done"]
        at = {"ns": "user", "file": PLACE, "line": 6, "column": 1, "content-type": "true", **WHOLE}
        assert value(self.cider.ask({"op": "eval", "code": MARKED, **at})) == "sum-of-squares"
        self.question: Message = {}

    def _send(self, request: Message) -> Message:
        message = self.cider.stamp(request, self.cider.main)
        self._waiting.append(message)
        self.raw.send(message)
        return message

    def evaluate(self, code: str) -> Message:
        """Begin to evaluate, up to the first question."""
        request = self._send({"op": "eval", "code": code, "ns": "user", "content-type": "true"})
        self.wait()
        return request

    def wait(self) -> None:
        """Wait for the next question."""
        while "need-debug-input" not in status(reply := self.raw.receive()):
            assert "error" not in status(reply), reply
        self.question = reply
        assert reply["id"] == self.debugger["id"]

    def say(self, input: str) -> None:
        self._send({"op": "cider/debug-input", "input": input, "key": self.question["key"]})

    def go(self, input: str) -> list[object]:
        """Answer the question: where the next one is, and what it shows."""
        self.say(input)
        self.wait()
        return [self.question["line"], self.question["coor"], self.question["debug-value"]]


@pytest.fixture
def stepping(raw: RawClient) -> Stepping:
    return Stepping(raw)


def test_step_in_and_back_and_look_around(stepping: Stepping) -> None:
    (listed,) = stepping.cider.ask({"op": "cider/debug-instrumented-defs"})
    assert listed["list"] == [["user", "sum-of-squares"]]
    running = stepping.evaluate("(sum-of-squares 3 4)")
    question = stepping.question
    assert (question["line"], question["column"], question["coor"]) == (6, 1, [2, 1, 1])
    assert (question["debug-value"], question["file"], question["original-id"]) == ("3", PLACE, running["id"])
    assert question["code"] == MARKED.removeprefix("#dbg\n").rstrip()
    assert stepping.go(":in") == [2, [3, 1], "3"]
    assert stepping.go(":next") == [2, [3, 2], "3"]
    assert stepping.go(":next") == [2, [3], "9"]
    assert stepping.go(":next") == [6, [2, 1], "9"]
    assert stepping.go(":next") == [6, [2, 2, 1], "4"]
    assert stepping.go(":back") == [6, [2, 1], "9"]
    assert stepping.go(":back") == [6, [2, 1, 1], "3"]
    assert stepping.go(":next") == [6, [2, 1], "9"]
    assert stepping.go(":next") == [6, [2, 2, 1], "4"]
    assert stepping.go("{:response :eval, :code (* 100 (+ a b))}") == [6, [2, 2, 1], "700"]
    stepping.go(":locals")
    assert stepping.question["inspect"].startswith("(")
    stepping.say(":stacktrace")
    while "stack" not in status(reply := stepping.raw.receive()):
        pass
    assert reply["causes"][0]["stacktrace"][0]["var"] == "user/sum-of-squares"
    stepping.wait()
    stepping.say(":continue")
    assert value(stepping.raw.finish(running)) == "25"
    shown = {
        "page-size": 32, "max-atom-length": 150, "max-coll-size": 5, "max-nested-depth": 5, "sort-maps": "false",
        "tidy-qualified-keywords": "true", "pretty-print": "false", "only-diff": "false",
    }  # fmt: skip
    inspected = stepping.cider.ask({"op": "eval", "code": "*1", "ns": "user", "inspect": "true", **shown})
    assert '"25"' in value(inspected)


def test_quit(stepping: Stepping) -> None:
    running = stepping.evaluate("(sum-of-squares 5 6)")
    stepping.say(":quit")
    assert status(stepping.raw.finish(running)[-1]) == ["done", "interrupted"]
    assert value(stepping.cider.ask({"op": "eval", "code": "(square 7)"})) == "49"
