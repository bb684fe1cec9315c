"""Sessions: how long a clone takes, and what ten thousand idle sessions weigh.

Three weights are taken of the same sessions: cloned and never used, after a first evaluation, and after the definition
of a small procedure. All of it is the resident memory of the server process.
"""

from __future__ import annotations

from time import perf_counter

from benchmarks.peer import Peer
from benchmarks.process import ServerProcess, omega
from benchmarks.report import Report, Table, Target, command, percentile

SESSIONS, CONNECTIONS = 10_000, 10
#: What a session that is copied holds: so many procedures, and a list.
PROCEDURES, LENGTH = 50, 1000
COPIES = 200
PROCEDURE = '(define (area{0} w h) (if (or (< w 0) (< h 0)) (error "no such rectangle" w h) (* {0} w h)))'
MIB = 1024 * 1024


def main() -> Report:
    """Clone, use and weigh sessions."""
    with omega() as server:
        copies = copy_times(server)
    with omega() as server:
        peers = [Peer(server.port) for _ in range(CONNECTIONS)]
        peers[0].ask("eval", code="(+ 1 2)")  # nothing of the first use counts as a session's
        weights = [("none", server.bytes)]
        sessions, clones = clone_all(peers)
        weights.append(("cloned", server.bytes))
        for state, code in (("evaluated (+ 1 2)", "(+ 1 2)"), ("defined a procedure", PROCEDURE.format(1))):
            for peer, held in zip(peers, sessions, strict=True):
                evaluate(peer, held, code)
            weights.append((state, server.bytes))
        for peer in peers:
            peer.close()
    bare = weights[0][1]
    times = (("empty session", clones), (f"{PROCEDURES} procedures, a list of {LENGTH}", copies))
    return Report(
        "sessions",
        (
            Table(
                "clone, one request at a time",
                ("of", "clones", "p50 ms", "p99 ms"),
                tuple((of, len(ms), percentile(ms, 50), percentile(ms, 99)) for of, ms in times),
            ),
            Table(
                f"memory of {SESSIONS} idle sessions",
                ("state", "server MiB", "KiB a session"),
                tuple((state, size / MIB, (size - bare) / 1024 / SESSIONS) for state, size in weights),
            ),
        ),
        (
            Target("clone of an empty session, p50", percentile(clones, 50), 2, "ms"),
            Target("clone of an empty session, p99", percentile(clones, 99), 2, "ms"),
            Target(f"clone of a session with {PROCEDURES} procedures, p50", percentile(copies, 50), 2, "ms"),
            *(Target(f"{SESSIONS} sessions, {state}", size / MIB, 1024, "MiB") for state, size in weights[1:]),
        ),
    )


def copy_times(server: ServerProcess) -> list[float]:
    """Milliseconds of each clone of a session that holds something."""
    with Peer(server.port) as peer:
        source = peer.clone()
        definitions = [PROCEDURE.format(number) for number in range(PROCEDURES)]
        peer.ask("eval", session=source, code="\n".join([*definitions, f"(define numbers (iota {LENGTH}))"]))
        return [clone_time(peer, session=source)[1] for _ in range(COPIES)]


def clone_time(peer: Peer, **params: str) -> tuple[str, float]:
    """A new session, and the milliseconds until the client knew it."""
    begin = perf_counter()
    session = peer.clone(**params)
    return session, (perf_counter() - begin) * 1e3


def clone_all(peers: list[Peer]) -> tuple[list[list[str]], list[float]]:
    """The sessions of each connection, and the milliseconds of each clone."""
    made = [[clone_time(peer) for _ in range(SESSIONS // len(peers))] for peer in peers]
    return [[session for session, _ in each] for each in made], [ms for each in made for _, ms in each]


def evaluate(peer: Peer, sessions: list[str], code: str) -> None:
    """Evaluate this code once in each session. RuntimeError if it fails in one."""
    peer.send(*({"op": "eval", "id": session, "session": session, "code": code} for session in sessions))
    if any("err" in message for message in peer.done(sessions)):
        raise RuntimeError(f"evaluation of {code} failed")


if __name__ == "__main__":
    command({"sessions": main})
