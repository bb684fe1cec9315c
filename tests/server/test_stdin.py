"""Console input: ``need-input`` and the ``stdin`` op."""

from __future__ import annotations

from .peer import serving


async def test_the_program_asks_and_gets_a_line() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        reading = await peer.start("eval", code="(read-line)", session=session)
        assert await peer.next() == {"id": reading, "session": session, "status": ["need-input"]}
        assert (await peer.one("stdin", stdin="hello\nrest\n", session=session))["status"] == ["done"]
        assert (await peer.replies(reading))[0]["value"] == '"hello"'
        # What is left is read before anybody is asked again.
        replies = await peer.request("eval", code="(read-line)", session=session)
        assert replies[0]["value"] == '"rest"'


async def test_half_a_line_asks_again() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        reading = await peer.start("eval", code="(read-line)", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("stdin", stdin="hel", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("stdin", stdin="lo\n", session=session)
        assert (await peer.replies(reading))[0]["value"] == '"hello"'


async def test_empty_text_is_the_end_of_input() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        reading = await peer.start("eval", code="(eof-object? (read-line))", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("stdin", stdin="", session=session)
        assert (await peer.replies(reading))[0]["value"] == "#t"
        # It ends one read, not the session's console for ever.
        reading = await peer.start("eval", code="(read-line)", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("stdin", stdin="x\n", session=session)
        assert (await peer.replies(reading))[0]["value"] == '"x"'


async def test_input_may_come_before_it_is_asked_for() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.one("stdin", stdin="early\n", session=session)
        assert await peer.values("(read-line)", session=session) == ['"early"']


async def test_other_sessions_run_meanwhile() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.start("eval", code="(read-line)", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        assert await peer.values("(+ 1 1)") == ["2"]


async def test_a_request_without_a_session_can_read_too() -> None:
    async with serving() as place:
        peer = await place.connect()
        reading = await peer.start("eval", code="(read-line)")
        asked = await peer.next()
        assert asked["status"] == ["need-input"]
        await peer.one("stdin", stdin="x\n", session=asked["session"])
        assert (await peer.replies(reading))[0]["value"] == '"x"'


async def test_too_much_unread_input_is_refused_by_name() -> None:
    async with serving(stdin_bytes=10) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.one("stdin", stdin="12345678", session=session)
        reply = await peer.one("stdin", stdin="901\n", session=session)
        assert reply["status"] == ["error", "done", "limit-reached"]
        assert reply["limit"] == "stdin-bytes"
        await peer.one("stdin", stdin="\n", session=session)
        assert await peer.values("(read-line)", session=session) == ['"12345678"']


async def test_stdin_needs_to_know_which_session() -> None:
    async with serving() as place:
        peer = await place.connect()
        reply = await peer.one("stdin", stdin="x")
        assert reply["status"] == ["error", "done", "invalid-argument"]
        assert reply["argument"] == "session"
