"""Every verb through its three doors: a Python method, a Lisp procedure and an op do the same and refuse the same."""

from __future__ import annotations

import json
from base64 import b64encode
from keyword import iskeyword
from pathlib import Path
from typing import Any

import pytest

from omega.protocol import Kind
from omega.runtime import (
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    LispError,
    NeedsRestart,
    Runtime,
    String,
)
from omega.runtime.plain import to_lisp, to_wire, wire_name
from omega.runtime.slices import finish
from omega.runtime.syntax.datum import NIL, UNSPECIFIED, Bytevector, Keyword, Pair, Value, keyword
from omega.runtime.syntax.printer import write_string
from omega.runtime.verbs import VERBS, BadArgument
from omega.server.ops.table import TABLE
from omega.server.tokens import ANYONE

from .peer import SPIN, Peer, serving

#: What differs from door to door because it tells of the door, or of the time.
OWN = {
    "time", "seconds", "size", "hash", "bytes", "evaluation", "new-session", "id", "memory", "created", "state", "effects",
}  # fmt: skip

#: What a program cannot see the answer of: its evaluation ends there.
ENDING = {"snapshots.restore", "history.navigate", "sessions.reset"}


class Step:
    """A use of a verb: ``Step("snapshots.save", "before", description="...")``."""

    def __init__(self, verb: str, *arguments: Any, **named: Any) -> None:
        self.verb = verb
        self.arguments = arguments
        self.named = named

    def __repr__(self) -> str:
        return f"{self.verb} {self.arguments} {self.named}"


def _elsewhere() -> tuple[bytes, bytes, bytes]:
    """A snapshot of another session, its history, and all of it, as files."""
    other = recorded()
    other.eval("(define elsewhere 1)")
    other.snapshots.save("theirs", description="of another session")
    return other.snapshots.export("theirs"), other.history.export(), other.sessions.export()


def recorded() -> Runtime:
    runtime = Runtime()
    runtime.begin_history()
    return runtime


SNAPSHOT, HISTORY, SESSION = _elsewhere()

#: What is done in one session, in order. Each is an evaluation (text) or a verb.
SCRIPTS: dict[str, list[str | Step]] = {
    "snapshots": [
        Step("snapshots.list"),
        "(define x 1)",
        Step("snapshots.save", "one"),
        "(define x 2)",
        Step("snapshots.save", "two", description="x is 2"),
        Step("snapshots.list"),
        Step("snapshots.get", "two"),
        Step("snapshots.diff", "one", "two"),
        Step("snapshots.diff", "one", other="two", limit=0),
        Step("snapshots.diff", "two"),
        Step("snapshots.diff", "two", limit=-1),
        Step("snapshots.diff", "no such"),
        Step("snapshots.restore", "one"),
        "x",
        Step("snapshots.rename", "two", "deux"),
        Step("snapshots.rename", "deux", "one"),
        Step("snapshots.delete", "one"),
        Step("snapshots.delete", "one"),
        Step("snapshots.restore", "no such"),
        Step("snapshots.list"),
        Step("snapshots.get", ""),
        Step("snapshots.get", "x" * 201),
        Step("snapshots.get", 5),
        Step("snapshots.get"),
        Step("snapshots.save", "three", description=5),
        Step("snapshots.save", name="three"),
        Step("snapshots.fork", "three", name="copy"),
        Step("snapshots.fork"),
        Step("snapshots.fork", "no such"),
        Step("snapshots.export", "three"),
        Step("snapshots.import", SNAPSHOT),
        Step("snapshots.import", SNAPSHOT, name="imported"),
        Step("snapshots.import", SNAPSHOT[:-1]),
        Step("snapshots.import", HISTORY),
        Step("snapshots.import", "not base64!"),
        Step("snapshots.restore", "theirs"),
        "elsewhere",
    ],
    "history": [
        Step("history.list"),
        "(define x 1)",
        "(define x 2)",
        Step("history.list"),
        Step("history.list", 2, count=1),
        Step("history.list", -1),
        Step("history.search", "X 2"),
        Step("history.search", state="error"),
        Step("history.search", state="strange"),
        Step("history.get", 1),
        Step("history.get", 7),
        Step("history.get", 0),
        Step("history.tag", 1, ("a", "b")),
        Step("history.tag", 1, 5),
        Step("history.search", tag="b"),
        Step("history.statistics"),
        Step("history.position"),
        Step("history.back"),
        "x",
        Step("history.position"),
        Step("history.forward"),
        Step("history.goto", 0),
        Step("history.goto", 2, ticks=0),
        Step("history.goto", 9),
        Step("history.live"),
        "x",
        Step("history.navigate"),
        Step("history.goto", 1),
        Step("history.navigate"),
        "x",
        Step("history.navigate", 2),
        "x",
        Step("history.navigate", 2, ticks=-1),
        Step("history.navigate", 99),
        Step("history.save", "mine", description="my own"),
        Step("history.saved"),
        Step("history.load", "mine"),
        Step("history.list"),
        Step("history.load", "no such"),
        Step("history.live"),
        Step("history.delete", "mine"),
        Step("history.delete", "mine"),
        Step("history.export"),
        Step("history.import", HISTORY),
        "elsewhere",
        Step("history.import", SNAPSHOT),
        Step("history.live"),
    ],
    "sessions": [
        Step("sessions.info"),
        Step("sessions.rename", "mine"),
        Step("sessions.rename", ""),
        "(define x 1)",
        Step("sessions.list"),
        Step("sessions.configure"),
        Step("sessions.configure", ticks_per_evaluation=1000, heap_per_session=10**8),
        Step("sessions.configure", heap_per_session=10**12),
        Step("sessions.configure", object_bytes=0),
        Step("sessions.configure", ticks_per_evaluation=0),
        Step("sessions.save", "kept", description="a copy"),
        Step("sessions.saved"),
        Step("sessions.reset"),
        Step("history.list"),
        Step("sessions.restore", "kept"),
        Step("sessions.restore", "no such"),
        Step("sessions.delete", "kept"),
        Step("sessions.delete", "kept"),
        Step("sessions.export"),
        Step("sessions.import", SESSION),
        Step("sessions.import", SESSION, name="another"),
        Step("sessions.import", HISTORY),
        Step("sessions.import", SESSION[:-1]),
        Step("sessions.list"),
        Step("sessions.prune", days=3),
        Step("sessions.prune"),
        Step("sessions.pause"),
        Step("sessions.resume"),
        Step("sessions.terminate"),
    ],
}

