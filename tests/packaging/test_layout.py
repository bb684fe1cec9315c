"""The mapping from folders to import names: one list in pyproject.toml, the disk and the links agree."""

from __future__ import annotations

import importlib.metadata
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def setuptools_table(repository: Path) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["setuptools"]
    return table


def package_folders(repository: Path, top: str) -> Iterator[Path]:
    """Every folder under ``top`` that holds Python."""
    for folder, _, names in os.walk(repository / top):
        if Path(folder).name != "__pycache__" and any(n.endswith(".py") for n in names):
            yield Path(folder).relative_to(repository)


def test_listed_packages_are_the_folders_on_disk(repository: Path, setuptools_table: dict[str, Any]) -> None:
    on_disk = {
        ".".join((name, *folder.parts[1:]))
        for name, top in setuptools_table["package-dir"].items()
        for folder in package_folders(repository, top)
    }
    assert sorted(setuptools_table["packages"]) == sorted(on_disk)


def test_every_package_is_a_regular_package(repository: Path, setuptools_table: dict[str, Any]) -> None:
    for top in setuptools_table["package-dir"].values():
        for folder in package_folders(repository, top):
            assert (repository / folder / "__init__.py").is_file(), folder


def test_links_match_the_mapping(repository: Path, setuptools_table: dict[str, Any]) -> None:
    root = repository / ".importroot" / "omega"
    links = {f"omega.{link.name}": os.readlink(link) for link in root.iterdir()}
    assert links == {name: f"../../{top}" for name, top in setuptools_table["package-dir"].items()}


def test_every_top_folder_is_marked_typed(repository: Path, setuptools_table: dict[str, Any]) -> None:
    for top in setuptools_table["package-dir"].values():
        assert (repository / top / "py.typed").is_file(), top


def test_omega_stays_a_namespace(repository: Path) -> None:
    import omega

    assert getattr(omega, "__file__", None) is None
    assert not (repository / ".importroot" / "omega" / "__init__.py").exists()


def test_import_linter_knows_every_top_package(repository: Path, setuptools_table: dict[str, Any]) -> None:
    linter = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert sorted(linter["root_packages"]) == sorted(setuptools_table["package-dir"])


def test_version_is_the_changelogs_newest(repository: Path) -> None:
    headings = [
        line for line in (repository / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")
    ]
    assert headings[0].split()[1] == importlib.metadata.version("omega-nrepl")
