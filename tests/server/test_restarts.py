"""Errors and restarts over the wire: what ``eval-error`` tells, the question ``need-restart``, and its ``answer``."""

from __future__ import annotations

from typing import Any

import pytest

from omega.protocol import MSGPACK

from .peer import Message, Peer, serving


async def ask(peer: Peer, session: str, code: str, **params: Any) -> tuple[str, Message]:
    """Evaluate code that ends in a question; the request's id and the question."""
    id = await peer.start("eval", code=code, session=session, on_error="restart", **params)
    report = await peer.next()
    assert set(report) == {"id", "session", "err"}, report
    question = await peer.next()
    assert question["status"] == ["need-restart"], question
    assert question["id"] == report["id"] == id
    assert report["err"].startswith(f"{question['ex']}: {question['message']}\n")
    return id, question


def index(question: Message, name: str) -> int:
    """The index of the innermost restart of this name."""
    return next(int(each["index"]) for each in question["restarts"] if each["name"] == name)


def value(replies: list[Message]) -> str:
    """The one value among the replies."""
    (found,) = [str(reply["value"]) for reply in replies if "value" in reply]
    return found


def names(message: Message) -> list[str]:
    return [each["name"] for each in message["restarts"]]


async def choose(peer: Peer, question: Message, name: str, **params: Any) -> Message:
    """Answer a question with the innermost restart of this name."""
    return await peer.one(
        "answer", session=question["session"], key=question["key"], restart=index(question, name), **params
    )


async def test_an_error_tells_its_message_place_stack_and_restarts() -> None:
    async with serving() as place:
        peer = await place.connect()
        code = "(define (inner x) (car x))\n(define (outer x) (+ 1 (inner x)))\n(restart-case (outer 5) (skip () :report \"Skip it.\" 0))"
        replies = await peer.request("eval", code=code, file="a.scm", line=10)
        (error,) = [reply for reply in replies if reply.get("status") == ["eval-error"]]
        assert error["ex"] == error["root-ex"] == "type-error"
        assert error["message"] == "car: expected a pair, got 5 (integer)"
        assert (error["file"], error["line"], error["column"]) == ("a.scm", 10, 19)
        assert [(entry["name"], entry["line"]) for entry in error["stack"]][:2] == [("inner", 10), ("outer", 11)]
        assert names(error) == ["use-value", "retry", "skip", "abort"]
        assert error["restarts"][2] == {"name": "skip", "description": "Skip it."}


async def test_nothing_an_error_tells_is_empty() -> None:
    """The oldest decoder takes an empty text or list, or a 0, for the end of a message."""
    async with serving() as place:
        peer = await place.connect()
        for code in ('(error "")', "(raise '||)", "(restart-bind ((#f (lambda () 1))) (error \"x\"))", "(+ 1", "(abort)"):
            replies = await peer.request("eval", code=code)
            (error,) = [reply for reply in replies if reply.get("status") == ["eval-error"]]
            values = [error[key] for key in error]
            values += [each[key] for each in error.get("restarts", []) + error.get("stack", []) for key in each]
            assert all(values), error


async def test_a_client_that_did_not_opt_in_is_not_asked() -> None:
    async with serving() as place:
        peer = await place.connect()
        replies = await peer.request("eval", code="(car 5)", on_error="report")
        assert [reply["status"] for reply in replies if "status" in reply] == [["eval-error"], ["done"]]
        (refused,) = await peer.request("eval", code="(car 5)", on_error="nonsense")
        assert refused["status"] == ["error", "done", "invalid-argument"]
        assert refused["argument"] == "on-error"


@pytest.mark.parametrize("codec", [None, MSGPACK])
async def test_use_value_takes_the_place_of_the_sub_expression(codec: Any) -> None:
    async with serving() as place:
        peer = await (place.connect() if codec is None else place.connect(codec))
        session = await peer.clone()
        await peer.values("(define y 40)", session=session)
        id, question = await ask(peer, session, "(+ y (car 5)) 'next")
        assert question["message"].startswith("car: ")
        assert (await choose(peer, question, "use-value", code="(/ y 20)"))["status"] == ["done"]
        replies = await peer.replies(id)
        assert [reply["value"] for reply in replies if "value" in reply] == ["42", "next"]
        assert replies[-1]["status"] == ["done"]


