"""What can be wrong with a snapshot, or with a state that is to become one."""

from __future__ import annotations


class SnapshotError(Exception):
    """A state that cannot be saved, or bytes that cannot be restored; the message says why."""


class Damaged(SnapshotError):
    """Bytes that say what no state says."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the snapshot is damaged: {what}")
