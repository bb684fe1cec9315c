"""What the client tests share: a real server, and the ``omega`` command as a child process.

Must never hold a test's own script (``peer.py`` has the scripted server).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

OMEGA = Path(sys.executable).with_name("omega")

RunOmega = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def port(
    launch_server: Callable[..., AbstractContextManager[int]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a real server on 127.0.0.1, started for this file of tests."""
    command = [sys.executable, "-m", "omega.server", "--port", "0"]
    with launch_server(command, cwd=tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """An environment in which nothing of the person who runs the tests shows."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMEGA_")}
    return {
        **kept,
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }


@pytest.fixture
def omega(tmp_path: Path, environment: Mapping[str, str]) -> RunOmega:
    """``omega("eval", "(+ 1 2)", input="")``: the command, finished; it runs in ``tmp_path``. ``merged``: its errors stand
    among its output."""

    def run(
        *arguments: str, input: str = "", seconds: float = 60, merged: bool = False
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [OMEGA, *arguments],
            check=False,
            cwd=tmp_path,
            env=environment,
            input=input,
            timeout=seconds,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            text=True,
        )

    return run
