"""``load-file``: the last value only, and nothing after the first error."""

from __future__ import annotations

from .peer import serving

PROGRAM = """
(define (square x) (* x x))
(display "loading")
(newline)
(define y (square 6))
(+ y 6)
"""


async def test_the_last_value_and_all_output() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id = await peer.start(
            "load-file", file=PROGRAM, file_path="/tmp/p.scm", file_name="p.scm", session=session
        )
        replies = await peer.replies(id)
        assert "".join(reply.get("out", "") for reply in replies) == "loading\n"
        assert [reply["value"] for reply in replies if "value" in reply] == ["42"]
        assert replies[-2] == {"id": id, "session": session, "ns": "user", "value": "42"}
        assert replies[-1] == {"id": id, "session": session, "status": ["done"]}
        assert await peer.values("(square 3)", session=session) == ["9"]


async def test_it_stops_at_the_first_error() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request("load-file", file="(define a 1) (car 5) (define a 2)", session=session)
        said = [set(reply) - {"id", "session"} for reply in replies]
        assert said[0] == {"err"} and said[2] == {"status"} and len(said) == 3
        assert said[1] >= {"ex", "ns", "root-ex", "status", "restarts"} and "value" not in said[1]
        assert await peer.values("a", session=session) == ["1"]


async def test_an_empty_file_has_no_value() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert [reply["status"] for reply in await peer.request("load-file", file="; nothing\n")] == [["done"]]


async def test_an_error_names_the_file_and_the_line() -> None:
    async with serving() as place:
        peer = await place.connect()
        replies = await peer.request("load-file", file="(define a 1)\n\n(car 5)\n", file_path="/home/me/p.scm")
        assert "/home/me/p.scm:3:" in replies[0]["err"]


async def test_an_evaluation_can_say_where_its_code_is() -> None:
    async with serving() as place:
        peer = await place.connect()
        replies = await peer.request("eval", code="(car 5)", file="q.scm", line=40, column=7)
        assert "q.scm:40:7" in replies[0]["err"]
