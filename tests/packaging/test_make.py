"""A clean clone with nothing but Python, make and git: `make serve` and `make test` work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omega.clients import connect

if TYPE_CHECKING:
    from tests.conftest import LaunchServer, RunCommand


@pytest.mark.slow
def test_make_serve_from_a_clean_clone(
    clean_copy: Path, run_command: RunCommand, launch_server: LaunchServer
) -> None:
    assert not (clean_copy / ".venv").exists()
    with launch_server(["make", "serve", "ARGS=--port 0"], cwd=clean_copy) as port:
        with connect(port) as client:
            assert client.eval('(string-append "clean" " clone")').value == '"clean clone"'
        again = run_command(["make", "setup"], cwd=clean_copy, seconds=10)
        assert again.returncode == 0, again.stderr
        assert "setting up" not in again.stdout  # the second time there is nothing to do


def test_make_test_runs_every_check(repository: Path, run_command: RunCommand) -> None:
    plan = run_command(["make", "--dry-run", "test"], cwd=repository).stdout
    positions = [plan.index(step) for step in ("ruff check .", "-m mypy", "lint-imports", "-m pytest")]
    assert positions == sorted(positions)


def test_make_says_what_is_missing_without_python(repository: Path, run_command: RunCommand) -> None:
    done = run_command(["make", "setup", "PYTHON=", "VENV=/nonexistent/venv"], cwd=repository)
    assert done.returncode != 0
    assert "no Python 3.11 or newer on PATH" in done.stderr


def test_make_help_lists_every_target(repository: Path, run_command: RunCommand) -> None:
    (phony,) = [s for s in (repository / "Makefile").read_text().splitlines() if s.startswith(".PHONY:")]
    shown = run_command(["make"], cwd=repository).stdout
    assert [line.split()[1] for line in shown.splitlines()] == phony.split()[1:]


def test_ci_runs_make_test(repository: Path) -> None:
    script = repository / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "exec make test </dev/null" in script.read_text()