async def test_store_value_keeps_the_value_and_retry_tries_again() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, "(list nowhere nowhere)")
        assert names(question) == ["use-value", "store-value", "retry", "abort"]
        await choose(peer, question, "retry")
        question = await peer.until("need-restart")
        await choose(peer, question, "store-value", code="7")
        assert value(await peer.replies(id)) == "(7 7)"
        assert await peer.values("nowhere", session=session) == ["7"]


async def test_a_programs_own_restarts_are_offered() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = """(dynamic-wind (lambda () #f)
                    (lambda () (restart-case (error "no luck:" 1) (pick (a b) :report "Pick two." (list a b)) (skip () 'skipped)))
                    (lambda () (display "left")))"""
        id, question = await ask(peer, session, code)
        assert (question["ex"], question["message"]) == ("simple-error", "no luck: 1")
        assert [each["index"] for each in question["restarts"]] == [0, 1, 2]
        assert [(each["name"], each["values"]) for each in question["restarts"]] == [("pick", 2), ("skip", 0), ("abort", 0)]
        await choose(peer, question, "pick", code="(values 1 2)")
        replies = await peer.replies(id)
        assert [reply["out"] for reply in replies if "out" in reply] == ["left"]
        assert [reply["value"] for reply in replies if "value" in reply] == ["(1 2)"]


async def test_abort_ends_the_form_with_the_error_and_the_next_form_runs() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, '(dynamic-wind (lambda () #f) (lambda () (car 5)) (lambda () (display "out"))) 2')
        await choose(peer, question, "abort")
        replies = await peer.replies(id)
        assert next(reply for reply in replies if "out" in reply)["out"] == "out"
        assert not any("err" in reply for reply in replies)  # the report came with the question
        (error,) = [reply for reply in replies if reply.get("status") == ["eval-error"]]
        assert error["ex"] == "type-error"
        assert [reply["value"] for reply in replies if "value" in reply] == ["2"]
        assert await peer.values("(condition-type *e)", session=session) == ["type-error"]


async def test_the_session_waits_and_others_do_not() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, "(car 5)")
        queued = await peer.start("eval", code="'queued", session=session)
        assert await peer.values("(+ 1 1)") == ["2"]
        assert (await peer.one("completions", prefix="vector-r", session=session))["status"] == ["done"]
        await choose(peer, question, "use-value", code="'answered")
        assert value(await peer.replies(id)) == "answered"
        assert value(await peer.replies(queued)) == "queued"


async def test_a_stale_or_wrong_key_is_refused() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, first = await ask(peer, session, "(list (car 1) (car 2))")
        wrong = await peer.one("answer", session=session, key="no such key", restart=0, code="1")
        assert wrong["status"] == ["error", "done", "stale-key"]
        await choose(peer, first, "use-value", code="'one")
        second = await peer.until("need-restart")
        assert second["key"] != first["key"]
        stale = await peer.one("answer", session=session, key=first["key"], restart=0, code="'misapplied")
        assert stale["status"] == ["error", "done", "stale-key"]
        await choose(peer, second, "use-value", code="'two")
        assert value(await peer.replies(id)) == "(one two)"
        late = await peer.one("answer", session=session, key=second["key"], restart=0, code="1")
        assert late["status"] == ["error", "done", "stale-key"]


async def test_an_answer_that_cannot_be_used_leaves_the_question_open() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, "(+ 1 (car 5))")
        use = index(question, "use-value")
        for params, argument in (
            ({"restart": 99}, "restart"),
            ({"restart": use}, "restart"),  # it needs a value
            ({"restart": use, "code": "(+ 1"}, "code"),
            ({"restart": use, "code": "1 2"}, "code"),
            ({"restart": use, "code": "(if)"}, "code"),
        ):
            refused = await peer.one("answer", session=session, key=question["key"], **params)
            assert refused["status"] == ["error", "done", "invalid-argument"], refused
            assert refused["argument"] == argument
            assert refused["message"]
        (unknown,) = await peer.request("answer", session="nobody", key=question["key"], restart=0)
        assert "unknown-session" in unknown["status"]
        (missing,) = await peer.request("answer", session=session, key=question["key"])
        assert missing["status"] == ["error", "done", "invalid-argument"]
        await choose(peer, question, "use-value", code="1")
        assert value(await peer.replies(id)) == "2"


