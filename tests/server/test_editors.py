"""What editors ask in CIDER's words, under both names of each op."""

from __future__ import annotations

from typing import Any

import pytest
import trio

from omega.protocol import OPS
from omega.server.failure import ACTIVATIONS
from omega.server.ops.inspection import LONGEST_CODE

from .peer import Peer, serving

SQUARE = '(define (square x . more)\n  "Multiply X by itself."\n  (* x x))\n(define lots 12)'
FAILING = "(define (deep n)\n  (if (= n 0)\n      (car n)\n      (+ 1 (deep (- n 1)))))\n(deep 3)"


async def opened(peer: Peer) -> str:
    """A session with something in it."""
    session = await peer.clone()
    await peer.request("load-file", file=SQUARE, file_path="/project/square.scm", session=session)
    return session


@pytest.mark.parametrize("op", ["info", "cider/info"])
async def test_info(op: str) -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await opened(peer)
        found = await peer.one(op, sym="square", ns="user", session=session)
        assert (found["name"], found["ns"], found["arglists-str"]) == ("square", "user", "(x . more)")
        assert (found["file"], found["line"], found["column"]) == ("/project/square.scm", 1, 1)
        assert found["doc"] == "Multiply X by itself."
        assert (await peer.one(op, sym="user/square", session=session))["name"] == "square"
        nothing = await peer.one(op, sym="no-such-name", session=session)
        assert nothing["status"] == ["done", "no-info"]
        assert (await peer.one(op, sym="when"))["macro"] == "true"
        assert (await peer.one(op, sym="if"))["special-form"] == "true"


async def test_the_prelude_can_be_opened_where_it_is_installed() -> None:
    async with serving() as place:
        peer = await place.connect()
        found = await peer.one("info", sym="filter")
    text = await trio.Path(found["file"]).read_text()
    assert text.split("\n")[found["line"] - 1].startswith("(define (filter ")


async def test_eldoc() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await opened(peer)
        found = await peer.one("eldoc", sym="square", session=session)
        assert (found["eldoc"], found["type"]) == ([["x", "&", "more"]], "function")
        assert found["docstring"] == "Multiply X by itself."
        assert (await peer.one("cider/eldoc", sym="lots", session=session))["type"] == "variable"
        assert (await peer.one("eldoc", sym="let"))["eldoc"] == [["((name expression) ...)", "body", "..."]]
        assert (await peer.one("eldoc", sym="no-such-name"))["status"] == ["done", "no-eldoc"]


async def test_completions_in_other_words() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await opened(peer)
        context = {"ns": "user", "context": ":same", "sort-order": "by-name"}
        found = (await peer.one("cider/complete", prefix="squ", session=session, **context))["completions"]
        assert {"candidate": "square", "type": "function", "ns": "user"} in found
        around = '(define (f side sides 1side) "sidestep" (g side __prefix__))'
        found = (await peer.one("complete", prefix="si", session=session, context=around))["completions"]
        local = [one["candidate"] for one in found if one["type"] == "local"]
        assert local == ["side", "sides"] and "sin" in [one["candidate"] for one in found]
        told = await peer.one("complete-doc", sym="square", session=session)
        assert told["completion-doc"] == "square\n(x . more)\nMultiply X by itself."
        assert (await peer.one("complete-doc", sym="no-such-name"))["status"] == ["done", "no-doc"]


async def test_apropos() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await opened(peer)

        async def names(query: str, **params: Any) -> list[str]:
            found = (await peer.one("apropos", query=query, session=session, **params))["apropos-matches"]
            return [one["name"] for one in found]

        assert await names("SQ.*re$") == ["square"]
        assert await names("SQ.*re$", **{"case-sensitive?": "t"}) == []
        assert await names("multiply x", **{"docs?": "t"}) == ["square"]
        assert await names("square", search_ns="other") == []
        wrong = await peer.one("apropos", query="(", session=session)
        assert wrong["status"] == ["error", "done", "apropos-regexp-error"] and wrong["error-msg"]
        (match,) = (await peer.one("apropos", query="^square$", session=session))["apropos-matches"]
        assert match == {"name": "square", "type": "function", "doc": "Multiply X by itself."}


async def test_namespaces() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await opened(peer)
        assert (await peer.one("ns-list", session=session))["ns-list"] == ["user"]
        assert {"square", "lots", "car"} <= set((await peer.one("ns-vars", ns="user", session=session))["ns-vars"])
        told = (await peer.one("ns-vars-with-meta", ns="user", session=session))["ns-vars-with-meta"]
        assert told["square"] == {"doc": "Multiply X by itself.", "arglists": "((x . more))"}
        assert told["when"]["macro"] == "true"
        other = await peer.one("cider/ns-vars", ns="other", session=session)
        assert other["status"] == ["error", "done", "namespace-not-found"]
        assert (await peer.one("ns-path", ns="user", session=session))["status"] == ["done"]


async def test_format_code() -> None:
    async with serving() as place:
        peer = await place.connect()
        told = await peer.one("cider/format-code", code="(define (f x)\n(g x\n1))", options={"indents": {"f": [[1]]}})
        assert told["formatted-code"] == "(define (f x)\n  (g x\n     1))"
        wrong = await peer.one("format-code", code="x" * (LONGEST_CODE + 1))
        assert wrong["status"] == ["error", "done", "limit-reached"]


@pytest.mark.parametrize("op", sorted(n for n, op in OPS.items() if op.name == "analyze-last-stacktrace"))
async def test_the_last_error_is_told_with_its_stack(op: str) -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert (await peer.one(op, session=session))["status"] == ["done", "no-error"]
        await peer.request("load-file", file=FAILING, file_path="/project/deep.scm", session=session)
        cause, done = await peer.request(op, session=session)
        assert done["status"] == ["done"] and "status" not in cause
        assert (cause["class"], cause["file"], cause["line"]) == ("type-error", "/project/deep.scm", 3)
        assert "car" in cause["message"]
        frames = cause["stacktrace"]
        assert [frame["fn"] for frame in frames] == ["deep", "deep", "deep", "deep", "top-level"]
        assert [frame["line"] for frame in frames] == [3, 4, 4, 4, 5]
        assert frames[0]["file-url"] == "file:/project/deep.scm" and frames[0]["var"] == "user/deep"
        assert [("dup" in frame["flags"]) for frame in frames] == [False, False, True, True, False]


async def test_a_long_stack_is_told_in_part() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.request("eval", code=FAILING.replace("(deep 3)", "(deep 5000)"), session=session)
        cause, _ = await peer.request("analyze-last-stacktrace", session=session)
        assert len(cause["stacktrace"]) == ACTIVATIONS


async def test_system_output_can_be_ended() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.one("cider/out-subscribe", session=session)
        assert (await peer.one("cider/out-unsubscribe", session=session))["status"] == ["done"]
        place.server.say("err", "nobody hears this\n")
        assert (await peer.one("ls-sessions"))["status"] == ["done"]
