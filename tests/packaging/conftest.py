"""The wheel, built once from a clean copy and installed once into an empty environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import RunCommand


@pytest.fixture(scope="session")
def wheel(clean_copy: Path, tmp_path_factory: pytest.TempPathFactory, run_command: RunCommand) -> Path:
    """The project's wheel as ``python -m build`` makes it."""
    target = tmp_path_factory.mktemp("wheel")
    built = run_command(
        [sys.executable, "-m", "build", "--wheel", "--outdir", target, clean_copy], cwd=target, seconds=240
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = target.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory, run_command: RunCommand) -> Path:
    """``bin`` of an environment that holds the wheel, its dependencies and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    bin_folder = folder / "venv" / "bin"
    for argv in (
        [sys.executable, "-m", "venv", folder / "venv"],
        [bin_folder / "python", "-m", "pip", "install", "--quiet", "--no-input", wheel],
    ):
        done = run_command(argv, cwd=folder, seconds=240)
        assert done.returncode == 0, done.stdout + done.stderr
    return bin_folder