#: What came of a step: its result, or why there is none.
Outcome = tuple[str, Any]


def plain(result: Any) -> Any:
    """A result without what is a door's own."""
    if isinstance(result, str) and len(result) > 500:
        return "an export, which tells the time"
    if isinstance(result, dict):
        return {name: plain(value) for name, value in result.items() if name not in OWN}
    return [plain(each) for each in result] if isinstance(result, list) else result


def refused(error: LispError) -> Outcome:
    if isinstance(error, BadArgument):
        return "bad argument", error.parameter
    return error.condition.type, error.condition.message


def in_python(runtime: Runtime, step: Step) -> Outcome:
    subsystem, _, method = step.verb.partition(".")
    try:
        offered = getattr(runtime, subsystem)
        name = method.replace("-", "_")
        result = getattr(offered, f"{name}_" if iskeyword(name) else name)(*step.arguments, **step.named)
    except LispError as error:
        return refused(error)
    return "done", plain(to_wire(result) if result is not None else None)


def expression(step: Step) -> str:
    given = [f"'{write_string(to_lisp(each))}" for each in step.arguments]
    for name, value in step.named.items():
        given += [repr(keyword(wire_name(name))), f"'{write_string(to_lisp(value))}"]
    return f"({step.verb} {' '.join(given)})"


def of_lisp(value: Value) -> Any:
    """The wire's form of a Lisp result: an association list is a map."""
    if type(value) is String:
        return value.text
    if type(value) is Bytevector:
        return b64encode(value.data).decode()
    if write_string(value) in ("#t", "#f"):
        return write_string(value) == "#t"
    if value is NIL or type(value) is Pair:
        items = []
        while type(value) is Pair:
            items.append(value.car)
            value = value.cdr
        if items and all(type(each) is Pair and type(each.car).__name__ == "Symbol" for each in items):
            return {each.car.name: of_lisp(each.cdr) for each in items}
        return [of_lisp(each) for each in items]
    assert not isinstance(value, Keyword)
    return value


def in_lisp(runtime: Runtime, step: Step) -> Outcome:
    try:
        value = unrecorded(runtime, expression(step))
    except LispError as error:
        words = error.condition.message.split(": ")
        if error.condition.type in ("type-error", "arity-error"):
            return "bad argument", words[1]
        return refused(error)
    return "done", value


