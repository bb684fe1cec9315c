"""nREPL's print options."""

from __future__ import annotations

from .peer import serving

P = "nrepl.middleware.print/"
LONG = "(let loop ((i 0) (l '())) (if (= i 3000) l (loop (+ i 1) (cons 1234 l))))"
TEXT = "(" + " ".join(["1234"] * 3000) + ")"


async def test_another_printer() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert await peer.values('"a b"') == ['"a b"']
        assert await peer.values('"a b"', **{P + "print": "display"}) == ["a b"]
        assert await peer.values('"a b"', **{P + "print": "cider.nrepl.pprint/pprint"}) == ['"a b"']


async def test_an_unknown_printer_is_reported_and_the_default_used() -> None:
    async with serving() as place:
        peer = await place.connect()
        replies = await peer.request("eval", code='"a" "b"', **{P + "print": "no.such/printer"})
        assert replies[0]["status"] == [P + "error"]
        assert "no.such/printer" in replies[0][P + "error"]
        assert [reply["value"] for reply in replies[1:-1]] == ['"a"', '"b"']


async def test_a_quota_cuts_the_value_and_says_so() -> None:
    async with serving() as place:
        peer = await place.connect()
        for op, key in (("eval", "code"), ("load-file", "file")):
            cut, done = await peer.request(op, **{key: LONG, P + "quota": 20})
            assert cut["value"] == TEXT[:20]
            assert cut["status"] == [P + "truncated"]
            assert cut[P + "truncated-keys"] == ["value"]
            assert cut["ns"] == "user"
            assert done["status"] == ["done"]


async def test_a_quota_that_is_enough_says_nothing() -> None:
    async with serving() as place:
        peer = await place.connect()
        value, _ = await peer.request("eval", code="(+ 1 2)", **{P + "quota": 1})
        assert value["value"] == "3"
        assert "status" not in value


async def test_streamed_values_come_in_chunks() -> None:
    async with serving() as place:
        peer = await place.connect()
        options = {P + "stream?": 1, P + "buffer-size": 1000}
        *chunks, last, done = await peer.request("eval", code=LONG, **options)
        assert "".join(chunk["value"] for chunk in chunks) == TEXT
        assert {len(chunk["value"]) for chunk in chunks[:-1]} == {1000}
        assert set(last) == {"id", "session", "ns"}
        assert done["status"] == ["done"]


async def test_a_streamed_value_over_quota() -> None:
    async with serving() as place:
        peer = await place.connect()
        options = {P + "stream?": 1, P + "buffer-size": 16, P + "quota": 40}
        *chunks, last, _ = await peer.request("eval", code=LONG, **options)
        assert [chunk["value"] for chunk in chunks] == [TEXT[:16], TEXT[16:32], TEXT[32:40]]
        assert last["status"] == [P + "truncated"]


async def test_a_value_no_message_could_hold_is_cut() -> None:
    async with serving(message_bytes=1000) as place:
        peer = await place.connect()
        cut, _ = await peer.request("eval", code=LONG)
        assert cut["value"] == TEXT[:1000]
        assert cut["status"] == [P + "truncated"]


async def test_printing_a_long_value_lets_others_run_and_can_be_interrupted() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        big = "(define big (let loop ((i 0) (l '())) (if (= i 30000) l (loop (+ i 1) (cons 12345678 l)))))"
        await peer.values(big, session=session)
        many = "(list " + " ".join(["big"] * 100) + ")"
        id = await peer.start("eval", code=many, session=session)
        assert await peer.values("1") == ["1"]
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        assert (await peer.replies(id))[-1]["status"] == ["done", "interrupted"]
