"""Tokens: nothing works before ``auth``, and each principal sees its own sessions only."""

from __future__ import annotations

import pytest
import structlog.testing

from .peer import Closed, serving

TOKENS = {"alice": "tiger", "bob": "lion"}


async def test_nothing_is_served_before_auth() -> None:
    async with serving(tokens=TOKENS) as place:
        peer = await place.connect()
        for op, params in (("eval", {"code": "1"}), ("describe", {}), ("clone", {}), ("nonsense", {}), ("eval", {})):
            assert (await peer.one(op, **params))["status"] == ["error", "done", "auth-required"]
        assert (await peer.one("auth", token="tiger"))["status"] == ["done"]
        assert await peer.values("1") == ["1"]


async def test_repeated_failures_close_the_connection_and_no_token_is_logged() -> None:
    with structlog.testing.capture_logs() as logs:
        async with serving(tokens=TOKENS) as place:
            peer = await place.connect()
            for _ in range(3):
                assert (await peer.one("auth", token="leopard"))["status"] == ["error", "done", "auth-failed"]
            with pytest.raises(Closed):
                await peer.next()
            assert (await (await place.connect()).one("auth", token="tiger"))["status"] == ["done"]
    text = repr(logs)
    assert "wrong token" in text
    assert "leopard" not in text
    assert "tiger" not in text


async def test_principals_do_not_see_each_others_sessions() -> None:
    async with serving(tokens=TOKENS) as place:
        alice, bob, again = [await place.connect() for _ in range(3)]
        await alice.one("auth", token="tiger")
        await bob.one("auth", token="lion")
        await again.one("auth", token="tiger")
        session = await alice.clone()
        for op, params in (
            ("eval", {"code": "1"}), ("clone", {}), ("interrupt", {}), ("close", {}), ("completions", {"prefix": "c"}),
        ):  # fmt: skip
            reply = await bob.one(op, session=session, **params)
            assert reply["status"] == ["error", "done", "unknown-session"]
        assert (await bob.one("ls-sessions"))["sessions"] == []
        assert (await again.one("ls-sessions"))["sessions"] == [session]
        assert await again.values("1", session=session) == ["1"]


async def test_a_connection_cannot_change_hands() -> None:
    async with serving(tokens=TOKENS) as place:
        peer = await place.connect()
        await peer.one("auth", token="tiger")
        assert (await peer.one("auth", token="tiger"))["status"] == ["done"]
        assert (await peer.one("auth", token="lion"))["status"] == ["error", "done", "auth-failed"]


async def test_a_server_without_tokens_takes_any() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert (await peer.one("auth", token="whatever"))["status"] == ["done"]
        assert await peer.values("1") == ["1"]