async def test_an_error_in_the_answers_code_asks_in_a_level_of_its_own() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = "(handler-bind ((error (lambda (c) (display \"seen \")))) (+ 1 (car 'x)))"
        id = await peer.start("eval", code=code, session=session, on_error="restart")
        assert (await peer.next())["out"] == "seen "
        outer = await peer.until("need-restart")
        await choose(peer, outer, "use-value", code="(vector-ref (vector) 3)")
        inner = await peer.until("need-restart")  # and the handler outside has not seen this one
        assert inner["ex"] == "index-error"
        assert names(inner) == ["use-value", "retry", "abort", "use-value", "retry", "abort"]
        assert "question about type-error" in inner["restarts"][2]["description"]
        await peer.one("answer", session=session, key=inner["key"], restart=2)
        again = await peer.until("need-restart")
        assert (again["ex"], names(again)) == ("type-error", ["use-value", "retry", "abort"])
        await choose(peer, again, "use-value", code="(car 'y)")
        inner = await peer.until("need-restart")
        await choose(peer, inner, "use-value", code="10")  # of the inner one, so the outer gets its value too
        assert value(await peer.replies(id)) == "11"


async def test_the_outer_restarts_can_be_chosen_from_within() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, outer = await ask(peer, session, "(list (car 'x))")
        await choose(peer, outer, "use-value", code="(car 'y)")
        inner = await peer.until("need-restart")
        await peer.one("answer", session=session, key=inner["key"], restart=3, code="'outermost")
        assert value(await peer.replies(id)) == "(outermost)"
        id, outer = await ask(peer, session, "(list (car 'x))")
        await choose(peer, outer, "use-value", code="(car 'y)")
        inner = await peer.until("need-restart")
        await peer.one("answer", session=session, key=inner["key"], restart=len(inner["restarts"]) - 1)
        replies = await peer.replies(id)
        assert [reply["status"] for reply in replies if "status" in reply] == [["eval-error"], ["done"]]
        assert replies[-2]["ex"] == inner["ex"] == "type-error"


async def test_a_wrong_number_of_values_asks_again() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, "(restart-case (error \"x\") (pick (a b) (list a b)))")
        await choose(peer, question, "pick", code="1")
        second = await peer.until("need-restart")
        assert second["ex"] == "arity-error"
        await choose(peer, second, "abort")
        third = await peer.until("need-restart")
        await choose(peer, third, "pick", code="(values 1 2)")
        assert value(await peer.replies(id)) == "(1 2)"


async def test_a_restart_may_ask_the_program_for_its_values() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = "(restart-case (error \"x\") (pick (a) :interactive (lambda () (list (read-line))) a))"
        id, question = await ask(peer, session, code)
        await choose(peer, question, "pick")
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("stdin", stdin="typed\n", session=session)
        assert value(await peer.replies(id)) == '"typed"'


async def test_interrupt_ends_a_question() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, question = await ask(peer, session, "(dynamic-wind (lambda () #f) (lambda () (car 5)) (lambda () (display 'out)))")
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        replies = await peer.replies(id)
        assert replies[-1]["status"] == ["done", "interrupted"]
        assert [reply["out"] for reply in replies if "out" in reply] == ["out"]
        assert not any("eval-error" in reply.get("status", ()) for reply in replies)
        stale = await peer.one("answer", session=session, key=question["key"], restart=0, code="1")
        assert stale["status"] == ["error", "done", "stale-key"]
        assert await peer.values("(+ 1 1)", session=session) == ["2"]


async def test_closing_the_session_or_leaving_ends_a_question() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id, _ = await ask(peer, session, "(car 5)")
        closing = await peer.start("close", session=session)
        assert "interrupted" in (await peer.replies(id))[-1]["status"]
        assert "session-closed" in (await peer.replies(closing))[-1]["status"]
        leaving = await place.connect()
        await ask(leaving, await leaving.clone(), "(car 5)")
        await leaving.stream.aclose()
        await place.settle(lambda: len(place.server.clients) == 1)


async def test_load_file_asks_too_and_a_raised_object_is_told() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id = await peer.start("load-file", file="(define a 1)\n(+ a (raise-continuable 'b))\n", session=session, on_error="restart")
        question = await peer.until("need-restart")
        assert (question["ex"], question["message"], question["line"]) == ("raised-object", "b", 2)
        await choose(peer, question, "use-value", code="a")
        assert value(await peer.replies(id)) == "2"
