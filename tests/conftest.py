"""What several test folders share: the repository's root, a clean copy of it, and a server as a separate process.

Must never import from omega: these fixtures also serve tests of an installation that is not this checkout.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STARTED = re.compile(r"nREPL server started on port (\d+) on host \S+ - nrepl://\S+")

RunCommand = Callable[..., "subprocess.CompletedProcess[str]"]
LaunchServer = Callable[..., AbstractContextManager[int]]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone would hold: every file git would keep, links as links, in a folder with a space in its name."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    target = tmp_path_factory.mktemp("clone") / "clean clone"
    for name in filter(None, listing.stdout.split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_symlink() or source.exists():  # a tracked file may be deleted in the working tree
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    return target


@pytest.fixture(scope="session")
def outside() -> Mapping[str, str]:
    """An environment for child processes that knows nothing of this checkout or of the venv the tests run in."""
    hidden = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ARGS"}
    kept = {k: v for k, v in os.environ.items() if k not in hidden and not k.startswith("OMEGA_")}
    paths = kept.get("PATH", os.defpath).split(os.pathsep)
    kept["PATH"] = os.pathsep.join(p for p in paths if not Path(p).is_relative_to(ROOT))
    return kept


@pytest.fixture(scope="session")
def run_command(outside: Mapping[str, str]) -> RunCommand:
    """``run_command(argv, cwd=…, seconds=60)``: a finished child process, its output as text, whatever its exit code."""

    def run(
        argv: Sequence[str | Path], *, cwd: Path, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            argv, check=False, cwd=cwd, env=outside, timeout=seconds,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def launch_server(outside: Mapping[str, str]) -> LaunchServer:
    """``with launch_server(command, cwd=…) as port``: run a server, read its port from the startup line, stop it.

    Args: ``command``: argv; ``cwd``: a scratch folder; ``env``: the environment, ``outside`` by default.
    Leaving the block sends SIGTERM and holds the server to a clean exit.
    """

    @contextmanager
    def launch(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] = outside) -> Iterator[int]:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        # Whatever hangs, the process group ends: the reads below then see end of file instead of waiting for ever.
        alarm = threading.Timer(120, os.killpg, (process.pid, signal.SIGKILL))
        alarm.start()
        assert process.stdout is not None
        seen: list[str] = []
        try:
            for line in process.stdout:
                seen.append(line)
                if match := STARTED.search(line):
                    break
            else:
                pytest.fail(f"the server ended before it started: {command}\n{''.join(seen)}")
            yield int(match[1])
            process.terminate()  # only the command itself: make hands it on, as it does for a Ctrl-C
            rest = process.stdout.read()
            assert process.wait() in {0, -signal.SIGTERM}, "".join(seen) + rest
            assert "Traceback" not in rest, rest
        finally:
            alarm.cancel()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            process.stdout.close()

    return launch
