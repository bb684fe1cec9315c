"""The durable sessions of a server: the data file that has them, those of them that are dormant, and new ones.

A *dormant* session is known only by its row in the file: it takes no memory, and is woken when somebody names it. This file
must never make a session or a runtime; it hands out what keeps one.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from uuid import uuid4

from omega.runtime.debug.shelf import MemoryShelf, Shelf
from omega.server.config import Config, ConfigError
from omega.server.durable import Keeper, Policy
from omega.server.logs import log
from omega.server.store import Known, Retention, SessionRecord, Store, StoreError
from omega.server.store.records import OPEN
from omega.server.store.shelf import DurableShelf
from omega.server.tokens import Principal
from omega.server.watchdog import Watchdog


class DurableSessions:
    """Without a data file there are none, and there can be none."""

    def __init__(self, config: Config, watchdog: Watchdog) -> None:
        #: The data file; ``None`` without one, and before ``open``.
        self.store: Store | None = None
        self._config = config
        self._watchdog = watchdog
        self._policy = Policy(config.checkpoint_evaluations, config.checkpoint_ticks)
        self._dormant: dict[str, Known] = {}
        self._shelves: dict[Principal, Shelf] = {}

    def open(self) -> None:
        """Open the data file, if there is to be one. ConfigError if it cannot be used."""
        config = self._config
        if not config.data:
            return
        retention = Retention(config.history_entries, config.history_days, config.history_bytes)
        try:
            self.store = Store.open(
                Path(config.data), sync=config.data_sync, most_bytes=config.data_bytes, retention=retention
            )
        except StoreError as error:
            raise ConfigError(str(error)) from None
        self._dormant = {known.session.id: known for known in self.store.known if known.session.state == OPEN}
        log.info("data file", file=config.data, sessions=len(self._dormant))

    @property
    def needed_store(self) -> Store:
        """The data file. StoreError if there is none."""
        if self.store is None:
            raise StoreError("durable: expected a server with a data file (omega serve --data FILE), this one keeps nothing")
        return self.store

    def begin(self, principal: Principal, name: str, origin: str = "") -> Keeper:
        """What keeps a new session. ``origin``: the id of the one that it is cloned from. StoreError without a data file."""
        store = self.needed_store
        record = SessionRecord(
            key=store.next_key(),
            id=str(uuid4()),
            principal=principal.name,
            name=name,
            seed=secrets.randbits(63),
            origin=origin,
            created=time.time(),
        )
        return Keeper(store, record, self._policy, self._watchdog)

    # -- the dormant ones

    def dormant(self, principal: Principal) -> list[Known]:
        """Those of this principal that are dormant."""
        return [known for known in self._dormant.values() if known.session.principal == principal.name]

    def wake(self, id: str, principal: Principal) -> Keeper | None:
        """What keeps a session that was dormant; ``None`` if this principal has none of this id."""
        known = self._dormant.get(id)
        if known is None or known.session.principal != principal.name:
            return None
        del self._dormant[id]
        return Keeper(self.needed_store, known.session, self._policy, self._watchdog, known.last)

    def rest(self, keeper: Keeper) -> None:
        """A session is dormant from now on."""
        self._dormant[keeper.record.id] = keeper.known

    def drop(self, known: Known) -> None:
        """Delete a dormant session with all that is kept of it."""
        del self._dormant[known.session.id]
        store = self.needed_store
        store.drop_session(known.session)
        store.flush()

    # -- whole sessions by name

    def shelf(self, principal: Principal) -> Shelf:
        """Where this principal keeps whole sessions by name: in memory without a data file."""
        if principal not in self._shelves:
            kind = f"sessions of {principal.name}"
            limit = self._config.shelf_bytes
            self._shelves[principal] = (
                MemoryShelf(limit)
                if self.store is None
                else DurableShelf(self.store, 0, kind, limit, self.store.shelves.get(kind, ()))
            )
        return self._shelves[principal]
