"""What the ops that look tell: ``describe``, ``completions``, ``lookup``, ``macroexpand``, system output."""

from __future__ import annotations

from omega.server.ops import HANDLERS
from omega.server.ops.table import TABLE

from .peer import serving


def test_every_op_of_the_table_has_a_handler() -> None:
    assert set(HANDLERS) == {op.name for op in TABLE.values()}


async def test_describe() -> None:
    async with serving() as place:
        peer = await place.connect()
        told = await peer.one("describe")
        assert set(told["ops"]) == set(TABLE)
        nrepl = told["versions"]["nrepl"]
        assert (nrepl["major"], nrepl["minor"]) >= (1, 0)
        assert nrepl["version-string"].startswith(f"{nrepl['major']}.")
        assert {"omega", "python"} <= set(told["versions"])
        assert told["aux"]["current-ns"] == "user"
        assert told["transports"] == ["bencode", "msgpack"]
        verbose = await peer.one("describe", **{"verbose?": 1})
        assert "code" in verbose["ops"]["eval"]["requires"]
        assert verbose["ops"]["eval"]["doc"]


async def test_completions() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define (carousel x) x)", session=session)
        found = (await peer.one("completions", prefix="car", session=session))["completions"]
        assert {"car", "carousel"} <= {one["candidate"] for one in found}
        assert all(set(one) == {"candidate", "type", "ns"} for one in found)
        without = (await peer.one("completions", prefix="car"))["completions"]
        assert "carousel" not in {one["candidate"] for one in without}
        assert (await peer.one("completions", prefix="no-such-name"))["completions"] == []


async def test_lookup() -> None:
    async with serving() as place:
        peer = await place.connect()
        info = (await peer.one("lookup", sym="car"))["info"]
        assert info["name"] == "car"
        assert info["doc"]
        assert info["arglists"]
        assert info["arglists-str"]
        nothing = await peer.one("lookup", sym="no-such-name")
        assert nothing["info"] == {}
        assert nothing["status"][0] == "done"


async def test_macroexpand() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert "f" in (await peer.one("macroexpand", code="(f x)", expander="macroexpand-all"))["expansion"]
        wrong = await peer.one("macroexpand", code="(f x")
        assert wrong["status"] == ["error", "done", "macroexpand-error"]
        assert wrong["message"]


async def test_system_output_is_forwarded_to_those_who_asked() -> None:
    async with serving() as place:
        peer, other = await place.connect(), await place.connect()
        await other.one("describe")
        session = await peer.clone()
        id = await peer.start("forward-system-output", session=session)
        assert (await peer.replies(id))[0]["status"] == ["done"]
        place.server.say("err", "something happened\n")
        assert await peer.next() == {"id": id, "session": session, "err": "something happened\n", "source": "system"}
        assert (await other.one("describe"))["status"] == ["done"]
