"""The session host: every session of this process, their limits, and the one scheduler that runs them.

Ops ask the host, never a runtime, for sessions, so a host whose sessions live in worker processes can take its place.
A session stays for a grace period after the last connection that used it has gone; this file must never close one that
somebody still holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import trio

from omega.runtime import Limits, Runtime
from omega.server.alarms import Alarms
from omega.server.config import Config
from omega.server.files import FileDesk
from omega.server.limit import LimitReached
from omega.server.logs import log
from omega.server.outbox import Post
from omega.server.scheduler import Scheduler
from omega.server.session import Session
from omega.server.tokens import Principal
from omega.server.transcript import Transcript
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.server.connection import Client


class SessionHost:
    """Sessions by id, and their end."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.watchdog = Watchdog(config.operation_time, 2 * config.slice_seconds)
        self.scheduler = Scheduler(config.slice_seconds, self.watchdog)
        self._limits = Limits(ticks_per_evaluation=config.ticks_per_evaluation, heap_per_session=config.heap_per_session)
        self.post = Post()
        self.alarms = Alarms()
        #: Who does file effects; ``None``: nobody does.
        self.files = FileDesk(config.file_root) if config.file_root else None
        self._sessions: dict[str, Session] = {}
        #: Sessions nobody holds, with the time they end, soonest first (the grace is the same for all).
        self._orphans: dict[Session, float] = {}
        self._orphaned = trio.Event()
        self._blank: Runtime | None = None
        #: Sessions that have a runtime: what the limit is about.
        self._count = 0

    @property
    def blank(self) -> Runtime:
        """A runtime for questions that name no session. Nothing is ever evaluated in it."""
        if self._blank is None:
            self._blank = self._runtime()
        return self._blank

    def _runtime(self) -> Runtime:
        return Runtime(limits=self._limits)

    def sessions(self, principal: Principal) -> list[Session]:
        """The sessions this principal may use."""
        return [s for s in self._sessions.values() if s.principal == principal and not s.ephemeral]

    @property
    def count(self) -> int:
        """How many sessions there are, ephemeral and closing ones too."""
        return self._count

    def find(self, id: str, client: Client) -> Session | None:
        """The session of this id, if the client's principal may use it. The client holds it from now on."""
        session = self._sessions.get(id)
        if session is None or session.principal != client.principal:
            return None
        self._orphans.pop(session, None)
        if client not in session.holders:
            session.holders.add(client)
            client.sessions.add(session)
        return session

    def clone(self, client: Client, source: Session | None) -> Session:
        """A new session of this client, with the definitions of ``source``. LimitReached if there are enough."""
        if len(client.cloned) >= self.config.sessions_per_connection:
            raise LimitReached("sessions-per-connection", f"this connection has {len(client.cloned)} sessions open")
        self._room_for_one()
        if source is None:
            runtime = self._runtime()
        else:
            with self.watchdog.limit():
                runtime = source.runtime.fork()
        session = self._add(client, lambda: runtime)
        session.start()
        self._count += 1
        session.owner = client
        client.cloned.add(session)
        return session

    def _room_for_one(self) -> None:
        if self._count >= self.config.sessions:
            raise LimitReached("sessions", f"the server has {self._count} sessions open")

    def ephemeral(self, client: Client) -> Session:
        """A session for one request that names none; its runtime is made when the request's turn comes."""

        def runtime() -> Runtime:
            if client.ephemerals >= self.config.sessions_per_connection:
                raise LimitReached("sessions-per-connection", f"{client.ephemerals} requests run without a session")
            self._room_for_one()
            self._count += 1
            client.ephemerals += 1
            return self._runtime()

        session = self._add(client, runtime, ephemeral=True)
        session.owner = client
        return session

    def _add(self, client: Client, runtime: Callable[[], Runtime], *, ephemeral: bool = False) -> Session:
        assert client.principal is not None
        session = Session(
            str(uuid4()),
            client.principal,
            runtime,
            self.scheduler,
            self.config.stdin_bytes,
            self.files,
            self.alarms,
            Transcript(0 if ephemeral else self.config.replay_bytes),
            ephemeral=ephemeral,
            ended=self._forget,
        )
        self._sessions[session.id] = session
        session.holders.add(client)
        client.sessions.add(session)
        return session

    def close(self, session: Session, closed: Callable[[], None] | None = None) -> None:
        """End a session: nobody finds it any more; ``closed`` is called when its evaluations have ended."""
        self._sessions.pop(session.id, None)
        session.close(closed)

    def release(self, client: Client) -> None:
        """A connection is gone: its evaluations end, and its sessions when nobody comes back for them in time."""
        for session in list(client.sessions):
            session.drop(client)
            session.holders.discard(client)
            if session.owner is client:
                session.owner = None
            if session.holders or session.id not in self._sessions:
                continue
            if session.ephemeral or not self.config.session_grace:
                self.close(session)
            else:
                self._orphans[session] = trio.current_time() + self.config.session_grace
                self._orphaned.set()
        for held in list(client.held):
            held.end()
        client.sessions.clear()
        client.attached.clear()
        client.cloned.clear()

    def _forget(self, session: Session) -> None:
        """A session has ended."""
        if session.started:
            self._count -= 1
            if session.ephemeral and session.owner is not None:
                session.owner.ephemerals -= 1
        self._sessions.pop(session.id, None)
        self._orphans.pop(session, None)
        for client in session.holders:
            client.sessions.discard(session)
            client.attached.discard(session)
        if session.owner is not None:
            session.owner.cloned.discard(session)
        session.holders.clear()
        log.debug("session ended", session=session.id)

    def stop_waiting(self) -> None:
        """The server ends: evaluations that wait for input will get none."""
        for session in list(self._sessions.values()):
            session.stop_waiting()

    def close_all(self) -> None:
        """The end of the server: free every session at once."""
        for session in list(self._sessions.values()):
            session.abandon()
        if self._blank is not None:
            self._blank.close()

    async def run(self) -> None:
        """Run the sessions and end those whose time is over, for ever."""
        with self.watchdog.installed():
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.scheduler.run, self._turn)
                nursery.start_soon(self._reap)
                nursery.start_soon(self.alarms.run)
                if self.files is not None:
                    nursery.start_soon(self.files.run)

    def _turn(self) -> bool:
        """One turn of the scheduler, then everything it had to say in one write per connection."""
        self.post.hold()
        try:
            return self.scheduler.turn()
        finally:
            self.post.deliver()

    def begin(self) -> None:
        """A batch of requests is about to be handed out."""
        self.post.hold()
        self.scheduler.hold()

    def end(self) -> None:
        """The batch is handed out: evaluate what can be, and send what there is to say."""
        try:
            self.scheduler.release()
        finally:
            self.post.deliver()

    async def _reap(self) -> None:
        while True:
            if not self._orphans:
                self._orphaned = trio.Event()
                await self._orphaned.wait()
                continue
            session, end = next(iter(self._orphans.items()))
            if end <= trio.current_time():
                del self._orphans[session]
                self.close(session)
            else:
                await trio.sleep_until(end)
