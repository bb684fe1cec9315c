"""A server of our own for one ``omega repl``: a child process on a UNIX socket in a private directory.

It is started by ``with`` and gone after it, whatever happens inside. This module must never speak the protocol.
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
_PR_SET_PDEATHSIG = 1


@contextmanager
def private_server() -> Iterator[Address]:
    """The address of a server that lives as long as the block. Raises ``ConnectionFailed`` with what it said."""
    directory = Path(tempfile.mkdtemp(prefix="omega-"))  # mode 0700: the socket is ours alone
    path, log = directory / "socket", directory / "log"
    try:
        with log.open("wb") as output:
            # A session of its own: Ctrl-C at our terminal is ours to handle, not the server's.
            process = subprocess.Popen(
                # Whoever is at the terminal may use the files of the folder they are in.
                [sys.executable, "-m", "omega.server", "--unix", str(path), "--log-level", "warning", "--file-root", os.getcwd()],
                env={name: value for name, value in os.environ.items() if not name.startswith("OMEGA_")},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=directory,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  # no threads yet
            )
        try:
            _wait_until_it_listens(process, path, log)
            yield Address(path=str(path))
        finally:
            _end(process)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _wait_until_it_listens(process: subprocess.Popen[bytes], path: Path, log: Path) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace").strip()
            raise ConnectionFailed(f"the private server ended at once: {said[-2000:]}")
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
                return
            except OSError:
                time.sleep(0.02)
    raise ConnectionFailed(f"the private server did not listen within {_START:.0f} s")


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
