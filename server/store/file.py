"""Opening the data file: whose it is, in which version, whether it is sound, and that only one server writes to it.

A file that cannot be used is refused in words and left as it is. This module must never repair or delete anything.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from omega.server.store.problem import READING, StoreError, is_damage
from omega.server.store.schema import APPLICATION, MIGRATIONS, migrate, version_of

#: Pages of write-ahead log after which SQLite moves them into the file, and the most bytes of log left behind by that.
_LOG_PAGES, _LOG_BYTES = 1000, 16 * 1024 * 1024
#: Bytes of a file that is looked at as a whole whenever it is opened; a larger one only after a server was killed.
_SMALL = 64 * 1024 * 1024
#: Seconds a statement waits for another process, such as a reader that is just opening the file.
_BUSY = 5.0
#: How SQLite keeps a commit (its pragma ``synchronous``).
SYNCS = ("full", "normal")


class DataFile:
    """A data file open for writing. ``connection``: for the writer alone."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int) -> None:
        self.path = path
        self.connection = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, sync: str = "full", most_bytes: int = 0) -> DataFile:
        """Open the file, or make a new one. ``most_bytes``: how large it may become; 0 for no bound. Raises
        ``StoreError``."""
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"data file {path}: {error.strerror}") from None
        try:
            # Closing any descriptor of the file would drop SQLite's own locks on it, so this one is closed after SQLite.
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StoreError(f"data file {path}: another server uses it") from None
            is_checked = _has_log(path) or path.stat().st_size <= _SMALL
            connection = sqlite3.connect(path, _BUSY, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path, sync, most_bytes, is_checked)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            os.close(lock)
            raise
        return cls(path, connection, lock)

    def reader(self) -> sqlite3.Connection:
        """A connection that only reads."""
        return connect_reader(self.path)

    def close(self) -> None:
        """Move the log into the file and let go of it."""
        self.connection.close()
        os.close(self._lock)


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, for one thread at a time, also while a server writes. Raises ``StoreError`` if there is
    no file that this version can read."""
    if not path.exists():
        raise StoreError(f"data file {path}: there is no such file")
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", _BUSY, isolation_level=None, check_same_thread=False, uri=True)
    try:
        with _explained(path):
            _check_kind(connection, path)
            if (version := version_of(connection)) < len(MIGRATIONS):
                raise StoreError(
                    f"data file {path}: it has schema version {version}; a server of this version brings it up to "
                    f"{len(MIGRATIONS)} when it is started with it"
                )
    except BaseException:
        connection.close()
        raise
    return connection


class _explained:
    """Turns SQLite's errors into a ``StoreError`` that says what they mean for the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: object, _traceback: object) -> None:
        if isinstance(error, READING):
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                raise StoreError(f"data file {self._path}: it is not a data file of Omega") from None
            if is_damage(error):
                raise StoreError(f"data file {self._path}: it is damaged: {error}") from None
            raise StoreError(f"data file {self._path}: {error}") from None


def _has_log(path: Path) -> bool:
    """Was the last server that wrote to the file ended before it could close it?"""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def _prepare(connection: sqlite3.Connection, path: Path, sync: str, most_bytes: int, is_checked: bool) -> None:
    with _explained(path):
        _check_kind(connection, path)
        if not version_of(connection):
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        if is_checked:
            _check_pages(connection, path)
        migrate(connection)
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StoreError(f"data file {path}: its file system cannot keep a write-ahead log (SQLite's mode is {mode})")
        connection.execute(f"PRAGMA synchronous = {sync.upper()}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        if most_bytes:
            (page,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute(f"PRAGMA max_page_count = {max(1, most_bytes // page)}")


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database of another program, or of a newer version of this one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or tables):
        raise StoreError(f"data file {path}: it is a database, but not one of Omega")
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise StoreError(
            f"data file {path}: it has schema version {version}, from a newer Omega; this one reads up to {len(MIGRATIONS)}"
        )


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Look at every page: not always, because that takes some seconds for each gigabyte."""
    with closing(connection.execute("PRAGMA integrity_check(1)")) as found:
        (verdict,) = found.fetchone()
    if verdict != "ok":
        raise StoreError(f"data file {path}: it is damaged: {verdict}")
