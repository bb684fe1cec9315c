"""What Conjure 4.52.1 (Neovim) sends, recorded from a stock one and said again: at ``:ConjureConnect``, for an
evaluation, and for the documentation of a name. Only its preamble is shorter here, with forms of the same kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from .raw import Message, RawClient, joined, value, words

PREAMBLE = """\
(create-ns 'editor.inside)
(ns editor.inside
  (:require [clojure.pprint :as pp] [clojure.test]))
(defn shown [val w opts]
  (apply pp/write val (mapcat identity (assoc opts :stream w))))
(def size 16)
(defonce queue! (atom (list)))
(defmethod clojure.test/report :fail [m]
  (when (= #'clojure.core/not (resolve (first (:actual m))))
    (println "\\nFAIL in" @queue!)))
(in-ns initial-ns)"""
TYPE = "#?(:clj 'clj :cljs 'cljs :cljr 'cljr :default 'unknown)"
PRINT: dict[str, Any] = {
    "nrepl.middleware.print/options": {"associative": 1, "length": 500, "level": 50, "right-margin": 72},
    "nrepl.middleware.print/print": "conjure.internal/pprint",
}
PLACE = "/tmp/em/proj/demo.clj"


class Conjure:
    """One connection as the plugin holds it."""

    def __init__(self, raw: RawClient) -> None:
        self._raw = raw
        self._ids: Iterator[str] = (f"78ddceb0-2d1e-456a-b9e6-{n:012x}" for n in itertools.count(1))
        (self.description,) = self.ask({"op": "describe"})
        (self.listing,) = self.ask({"op": "ls-sessions"})
        self.preamble = self.ask({"op": "eval", "code": PREAMBLE})
        (cloned,) = self.ask({"op": "clone"})
        self.session: str = cloned["new-session"]
        self.type = self.ask({"op": "eval", "code": TYPE, "session": self.session})

    def ask(self, request: Message) -> list[Message]:
        return self._raw.ask({**request, "id": next(self._ids)})

    def evaluate(self, code: str, **place: int) -> list[Message]:
        return self.ask({"op": "eval", "code": code, "file": PLACE, "session": self.session, **place, **PRINT})


@pytest.fixture
def conjure(raw: RawClient) -> Conjure:
    """Connected, with a session."""
    return Conjure(raw)


def test_connect(conjure: Conjure) -> None:
    assert {"eval", "interrupt", "completions", "lookup"} <= conjure.description["ops"].keys()
    assert isinstance(conjure.listing["sessions"], list)
    assert conjure.session not in conjure.listing["sessions"]
    assert words(conjure.preamble) == {"eval-error", "done"}
    assert words(conjure.type) == {"eval-error", "done"}  # it then calls the kind of session unknown


def test_evaluate(conjure: Conjure) -> None:
    code = '(define (square x) (* x x))\n\n(display "hello")\n(map square (list 1 2))'
    replies = conjure.evaluate(code, line=1, column=1)
    assert joined(replies, "out") == "hello"
    assert value(replies).endswith("(1 4)")


def test_error_says_where(conjure: Conjure) -> None:
    replies = conjure.evaluate("(car 5)", line=12, column=4)
    assert "demo.clj:12" in joined(replies, "err")
    assert "eval-error" in words(replies)
    assert value(conjure.evaluate("(+ 20 3)")) == "23"


def test_documentation(conjure: Conjure) -> None:
    conjure.evaluate('(define (square x)\n  "Multiply X by itself."\n  (* x x))', line=2, column=1)
    assert "done" in words(conjure.evaluate("(require 'clojure.repl)"))
    assert words(conjure.evaluate("(clojure.repl/doc square)", line=2, column=10)) >= {"eval-error", "done"}
    (reply,) = conjure.ask({"op": "lookup", "ns": "user", "sym": "square", "session": conjure.session})
    assert (reply["info"]["name"], reply["info"]["doc"]) == ("square", "Multiply X by itself.")


def test_completion(conjure: Conjure) -> None:
    (reply,) = conjure.ask({"op": "completions", "prefix": "string-app", "session": conjure.session})
    assert "string-append" in [one["candidate"] for one in reply["completions"]]