def unrecorded(runtime: Runtime, text: str) -> Value:
    """Evaluate without an entry in the history, which the other doors do not make either."""
    evaluation = Evaluation(runtime, text, "<verb>", 1, 1)
    value: Value = UNSPECIFIED
    while not isinstance(outcome := evaluation.run(1000), Finished):
        if isinstance(outcome, EffectRequest):
            finish(runtime.perform(evaluation, outcome))
        elif isinstance(outcome, FormFailed):
            runtime.settle()
            raise LispError(outcome.condition)
        elif isinstance(outcome, FormDone):
            value = outcome.value
    runtime.settle()
    return value


async def on_the_wire(peer: Peer, session: str, step: Step) -> Outcome:
    verb = VERBS[step.verb]
    places = [each for each in verb.parameters if not each.keyword]
    named = {place.name: value for place, value in zip(places, step.arguments, strict=False)}
    named |= {wire_name(name): value for name, value in step.named.items()}
    named = {name: b64encode(value).decode() if type(value) is bytes else value for name, value in named.items()}
    reply = await peer.one(verb.op, session=session, **named)
    assert reply.pop("session") == session
    del reply["id"]
    status = reply.pop("status")
    if status == ["done"]:
        assert set(reply) <= {name for name, _ in verb.returns}
        result = reply if verb.result_name is None else reply[verb.result_name]
        return "done", plain(result)
    if status == ["error", "done", "invalid-argument"]:
        assert reply["message"]
        return "bad argument", reply["argument"]
    assert status == ["error", "done", "verb-error"]
    return reply["ex"], reply["message"]


def as_on_the_wire(outcome: Outcome) -> Outcome:
    """A Python outcome as bencode carries it: without booleans, and what is false or empty is an empty list."""
    kind, result = outcome
    if kind != "done":
        return outcome
    if result is None:
        return kind, {}
    return kind, json.loads(json.dumps(result), object_hook=lambda map: {n: int(v) if v is True else v or [] if v is False else v for n, v in map.items()})  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_doors_agree(name: str) -> None:
    method, procedure = recorded(), recorded()
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for step in SCRIPTS[name]:
            if isinstance(step, str):
                expected = write_string(method.eval(step))
                assert write_string(procedure.eval(step)) == expected
                assert await peer.values(step, session=session) == [expected]
                continue
            wanted = in_python(method, step)
            kind, found = in_lisp(procedure, step)
            if step.verb in ENDING and kind == "done":
                pass  # the evaluation that asks for it ends there, without a value
            elif kind == "done":
                shown = plain(of_lisp(found)) if wanted[1] is not None else None
                if isinstance(shown, dict):  # what is missing elsewhere is #f in Lisp
                    shown = {n: v for n, v in shown.items() if v is not False or n in wanted[1]}
                assert (kind, shown) == wanted, step
            else:
                assert (kind, found) == wanted, step
            assert await on_the_wire(peer, session, step) == as_on_the_wire(wanted), step


async def test_a_verb_that_changes_waits_its_turn_and_one_that_looks_does_not() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        spinning = await peer.start("eval", session=session, code=SPIN)
        saving = await peer.start("snapshots/save", session=session, name="after")
        assert (await peer.one("snapshots/list", session=session))["snapshots"] == []
        other = await peer.start("snapshots/save", session=session, name="never")
        assert (await peer.one("interrupt", session=session, interrupt_id=other))["status"] == ["done"]
        await peer.request("interrupt", session=session)
        assert (await peer.replies(spinning))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.replies(other))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.replies(saving))[-1]["name"] == "after"
        listed = (await peer.one("snapshots/list", session=session))["snapshots"]
        assert [each["name"] for each in listed] == ["after"]


async def test_where_an_evaluation_waits_for_a_person_it_can_be_saved_and_left() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert (await peer.one("snapshot", session=session, name="empty"))["name"] == "empty"
        code = "(define x 1) (list x (car 5))"
        waiting = await peer.start("eval", session=session, code=code, on_error="restart")
        await peer.until("need-restart")
        assert (await peer.one("snapshot", session=session, name="asked"))["name"] == "asked"
        assert (await peer.one("snapshots/get", session=session, name="asked"))["evaluation"] == 1
        assert [each["name"] for each in (await peer.one("snapshots/diff", session=session, name="empty"))["added"]] == ["x"]
        assert (await peer.one("restore", session=session, name="empty"))["name"] == "empty"
        assert (await peer.replies(waiting))[-1]["status"] == ["done", "interrupted"]
        assert "unbound" in (await peer.request("eval", session=session, code="x"))[0]["err"]
        (asked,) = (one for one in place.server.host.sessions(ANYONE) if one.id == session)
        await peer.one("restore", session=session, name="asked")
        suspended = asked.runtime.suspended
        assert suspended is not None
        outcome = suspended.run(1000)
        assert isinstance(outcome, NeedsRestart) and outcome.condition.message == "car: expected a pair, got 5 (integer)"


