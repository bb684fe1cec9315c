"""A server of our own for one ``omega repl`` or one program that is debugged: a child process on a UNIX socket in a private directory.

It is gone with whoever started it, whatever happens. This module must never speak the protocol.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omega.clients.address import Address
from omega.clients.errors import ConnectionFailed

#: Seconds the child may take to listen, and to end when asked.
_START, _END = 30.0, 5.0
#: Seconds between two looks whether it listens.
POLL = 0.02
_PR_SET_PDEATHSIG = 1


@contextmanager
def private_server(*flags: str) -> Iterator[Address]:
    """The address of a server with these flags that lives as long as the block. Raises ``ConnectionFailed`` with what it said.

    Whoever is at the terminal may use the files of the folder they are in."""
    server = PrivateServer(Path.cwd(), *flags)
    try:
        server.start()
        while not server.listens():
            time.sleep(POLL)
        yield server.address
    finally:
        server.end()


class PrivateServer:
    """The server's process, for whoever waits otherwise than by sleeping. ``folder``: whose files its programs may use.
    ``flags``: of the server, besides."""

    def __init__(self, folder: Path, *flags: str) -> None:
        self._folder = folder
        self._flags = flags
        self._directory = Path(tempfile.mkdtemp(prefix="omega-"))  # mode 0700: the socket is ours alone
        self._socket, self._log = self._directory / "socket", self._directory / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = 0.0

    @property
    def address(self) -> Address:
        return Address(path=str(self._socket))

    def start(self) -> None:
        """Start it, in the main thread: it ends with the thread that started it. ``end`` must follow, whatever happens."""
        with self._log.open("wb") as output:
            # A session of its own: Ctrl-C at our terminal is ours to handle, not the server's.
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "omega.server", "--unix", str(self._socket)),
                    *("--log-level", "warning", "--file-root", str(self._folder), *self._flags),
                ],
                env={name: value for name, value in os.environ.items() if not name.startswith("OMEGA_")},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._directory,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  # it takes no lock that another thread may hold
            )
        self._deadline = time.monotonic() + _START

    def listens(self) -> bool:
        """Whether it can be connected to yet; ask again after ``POLL`` seconds. Raises ``ConnectionFailed``."""
        assert self._process is not None
        if self._process.poll() is not None:
            said = self._log.read_text(encoding="utf-8", errors="replace").strip()
            raise ConnectionFailed(f"the private server ended at once: {said[-2000:]}")
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._socket))
                return True
            except OSError:
                if time.monotonic() > self._deadline:
                    raise ConnectionFailed(
                        f"the private server did not listen within {_START:.0f} s"
                    ) from None
                return False

    def end(self) -> None:
        """End it, within a few seconds, and forget all about it."""
        if self._process is not None:
            _end(self._process)
        shutil.rmtree(self._directory, ignore_errors=True)


def _end_with_parent() -> None:
    """In the child: get SIGTERM when the parent is killed and cannot end us itself (Linux, prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
