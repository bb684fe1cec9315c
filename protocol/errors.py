"""What can go wrong between bytes and messages, split by who is to blame.

``LocalProtocolError`` means this side misused the API or tried to send what the wire cannot carry: a bug here.
``RemoteProtocolError`` means the peer broke the rules: tell it why, then close. Neither ever says anything about a
session; sessions outlive connections.
"""

from __future__ import annotations

from typing import Literal

Foreign = Literal["http", "tls"]


class ProtocolError(Exception):
    """The common base; never raised itself."""


class LocalProtocolError(ProtocolError):
    """This side broke the rules: a value that has no encoding, or a call at the wrong time."""


class RemoteProtocolError(ProtocolError):
    """The peer broke the rules. ``offset`` says where, ``limit`` which limit, if it is one; ``reason`` says it in words.

    ``reason``: one line for people. ``offset``: where in the stream of received bytes, counted from 0 at the
    connection's first byte. ``limit``: the limit that was passed, by its name with dashes (``message-bytes``,
    ``depth``, ``tokens``, ``integer-digits``). ``foreign``: the other protocol the peer speaks, when recognised.
    """

    def __init__(
        self,
        reason: str,
        *,
        offset: int,
        limit: str | None = None,
        foreign: Foreign | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.limit = limit
        self.foreign = foreign
