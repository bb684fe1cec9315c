"""The session host: every session of this process, their limits, and the one scheduler that runs them.

Ops ask the host, never a runtime, for sessions, so a host whose sessions live in worker processes can take its place.
A session stays for a grace period after the last connection that used it has gone; this file must never close one that
somebody still holds, nor a durable one, which only leaves the memory when it is unused for long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import trio

from omega.runtime import Limits, Runtime, SnapshotError
from omega.server.alarms import Alarms
from omega.server.config import Config
from omega.server.durable import Keeper
from omega.server.durable_sessions import DurableSessions
from omega.server.effects import Effects
from omega.server.files import FileDesk
from omega.server.home import SessionHome
from omega.server.limit import LimitReached
from omega.server.logs import log
from omega.server.outbox import Post
from omega.server.scheduler import Scheduler
from omega.server.session import Session
from omega.server.store import Fault, StoreError
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
        self._limits = Limits(
            ticks_per_evaluation=config.ticks_per_evaluation,
            heap_per_session=config.heap_per_session,
            shelf_bytes=config.shelf_bytes,
        )
        self.post = Post()
        self.alarms = Alarms()
        #: Who does file effects; ``None``: nobody does.
        self.files = FileDesk(config.file_root) if config.file_root else None
        self.effects = Effects(self.files, self.alarms)
        #: Those of them that outlive the server.
        self.durable = DurableSessions(config, self.watchdog)
        self._sessions: dict[str, Session] = {}
        #: What has become of keeping sessions that were opened, until somebody asks.
        self._opening: dict[str, Fault | None] = {}
        #: Sessions nobody holds, with the time they end, soonest first (the grace is the same for all).
        self._orphans: dict[Session, float] = {}
        self._orphaned = trio.Event()
        self._blank: Runtime | None = None
        #: Sessions that have a runtime: what the limit is about.
        self._count = 0

    @property
    def limits(self) -> Limits:
        """The most that any session may use."""
        return self._limits

    @property
    def blank(self) -> Runtime:
        """A runtime for questions that name no session. Nothing is ever evaluated in it."""
        if self._blank is None:
            self._blank = self._runtime()
        return self._blank

    def _runtime(self) -> Runtime:
        return Runtime(limits=self._limits)

    def sessions(self, principal: Principal) -> list[Session]:
        """The sessions this principal may use, but those that are dormant."""
        return [s for s in self._sessions.values() if s.principal == principal and not s.ephemeral]

    def session_ids(self, principal: Principal) -> list[str]:
        """The ids of all sessions this principal may use."""
        dormant = [known.session.id for known in self.durable.dormant(principal)]
        return dormant + [session.id for session in self.sessions(principal)]

    @property
    def count(self) -> int:
        """How many sessions there are, ephemeral and closing ones too."""
        return self._count

    def find(self, id: str, client: Client) -> Session | None:
        """The session of this id, if the client's principal may use it. The client holds it from now on."""
        session = self._sessions.get(id)
        if session is None and client.principal is not None:
            keeper = self.durable.wake(id, client.principal)
            session = None if keeper is None else self._durable(keeper, client.principal)
        if session is None or session.principal != client.principal:
            return None
        self._orphans.pop(session, None)
        session.found = trio.current_time()
        self._hold(client, session)
        return session

    def _durable(self, keeper: Keeper, principal: Principal) -> Session:
        """A durable session without a runtime, which comes back from the log when it is needed."""

        def runtime() -> Runtime:
            self._room_for_one()
            self._count += 1
            return Runtime(self._limits, seed=keeper.record.seed)

        return self._new(keeper.record.id, principal, runtime, keeper=keeper)

    def clone(self, client: Client, source: Session | None) -> Session:
        """A new session of this client, with the definitions of ``source``. LimitReached if there are enough."""
        self._room_to_clone(client)
        if source is None:
            runtime = self._runtime()
            runtime.begin_history()
        else:
            with self.watchdog.limit():
                runtime = source.runtime.fork()
        session = self._add(client, lambda: runtime)
        session.start()
        self._count += 1
        session.owner = client
        client.cloned.add(session)
        return session

    def clone_durable(
        self, client: Client, source: Session | None, name: str, done: Callable[[str, Fault | None], None]
    ) -> None:
        """The same, but one that outlives the server; ``done`` gets its id when it is kept, or why it cannot be. StoreError if
        this server keeps none; SnapshotError if something in ``source`` cannot be kept."""
        assert client.principal is not None
        if (fault := self.durable.needed_store.fault) is not None:
            return done("", fault)
        self._room_to_clone(client)
        keeper = self.durable.begin(client.principal, name, "" if source is None else source.id)
        draft = None
        if source is not None:
            with self.watchdog.limit():
                draft = keeper.draft(source.runtime.fork())

        def kept(fault: Fault | None) -> None:
            if fault is not None:
                session.close()
            done(session.id, fault)

        keeper.create(draft, kept)
        session = self._durable(keeper, client.principal)
        self._hold(client, session)
        session.owner = client
        client.cloned.add(session)

    def open(self, beside: Session, runtime: Runtime, *, durable: bool) -> str:
        """A new session with this runtime for all who hold another one; its id. ``durable``: it is kept, too. LimitReached if
        there are enough, StoreError if nothing can be kept."""
        principal, owner = beside.principal, beside.owner
        if owner is not None:
            self._room_to_clone(owner)
        self._room_for_one()
        if durable:
            opened = self._open_durable(principal, runtime)
        else:
            opened = self._new(str(uuid4()), principal, lambda: runtime)
            opened.start()
        self._count += 1
        for client in beside.holders:
            self._hold(client, opened)
        if owner is not None:
            opened.owner = owner
            owner.cloned.add(opened)
        if not opened.holders and not durable:
            self._orphan(opened)
        return opened.id

    def _open_durable(self, principal: Principal, runtime: Runtime) -> Session:
        """A durable session that begins with this runtime. StoreError if it cannot be kept."""
        if (fault := self.durable.needed_store.fault) is not None:
            raise StoreError(fault.message)
        keeper = self.durable.begin(principal, runtime.name)

        def kept(fault: Fault | None) -> None:
            if fault is not None:
                opened.close()
            self._opening[opened.id] = fault

        try:
            keeper.create(keeper.draft(runtime), kept)
        except SnapshotError as error:
            raise StoreError(f"the session cannot be kept: {error}") from None
        if runtime.past is None:
            runtime.begin_history(runtime.snapshot())
        opened = self._durable(keeper, principal)
        keeper.furnish(runtime)
        opened.begin_with(runtime)
        return opened

    def is_kept(self, id: str) -> bool:
        """Whether a durable session that ``open`` has made is kept now; asked until it is. StoreError if it cannot be."""
        if id not in self._opening:
            return False
        fault = self._opening.pop(id)
        if fault is not None:
            raise StoreError(fault.message)
        return True

    def _room_to_clone(self, client: Client) -> None:
        if len(client.cloned) >= self.config.sessions_per_connection:
            raise LimitReached("sessions-per-connection", f"this connection has {len(client.cloned)} sessions open")
        self._room_for_one()

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
        session = self._new(str(uuid4()), client.principal, runtime, ephemeral=ephemeral)
        self._hold(client, session)
        return session

    def _new(
        self,
        id: str,
        principal: Principal,
        runtime: Callable[[], Runtime],
        *,
        ephemeral: bool = False,
        keeper: Keeper | None = None,
    ) -> Session:
        session = Session(
            id,
            principal,
            runtime,
            self.scheduler,
            self.config.stdin_bytes,
            self.effects,
            Transcript(0 if ephemeral else self.config.replay_bytes),
            ephemeral=ephemeral,
            keeper=keeper,
            ended=self._forget,
            unloaded=self._unloaded,
        )
        session.home = SessionHome(self, session)
        self._sessions[id] = session
        session.found = trio.current_time()
        return session

    def _hold(self, client: Client, session: Session) -> None:
        session.holders.add(client)
        client.sessions.add(session)

    def close(self, session: Session, closed: Callable[[Fault | None], None] = lambda fault: None) -> None:
        """End a session: nobody finds it any more; ``closed`` is called when its evaluations have ended, and that is kept if
        the session was. If it cannot be kept, the session is still there."""
        self._sessions.pop(session.id, None)
        durable = session.keeper

        def ended() -> None:
            if durable is None:
                return closed(None)

            def kept(fault: Fault | None) -> None:
                if fault is not None:
                    self.durable.rest(durable)
                closed(fault)

            durable.close(kept)

        session.close(ended)

    def release(self, client: Client) -> None:
        """A connection is gone: its evaluations end, and its sessions when nobody comes back for them in time."""
        for session in list(client.sessions):
            session.drop(client)
            session.holders.discard(client)
            if session.owner is client:
                session.owner = None
            if session.holders or session.id not in self._sessions or session.keeper is not None:
                continue
            if session.ephemeral or not self.config.session_grace:
                self.close(session)
            else:
                self._orphan(session)
        for held in list(client.held):
            held.vanish()
        client.sessions.clear()
        client.attached.clear()
        client.cloned.clear()

    def _orphan(self, session: Session) -> None:
        """Nobody holds a session: it ends if nobody comes for it in time."""
        self._orphans[session] = trio.current_time() + self.config.session_grace
        self._orphaned.set()

    def _unloaded(self) -> None:
        """A session has no runtime any more though it is still there."""
        self._count -= 1

    async def _unload(self) -> None:
        """Let durable sessions leave the memory that have not been used for long, for ever."""
        patience = self.config.unload_seconds
        while True:
            await trio.sleep(max(patience / 4, 0.05))
            before = trio.current_time() - patience
            for session in [s for s in self._sessions.values() if s.keeper is not None and s.found <= before]:
                if session.is_idle:
                    session.unload()
                    if not session.holders and session.keeper is not None:
                        self.durable.rest(session.keeper)
                        self._forget(session)

    def _forget(self, session: Session) -> None:
        """A session has ended."""
        if session.started:
            self._count -= 1
            if session.ephemeral and session.owner is not None:
                session.owner.ephemerals -= 1
        self._sessions.pop(session.id, None)
        self._orphans.pop(session, None)
        self._opening.pop(session.id, None)
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
        if self.durable.store is not None:
            self.durable.store.close()
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
                if self.durable.store is not None:
                    nursery.start_soon(self.durable.store.run, self._deliver)
                    nursery.start_soon(self._unload)

    def _turn(self) -> bool:
        """One turn of the scheduler, then everything it had to say in one write per connection."""
        self.post.hold()
        try:
            return self.scheduler.turn()
        finally:
            self._settle()

    def _settle(self) -> None:
        """Hand over what is to be kept, which is done by another thread while this one sends what there is to say."""
        if self.durable.store is not None:
            self.durable.store.flush()
        self.post.deliver()

    def _deliver(self) -> None:
        """What was to be kept is kept: say so, and go on with what waited for it."""
        assert self.durable.store is not None
        self.begin()
        try:
            self.durable.store.deliver()
        finally:
            self.end()

    def begin(self) -> None:
        """A batch of requests is about to be handed out."""
        self.post.hold()
        self.scheduler.hold()

    def end(self) -> None:
        """The batch is handed out: evaluate what can be, and send what there is to say."""
        try:
            self.scheduler.release()
        finally:
            self._settle()

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
