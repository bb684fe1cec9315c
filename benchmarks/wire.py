"""The wire: latency and throughput of evaluations, beside a bare echo server that moves the same bytes.

Omega and the echo server run at the same time on the same core, and take turns under the same load generator on
another. Omega evaluates two things: ``(+ 1 2)`` over and over, whose compiled text it may keep, and sums that it has
never seen, which it must read and compile. What counts for "on one core" is given twice: by the clock, and by the
processor time the server used.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from statistics import median

from benchmarks.load import Caller, Load, Traffic, drive
from benchmarks.peer import Peer
from benchmarks.process import ServerProcess, omega, running
from benchmarks.report import Report, Table, Target, command, percentile
from omega.protocol import BENCODE, MSGPACK, Codec

CODE = "(+ 1 2)"
CONNECTIONS = (1, 16, 64)
#: Requests under way on one connection: not pipelined, and pipelined.
WINDOWS = (1, 64)
#: Each cell is measured in so many rounds, taking turns, and the median round counts.
ROUNDS, SECONDS = 5, 0.25
#: Requests of one connection that differ: by their id, and when the code is new by that. Together the new ones of 1, of
#: 16 and of 64 connections are more texts than the server keeps (``omega.runtime.compile.cache``).
CYCLE, NEW_ALONE, NEW = 1024, 32_768, 2048
#: The first number summed in new code, for each codec; all have six digits.
FIRST = {"bencode": 100_000, "msgpack": 500_000}
COLUMNS = ("connections", "under way", "server", "p50 us", "p99 us", "per second", "per core second")


@dataclass(frozen=True, slots=True)
class Cell:
    """One server under one kind of load: medians over the rounds. ``p50``, ``p99``: microseconds. ``rate``: by the
    clock, ``core``: by the server's processor time, a second each."""

    p50: float
    p99: float
    rate: float
    core: float


def main() -> Report:
    """Measure every codec with every number of connections, pipelined and not."""
    tables = []
    cells: dict[tuple[str, int, int], dict[str, Cell]] = {}
    with omega("--session-grace", "600") as server:
        for codec in (BENCODE, MSGPACK):
            same, new, sizes = callers_of(server, codec)
            rows: list[tuple[str | int | float, ...]] = []
            with running("benchmarks.echo", *map(str, sizes)) as echo:
                plain = Traffic((b"x" * sizes[0],) * CYCLE, (b"x" * sizes[1],) * CYCLE)
                bare = [Caller(echo.port, plain) for _ in same]
                drive(same[:4], 64, SECONDS)  # warm up
                kinds = {"echo": (echo, bare), f"omega {CODE}": (server, same), "omega, new code": (server, new)}
                for window, connections in product(WINDOWS, CONNECTIONS):
                    found = compare({kind: (s, c[:connections]) for kind, (s, c) in kinds.items()}, window)
                    cells[codec.name, window, connections] = found
                    rows += [(connections, window, kind, c.p50, c.p99, c.rate, c.core) for kind, c in found.items()]
            for caller in (*same, *new, *bare):
                caller.socket.close()
            title = f"{CODE} in {codec.name}: {sizes[0]} bytes to the server, {sizes[1]} back"
            tables.append(Table(title, COLUMNS, tuple(rows)))
    alone, piped = cells["bencode", 1, 1], cells["bencode", 64, 1]
    targets = [
        target
        for kind, name in ((f"omega {CODE}", CODE), ("omega, new code", "new code"))
        for target in (
            Target(f"latency of {name}, p50, beside the echo's", alone[kind].p50 / alone["echo"].p50, 3, "times"),
            Target(f"latency of {name}, p99, beside the echo's", alone[kind].p99 / alone["echo"].p99, 3, "times"),
            Target(f"{name}, pipelined in bencode, by the clock", piped[kind].rate, 5000, "/s", most=False),
            Target(f"{name}, pipelined in bencode, by processor time", piped[kind].core, 5000, "/s", most=False),
        )
    ]
    return Report("wire", tuple(tables), tuple(targets))


def callers_of(server: ServerProcess, codec: Codec) -> tuple[list[Caller], list[Caller], tuple[int, int]]:
    """Connections that always ask the same, as many that ask for new sums, and the bytes of what the former say and
    hear."""
    first = FIRST[codec.name]
    same, new = [], []
    for number in range(max(CONNECTIONS)):
        repeated = traffic(server.port, codec, CYCLE)
        same.append(Caller(server.port, repeated))
        cycle = NEW if number else NEW_ALONE
        new.append(Caller(server.port, traffic(server.port, codec, cycle, first)))
        first += cycle
    return same, new, (len(repeated.requests[0]), len(repeated.replies[0]))


def traffic(port: int, codec: Codec, cycle: int, first: int | None = None, *, durable: bool = False) -> Traffic:
    """What a connection with a session of its own asks, and what it must hear. ``first``: sum this number and those
    after it; ``None``: always the same."""
    with Peer(port, codec) as peer:
        session = peer.clone(**({"durable": 1} if durable else {}))
        peer.send(request(session, 0, first))
        value, done = peer.done(["q00000"])
        requests = tuple(peer.encode(request(session, number, first)) for number in range(cycle))
        replies = []
        for number in range(cycle):
            id = f"q{number:05}"
            result = "3" if first is None else str(first + number + 2)
            replies.append(peer.encode({**value, "id": id, "value": result}) + peer.encode({**done, "id": id}))
    return Traffic(requests, tuple(replies))


def request(session: str, number: int, first: int | None) -> dict[str, str]:
    """An evaluation."""
    code = CODE if first is None else f"(+ {first + number} 2)"
    return {"op": "eval", "id": f"q{number:05}", "session": session, "code": code}


def compare(kinds: dict[str, tuple[ServerProcess, list[Caller]]], window: int) -> dict[str, Cell]:
    """Every kind under the same load, in turns."""
    rounds: dict[str, list[tuple[Load, float]]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, (server, callers) in kinds.items():
            before = server.seconds
            load = drive(callers, window, SECONDS)
            rounds[kind].append((load, server.seconds - before))
    return {kind: middle(found) for kind, found in rounds.items()}


def middle(rounds: list[tuple[Load, float]]) -> Cell:
    """The medians of some rounds."""
    used = sum(seconds for _, seconds in rounds)
    return Cell(
        p50=median(percentile(load.latencies, 50) for load, _ in rounds) * 1e6,
        p99=median(percentile(load.latencies, 99) for load, _ in rounds) * 1e6,
        rate=median(load.count / load.seconds for load, _ in rounds),
        core=sum(load.count for load, _ in rounds) / used if used else float("inf"),
    )


if __name__ == "__main__":
    command({"wire": main})
