"""What can go wrong with the data file, in words for people."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

#: SQLite's result codes (https://sqlite.org/rescode.html): the primary code is the low byte.
_PRIMARY = 0xFF
_FULL_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(Exception):
    """The data file cannot be used, or what it holds cannot be trusted; the text names the file and says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something could not be written. ``status``: how replies say it."""

    status: str
    message: str


def fault_of(error: Exception) -> Fault:
    """The fault that an error of SQLite, or of the system under it, stands for."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and (code in _FULL_CODES or code & _PRIMARY == sqlite3.SQLITE_FULL):
        return Fault("storage-full", "there is no room left to keep this: nothing of it was done to the session")
    return Fault("storage-failed", f"this could not be kept: {error}; nothing of it was done to the session")


#: What reading a damaged file may raise: SQLite's errors, and Python's about bytes that are no text, or of another type.
READING = (sqlite3.Error, ValueError, TypeError)


def is_damage(error: BaseException) -> bool:
    """Does the error say that the file is not what SQLite has written?"""
    if isinstance(error, ValueError | TypeError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY in _DAMAGE
