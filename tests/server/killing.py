"""Kills a server at random moments, again and again, and holds it to what it had answered.

``make kill`` does it 200 times, ``test_kill.py`` a dozen. Many sessions evaluate, define and draw random numbers over real
sockets, others are cloned and closed, while the server is killed with SIGKILL. The next server on the same file must know every evaluation that was
answered ``done``, and of one that was not either all or nothing. Everything random comes from the seed but the moment,
which the machine has a say in.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trio

from .peer import Closed, Message, Peer

#: Checkpoints often enough that what comes back comes from both, them and entries.
FLAGS = ["--checkpoint-evaluations", "30"]
COMMAND = [sys.executable, "-m", "omega.server"]
SESSIONS, CONNECTIONS = 16, 4
#: Evaluations of one session under way at a time.
WINDOW = 3
#: The longest a server lives once its clients are at work, in seconds.
LIFE = 0.5
#: Every evaluation changes both counters, with some work between, and keeps a random number it also answers.
BEGIN = "(define a 0) (define b 0) (define drawn '())"
STEP = (
    "(begin (set! a (+ a 1)) (let loop ((i 0)) (if (< i {work}) (loop (+ i 1))))"
    " (define (f{number}) {number}) (set! drawn (cons (random-integer 1000000000) drawn)) (set! b (+ b 1))"
    " (list a (car drawn)))"
)
CHECK = "(list a b (length drawn) drawn)"
NUMBERS = re.compile(r"\d+")


@dataclass
class Known:
    """What a client knows of its session. ``drawn``: the random numbers it was answered, oldest first. ``sent``: how many
    evaluations it ever began, at most."""

    id: str
    drawn: list[int] = field(default_factory=list)
    sent: int = 0


@dataclass
class Passing:
    """Sessions that are cloned and closed. ``there``: those that must be. ``leaving``: those whose close was not answered."""

    there: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    count: int = 0


@contextmanager
def server(folder: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server process on the data file of a folder, and its port; killed at the end, if it is not yet."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OMEGA_")}
    command = [*COMMAND, "--port", "0", "--no-port-file", "--log-level", "error", *FLAGS, "--data", str(folder / "data"), *flags]
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"on port (\d+)", process.stdout.readline())
            assert found, "the server did not start"
            yield process, int(found[1])
        finally:
            process.kill()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Peer]:
    """A client."""
    async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
        yield Peer(stream)


def done(message: Message) -> bool:
    """Is it the last reply of a request that was done?"""
    status = message.get("status", ())
    assert "error" not in status, message
    return "done" in status


async def begin(port: int) -> list[Known]:
    """The sessions."""
    async with connected(port) as peer:
        sessions = [Known(await peer.clone(durable=1)) for _ in range(SESSIONS)]
        for known in sessions:
            await peer.values(BEGIN, session=known.id)
    return sessions


async def work(port: int, sessions: list[Known], chance: random.Random) -> None:
    """Evaluate in these sessions until the server is gone, noting what was answered done."""
    values: dict[str, int] = {}
    asked: dict[str, Known] = {}

    async def ask(peer: Peer, known: Known) -> None:
        known.sent += 1
        # Few take longer than a slice, so that some are killed in their midst.
        work = int(math.exp(chance.uniform(1, 8) + 4 * (chance.random() < 0.05)))
        code = STEP.format(work=work, number=known.sent % 10)
        asked[await peer.start("eval", code=code, session=known.id)] = known

    with suppress(Closed, trio.BrokenResourceError, OSError):
        async with connected(port) as peer:
            for known in sessions:
                for _ in range(WINDOW):
                    await ask(peer, known)
            while True:
                message = await peer.next()
                if "value" in message:
                    values[message["id"]] = int(NUMBERS.findall(message["value"])[1])
                elif done(message):
                    known = asked.pop(message["id"])
                    known.drawn.append(values.pop(message["id"]))
                    await ask(peer, known)


async def clone_and_close(port: int, sessions: list[Known], passing: Passing, chance: random.Random) -> None:
    """Clone sessions that work, and close the clones, until the server is gone."""
    with suppress(Closed, trio.BrokenResourceError, OSError):
        async with connected(port) as peer:
            while True:
                id = await peer.clone(durable=1, session=chance.choice(sessions).id)
                passing.there.add(id)
                await peer.values("(define mine 1)", session=id)
                if chance.random() < 0.8:
                    passing.there.discard(id)
                    passing.leaving.add(id)
                    await peer.one("close", session=id)
                    passing.leaving.discard(id)
                    passing.count += 1


async def check_passing(peer: Peer, known: set[str], passing: Passing) -> None:
    """Hold the server to what it said of sessions that were cloned and closed; close them all."""
    listed = set((await peer.one("ls-sessions"))["sessions"])
    assert listed >= known | passing.there, "a session is lost"
    others = listed - known
    # A clone may be there whose answer nobody got: one at most.
    assert len(others - passing.there - passing.leaving) <= 1, "a closed session is back"
    for id in others:
        # Its source may have been in the midst of one evaluation, but its own are whole.
        assert await peer.values("(<= 0 (- a b) 1)", session=id) == ["#t"], "a clone is of no moment"
        assert (await peer.one("close", session=id))["status"] == ["done", "session-closed"]
    passing.there.clear()
    passing.leaving.clear()


async def check(port: int, sessions: list[Known], passing: Passing) -> int:
    """Hold the server to what was answered; how many evaluations were done and never answered."""
    surplus = 0
    async with connected(port) as peer:
        await check_passing(peer, {known.id for known in sessions}, passing)
        for known in sessions:
            (value,) = await peer.values(CHECK, session=known.id)
            a, b, length, *drawn = map(int, NUMBERS.findall(value))
            assert a == b == length, f"half applied: {value}"
            drawn.reverse()
            assert drawn[: len(known.drawn)] == known.drawn, f"lost: of {len(known.drawn)} answered, {value}"
            assert len(known.drawn) <= a <= known.sent, f"{known.sent} sent, {value}"
            surplus += a - len(known.drawn)
            known.drawn, known.sent = drawn, a
    return surplus


async def kill(folder: Path, count: int, seed: int) -> str:
    """Kill so many servers in turn; a line about what was seen. AssertionError if one forgot or made up anything."""
    chance = random.Random(seed)
    answered = surplus = 0
    sessions: list[Known] = []
    passing = Passing()
    for _ in range(count):
        with server(folder) as (process, port):
            if sessions:
                surplus += await check(port, sessions, passing)
            else:
                sessions = await begin(port)
            before = sum(len(known.drawn) for known in sessions)
            with trio.fail_after(60):
                async with trio.open_nursery() as nursery:
                    for first in range(CONNECTIONS):
                        nursery.start_soon(work, port, sessions[first::CONNECTIONS], chance)
                    nursery.start_soon(clone_and_close, port, sessions, passing, chance)
                    await trio.sleep(chance.uniform(0, LIFE))
                    process.send_signal(signal.SIGKILL)
            answered += sum(len(known.drawn) for known in sessions) - before
    with server(folder) as (_, port):
        surplus += await check(port, sessions, passing)
    return (
        f"{count} kills, {answered} evaluations answered and kept, {surplus} kept and not answered, "
        f"{passing.count} sessions cloned and closed, seed {seed}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200, help="kills (200)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of everything random (the time)")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="omega-kill-") as place:
        print(trio.run(kill, Path(place), given.count, given.seed))
