"""ARCHITECTURE.md against the tree: its folder map is complete and true, and every invariant names a check that exists."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

MAP_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
INVARIANT = re.compile(r"^\d+\. .*?(?=^\d+\. |^$|\Z)", re.MULTILINE | re.DOTALL)
TEST_NAME = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CONTRACT = re.compile(r"contract\s+`([\w-]+)`")


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "ARCHITECTURE.md").read_text()


def section(page: str, title: str) -> str:
    """The text under ``## title``, up to the next heading of that level."""
    _, _, rest = page.partition(f"\n## {title}\n")
    assert rest, f"no section {title!r}"
    return rest.partition("\n## ")[0]


def kept_files(repository: Path) -> list[PurePosixPath]:
    """Every file git keeps or would keep."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [PurePosixPath(n) for n in listing.stdout.split("\0") if n and (repository / n).exists()]


def test_every_path_in_the_map_exists(page: str, repository: Path) -> None:
    rows = MAP_ROW.findall(section(page, "Where things are"))
    assert rows
    for path, _ in rows:
        assert (repository / path).exists(), path
        assert (repository / path).is_dir() == path.endswith("/"), path


def test_every_folder_is_in_the_map(page: str, repository: Path) -> None:
    mapped = {path.rstrip("/") for path, _ in MAP_ROW.findall(section(page, "Where things are"))}
    folders = {str(parent) for file in kept_files(repository) for parent in file.parents if parent.name}
    hidden = {f for f in folders if f.startswith(".")}
    mirrors = {f for f in folders if f.removeprefix("tests/") in mapped}
    assert sorted(folders - hidden - mirrors - mapped) == []


def test_every_path_mentioned_anywhere_exists(page: str, repository: Path) -> None:
    for path in re.findall(
        r"`((?:protocol|runtime|server|clients|docker|docs|benchmarks|tests)/[^`:*]*)`", page
    ):
        assert (repository / path).exists(), path


def test_every_invariant_names_a_check_that_exists(page: str, repository: Path) -> None:
    contracts = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    ids = {contract["id"] for contract in contracts}
    invariants = INVARIANT.findall(section(page, "What always holds"))
    assert len(invariants) >= 8
    for invariant in invariants:
        tests, named = TEST_NAME.findall(invariant), CONTRACT.findall(invariant)
        assert tests or named, f"no check named: {invariant}"
        assert set(named) <= ids, invariant
        for file, name in tests:
            tree = ast.parse((repository / file).read_text())
            functions = {
                n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            assert name in functions, f"{file}::{name}"


def test_every_contract_is_an_invariant(page: str, repository: Path) -> None:
    contracts = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    assert {contract["id"] for contract in contracts} == set(
        CONTRACT.findall(section(page, "What always holds"))
    )
