"""A person at a terminal, for tests: a child process on a pseudo-terminal, keys pressed, the screen's text awaited.

It strips escape sequences rather than emulate a screen. It must never know what the program is.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_=>])|\r")


class Terminal:
    """``expect`` looks only at what came after the last match."""

    def __init__(self, process: subprocess.Popen[bytes], side: int) -> None:
        self.process = process
        self._side = side
        self._text = ""

    def press(self, keys: str) -> None:
        os.write(self._side, keys.encode())

    def expect(self, pattern: str, seconds: float = 20) -> re.Match[str]:
        """Wait until the text has the pattern. Raises ``AssertionError`` with the text when it does not come."""
        deadline = time.monotonic() + seconds
        while True:
            plain = _ESCAPES.sub("", self._text)
            if match := re.search(pattern, plain):
                self._text = plain[match.end() :]
                return match
            assert self._read(deadline - time.monotonic()), f"{pattern!r} did not come; what came: {plain!r}"

    def wait(self, seconds: float = 20) -> int:
        """The exit status; what is still printed is read away."""
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def _read(self, seconds: float) -> bool:
        if seconds <= 0 or not select.select([self._side], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._side, 65536)
        except OSError:  # the other side is closed
            return False
        self._text += data.decode("utf-8", "replace")
        return bool(data)


@contextmanager
def terminal(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> Iterator[Terminal]:
    """Run a command on a terminal of 100 columns; it is killed at the end of the block if it still runs."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env=env,
        start_new_session=True,
        preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # Ctrl-C must reach it as a signal
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        os.close(ours)
