"""Ten thousand generated bad messages: each ends in exactly one ``done`` or in a close with a stated reason, and
nothing leaks.

The messages are every op with every argument of every wrong type, missing, huge and empty, with ids missing, repeated
and of wrong types, in both codecs; and broken frames. They are made from a fixed seed, so a failure can be repeated.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import trio

from omega.protocol import BENCODE, MSGPACK, Codec, Connection
from omega.server.ops.table import TABLE

from .peer import Message, Peer, Place, serving

HUGE = "x" * 20_000
#: What any argument may be given instead of what it should be. Values evaluate to something short or fail at once.
WRONG: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**63 - 1, -(2**63), 10**18, "", "1", "user", "\u0000", "(", ")", "'", "#", "\\", '"',
    "(car 1)", "(error \"x\" 1 2)", "^{:line 1} 2", "é\U0001f600", HUGE, "(" * 500, b"\xff\xfe", [], [[]], [1, "a"],
    {}, {"a": {"b": [None]}}, ["x"] * 1000, "macroexpand-all", "nrepl", "-5", "99999999999999999999", 3.5,
)  # fmt: skip
EXTRA = ("id", "session", "op", "ns", "nonsense", "nrepl.middleware.print/print", "nrepl.middleware.print/quota")
MESSAGES = 10_000
BROKEN_FRAMES = 300


def wire_safe(value: Any, codec: Codec) -> Any:
    """The value as the other side of this codec sees it; text instead of what it cannot carry."""
    if codec is BENCODE:
        if isinstance(value, float):
            return str(value)
        if isinstance(value, bool) or value is None:
            return 1 if value else []
    return value


def messages(random: Random, sessions: list[str], codec: Codec) -> Iterator[Message]:
    """Bad messages without end; most break one thing, some break everything."""
    while True:
        op = random.choice(list(TABLE.values()))
        message: Message = {"op": op.name, "session": random.choice(sessions)}
        for param in op.params.values():
            if param.name != "session" and random.random() < 0.8:
                message[param.name] = "1"
        for _ in range(random.choice((0, 1, 1, 1, 2, 5))):
            name = random.choice((*op.params, *EXTRA))
            message[name] = wire_safe(random.choice(WRONG), codec)
        for name in [name for name in message if random.random() < 0.1]:
            del message[name]
        yield message


class Harness:
    """Sends messages over a few connections and counts what comes back."""

    def __init__(self, place: Place, random: Random) -> None:
        self.place = place
        self.random = random
        self.sent = 0
        self.closes = 0

    async def converse(self, codec: Codec, count: int) -> None:
        """Send so many messages, each with a valid id of its own unless the id is what is wrong."""
        peer = await self.place.connect(codec)
        sessions = [await peer.clone() for _ in range(3)] + ["unknown"]
        source = messages(self.random, sessions, codec)
        for start in range(0, count, 100):
            await self._round(peer, [next(source) for _ in range(min(100, count - start))], sessions, codec)

    async def _round(self, peer: Peer, batch: list[Message], sessions: list[str], codec: Codec) -> None:
        expected: Counter[Any] = Counter()
        for number, message in enumerate(batch):
            if "id" in message and type(message["id"]) not in (str, int):
                expected[None] += 1  # an id that is none cannot be echoed
            else:
                message.setdefault("id", f"m{number}")
                expected[message["id"]] += 1
        self.sent += len(batch)
        # Debuggers, subscriptions and paused sessions stay until somebody ends that.
        for session in sessions[:-1]:
            for op in ("debug-stop", "events/unsubscribe", "sessions/resume"):
                batch.append({"op": op, "session": session, "id": "end"})
                expected["end"] += 1
        sending = Connection(codec=codec)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(peer.stream.send_all, b"".join(sending.send(message) for message in batch))
            done: Counter[Any] = Counter()
            with trio.fail_after(20):
                while done.total() < expected.total():
                    reply = await peer.next()
                    if "done" in reply.get("status", ()):
                        done[reply.get("id")] += 1
                    if "need-input" in reply.get("status", ()):
                        await peer.send({"op": "stdin", "stdin": "", "session": reply["session"], "id": "input"})
                        expected["input"] += 1
        assert done == expected
        for index, session in enumerate(sessions[:-1]):  # a message may have closed one: that is its right
            reply = (await peer.request("eval", code="(+ 1 2)", session=session))[0]
            starved = "budget-exceeded" in reply.get("err", "")  # so has one that made its limits as small as can be
            if "unknown-session" in reply.get("status", ()) or starved:
                sessions[index] = await peer.clone()
            else:
                assert reply["value"] == "3"

    async def break_frames(self, count: int) -> None:
        """Send damaged messages, each on a connection of its own."""
        whole = Connection(codec=BENCODE).send({"op": "eval", "code": "(+ 1 2)", "id": "x"})
        for _ in range(count):
            data = bytearray(whole)
            for _ in range(self.random.randint(1, 3)):
                data[self.random.randrange(len(data))] = self.random.randrange(256)
            stream = await self.place.stream()
            await stream.send_all(bytes(data))
            await stream.send_eof()
            told = bytearray()
            with trio.fail_after(5):
                while received := await stream.receive_some(4096):
                    told += received
            await stream.aclose()
            # A damaged string may still be a message: it has its done. Anything else has a reason.
            assert b"done" in told or b"400 Bad Request" in told, (data, told)
            self.closes += 1


def open_files() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


@pytest.mark.parametrize("seed", [20261122])
async def test_hostile_messages_harm_nobody_and_leak_nothing(seed: int) -> None:
    random = Random(seed)
    gc.collect()
    files = open_files()
    with trio.fail_after(100):
        async with serving(stdin_bytes=1 << 30, sessions_per_connection=10_000, session_grace=0.0) as place:
            host = place.server.host
            witness = await place.connect()
            session = await witness.clone()
            await witness.values("(define x 42)", session=session)
            tasks = trio.lowlevel.current_statistics().tasks_living
            sessions = host.count

            harness = Harness(place, random)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(harness.converse, BENCODE, MESSAGES * 4 // 10)
                nursery.start_soon(harness.converse, BENCODE, MESSAGES * 3 // 10)
                nursery.start_soon(harness.converse, MSGPACK, MESSAGES * 3 // 10)
            assert harness.sent == MESSAGES
            await harness.break_frames(BROKEN_FRAMES)
            assert harness.closes == BROKEN_FRAMES

            assert await witness.values("x", session=session) == ["42"]
            for stream in place.streams[1:]:
                await stream.aclose()
            await place.settle(lambda: len(place.server.clients) == 1)
            await place.settle(lambda: host.count == sessions)
            assert (await witness.one("ls-sessions"))["sessions"] == [session]
            assert trio.lowlevel.current_statistics().tasks_living == tasks
    gc.collect()
    assert open_files() == files
