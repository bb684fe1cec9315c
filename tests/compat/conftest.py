"""Outside clients: where each is found, how it is installed where that is wanted, and a real server to point it at.

A client that is missing skips its tests with the reason. ``OMEGA_INSTALL_CLIENTS=1`` (CI sets it) lets the Debian
packages be installed with apt-get, as root; what npm installs goes to a scratch folder and needs no leave.
Must never hold a client's code, and never reach anything but 127.0.0.1 and the package registries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from .raw import RawClient

NPM_CLIENT = "nrepl-client@0.3.0"
NPM_DEBUGGER = "@vscode/debugadapter-testsupport@1.68.0"
DEBIAN_CLIENT = "libnrepl-clojure"
JARS = [Path("/usr/share/java", name + ".jar") for name in ("nrepl", "clojure", "spec.alpha", "core.specs.alpha")]
ELPA = "https://elpa.nongnu.org/nongnu/archive-contents"
APT_INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=30"]

Drive = Callable[..., str]


@pytest.fixture(scope="module")
def port(
    launch_server: Callable[..., AbstractContextManager[int]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a server started for this file of tests, on 127.0.0.1."""
    command = [sys.executable, "-m", "omega.server", "--port", "0"]
    with launch_server(command, cwd=tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def raw(port: int) -> Iterator[RawClient]:
    """A connection on which a test sends exactly the messages it writes down."""
    with RawClient(port) as opened:
        yield opened


@pytest.fixture(scope="session")
def drive(outside: Mapping[str, str]) -> Drive:
    """``drive(argv, stdin="", seconds=60)``: what an outside client prints; its exit code must be 0."""

    def run(argv: Sequence[str | Path], *, stdin: str = "", seconds: float = 60) -> str:
        done = subprocess.run(
            argv, check=False, input=stdin, capture_output=True, text=True, encoding="utf-8",
            timeout=seconds, env=outside,
        )  # fmt: skip
        assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def npm_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose ``node_modules`` holds nrepl-client as npm installs it."""
    return _npm_folder(tmp_path_factory, "nrepl-client", NPM_CLIENT)


@pytest.fixture(scope="session")
def npm_debugger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose ``node_modules`` holds the client that tests of debug adapters use, as npm installs it."""
    return _npm_folder(tmp_path_factory, "debugadapter-testsupport", NPM_DEBUGGER)


def _npm_folder(tmp_path_factory: pytest.TempPathFactory, client: str, package: str) -> Path:
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip(f"{client}: node and npm are not both on PATH")
    folder = tmp_path_factory.mktemp("npm")
    install = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
    _install(client, [[*install, "--fetch-retries=1", "--fetch-timeout=20000", package]], seconds=60)
    return folder


@pytest.fixture(scope="session")
def clojure_client() -> list[str]:
    """The start of a Clojure command with Debian's nREPL on its class path."""
    if not shutil.which("java") or not all(jar.exists() for jar in JARS):
        if os.environ.get("OMEGA_INSTALL_CLIENTS") != "1":
            pytest.skip(f"nrepl.cmdline: {DEBIAN_CLIENT} or java is missing, and OMEGA_INSTALL_CLIENTS is not 1")
        if not shutil.which("apt-get") or os.geteuid() != 0:
            pytest.skip(f"nrepl.cmdline: {DEBIAN_CLIENT} or java is missing, and apt-get needs Debian and root")
        packages = [DEBIAN_CLIENT, *([] if shutil.which("java") else ["default-jre-headless"])]
        _install("nrepl.cmdline", [["apt-get", "update", "-q"], [*APT_INSTALL, *packages]], seconds=60)
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # half the time of a start, and little else runs
    return ["java", *quick, "-cp", os.pathsep.join(map(str, JARS)), "clojure.main"]


@pytest.fixture(scope="session")
def cider_client(tmp_path_factory: pytest.TempPathFactory) -> list[str | Path]:
    """The start of an Emacs command that drives a stock CIDER. ``OMEGA_CIDER`` is a folder that holds it and what it needs,
    a folder each; without one, Emacs's own package client installs it where ``OMEGA_INSTALL_CLIENTS`` is 1."""
    installs = os.environ.get("OMEGA_INSTALL_CLIENTS") == "1"
    sources = os.environ.get("OMEGA_CIDER")
    if not sources and not installs:
        pytest.skip("CIDER: OMEGA_CIDER names no folder with its sources, and OMEGA_INSTALL_CLIENTS is not 1")
    if not sources:
        _reach("CIDER", ELPA)
    if not shutil.which("emacs"):
        if not installs or not shutil.which("apt-get") or os.geteuid() != 0:
            pytest.skip("CIDER: emacs is missing; to install it takes OMEGA_INSTALL_CLIENTS=1, apt-get and root")
        _install("CIDER", [["apt-get", "update", "-q"], [*APT_INSTALL, "emacs-nox"]], seconds=120)
    at_home = ["env", f"HOME={tmp_path_factory.mktemp('emacs')}", "emacs", "--batch"]
    if not sources:
        wanted = "(progn (package-initialize) (package-refresh-contents) (package-install 'cider))"
        _install("CIDER", [[*at_home, "--eval", wanted]], seconds=120)
    return [*at_home, "-Q", "-l", Path(__file__).with_name("drive_cider.el"), sources or "-"]


def _reach(client: str, url: str) -> None:
    """Skip if there is no answer from a registry, before anything is installed for what comes from there."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read(1)
    except OSError as error:
        pytest.skip(f"{client}: {url} gives no answer: {error}")


def _install(client: str, commands: Sequence[Sequence[str]], *, seconds: float) -> None:
    """Run package clients, each for at most ``seconds``; skip with their own words if the registry gives nothing."""
    for command in commands:
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=seconds,
                stdin=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            pytest.skip(f"{client}: {' '.join(command)} gave no answer in {seconds:.0f} s")
        if done.returncode != 0:
            pytest.skip(f"{client}: {' '.join(command)} failed: {done.stderr.strip()[-500:]}")
