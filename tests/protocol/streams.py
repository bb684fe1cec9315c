"""Feeding bytes to a connection in chosen pieces, and what came of it, in a form two runs can be compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from omega.protocol import CLOSED, NEED_DATA, Codec, Connection, FrameLimits, RemoteProtocolError, Wire


@dataclass(frozen=True)
class Verdict:
    """``messages``: all that came out. ``end``: ``need-data``, ``closed`` or the error's reason, offset, limit."""

    messages: list[dict[str, Wire]]
    end: str | tuple[str, int | None, str | None]


def pieces(data: bytes, cuts: Iterable[int]) -> Iterator[bytes]:
    """``data`` cut at the indices ``cuts``; empty pieces are left out, for ``b""`` means the end."""
    places = [0, *sorted(cut for cut in cuts if 0 < cut < len(data)), len(data)]
    for begin, end in pairwise(places):
        if begin < end:
            yield data[begin:end]


def read(
    parts: Iterable[bytes],
    *,
    limits: FrameLimits | None = None,
    codec: Codec | None = None,
    close: bool = False,
) -> Verdict:
    """Give the parts to a new connection, pulling every message after each; with ``close``, then the end."""
    connection = Connection(limits, codec)
    messages: list[dict[str, Wire]] = []
    end = "need-data"
    try:
        for part in [*parts, b""] if close else parts:
            connection.receive_data(part)
            while (message := connection.next_message()) is not NEED_DATA:
                if message is CLOSED:
                    end = "closed"
                    break
                messages.append(message)
    except RemoteProtocolError as error:
        assert f"byte {error.offset}:" in error.reason
        assert error.limit is None or error.limit in error.reason
        return Verdict(messages, (error.reason, error.offset, error.limit))
    return Verdict(messages, end)


def refusal(data: bytes, *, limits: FrameLimits | None = None, codec: Codec | None = None) -> RemoteProtocolError:
    """The error that ``data`` leads to; fails if it leads to none."""
    connection = Connection(limits, codec)
    connection.receive_data(data)
    try:
        while connection.next_message() is not NEED_DATA:
            pass
    except RemoteProtocolError as error:
        return error
    raise AssertionError("the bytes were accepted")
