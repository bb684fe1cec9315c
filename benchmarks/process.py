"""A server under measurement: a child process on a core of its own, with its processor time and its memory.

The server is gone when the ``with`` block is left, however that happens. Linux only: the figures come from ``/proc``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PORT = re.compile(r"on port (\d+)")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CLOCK = os.sysconf("SC_CLK_TCK")
#: Seconds a server has to end when asked.
_END = 10.0
#: What this process may use before any pinning: every server gets the first core, and the load the others.
_CORES = sorted(os.sched_getaffinity(0))


class ServerProcess:
    """A running server. ``port``: where it listens on 127.0.0.1."""

    def __init__(self, pid: int, port: int) -> None:
        self.port = port
        self._proc = Path(f"/proc/{pid}")

    @property
    def seconds(self) -> float:
        """Processor time used so far, user and system, in steps of 10 ms (proc(5), ``stat``)."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK

    @property
    def bytes(self) -> int:
        """Memory resident now."""
        return int((self._proc / "statm").read_text().split()[1]) * _PAGE


@contextmanager
def running(module: str, *arguments: str) -> Iterator[ServerProcess]:
    """Run a module that serves on a free port and says which in its first line. RuntimeError if it says none."""
    before = os.sched_getaffinity(0)
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={name: value for name, value in os.environ.items() if not name.startswith("OMEGA_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        os.sched_setaffinity(process.pid, _CORES[:1])
        os.sched_setaffinity(0, _CORES[1:] or _CORES)
        assert process.stdout is not None
        line = process.stdout.readline()
        found = _PORT.search(line)
        if found is None:
            raise RuntimeError(f"{module} did not say where it listens, but: {line!r}")
        yield ServerProcess(process.pid, int(found[1]))
    finally:
        os.sched_setaffinity(0, before)
        process.terminate()
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def omega(*arguments: str) -> Iterator[ServerProcess]:
    """Run an Omega server with these flags beside the ones every measurement needs."""
    quiet = ("--port", "0", "--no-port-file", "--log-level", "warning")
    with running("omega.server", *quiet, *arguments) as server:
        yield server
