"""The life of sessions over the wire: pausing and resuming, ending, and whole sessions that come from elsewhere."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import trio

from omega.protocol import MSGPACK
from omega.runtime import Runtime
from omega.server.tokens import ANYONE

from .peer import SPIN, Peer, serving


async def state(peer: Peer, session: str) -> str:
    return str((await peer.one("sessions/info", session=session))["state"])


async def test_a_paused_session_does_nothing_until_it_is_resumed() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert await state(peer, session) == "ready"
        await peer.values("(define n 0)", session=session)
        counting = await peer.start("eval", session=session, code="(let loop () (set! n (+ n 1)) (loop))")
        (own,) = [each for each in place.server.host.sessions(ANYONE) if each.id == session]
        await place.settle(lambda: own.runtime.state.globals["g_n"] > 1000)
        assert await state(peer, session) == "running"
        assert (await peer.one("sessions/pause", session=session))["state"] == "paused"
        before = own.runtime.state.globals["g_n"]
        queued = await peer.start("eval", session=session, code="'after")
        await trio.sleep(0.05)
        assert own.runtime.state.globals["g_n"] == before
        assert (await peer.one("sessions/resume", session=session))["state"] == "running"
        await place.settle(lambda: own.runtime.state.globals["g_n"] > before)
        await peer.one("sessions/pause", session=session)
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        assert (await peer.replies(counting))[-1]["status"] == ["done", "interrupted"]
        await peer.one("sessions/resume", session=session)
        assert (await peer.replies(queued))[0]["value"] == "after"


async def test_a_program_that_pauses_its_session_goes_on_when_somebody_resumes_it() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        pausing = await peer.start("eval", session=session, code="(sessions.pause) 'went-on")
        (own,) = place.server.host.sessions(ANYONE)
        await place.settle(lambda: own.started and own.runtime.is_paused)
        assert await state(peer, session) == "paused"
        await peer.one("sessions/resume", session=session)
        assert [reply["value"] for reply in await peer.replies(pausing) if "value" in reply][-1] == "went-on"
        assert await peer.values("(assq-ref (sessions.rename \"mine\") 'name)", session=session) == ['"mine"']
        assert await peer.values("1", session=session) == ["1"]


async def test_no_session_gets_wider_limits_than_the_servers_however_it_came_to_be(tmp_path: Path) -> None:
    data = str(tmp_path / "data")

    async def is_bounded(peer: Peer, session: str) -> bool:
        wider = await peer.one("sessions/configure", session=session, heap_per_session=10**9)
        ticks = await peer.one("sessions/configure", session=session, ticks_per_evaluation=0)
        return {each["status"][-1] for each in (wider, ticks)} == {"verb-error"}

    limits = {"heap_per_session": 50 * 1024**2, "ticks_per_evaluation": 10**6, "shelf_bytes": 100_000}
    async with serving(data=data, **limits) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 1)", session=session)
        await peer.one("snapshot", session=session, name="one")
        await peer.one("restore", session=session, name="one")
        await peer.one("sessions/save", session=session, name="whole")
        others = [await peer.clone(session=session)]
        others.append((await peer.one("fork", session=session))["new-session"])
        others.append((await peer.one("fork", session=session, snapshot="one"))["new-session"])
        others.append((await peer.one("sessions/restore", name="whole"))["new-session"])
        for each in (session, *others):
            assert await is_bounded(peer, each)
        await peer.values("(define l (iota 50000)) 1", session=session)
        refused = await peer.one("snapshot", session=session, name="large")
        assert "shelf-bytes of 100000" in refused["message"]
    async with serving(data=data, **limits) as place:
        peer = await place.connect()
        assert await is_bounded(peer, session)


async def test_terminating_ends_what_runs() -> None:
    async with serving() as place:
        peer = await place.connect()
        session, other = await peer.clone(), await peer.clone()
        spinning = await peer.start("eval", session=session, code=SPIN)
        assert (await peer.one("sessions/terminate", session=session))["status"] == ["done"]
        assert (await peer.replies(spinning))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.one("sessions/info", session=session))["status"] == ["error", "done", "unknown-session"]
        itself = await peer.request("eval", session=other, code="(sessions.terminate) (car 'never)")
        assert itself[-1]["status"][0] == "done"
        await place.settle(lambda: not place.server.host.sessions(ANYONE))


async def test_a_session_comes_from_elsewhere_with_its_past_and_without_any_session() -> None:
    other = Runtime()
    other.begin_history()
    other.eval("(define x 1)")
    other.eval("(define x 2)")
    data = other.sessions.export()
    async with serving() as place:
        for peer, sent in ((await place.connect(), b64encode(data).decode()), (await place.connect(MSGPACK), data)):
            session = (await peer.one("sessions/import", data=sent, name="theirs"))["new-session"]
            assert await peer.values("x", session=session) == ["2"]
            assert (await peer.one("history/goto", session=session, number=1))["live"] in (0, False, [])
            assert await peer.values("x", session=session) == ["1"]
            listed = (await peer.one("sessions/list"))["sessions"]
            assert {"theirs"} <= {each["name"] for each in listed}
            exported = (await peer.one("sessions/export", session=session))["data"]
            assert (await peer.one("sessions/import", data=exported))["status"] == ["done"]
        refused = await peer.one("sessions/import", data=data, durable=1)
        assert refused["status"] == ["error", "done", "verb-error"]
        assert "keeps nothing" in refused["message"]
        assert place.server.host.count == 4


async def test_a_durable_session_is_imported_renamed_listed_and_pruned(tmp_path: Path) -> None:
    other = Runtime()
    other.eval("(define x 'kept)")
    data = b64encode(other.sessions.export()).decode()
    where = str(tmp_path / "data")
    async with serving(data=where) as place:
        peer = await place.connect()
        session = (await peer.one("sessions/import", data=data, durable=1))["new-session"]
        await peer.values("(define y 5)", session=session)
        await peer.one("sessions/rename", session=session, name="renamed")
    async with serving(data=where) as place:
        peer = await place.connect()
        (listed,) = (await peer.one("sessions/list"))["sessions"]
        assert (listed["id"], listed["name"], listed["state"]) == (session, "renamed", "uninitialized")
        assert await peer.values("(list x y)", session=session) == ["(kept 5)"]
        info = await peer.one("sessions/info", session=session)
        assert (info["name"], info["evaluations"]) == ("renamed", 2)
    async with serving(data=where) as place:
        peer = await place.connect()
        assert (await peer.one("sessions/prune", days=1))["pruned"] == []
        assert (await peer.one("sessions/prune", days=0))["pruned"] == [session]
        assert (await peer.one("sessions/list"))["sessions"] == []


async def test_what_a_session_is_kept_under_is_for_all_sessions_of_its_owner() -> None:
    async with serving() as place:
        peer = await place.connect()
        one, two = await peer.clone(), await peer.clone()
        await peer.values("(define x 'one)", session=one)
        await peer.one("sessions/save", session=one, name="first")
        opened = (await peer.one("sessions/restore", session=two, name="first"))["new-session"]
        assert await peer.values("x", session=opened) == ["one"]
        assert [each["name"] for each in (await peer.one("sessions/saved"))["saved"]] == ["first"]


async def test_a_fork_is_a_session_of_its_own() -> None:
    async with serving(sessions_per_connection=2) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 1)", session=session)
        forked = (await peer.one("fork", session=session, name="copy"))["new-session"]
        await peer.values("(set! x 2)", session=forked)
        assert await peer.values("x", session=session) == ["1"]
        refused = await peer.one("fork", session=session)
        assert refused["ex"] == "budget-exceeded" and "sessions-per-connection" in refused["message"]
        assert await peer.values("(guard (e (#t 'full)) (snapshots.fork))", session=session) == ["full"]


async def test_nobody_sees_what_is_anothers(tmp_path: Path) -> None:
    async with serving(tokens={"ann": "a" * 20, "bob": "b" * 20}, data=str(tmp_path / "data")) as place:
        ann, bob = await place.connect(), await place.connect()
        await ann.one("auth", token="a" * 20)
        await bob.one("auth", token="b" * 20)
        own, kept = await ann.clone(), await ann.clone(durable=1)
        await ann.one("sessions/save", session=own, name="secret")
        assert {each["id"] for each in (await ann.one("sessions/list"))["sessions"]} == {own, kept}
        assert (await bob.one("sessions/list"))["sessions"] == []
        assert (await bob.one("sessions/saved"))["saved"] == []
        assert (await bob.one("sessions/restore", name="secret"))["ex"] == "state-conflict"
        assert (await bob.one("sessions/prune", days=0))["pruned"] == []
        for op in ("sessions/info", "sessions/export", "sessions/terminate", "history/list", "snapshots/list", "fork"):
            assert (await bob.one(op, session=own))["status"] == ["error", "done", "unknown-session"]
        assert len((await ann.one("sessions/list"))["sessions"]) == 2


async def test_whoever_follows_a_session_is_told_of_snapshots_and_of_the_past() -> None:
    async with serving() as place:
        peer, other = await place.connect(), await place.connect()
        session = await peer.clone()
        following = await other.start("events/subscribe", session=session, names=["snapshot-", "history-"])
        await peer.values("(define x 1)", session=session)
        await peer.one("snapshot", session=session, name="one")
        await peer.one("restore", session=session, name="one")
        await peer.one("history/goto", session=session, number=1)
        await peer.values("(history.live)", session=session)
        told = [await other.next() for _ in range(4)]
        for each in told:
            assert (each.pop("id"), each.pop("session"), each.pop("status")) == (following, session, ["event"])
        assert told == [
            {"event": "snapshot-saved", "snapshot": "one"},
            {"event": "snapshot-restored", "snapshot": "one"},
            {"event": "history-navigate", "number": 1, "live": []},
            {"event": "history-navigate", "number": 2, "live": 1},
        ]


async def test_what_does_not_fit_into_a_message_is_refused_by_name() -> None:
    async with serving(message_bytes=16 * 1024) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define l (map (lambda (i) (random 1000000000)) (iota 20000))) 'done", session=session)
        await peer.one("snapshot", session=session, name="large")
        refused = await peer.one("snapshots/export", session=session, name="large")
        assert refused["status"] == ["error", "done", "limit-reached"]
        assert refused["limit"] == "message-bytes"
        assert await peer.values("(length l)", session=session) == ["20000"]


async def test_pausing_is_told_to_whoever_follows() -> None:
    async with serving() as place:
        peer, other = await place.connect(), await place.connect()
        session = await peer.clone()
        await other.start("events/subscribe", session=session, names=["session-state"])
        await peer.one("sessions/pause", session=session)
        queued = await peer.start("eval", session=session, code="1")
        await peer.one("sessions/resume", session=session)
        await peer.replies(queued)
        assert [(await other.next())["state"] for _ in range(3)] == ["paused", "running", "idle"]


async def test_a_session_whose_state_cannot_be_made_again_is_in_error(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with serving(data=str(data)) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 1)", session=session)
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("UPDATE entries SET data = x'00'")
    async with serving(data=str(data)) as place:
        peer = await place.connect()
        assert [each["state"] for each in (await peer.one("sessions/list"))["sessions"]] == ["uninitialized"]
        refused = await peer.one("sessions/info", session=session)
        assert refused["status"] == ["error", "done", "storage-damaged"]
        assert [each["state"] for each in (await peer.one("sessions/list"))["sessions"]] == ["error"]


async def test_a_long_history_gets_shorter_while_its_session_is_at_work() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for number in range(1, 25):
            await peer.values(f"(define x {number}) '|{'x' * 1_000_000}|", session=session)
        (own,) = place.server.host.sessions(ANYONE)
        assert own.runtime.past is not None
        assert own.runtime.past.first > 10
        assert (await peer.one("history/list", session=session))["total"] == 24
        await peer.one("history/goto", session=session, number=23)
        assert await peer.values("x", session=session) == ["23"]


async def test_a_session_that_ends_with_the_server_can_be_kept_by_name_for_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with serving(data=str(data)) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 'kept)", session=session)
        await peer.one("sessions/save", session=session, name="tuesday")
        with closing(sqlite3.connect(data)) as connection:
            assert connection.execute("SELECT name FROM shelf").fetchall() == [("tuesday",)]
    async with serving(data=str(data)) as place:
        peer = await place.connect()
        opened = (await peer.one("sessions/restore", name="tuesday"))["new-session"]
        assert await peer.values("x", session=opened) == ["kept"]
        await peer.one("sessions/delete", name="tuesday")
        with closing(sqlite3.connect(data)) as connection:
            assert connection.execute("SELECT name FROM shelf").fetchall() == []


async def test_a_session_that_is_paused_or_looks_at_its_past_stays_in_memory(tmp_path: Path) -> None:
    async with serving(data=str(tmp_path / "data"), unload_seconds=0.1) as place:
        peer = await place.connect()
        paused, looking, idle = [await peer.clone(durable=1) for _ in range(3)]
        for session in (paused, looking, idle):
            await peer.values("(define x 1)", session=session)
            await peer.values("(define x 2)", session=session)
        await peer.one("sessions/pause", session=paused)
        await peer.one("history/goto", session=looking, number=1)
        host = place.server.host
        await place.settle(lambda: host.count == 2)
        await trio.sleep(0.3)
        assert host.count == 2
        assert (await peer.one("sessions/info", session=paused))["state"] == "paused"
        assert await peer.values("x", session=looking) == ["1"]
        assert await peer.values("x", session=idle) == ["2"]
