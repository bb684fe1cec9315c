"""What Emacs sends through CIDER 2.0.1, recorded from a stock one and said again word for word: at connect, then while
a file is worked on. Only the session ids differ, which the server hands out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .raw import Message, RawClient, joined, status, value, words

CLONE = {"client-name": "CIDER", "client-version": "2.0.1", "op": "clone"}
STREAMED = {
    "nrepl.middleware.print/buffer-size": 4096,
    "nrepl.middleware.print/options": {"right-margin": 70},
    "nrepl.middleware.print/print": "cider.nrepl.pprint/clojure-pprint",
    "nrepl.middleware.print/quota": 1048576,
    "nrepl.middleware.print/stream?": "1",
}
WHOLE: dict[str, Any] = {
    "nrepl.middleware.print/print": "cider.nrepl.pprint/pr",
    "nrepl.middleware.print/quota": 1048576,
    "nrepl.middleware.print/stream?": [],
}
INIT = {
    "code": "(when-let [requires (resolve 'clojure.main/repl-requires)]\n"
    "  (clojure.core/apply clojure.core/require @requires))",
    "column": 1,
    "content-type": "true",
    "file": "*cider-repl em/proj:127.0.0.1:17888(clj)*",
    "inhibit-cider-middleware": "true",
    "line": 3,
    "op": "eval",
    **STREAMED,
}
DEMO = """\
;; several forms
(define (square x)
  "Multiply X by itself."
  (* x x))

(define ys (map square (list 1 2 3)))

