"""Attaching a debugger to a loop that runs flat out among busy sessions: how soon it stops, and how fast it runs after.

What is timed is the pause, from the request to the ``stopped`` event, and each time the variable of the loop must be what
the position says: one tick a turn. Then, without neighbours, the speed of the same loop before a debugger was attached,
while one is, and after it has gone.
"""

from __future__ import annotations

import time
from time import perf_counter

from benchmarks.peer import Message, Peer
from benchmarks.process import omega
from benchmarks.report import Report, Table, Target, command, percentile
from omega.protocol import Wire

SESSIONS, CONNECTIONS, TIMES = 200, 20, 100
COUNT = "(let loop ((i 0)) (loop (+ i 1)))"
#: Seconds the loop runs between two looks at it.
SETTLE, RUN = 2.0, 1.0
MOST_MS = 50.0
#: Of the speed before, what there must be after.
SPEED = 0.9


class Debugged:
    """A session that counts for ever, and its debugger. ``peer``: the connection of both."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.session = peer.clone()
        peer.send({"op": "eval", "id": "loop", "session": self.session, "code": COUNT})

    def attach(self) -> None:
        """Attach the debugger."""
        self.peer.send({"op": "debug-start", "id": "debug", "session": self.session})

    def detach(self) -> None:
        """Let the loop go."""
        self.peer.send({"op": "debug-stop", "id": "stop", "session": self.session})
        self.peer.done(["stop", "debug"])

    def pause(self) -> tuple[float, Message]:
        """Milliseconds until it has stopped, and the event."""
        begin = perf_counter()
        self.peer.send({"op": "pause", "id": "pause", "session": self.session})
        stop = self.peer.event("stopped")
        return (perf_counter() - begin) * 1e3, stop

    def ask(self, op: str, stop: Message, **params: Wire) -> dict[str, Wire]:
        """Ask something about a stop."""
        return self.peer.ask(op, session=self.session, key=stop["key"], **params)

    def counter(self, stop: Message) -> int:
        """The value of the loop's variable."""
        return int(str(self.ask("evaluate", stop, frame=1, code="i")["result"]))


def main() -> Report:
    """Stop a loop among others, and measure it alone."""
    times, wrong = among_others()
    before, during, after = alone()
    return Report(
        "attaching",
        (
            Table(
                f"pausing {COUNT} among {SESSIONS} sessions that spin",
                ("times", "median ms", "p99 ms", "longest ms"),
                ((len(times), percentile(times, 50), percentile(times, 99), max(times)),),
            ),
            Table(
                "turns of the loop alone, in millions a second of processor time",
                ("before", "with a debugger", "after"),
                ((before / 1e6, during / 1e6, after / 1e6),),
            ),
        ),
        (
            Target("from the pause to the stop, longest", max(times), MOST_MS, "ms"),
            Target("stops with a wrong variable", wrong, 0, "stops"),
            Target("speed after detaching, of that before", after / before, SPEED, "", most=False),
        ),
    )


def among_others() -> tuple[list[float], int]:
    """Milliseconds of each pause, and how often the variable was not what the position says."""
    times, wrong = [], 0
    with omega() as server:
        peers = [Peer(server.port) for _ in range(CONNECTIONS)]
        for number in range(SESSIONS):
            peer = peers[number % CONNECTIONS]
            peer.send({"op": "eval", "id": "spin", "session": peer.clone(), "code": "(let loop () (loop))"})
        debugged = Debugged(Peer(server.port))
        time.sleep(SETTLE)
        for _ in range(TIMES):
            debugged.attach()
            ms, stop = debugged.pause()
            times.append(ms)
            wrong += debugged.counter(stop) != stop["ticks"]
            debugged.detach()
        for peer in (*peers, debugged.peer):
            peer.close()
    return times, wrong


def alone() -> tuple[float, float, float]:
    """Turns a second of the server's processor time before a debugger was attached, with one that nothing is asked of, and after it has gone."""
    with omega() as server:
        debugged = Debugged(Peer(server.port))
        begin, done = server.seconds, 0
        time.sleep(RUN)
        debugged.attach()
        speeds = []
        for leave in ("continue", "detach", "continue"):
            _, stop = debugged.pause()
            now, ticks = server.seconds, stop["ticks"]
            assert isinstance(ticks, int)
            speeds.append((ticks - done) / (now - begin))
            if leave == "continue":
                debugged.ask("continue", stop)
            else:
                debugged.detach()
            begin, done = server.seconds, ticks
            time.sleep(RUN)
            if leave == "detach":
                debugged.attach()
        debugged.peer.close()
    before, during, after = speeds
    return before, during, after


if __name__ == "__main__":
    command({"attaching": main})
