"""File effects of programs, within one folder the operator names, done in threads so that nobody waits for a disk.

Names are resolved before they are used: what leads out of the folder, by ``..`` or a symbolic link, is refused, and
only regular files are opened. This file must never touch a session; it hands the answer to whoever asked.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

import trio

from omega.runtime import Condition, LispError, Value
from omega.runtime.files import answer_file

#: Threads that may wait for disks at a time.
_THREADS = 8
#: Never through a symbolic link put there meanwhile, never waiting for the other end of a pipe.
_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

Answer = Value | Condition


def refusal(op: str) -> Condition:
    """What a program is told when the operator names no folder."""
    return Condition("capability-denied", f"{op}: this server gives programs no access to files")


class RootedFiles:
    """``Files`` of ``runtime/files.py`` in the folder ``root``; names are relative to it."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def read(self, name: str, limit: int) -> bytes:
        with open(self._open(name, os.O_RDONLY), "rb") as file:
            return file.read(limit + 1)

    def write(self, name: str, content: bytes, *, append: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
        with open(self._open(name, flags), "wb") as file:
            file.write(content)

    def list(self, name: str) -> list[str]:
        return sorted(os.listdir(self._resolve(name)))

    def exists(self, name: str) -> bool:
        return os.path.exists(self._resolve(name))

    def delete(self, name: str) -> None:
        # The link itself, if it is one.
        folder, last = os.path.split(os.path.join(self._root, name))
        os.unlink(os.path.join(self._resolve(folder), last))

    def _open(self, name: str, flags: int) -> int:
        descriptor = os.open(self._resolve(name), flags | _FLAGS, 0o666)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(None, "it is not a file")
        return descriptor

    def _resolve(self, name: str) -> str:
        """The path of a name, without symbolic links. Raises ``LispError`` when it is outside of the folder."""
        path = os.path.realpath(os.path.join(self._root, name))
        if os.path.commonpath((self._root, path)) != self._root:
            message = f"{name} is outside of the folder that this server gives programs"
            raise LispError(Condition("capability-denied", message))
        return path


class FileDesk:
    """Takes file effects from sessions and answers them when they are done."""

    def __init__(self, root: str) -> None:
        self._files = RootedFiles(root)
        self._limiter = trio.CapacityLimiter(_THREADS)
        self._nursery: trio.Nursery | None = None

    def start(self, op: str, arguments: tuple[Value, ...], limit: int, done: Callable[[Answer], None]) -> None:
        """Begin to do what an effect asks for; ``done`` gets the answer, or the condition of its failure, later."""
        assert self._nursery is not None
        self._nursery.start_soon(self._perform, op, arguments, limit, done)

    async def run(self) -> None:
        """Be there for requests, for ever."""
        async with trio.open_nursery() as self._nursery:
            await trio.sleep_forever()

    async def _perform(
        self, op: str, arguments: tuple[Value, ...], limit: int, done: Callable[[Answer], None]
    ) -> None:
        def perform() -> Answer:
            try:
                return answer_file(op, arguments, self._files, limit)
            except LispError as error:
                return error.condition

        done(await trio.to_thread.run_sync(perform, limiter=self._limiter, abandon_on_cancel=True))
