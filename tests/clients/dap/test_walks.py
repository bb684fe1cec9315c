"""Editors that step about in a program at random, there and back: it prints what it prints when it is just run."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.clients.conftest import OMEGA

from .client import DapClient, adapter

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
MOVES = ("next", "stepIn", "stepOut", "stepBack", "stepBack", "continue", "reverseContinue", "restartFrame")
INPUT = ("one two", "three one")
STEPS = 40


class Walk:
    """One walk through a program; ``entered``: lines of input that it was given."""

    def __init__(self, client: DapClient, program: Path, chance: random.Random) -> None:
        self._client = client
        self._program = program
        self._chance = chance
        self._lines = program.read_text().count("\n")
        self._entered = 0

    def begin(self) -> None:
        granularity = self._chance.choice(("line", "statement", "expression"))
        self._client.launch(self._program, {line: {} for line in self._some_lines()}, stopOnEntry=True, granularity=granularity)
        self._client.event("stopped")

    def move(self) -> bool:
        """Do something; whether the program is still there."""
        client, move = self._client, self._chance.choice((*MOVES, "look", "setBreakpoints"))
        frames = client.ask("stackTrace", threadId=1, levels=5)["stackFrames"]
        if move == "setBreakpoints":
            self.set_breakpoints(self._some_lines())
        elif move == "look":
            for scope in client.ask("scopes", frameId=frames[0]["id"])["scopes"]:
                client.ask("variables", variablesReference=scope["variablesReference"], count=20)
            assert client.ask("evaluate", expression="(+ 1 2)", frameId=frames[0]["id"])["result"] == "3"
        else:
            client.ask(move, threadId=1, frameId=self._chance.choice(frames)["id"])
            return self.settle()
        return True

    def settle(self) -> bool:
        """Wait until it stops or ends, and give it what it reads; whether it has stopped."""
        while True:
            name, body = self._client.one_of("stopped", "exited", "output")
            if name != "output":
                return name == "stopped"
            if "enter it here" in body["output"]:
                line = INPUT[self._entered] if self._entered < len(INPUT) else ":eof"
                self._entered += 1
                self._client.ask("evaluate", expression=line, context="repl")

    def set_breakpoints(self, lines: list[int]) -> None:
        wanted = [{"line": line} for line in lines]
        self._client.ask("setBreakpoints", source={"path": str(self._program)}, breakpoints=wanted)

    def _some_lines(self) -> list[int]:
        return [self._chance.randint(1, self._lines) for _ in range(self._chance.randint(0, 3))]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["words.scm", "same-fringe.scm", "calculator.scm"])
def test_a_walk_changes_nothing(name: str, environment: Mapping[str, str], tmp_path: Path) -> None:
    program = EXAMPLES / name
    straight = subprocess.run(
        [OMEGA, "run", program], check=True, input="\n".join(INPUT) + "\n", capture_output=True, text=True,
        cwd=tmp_path, env=dict(environment),
    )  # fmt: skip
    with adapter(env=environment, cwd=tmp_path) as client:
        walk = Walk(client, program, random.Random(name))
        walk.begin()
        if all(walk.move() for _ in range(STEPS)):
            walk.set_breakpoints([])
            client.ask("continue", threadId=1)
            while walk.settle():
                client.ask("continue", threadId=1)
        assert client.output("stdout") == straight.stdout
        assert client.output("important", "stderr") == ""