async def test_what_takes_long_is_done_beside_an_evaluation_and_can_be_interrupted() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define l (iota 300000))", session=session)
        await peer.one("snapshot", session=session, name="long")
        spinning = await peer.start("eval", session=session, code=SPIN)
        found = await peer.one("snapshots/diff", session=session, name="long")
        assert found["status"] == ["done"] and found["changed"] == []
        abandoned = await peer.start("snapshots/diff", session=session, name="long")
        assert (await peer.one("interrupt", session=session, interrupt_id=abandoned))["status"] == ["done"]
        assert (await peer.replies(abandoned))[-1]["status"] == ["done", "interrupted"]
        last = await peer.start("snapshots/diff", session=session, name="long")
        closing = await peer.start("close", session=session)
        assert (await peer.replies(last))[-1]["status"] == ["done", "interrupted", "session-closed"]
        assert (await peer.replies(spinning))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.replies(closing))[-1]["status"] == ["done", "session-closed"]


async def test_a_program_saves_and_restores_its_own_session() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request(
            "eval",
            session=session,
            code='(define x 1) (snapshots.save "x is 1") (set! x 2) (display "a") (snapshots.restore "x is 1") (set! x 3)',
        )
        assert replies[-1]["status"] == ["done"]
        assert [reply["out"] for reply in replies if "out" in reply] == ["a"]
        assert await peer.values("x", session=session) == ["1"]


async def test_what_became_the_present_is_the_present_after_a_restart(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with serving(data=data) as place:
        peer = await place.connect()
        navigated, restored, looking = [await peer.clone(durable=1) for _ in range(3)]
        for session in (navigated, restored, looking):
            await peer.values("(define x 1)", session=session)
            await peer.one("snapshot", session=session, name="one")
            await peer.values("(define x 2)", session=session)
        await peer.one("history/goto", session=navigated, number=1)
        assert await peer.values("x", session=navigated) == ["1"]
        await peer.one("navigate", session=navigated)
        await peer.values("(define y (+ x 10))", session=navigated)
        await peer.request("eval", code='(define y 5) (snapshots.restore "one")', session=restored)
        await peer.values("(define y (+ x 20))", session=restored)
        await peer.values("(history.goto 1)", session=looking)
        await peer.values("(define x 'lost)", session=looking)
    async with serving(data=data) as place:
        peer = await place.connect()
        assert await peer.values("(list x y)", session=navigated) == ["(1 11)"]
        assert await peer.values("(list x y)", session=restored) == ["(1 21)"]
        assert await peer.values("x", session=looking) == ["2"]


async def test_the_history_of_a_durable_session_is_listed_from_before_its_last_checkpoint(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with serving(data=data, checkpoint_evaluations=5) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        for number in range(1, 13):  # too large to be there all as it was
            await peer.values(f"(define x {number}) ; {'y' * 500_000}", session=session)
    async with serving(data=data) as place:
        peer = await place.connect()
        found = await peer.one("history/list", session=session)
        assert [each["number"] for each in found["entries"]] == [*range(1, 13)]
        await peer.one("history/goto", session=session, number=11)
        assert await peer.values("x", session=session) == ["11"]
        assert "not kept any more" in (await peer.one("history/goto", session=session, number=2))["message"]


async def test_a_durable_session_that_is_made_another_while_an_evaluation_rests_comes_back_as_that(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with serving(data=data) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 1)", session=session)
        await peer.one("snapshot", session=session, name="one")
        waiting = await peer.start("eval", session=session, code="(define x 2) (list x (car 5))", on_error="restart")
        await peer.until("need-restart")
        assert (await peer.one("snapshot", session=session, name="asked"))["status"] == ["done"]
        queued = await peer.start("eval", session=session, code="(define y (+ x 10))")
        assert (await peer.one("restore", session=session, name="one"))["status"] == ["done"]
        assert (await peer.replies(waiting))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.replies(queued))[-1]["status"] == ["done"]
        assert await peer.values("(list x y)", session=session) == ["(1 11)"]
        assert (await peer.one("history/list", session=session))["total"] == 5
        await peer.one("history/goto", session=session, number=1)
        assert await peer.values("x", session=session) == ["1"]
    async with serving(data=data) as place:
        peer = await place.connect()
        assert await peer.values("(list x y)", session=session) == ["(1 11)"]
        listed = (await peer.one("snapshots/list", session=session))["snapshots"]
        assert [each["name"] for each in listed] == ["one", "asked"]
        found = (await peer.one("history/list", session=session))["entries"]
        assert [each["number"] for each in found] == [*range(1, 7)]
        await peer.one("restore", session=session, name="asked")
        assert await peer.values("x", session=session) == ["2"]


async def test_what_is_kept_by_name_outlives_the_server(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with serving(data=data) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 1)", session=session)
        for name in ("one", "two", "three"):
            await peer.one("snapshot", session=session, name=name)
        await peer.values('(snapshots.save "amid") (define x 2)', session=session)
        await peer.one("snapshots/rename", session=session, name="one", to="first")
        await peer.one("snapshots/delete", session=session, name="two")
        await peer.one("history/save", session=session, name="so far")
        await peer.one("history/tag", session=session, number=1, tags=["good"])
        await peer.one("sessions/save", session=session, name="whole")
        await peer.one("snapshot", session=session, name="three", description="again")
    async with serving(data=data) as place:
        peer = await place.connect()
        listed = (await peer.one("snapshots/list", session=session))["snapshots"]
        assert [each["name"] for each in listed] == ["first", "amid", "three"]
        assert listed[-1]["description"] == "again"
        assert (await peer.one("history/get", session=session, number=1))["tags"] == ["good"]
        assert await peer.values("x", session=session) == ["2"]
        await peer.one("restore", session=session, name="first")
        assert await peer.values("x", session=session) == ["1"]
        await peer.one("history/load", session=session, name="so far")
        assert await peer.values("x", session=session) == ["2"]
        whole = (await peer.one("sessions/restore", name="whole"))["new-session"]
        assert await peer.values("x", session=whole) == ["2"]


async def test_a_moment_of_what_cannot_be_done_again_is_refused() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 1)", session=session)
        await peer.one("history/goto", number=0, session=session)
        assert (await peer.one("history/navigate", session=session))["number"] == 2
        refused = await peer.one("history/goto", number=2, ticks=1, session=session)
        assert refused["status"] == ["error", "done", "verb-error"]
        assert refused["ex"] == "state-conflict"


