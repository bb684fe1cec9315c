"""The data file: durable sessions and their logs in SQLite. See ``store.py`` for what the server uses of it."""

from omega.server.store.problem import Fault, StoreError
from omega.server.store.records import (
    CheckpointRecord,
    EntryRecord,
    EventsRecord,
    Known,
    Recovery,
    SessionRecord,
)
from omega.server.store.retention import Retention
from omega.server.store.store import Store

__all__ = [
    "CheckpointRecord",
    "EntryRecord",
    "EventsRecord",
    "Fault",
    "Known",
    "Recovery",
    "Retention",
    "SessionRecord",
    "Store",
    "StoreError",
]
