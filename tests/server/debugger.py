"""What the debugger's tests share: a client that evaluates and debugs one session, over one connection."""

from __future__ import annotations

from typing import Any

import trio

from .peer import Message, Peer, Place

#: Calls itself: ``(fact 3)`` is three frames deep at its end.
FACT = """(define (fact n)
  (if (= n 0)
      1
      (* n (fact (- n 1)))))
"""
COUNT = "(let loop ((i 0)) (loop (+ i 1)))"


class Debugged:
    """A session with a debugger. ``id``: of the held ``debug-start``. Events wait in ``events`` until somebody asks."""

    def __init__(self, peer: Peer, session: str, id: str) -> None:
        self.peer = peer
        self.session = session
        self.id = id

    async def ask(self, op: str, **params: Any) -> Message:
        """One request about the session."""
        return await self.peer.one(op, session=self.session, **params)

    async def at(self, stop: Message, op: str, **params: Any) -> Message:
        """One request about a stop."""
        return await self.ask(op, key=stop["key"], **params)

    async def go(self, stop: Message, op: str, **params: Any) -> Message:
        """Go on, to the next stop."""
        assert (await self.at(stop, op, **params))["status"] == ["done"]
        assert (await self.event())["event"] == "continued"
        return await self.stopped()

    async def leave(self, stop: Message, op: str = "continue", **params: Any) -> None:
        """Go on; nothing stops it any more."""
        assert (await self.at(stop, op, **params))["status"] == ["done"]
        assert (await self.event())["event"] == "continued"
        assert (await self.event())["event"] == "terminated"

    async def event(self) -> Message:
        """The next event."""
        passed: list[Message] = []
        with trio.fail_after(20):
            while (message := await self.peer.next()).get("id") != self.id:
                passed.append(message)
        self.peer._kept[:0] = passed
        assert message["status"] == ["event"], message
        return message

    async def stopped(self) -> Message:
        """The next event, which is a stop."""
        event = await self.event()
        assert event["event"] == "stopped", event
        return event

    async def eval(self, code: str, **params: Any) -> str:
        """Begin to evaluate; the id."""
        return await self.peer.start("eval", code=code, session=self.session, **params)

    async def value(self, id: str) -> str:
        """The last value of an evaluation, which must succeed."""
        replies = await self.peer.replies(id)
        assert replies[-1]["status"] == ["done"], replies
        return str([reply["value"] for reply in replies if "value" in reply][-1])

    async def break_at(self, *lines: int, file: str = "a.scm", **params: Any) -> list[Message]:
        """Set breakpoints on these lines; what became of them."""
        asked = [{"line": line, **{name.replace("_", "-"): value for name, value in params.items()}} for line in lines]
        found = (await self.ask("set-breakpoints", file=file, breakpoints=asked))["breakpoints"]
        assert isinstance(found, list)
        return found


async def debugged(place: Place, session: str | None = None, **params: Any) -> Debugged:
    """A new client with a debugger in a session, a new one by default."""
    peer = await place.connect()
    session = session or await peer.clone()
    id = await peer.start("debug-start", session=session, **params)
    await peer.one("ls-sessions")  # it is attached
    return Debugged(peer, session, id)