def test_every_verb_is_in_a_script() -> None:
    used = {step.verb for script in SCRIPTS.values() for step in script if isinstance(step, Step)}
    assert used == set(VERBS)


async def test_every_verb_is_described() -> None:
    async with serving() as place:
        peer = await place.connect()
        described = (await peer.one("describe", **{"verbose?": 1}))["ops"]
    runtime = Runtime()
    for verb in VERBS.values():
        op = described[verb.op]
        assert op["doc"] == verb.doc
        required = [each.name for each in verb.parameters if each.required]
        optional = [each.name for each in verb.parameters if not each.required]
        (optional if verb.outside else required).append("session")
        assert [*op["requires"]] == sorted(required)
        assert [*op.get("optional", ())] == sorted(optional)
        info = runtime.lookup(verb.name)
        assert info is not None and info.type == "function"
        assert (info.doc, info.arglists) == (verb.doc, (verb.parameter_list,))
        assert verb.name in {found.candidate for found in runtime.completions(verb.name[:-1])}
        assert verb.op in TABLE


#: Values that are none of a kind's.
WRONG: dict[Kind, list[Any]] = {
    Kind.TEXT: [5, ["a"], {"a": 1}, b"\xff"],
    Kind.INTEGER: ["five", ["a"], {"a": 1}, b"\xff"],
    Kind.FLAG: [],
    Kind.LIST: [5, "text", [5], [["a"]], {"a": 1}],
    Kind.BYTES: [5, "not base64!", ["a"], {"a": 1}],
}


async def test_every_parameter_refuses_what_it_does_not_take_and_the_session_goes_on() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for verb in VERBS.values():
            op = TABLE[verb.op]
            right = {"session": session, "data": "", "name": "n", "number": 1, "tags": [], "to": "t", "days": 1}
            needed = {param.name: right[param.name] for param in op.required}
            for param in op.params.values():
                for value in WRONG[param.kind]:
                    reply = await peer.one(verb.op, **{**needed, param.name: value})
                    assert reply["status"] == ["error", "done", "invalid-argument"], (verb.op, param.name, value)
                    assert reply["argument"] == param.name
        assert await peer.values("1", session=session) == ["1"]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_declaration_is_whole(verb: Any) -> None:
    """Each verb, parameter and part of a result has a line."""
    assert verb.doc.endswith(".") and "\n" not in verb.doc
    assert all(each.doc.endswith(".") and "\n" not in each.doc for each in verb.parameters)
    assert all(line.endswith(".") for _, line in verb.returns)
    assert verb.capability in ("snapshot", "history", "session")
