"""A thousand sessions that spin for ever on one server: interrupting any of them, and working beside them.

Every session is interrupted once, in a random order, and set spinning again, so that all of them spin whenever
something is timed. After each interrupt a fresh session is made and evaluates. In the end all are interrupted and
each must still evaluate.
"""

from __future__ import annotations

import random
import time
from time import perf_counter

from benchmarks.peer import Peer
from benchmarks.process import omega
from benchmarks.report import Report, Table, Target, command, percentile

SESSIONS, CONNECTIONS = 1000, 50
SPIN = "(let loop () (loop))"
#: Seconds all of them spin before the first measurement, and the longest the measurements may take.
SETTLE, MOST = 3.0, 60.0
MEDIAN, P99 = 10.0, 50.0


class Spinner:
    """A session that spins. ``peer``: its connection."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.session = peer.clone()
        self._turn = 0
        self._id = ""

    def spin(self) -> None:
        """Start the loop."""
        self._turn += 1
        self._id = f"{self.session}/{self._turn}"
        self.peer.send({"op": "eval", "id": self._id, "session": self.session, "code": SPIN})

    def interrupt(self) -> None:
        """End the loop, and wait until both the loop and the interrupt are answered. RuntimeError if it ended otherwise."""
        self.peer.send({"op": "interrupt", "id": "interrupt", "session": self.session})
        for message in self.peer.done([self._id, "interrupt"]):
            if message["id"] == self._id and message["status"] != ["done", "interrupted"]:
                raise RuntimeError(f"a loop was to be interrupted and ended with {message}")

    def works(self) -> bool:
        """Whether it still evaluates."""
        return self.peer.ask("eval", session=self.session, code="(* 6 7)")["value"] == "42"


def main() -> Report:
    """Spin, interrupt and evaluate."""
    interrupts, evaluations, clones = [], [], []
    with omega() as server:
        peers = [Peer(server.port) for _ in range(CONNECTIONS)]
        spinners = [Spinner(peers[number % CONNECTIONS]) for number in range(SESSIONS)]
        for spinner in spinners:
            spinner.spin()
        time.sleep(SETTLE)
        end = perf_counter() + MOST
        with Peer(server.port) as other:
            for spinner in random.Random(2).sample(spinners, SESSIONS):
                if perf_counter() > end:
                    break
                begin = perf_counter()
                spinner.interrupt()
                interrupts.append((perf_counter() - begin) * 1e3)
                spinner.spin()
                begin = perf_counter()
                fresh = other.clone()
                middle = perf_counter()
                other.ask("eval", session=fresh, code="(+ 1 2)")
                clones.append((middle - begin) * 1e3)
                evaluations.append((perf_counter() - middle) * 1e3)
                other.ask("close", session=fresh)
        for spinner in spinners:
            spinner.interrupt()
        alive = sum(spinner.works() for spinner in spinners)
        for peer in peers:
            peer.close()
    times = (("interrupt", interrupts), ("clone", clones), ("evaluation in a fresh session", evaluations))
    bounds = tuple(
        Target(f"{name}, {percent}", percentile(ms, 50 if percent == "median" else 99), bound, "ms")
        for name, ms in times
        for percent, bound in (("median", MEDIAN), ("p99", P99))
    )
    return Report(
        "spinning",
        (
            Table(
                f"{SESSIONS} sessions in {SPIN}, over {CONNECTIONS} connections",
                ("request", "times", "median ms", "p99 ms", "longest ms"),
                tuple((name, len(ms), percentile(ms, 50), percentile(ms, 99), max(ms)) for name, ms in times),
            ),
        ),
        (*bounds, Target("sessions that still evaluate afterwards", alive, SESSIONS, "sessions", most=False)),
    )


if __name__ == "__main__":
    command({"spinning": main})
