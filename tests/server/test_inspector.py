"""The inspector over the wire: what is opened by an evaluation, and what is shown of it."""

from __future__ import annotations

from typing import Any

from .peer import Peer, serving

MIXED = '(list 1 (vector \'a "b") car 4 5 6)'


class Looking:
    """One session's inspector, seen from a client."""

    def __init__(self, peer: Peer, session: str) -> None:
        self.peer = peer
        self.session = session

    async def inspect(self, code: str, **params: Any) -> str:
        """Open the value of code."""
        *_, last, done = await self.peer.request("eval", code=code, inspect="true", session=self.session, **params)
        assert done["status"] == ["done"] and last["ns"] == "user"
        return str(last["value"])

    async def ask(self, op: str, **params: Any) -> str:
        """What is shown then."""
        return str((await self.peer.one(f"inspect-{op}", session=self.session, **params))["value"])


async def test_parts_and_their_parts() -> None:
    async with serving() as place:
        peer = await place.connect()
        looking = Looking(peer, await peer.clone())
        shown = await looking.inspect(MIXED)
        assert shown.startswith('("Type: " ') and '(:value "#(a \\"b\\")" 1)' in shown and "Count: 6" in shown
        assert '(:value "a" 0)' in await looking.ask("push", idx=1)
        assert '(:value "b"' not in (await looking.ask("next-sibling"))
        assert "#<procedure car>" in await looking.ask("refresh")
        assert "#(a" in await looking.ask("previous-sibling")
        told = await peer.one("cider/inspect-get-path", session=looking.session)
        assert told["path"] == '("1")'
        assert await looking.ask("pop") == shown
        assert await looking.ask("pop") == shown  # it is the first value already
        assert "Nothing" in await looking.ask("clear")
        wrong = await peer.one("inspect-push", idx=7, session=looking.session)
        assert wrong["status"] == ["error", "done", "invalid-argument"]


async def test_pages() -> None:
    async with serving() as place:
        peer = await place.connect()
        looking = Looking(peer, await peer.clone())
        first = await looking.inspect("(list 10 11 12 13 14)", **{"page-size": 2})
        assert '"10" 0)' in first and '"12" 2)' not in first and "page: 1 of 3" in first
        second = await looking.ask("next-page")
        assert '"12" 2)' in second and '"10" 0)' not in second
        assert "page: 3 of 3" in await looking.ask("next-page")
        assert "page: 3 of 3" in await looking.ask("next-page")
        assert "page: 2 of 3" in await looking.ask("prev-page")
        assert '(:value "14" 4)' in await looking.ask("set-page-size", **{"page-size": 100})
        long = await looking.inspect('(list (make-string 500 #\\a))', **{"max-atom-length": 20})
        assert "a" * 60 not in long.split("Contents")[1]


async def test_large_and_circular_values_are_shown_in_part() -> None:
    async with serving() as place:
        peer = await place.connect()
        looking = Looking(peer, await peer.clone())
        shown = await looking.inspect("(define l (list 1 2 3)) (set-cdr! (cddr l) l) (vector l (make-vector 100000 0))")
        assert len(shown) < 10_000
        assert len(await looking.ask("push", idx=1)) < 10_000


async def test_the_last_error() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert (await peer.one("inspect-last-exception", session=session))["status"] == ["done", "no-error"]
        await peer.request("eval", code="(vector-ref (vector 1 2) 7)", session=session)
        shown = await peer.one("cider/inspect-last-exception", index=0, session=session)
        assert "condition" in shown["value"] and "vector-ref" in shown["value"]
        slots = await peer.one("inspect-last-exception", index=0, session=session, **{"ex-data": "true"})
        assert "datum" in slots["value"]


async def test_printing_what_is_inspected() -> None:
    async with serving() as place:
        peer = await place.connect()
        looking = Looking(peer, await peer.clone())
        await looking.inspect(MIXED)
        value, done = await peer.request("inspect-print-current-value", session=looking.session)
        assert value["value"] == '(1 #(a "b") #<procedure car> 4 5 6)' and done["status"] == ["done"]


async def test_a_session_has_its_own() -> None:
    async with serving() as place:
        peer = await place.connect()
        one, other = Looking(peer, await peer.clone()), Looking(peer, await peer.clone())
        await one.inspect("'first")
        await other.inspect("'second")
        assert "first" in await one.ask("refresh") and "second" in await other.ask("refresh")


async def test_a_part_can_be_given_a_name() -> None:
    async with serving() as place:
        peer = await place.connect()
        looking = Looking(peer, await peer.clone())
        shown = await looking.inspect("(list 1 (vector 'a (cons 2 3)))")
        await looking.ask("push", idx=1)
        pair = await looking.ask("push", idx=1)

        async def define(name: str, **params: Any) -> list[dict[str, Any]]:
            return await peer.request("inspect-def-current-value", session=looking.session, var_name=name, **params)

        value, done = await define("it", ns="user")
        assert value["value"] == pair and done["status"] == ["done"]
        assert await peer.values("it (eq? it (vector-ref (list-ref *3 1) 1))", session=looking.session) == ["(2 . 3)", "#t"]
        for name in ("", "a b", "1", "x ; (", "'x"):
            (refused,) = await define(name)
            assert refused["status"] == ["error", "done", "invalid-argument"]
        assert await looking.inspect("(list 1 (vector 'a (cons 2 3)))") == shown
        await peer.values("1 2 3", session=looking.session)
        (refused,) = await define("late")
        assert refused["status"] == ["error", "done", "no-expression"]