(display "loading demo")
(newline)
ys
"""
PLACE = "/tmp/em/proj/demo.clj"


class Cider:
    """One connection as CIDER holds it: a main and a tooling session, ids counted from 1."""

    def __init__(self, raw: RawClient) -> None:
        self._raw = raw
        self._count = 0
        self.main = self.tooling = ""
        opened = [self.ask(CLONE)[0]["new-session"] for _ in range(2)]
        self.main, self.tooling = opened
        (self.description,) = self.ask({"op": "describe"})
        self.initial = self.ask(INIT)

    def stamp(self, request: Message, session: str) -> Message:
        self._count += 1
        return {**request, "id": str(self._count), **({"session": session} if session else {})}

    def ask(self, request: Message, session: str | None = None) -> list[Message]:
        """Ask in the given session: by default the main one, in none while there is none."""
        return self._raw.ask(self.stamp(request, session or self.main))

    def look_for_a_stack_trace(self) -> None:
        """What it asks after every error, and what it asked while there was no op for that."""
        analysis = self.ask({"op": "cider/analyze-last-stacktrace"})
        assert [status(reply) for reply in analysis] == [[], ["done"]] and analysis[0]["class"]
        for code, session in (("(require 'clojure.stacktrace)", self.tooling), ("(println (ex-data *e))", self.main)):
            assert words(self.ask({"op": "eval", "code": code}, session)) <= {"eval-error", "done"}

    def load(self, text: str = DEMO) -> list[Message]:
        return self.ask({"op": "load-file", "file": text, "file-name": "demo.clj", "file-path": PLACE, **WHOLE})

    def evaluate(self, code: str) -> list[Message]:
        """As ``cider-interactive-eval`` does."""
        return self.ask({"op": "eval", "code": code, "content-type": "true", "ns": "user"})


@pytest.fixture
def cider(raw: RawClient) -> Cider:
    """Connected, everything that CIDER asks at connect answered."""
    return Cider(raw)


def test_connect(cider: Cider) -> None:
    assert cider.main != cider.tooling
    ops, versions = cider.description["ops"], cider.description["versions"]
    assert {"clone", "close", "eval", "interrupt", "load-file", "completions", "lookup", "stdin"} <= ops.keys()
    major, minor, *_ = map(int, versions["nrepl"]["version-string"].split(".")[:2])
    assert (major, minor) >= (0, 6)
    # Its debugger's connect hook fails on a half: all three, or none.
    clojure, middleware = "clojure" in versions, "cider-version" in (cider.description.get("aux") or {})
    assert clojure == middleware == any(name.endswith("init-debugger") for name in ops)


def test_its_first_evaluation_is_answered(cider: Cider) -> None:
    """It is Clojure, and CIDER would show an error of it to everybody who connects."""
    assert words(cider.initial) == {"done"} and not joined(cider.initial, "err")
    assert {"user"} == {reply["ns"] for reply in cider.initial if "ns" in reply}  # its prompt; else it shows nil>
    assert value(cider.evaluate("(list 1 2 (+ 1 2))")) == "(1 2 3)"


def test_load_a_file_of_several_forms(cider: Cider) -> None:
    replies = cider.load()
    assert words(replies) == {"done"}
    assert joined(replies, "out") == "loading demo\n"
    assert value(replies) == "(1 4 9)"
    assert value(cider.ask({"op": "eval", "code": "(square 12)"})) == "144"


def test_load_stops_at_an_error_and_says_where(cider: Cider) -> None:
    replies = cider.load('(define a 1)\n(define b\n  (car a))\n(display "not reached")\n')
    assert words(replies) == {"eval-error", "done"}
    assert joined(replies, "out") == "" and "value" not in replies[-1]
    assert re.search(r"demo\.clj:3", joined(replies, "err"))


def test_evaluate_a_form_of_a_file(cider: Cider) -> None:
    at = {"op": "eval", "ns": "user", "content-type": "true", "file": PLACE, "column": 1, **WHOLE}
    replies = cider.ask({**at, "line": 2, "code": DEMO[DEMO.index("(define") : DEMO.index("\n\n")]})
    assert words(replies) == {"done"}
    replies = cider.ask({**at, "line": 41, "code": "(car 5)"})
    assert "demo.clj:41" in joined(replies, "err")


def test_pretty_print_in_pieces(cider: Cider) -> None:
    request = {"op": "eval", "code": "(let loop ((i 0) (l '())) (if (= i 4000) (reverse l) (loop (+ i 1) (cons i l))))",
               "column": 1, "line": 10, "file": PLACE, "ns": "user", **STREAMED}  # fmt: skip
    replies = cider.ask(request)
    pieces = [reply["value"] for reply in replies if "value" in reply]
    assert len(pieces) > 1
    assert "".join(pieces).split() == ["(0", *map(str, range(1, 3999)), "3999)"]
    assert [reply["ns"] for reply in replies if "ns" in reply] == ["user"]


def test_error(cider: Cider) -> None:
    replies = cider.evaluate("(car 5)")
    (error,) = [reply for reply in replies if "eval-error" in status(reply)]
    assert error["ex"] and error["root-ex"]
    assert "car" in joined(replies, "err")
    cider.look_for_a_stack_trace()
    assert value(cider.evaluate("(+ 20 3)")) == "23"


def test_interrupt(cider: Cider, raw: RawClient) -> None:
    running = cider.stamp({"op": "eval", "code": "(let loop () (loop))", "ns": "user"}, cider.main)
    raw.send(running)
    assert raw.silent_for(0.3)
    stop = cider.stamp({"op": "interrupt", "interrupt-id": running["id"]}, cider.main)
    raw.send(stop)
    replies = raw.finish(running, stop)
    assert "interrupted" in words([reply for reply in replies if reply["id"] == running["id"]])
    assert value(cider.evaluate("(* 6 7)")) == "42"


def test_input(cider: Cider, raw: RawClient) -> None:
    reading = cider.stamp({"op": "eval", "code": "(read-line)", "ns": "user"}, cider.main)
    raw.send(reading)
    need = raw.receive()
    assert need == {"id": reading["id"], "session": cider.main, "status": ["need-input"]}
    answer = cider.stamp({"op": "stdin", "stdin": "hello there\n"}, cider.main)
    raw.send(answer)
    assert value(raw.finish(reading, answer)) == '"hello there"'


def test_completions(cider: Cider) -> None:
    cider.load()
    (reply,) = cider.ask({"op": "completions", "ns": "user", "prefix": "squa"})
    assert {"candidate": "square", "ns": "user", "type": "function"} in reply["completions"]


def test_documentation_and_jump(cider: Cider) -> None:
    cider.load()
    (reply,) = cider.ask({"op": "lookup", "ns": "user", "sym": "square"})
    info = reply["info"]
    assert (info["name"], info["ns"], info["arglists-str"]) == ("square", "user", "(x)")
    assert info["doc"] == "Multiply X by itself."
    assert (info["file"], info["line"]) == (PLACE, 2)
    (reply,) = cider.ask({"op": "lookup", "ns": "user", "sym": "map"})
    assert reply["info"]["doc"] and reply["info"]["arglists-str"]
    (reply,) = cider.ask({"op": "lookup", "ns": "user", "sym": "no-such-thing"})
    assert "lookup-error" in status(reply) or not reply.get("info")


def test_switch_namespace(cider: Cider) -> None:
    """``cider-repl-set-ns`` evaluates Clojure in the tooling session."""
    assert "done" in words(cider.ask({"op": "eval", "code": "(in-ns 'user)"}, cider.tooling))


def test_quit(cider: Cider) -> None:
    for session in (cider.main, cider.tooling):
        (reply,) = cider.ask({"op": "close"}, session)
        assert set(status(reply)) == {"session-closed", "done"}
