"""The container files without an engine: the Dockerfile's own instructions run in a scratch folder, its root.

Paths of the image are mapped under that folder; the commands are otherwise as written. What only an engine can show
(the base image, the user switch, the mounts) is checked as text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from omega.clients import connect

if TYPE_CHECKING:
    from tests.conftest import LaunchServer

TOKEN = "a-token-for-this-test"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of a Dockerfile, continuations joined: ``RUN`` and what follows it."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Image:
    """What the instructions left: its root folder, environment, and the two commands, mapped under the root."""

    root: Path
    environment: Mapping[str, str]
    folder: Path
    entrypoint: list[str]
    health: list[str]


def instructions(repository: Path) -> list[Instruction]:
    text = (repository / "docker" / "Dockerfile").read_text()
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in lines if line.strip()]


def final_stage(repository: Path) -> dict[str, str]:
    """The last stage's instructions by word; ``ENV`` and ``COPY`` repeat and are not asked for here."""
    result: dict[str, str] = {}
    for step in instructions(repository):
        result = {} if step.word == "FROM" else result | {step.word: step.rest}
    return result


@pytest.fixture(scope="module")
def image(clean_copy: Path, tmp_path_factory: pytest.TempPathFactory, outside: Mapping[str, str]) -> Image:
    """Every instruction carried out in order; afterwards only what the last stage copies is left."""
    root = tmp_path_factory.mktemp("image")
    base = root / "usr" / "bin"
    base.mkdir(parents=True)
    (base / "python").symlink_to(getattr(sys, "_base_executable", sys.executable))
    first = {**outside, "PATH": f"{base}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    environment, folder, entrypoint, health = dict(first), root, [""], [""]

    def inside(text: str) -> str:
        return re.sub(r"(?<![\w./])/(?=(?:src|opt|tmp|run)\b)", f"{root}/", text)

    for step in instructions(clean_copy):
        match step.word:
            case "FROM":
                environment, folder = dict(first), root
            case "WORKDIR":
                folder = Path(inside(step.rest))
                folder.mkdir(parents=True, exist_ok=True)
            case "COPY" if step.rest.startswith("--from="):
                _, source, target = step.rest.split()
                assert source == target, "the root is one folder here"
                kept = Path(inside(source))
                assert kept.is_dir()
                shutil.rmtree(root / "src")  # the last stage has no sources
            case "COPY":
                *sources, target = step.rest.split()
                for name in sources:
                    source_path, copy = clean_copy / name, folder / target
                    if source_path.is_dir():
                        shutil.copytree(source_path, copy)
                    else:
                        shutil.copy(source_path, copy / name)
            case "ENV":
                key, _, value = step.rest.partition("=")
                environment[key] = inside(value).replace("$PATH", environment["PATH"])
            case "RUN":
                done = subprocess.run(
                    ["/bin/sh", "-c", inside(step.rest)], check=False, cwd=folder, env=environment, timeout=240,
                    stdin=subprocess.DEVNULL, capture_output=True, text=True,
                )  # fmt: skip
                assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
            case "HEALTHCHECK":
                health = json.loads(inside(step.rest.partition(" CMD ")[2]))
            case "ENTRYPOINT":
                entrypoint = json.loads(inside(step.rest))
            case "USER" | "EXPOSE":
                pass
            case other:
                pytest.fail(f"teach this test the instruction {other}")
    (root / "run" / "secrets").mkdir(parents=True)
    (root / "run" / "secrets" / "omega-token").write_text(TOKEN + "\n")
    return Image(root, environment, folder, entrypoint, health)


def files_outside_tmp(root: Path) -> Iterator[tuple[str, int]]:
    """Each file a read-only root would forbid to change, with the time it was last written."""
    for folder, _, names in os.walk(root):
        if not Path(folder).is_relative_to(root / "tmp"):
            for name in names:
                yield f"{folder}/{name}", (Path(folder) / name).lstat().st_mtime_ns


@pytest.mark.slow
def test_image_serves_with_a_token_and_writes_nothing(image: Image, launch_server: LaunchServer) -> None:
    before = sorted(files_outside_tmp(image.root))
    environment = {**image.environment, "OMEGA_PORT": "0"}
    command = [shutil.which(image.entrypoint[0], path=environment["PATH"]) or "", *image.entrypoint[1:]]
    with launch_server(command, cwd=image.folder, env=environment) as port:
        with connect(port, token=TOKEN) as client:
            assert client.eval("(+ 1 2)").value == "3"
        health = [word.replace("7888", str(port)) for word in image.health]
        done = subprocess.run(
            health, check=False, cwd=image.folder, env=environment, timeout=30, capture_output=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(files_outside_tmp(image.root)) == before
    assert list((image.root / "tmp").iterdir()) == []
    done = subprocess.run(
        health, check=False, cwd=image.folder, env=environment, timeout=30, capture_output=True
    )
    assert done.returncode != 0  # a dead server is an unhealthy one


@pytest.mark.slow
def test_image_does_not_start_without_its_token(image: Image, tmp_path: Path) -> None:
    environment = {**image.environment, "OMEGA_PORT": "0", "OMEGA_TOKEN_FILE": str(tmp_path / "absent")}
    command = [shutil.which(image.entrypoint[0], path=environment["PATH"]) or "", *image.entrypoint[1:]]
    done = subprocess.run(
        command, check=False, env=environment, cwd=image.folder, timeout=30, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "token-file" in done.stderr
    assert "Traceback" not in done.stderr


def test_image_runs_as_nobody_in_particular(repository: Path) -> None:
    user, _, group = final_stage(repository)["USER"].partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_last_stage_holds_no_sources(repository: Path) -> None:
    *_, last = (i for i, step in enumerate(instructions(repository)) if step.word == "FROM")
    stage = instructions(repository)[last + 1 :]
    assert [step.rest for step in stage if step.word in {"COPY", "ADD", "RUN"}] == [
        "--from=build /opt/omega /opt/omega"
    ]


def test_builder_sees_what_is_copied_and_no_more(repository: Path) -> None:
    ignore = (repository / "docker" / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in ignore if line.startswith("!")}
    copied = {
        name
        for step in instructions(repository)
        if step.word == "COPY" and not step.rest.startswith("--")
        for name in step.rest.split()[:-1]
    }
    assert "*" in ignore
    assert allowed == copied


def test_compose_locks_the_container_down(repository: Path) -> None:
    compose: dict[str, Any] = yaml.safe_load((repository / "docker" / "compose.yaml").read_text())
    service = compose["services"]["omega"]
    assert service["read_only"] is True
    assert service["user"] == final_stage(repository)["USER"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["ports"][0].endswith(":" + final_stage(repository)["EXPOSE"])
    assert final_stage(repository)["WORKDIR"] in service["tmpfs"]


def test_compose_builds_this_image_and_keeps_its_health_check(repository: Path) -> None:
    folder = repository / "docker"
    service = yaml.safe_load((folder / "compose.yaml").read_text())["services"]["omega"]
    context = (folder / service["build"]["context"]).resolve()
    assert context == repository
    assert (context / service["build"]["dockerfile"]).samefile(folder / "Dockerfile")
    assert "HEALTHCHECK" in final_stage(repository)
    assert "healthcheck" not in service  # nothing overrides or disables it


def test_compose_secret_is_the_token_file_the_image_reads(repository: Path) -> None:
    compose = yaml.safe_load((repository / "docker" / "compose.yaml").read_text())
    (secret,) = compose["services"]["omega"]["secrets"]
    token_file = next(s.rest for s in instructions(repository) if s.rest.startswith("OMEGA_TOKEN_FILE="))
    assert token_file == f"OMEGA_TOKEN_FILE=/run/secrets/{secret}"
    ignored = (repository / ".gitignore").read_text().split()
    assert str(Path("docker") / compose["secrets"][secret]["file"]) in ignored
