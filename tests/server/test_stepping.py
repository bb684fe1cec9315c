"""CIDER's debugger over the wire: marked forms stop at the value of each expression and ask what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import trio

from .peer import Message, Peer, Place, serving

FUNCTION = "#dbg\n(define (f a b)\n  (let ((c (* a 2)))\n    (list a (g c) b)))"
OTHER = "(define (g z)\n  (+ z 1))"


class Person:
    """Somebody who steps through marked forms, and evaluates on another connection."""

    def __init__(self, place: Place, **session: Any) -> None:
        self.place = place
        self._session = session
        self.question: Message = {}

    async def begin(self) -> None:
        """Connect, and evaluate a marked definition."""
        self.peer: Peer = await self.place.connect()
        self.session = await self.peer.clone(**self._session)
        self.debugger = await self.peer.start("cider/init-debugger", session=self.session)
        await self.evaluate(OTHER, file="/project/g.scm")
        await self.evaluate(FUNCTION, file="/project/f.scm", line=10)

    async def evaluate(self, code: str, **params: Any) -> list[str]:
        return await self.peer.values(code, session=self.session, **params)

    async def start(self, code: str) -> str:
        """Begin to evaluate, up to the first question."""
        id = await self.peer.start("eval", code=code, session=self.session)
        await self.asked()
        return id

    async def asked(self) -> Message:
        """The next question."""
        with trio.fail_after(10):
            self.question = await self.peer.until("need-debug-input")
        assert self.question["id"] == self.debugger
        return self.question

    async def say(self, input: str) -> Message:
        """Answer it; the answer to that."""
        return await self.peer.one("debug-input", session=self.session, key=self.question["key"], input=input)

    async def go(self, *inputs: str) -> str:
        """Answer questions one after the other: what is asked at the end."""
        for input in inputs:
            assert (await self.say(input))["status"] == ["done"]
            await self.asked()
        return self.shown

    @property
    def shown(self) -> str:
        """The place and the value that the question is about."""
        path = ".".join(map(str, self.question["coor"]))
        return f"{path} {self.question['debug-value']}"


async def test_from_value_to_value() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        id = await person.start("(f 1 5)")
        question = person.question
        assert (question["file"], question["line"], question["column"]) == ("/project/f.scm", 10, 1)
        assert question["code"] == FUNCTION.removeprefix("#dbg\n")
        assert question["locals"] == [["a", "1"], ["b", "5"]] and question["original-id"] == id
        assert {"next", "in", "out", "continue", "quit"} <= set(question["input-type"])
        assert person.shown == "2.1.0.1.1 1"
        seen = [await person.go(":next") for _ in range(6)]
        assert seen == ["2.1.0.1 2", "2.2.2.1 2", "2.2.2 3", "2.2.1 1", "2.2.3 5", "2.2 (1 3 5)"]
        await person.say(":next")
        value, done = await person.peer.replies(id)
        assert value["value"] == "(1 3 5)" and done["status"] == ["done"]


async def test_into_a_procedure_that_is_not_marked_and_out_again() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        id = await person.start("(f 1 5)")
        assert await person.go(":next", ":next", ":in") == "2.1 2"
        assert person.question["file"] == "/project/g.scm"
        assert await person.go(":next", ":next") == "2.2.2 3"
        assert person.question["file"] == "/project/f.scm"
        await person.say(":continue")
        assert (await person.peer.replies(id))[-1]["status"] == ["done"]
        await person.start("(list (g 1) (f 2 2))")
        assert person.question["file"] == "/project/f.scm"


async def test_what_was_stepped_into_is_so_for_that_call() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        await person.evaluate("#dbg (define (h a) (+ (g a) (g a)))", file="/project/h.scm")
        await person.start("(h 1)")
        assert await person.go(":in", ":next", ":next") == "2.1 2"
        assert await person.go(":next", ":next") == "2.2 2"


async def test_back_and_forth() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        printing = '(f (begin (display "once ") 1) 5)'
        id = await person.start(printing)
        assert "back" in person.question["input-type"]
        assert await person.go(":next", ":next", ":next") == "2.2.2 3"
        assert await person.go(":back") == "2.2.2.1 2"
        assert person.question["locals"] == [["a", "1"], ["b", "5"], ["c", "2"]]
        assert await person.go(":back", ":back") == "2.1.0.1.1 1"
        assert person.question["locals"] == [["a", "1"], ["b", "5"]]
        assert await person.go(":back") == "2.1.0.1.1 1"  # there is nothing before it
        assert await person.go(":next", ":next", ":in", ":next") == "2 3"
        assert await person.go(":back") == "2.1 2"
        assert await person.go(":next", ":next") == "2.2.2 3"
        await person.say(":continue")
        replies = await person.peer.replies(id)
        assert [reply["value"] for reply in replies if "value" in reply] == ["(1 3 5)"]
        assert "".join(reply.get("out", "") for reply in replies) == "once "


async def test_ways_to_go_on() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        id = await person.start("(f 1 5)")
        assert await person.go(":out") == "2.1.0.1 2"
        assert await person.go("{:response :here, :coord (2 2 3) :force? false}") == "2.2.3 5"
        await person.say(":continue")
        assert (await person.peer.replies(id))[0]["value"] == "(1 3 5)"
        id = await person.start("(f 1 5) (f 2 5)")
        await person.say(":continue-all")
        assert [reply["value"] for reply in await person.peer.replies(id) if "value" in reply] == ["(1 3 5)", "(2 5 5)"]
        id = await person.start("(f 1 5)")
        await person.say(":trace")
        replies = await person.peer.replies(id)
        printed = "".join(reply.get("out", "") for reply in replies)
        assert printed.endswith("| | (g c) => 3\n| | a => 1\n| | b => 5\n| (list a (g c) b) => (1 3 5)\n")
        assert printed.startswith("| | | (* a 2) => 2\n")
        id = await person.start("(f 1 5)")
        await person.say(":quit")
        assert (await person.peer.replies(id))[-1]["status"] == ["done", "interrupted"]
        assert await person.evaluate("(g 1)") == ["2"]


async def test_what_is_left_alone_runs_at_full_speed() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        await person.evaluate("#dbg (define (h n) (if (= n 0) 'done (h (- n 1))))", file="/project/h.scm")
        id = await person.start("(h 300000)")
        await person.say(":continue-all")
        with trio.fail_after(10):
            assert (await person.peer.replies(id))[0]["value"] == "done"
        await person.start("(h 1)")
        assert person.shown == "2.1.1 1"  # the next evaluation stops again


async def test_ops_of_other_debuggers_do_no_harm() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        id = await person.start("(begin (f 1 5) (read-line))")
        for op in ("step-over", "step-out", "step-into"):
            replies = await person.peer.request(op, session=person.session, key=person.question["key"])
            assert replies[0]["status"] == ["done"]
            await person.asked()
        await person.say(":continue")
        await person.peer.until("need-input")
        assert (await person.peer.one("pause", session=person.session))["status"] == ["done"]
        assert (await person.peer.one("stdin", stdin="line\n", session=person.session))["status"] == ["done"]
        assert [reply["value"] for reply in await person.peer.replies(id) if "value" in reply] == ['"line"']


async def test_others_hear_of_the_stops() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        other = await place.connect()
        await other.start("events/subscribe", session=person.session, names=["stopped", "continued"])
        assert (await other.one("ls-sessions"))["status"] == ["done"]
        await person.start("(f 1 5)")
        await person.go(":next")
        heard = [await other.next() for _ in range(3)]
        assert [event["event"] for event in heard] == ["stopped", "continued", "stopped"]
        assert (heard[0]["file"], heard[0]["line"]) == ("/project/f.scm", 11)


async def test_looking_around() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        await person.start("(f 1 5)")
        assert await person.go("{:response :eval, :code (list a b)}") == "2.1.0.1.1 (1 5)"
        assert await person.go(":inspect") == "2.1.0.1.1 1"
        assert "integer" in person.question["inspect"]
        await person.go(":locals")
        assert '"  b: " (:value "5" 1)' in person.question["inspect"]
        await person.say(":eval")
        await person.asked()
        assert person.question["input-type"] == "expression" and person.question["prompt"]
        assert await person.go("(* 7 b)") == "2.1.0.1.1 35"
        refused = await person.say("{:response :eval, :code (car a)}")
        assert refused["status"] == ["error", "done", "evaluate-error"]
        await person.asked()
        assert "car" in person.question["caught-msg"] and person.shown == "2.1.0.1.1 1"
        await person.say(":stacktrace")
        stack = await person.peer.until("stack")
        frames = stack["causes"][0]["stacktrace"]
        assert [(frame["fn"], frame["line"]) for frame in frames] == [("f", 11), ("top-level", 1)]
        await person.asked()
        assert await person.go(":next") == "2.1.0.1 2"


async def test_keys_and_nonsense() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        stale = await person.peer.one("debug-input", session=person.session, key="no", input=":next")
        assert stale["status"] == ["error", "done", "stale-key"]
        await person.start("(f 1 5)")
        wrong = await person.say("what?")
        assert wrong["status"] == ["error", "done", "invalid-argument"]
        assert await person.go(":no-such-command") == "2.1.0.1.1 1"
        old = person.question["key"]
        await person.go(":next")
        again = await person.peer.one("debug-input", session=person.session, key=old, input=":next")
        assert again["status"] == ["error", "done", "stale-key"]


async def test_evaluated_again_without_its_mark_it_stops_no_more() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        listed = (await person.peer.one("debug-instrumented-defs", session=person.session))["list"]
        assert listed == [["user", "f"]]
        await person.evaluate(FUNCTION.removeprefix("#dbg\n"), file="/project/f.scm", line=10)
        assert (await person.peer.one("debug-instrumented-defs", session=person.session))["list"] == []
        assert await person.evaluate("(f 1 5)") == ["(1 3 5)"]
        # Nothing is left of the debugger, so another client may attach one.
        id = await person.peer.start("debug-start", session=person.session)
        assert (await person.peer.one("debug-stop", session=person.session))["status"] == ["done"]
        assert (await person.peer.replies(id))[-1]["status"] == ["done"]


async def test_marks_in_a_file_and_a_break_alone() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        text = "(define (h x)\n  (+ x #break (* x x)))\n(define y 1)"
        await person.peer.request("load-file", file=text, file_path="/project/h.scm", session=person.session)
        id = await person.start("(h 3)")
        assert person.shown == "2.2 9" and person.question["code"].startswith("(define (h x)")
        await person.say(":next")
        assert (await person.peer.replies(id))[0]["value"] == "12"


async def test_it_does_not_outlive_its_client() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        other = await place.connect()
        await person.start("(f 1 5)")
        waiting = await other.start("eval", code="(f 2 5)", session=person.session)
        await person.peer.stream.aclose()
        assert (await other.replies(waiting))[0]["value"] == "(2 5 5)"


async def test_marks_that_wait_for_their_turn_do_not_outlive_it_either() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        other = await place.connect()
        sleeping = await other.start("eval", code="(sleep 0.3)", session=person.session)
        waiting = await other.start("eval", code="#dbg (list (+ 1 (* 2 3)))", session=person.session)
        assert (await other.one("ls-sessions"))["status"] == ["done"]
        await person.peer.stream.aclose()
        await other.replies(sleeping)
        assert (await other.replies(waiting))[0]["value"] == "(7)"


async def test_a_last_call_is_shown_as_it_is_made() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        await person.evaluate("#dbg (define (h n) (if (= n 0) 'end (h (- n 1))))", file="/project/h.scm")
        id = await person.start("(h 1)")
        assert await person.go(":next", ":next", ":next", ":next") == "2.3 (h 0)"
        await person.go(":next")
        await person.say(":continue")
        assert (await person.peer.replies(id))[0]["value"] == "end"


async def test_two_debuggers_are_one_too_many() -> None:
    async with serving() as place:
        person = Person(place)
        person.peer = await place.connect()
        person.session = await person.peer.clone()
        other = await place.connect()
        await other.start("debug-start", session=person.session)
        assert (await other.one("pause", session=person.session))["status"] == ["done"]
        await person.peer.start("init-debugger", session=person.session)
        id = await person.peer.start("eval", code="#dbg (+ 1 (* 2 3))", session=person.session)
        assert "Another client" in (await person.peer.until("notification"))["msg"]
        await person.peer.one("interrupt", session=person.session)
        await person.peer.replies(id)


async def test_it_is_ended_as_a_debugger_is() -> None:
    async with serving() as place:
        person = Person(place)
        await person.begin()
        waiting = await person.start("(f 1 5)")
        assert (await person.peer.one("debug-stop", session=person.session))["status"] == ["done"]
        assert (await person.peer.replies(person.debugger))[-1]["status"] == ["done"]
        assert (await person.peer.replies(waiting))[0]["value"] == "(1 3 5)"
        assert await person.evaluate("(f 2 5)") == ["(2 5 5)"]


async def test_a_durable_session_is_stepped_through_and_comes_back(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with serving(data=data) as place:
        person = Person(place, durable=1)
        await person.begin()
        id = await person.start("(define x (f 1 5))")
        assert await person.go(":next", ":next", ":back", ":in", "{:response :eval, :code (define seen 1)}") == "2.2.2.1 seen"
        await person.say(":continue")
        assert (await person.peer.replies(id))[0]["value"] == "x"
    async with serving(data=data) as place:
        peer = await place.connect()
        assert await peer.values("(list x seen)", session=person.session) == ["((1 3 5) 1)"]
