"""The wheel holds all of Omega and nothing else, and works where the checkout is out of reach."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omega.clients import connect

if TYPE_CHECKING:
    from tests.conftest import LaunchServer, RunCommand

pytestmark = pytest.mark.slow
FACTORIAL = "(let loop ((n 5) (product 1)) (if (= n 0) product (loop (- n 1) (* n product))))"


def test_wheel_holds_every_file_of_the_packages(wheel: Path, clean_copy: Path) -> None:
    mapping = tomllib.loads((clean_copy / "pyproject.toml").read_text())["tool"]["setuptools"]["package-dir"]
    wanted = {
        f"{name.replace('.', '/')}/{file.relative_to(clean_copy / top).as_posix()}"
        for name, top in mapping.items()
        for file in (clean_copy / top).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted


def test_nothing_lands_beside_omega_in_site_packages(
    installed: Path, tmp_path: Path, run_command: RunCommand
) -> None:
    names = ("protocol", "runtime", "server", "clients", "tests", "docs")
    code = f"import importlib.util as u; print([n for n in {names} if u.find_spec(n)])"
    assert run_command([installed / "python", "-I", "-c", code], cwd=tmp_path).stdout == "[]\n"


@pytest.mark.parametrize(
    "command", [("omega-server",), ("python", "-m", "omega.server"), ("omega", "serve")], ids=" ".join
)
def test_server_starts_and_evaluates(
    command: tuple[str, ...],
    installed: Path,
    tmp_path: Path,
    launch_server: LaunchServer,
) -> None:
    argv = [str(installed / command[0]), *command[1:], "--port", "0"]
    with launch_server(argv, cwd=tmp_path) as port, connect(port) as client:
        assert client.eval(FACTORIAL).value == "120"


def test_eval_prints_the_value(installed: Path, tmp_path: Path, run_command: RunCommand) -> None:
    done = run_command([installed / "omega", "eval", "(+ 1 2)"], cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")
