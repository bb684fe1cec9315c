"""What CIDER 2.0.1 sends while a person looks things up and makes a mistake, recorded from a stock one that
``drive_cider.el`` drove, and said again word for word."""

from __future__ import annotations

import pytest

from .raw import Message, RawClient, status
from .test_cider_connect import WHOLE, Cider

TEXT = """\
;; several forms
(define (square x)
  "Multiply X by itself."
  (* x x))

(define (sum-of-squares a b)
  (+ (square a)
     (square b)))
"""
PLACE = "/tmp/cider/work.scm"


@pytest.fixture
def cider(raw: RawClient) -> Cider:
    """Connected, with the file loaded."""
    connected = Cider(raw)
    replies = connected.ask({"op": "load-file", "file": TEXT, "file-name": "work.scm", "file-path": PLACE, **WHOLE})
    assert status(replies[-1]) == ["done"]
    return connected


def asked(cider: Cider, op: str, **params: object) -> Message:
    (reply,) = cider.ask({"op": op, **params})
    assert "done" in status(reply) and "error" not in status(reply), reply
    return reply


def test_documentation_and_jump(cider: Cider) -> None:
    told = {"ns": "user", "context": "nil", "download-sources-jar": "1"}
    found = asked(cider, "cider/info", sym="square", **told)
    assert (found["name"], found["ns"], found["arglists-str"]) == ("square", "user", "(x)")
    assert (found["file"], found["line"], found["column"]) == (PLACE, 2, 1)
    assert found["doc"] == "Multiply X by itself."
    assert asked(cider, "cider/info", sym="filter", **told)["file"].endswith("/prelude/lists.scm")
    assert "no-info" in status(asked(cider, "cider/info", sym="no-such-name", **told))


def test_completion(cider: Cider) -> None:
    request = {"context": "nil", "sort-order": "by-name", "enhanced-cljs-completion?": "t"}
    found = asked(cider, "cider/complete", ns="user", prefix="sum-of-sq", **request)
    assert found["completions"] == [{"candidate": "sum-of-squares", "type": "function", "ns": "user"}]


def test_eldoc(cider: Cider) -> None:
    context = "(define (sum-of-squares a b)\n  (+ (__prefix__ a)\n     (square b)))"
    found = asked(cider, "cider/eldoc", ns="user", sym="square", context=context)
    assert (found["eldoc"], found["type"], found["name"]) == ([["x"]], "function", "square")


def test_apropos(cider: Cider) -> None:
    excluded = {"exclude-regexps": ["^cider.nrepl", "^refactor-nrepl", "^nrepl"]}
    found = asked(cider, "cider/apropos", ns="user", query="^sum-of", **excluded)
    assert [(one["name"], one["type"]) for one in found["apropos-matches"]] == [("sum-of-squares", "function")]


def test_macroexpand_and_format(cider: Cider) -> None:
    request = {"expander": "macroexpand-1", "ns": "user", "display-namespaces": "tidy"}
    assert asked(cider, "cider/macroexpand", code="(when 1 2)", **request)["expansion"] == "(if 1 (begin 2))"
    formatted = asked(cider, "cider/format-code", options=[], code="(define (f x)\n(* x\nx))")["formatted-code"]
    assert formatted == "(define (f x)\n  (* x\n     x))"


def test_names_of_the_namespace(cider: Cider) -> None:
    assert "square" in asked(cider, "cider/ns-vars", ns="user")["ns-vars"]


def test_an_error_with_its_stack(cider: Cider) -> None:
    at = {"ns": "user", "file": PLACE, "line": 11, "column": 1, "content-type": "true", **WHOLE}
    replies = cider.ask({"op": "eval", "code": "(sum-of-squares 2 'three)", **at})
    assert any("eval-error" in status(reply) for reply in replies)
    cause, done = cider.ask({"op": "cider/analyze-last-stacktrace"})
    assert status(done) == ["done"]
    assert cause["class"] == "type-error" and "expected a number" in cause["message"]
    frames = [(frame["var"], frame["file"], frame["line"]) for frame in cause["stacktrace"]]
    assert frames == [
        ("user/square", "work.scm", 4),
        ("user/sum-of-squares", "work.scm", 8),
        ("user/top-level", "work.scm", 11),
    ]
    assert {frame["file-url"] for frame in cause["stacktrace"]} == {f"file:{PLACE}"}
