"""What a codec is: a name, a way to turn messages into bytes, and one to pull messages out of bytes.

Owns the shape only. The two codecs are ``bencode.BENCODE`` and ``messagepack.MSGPACK``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from omega.protocol.limits import FrameLimits
from omega.protocol.wire import Sendable, Wire


class Signal(Enum):
    """What a reader of messages gets when there is none."""

    NEED_DATA = "need-data"
    CLOSED = "closed"


NEED_DATA: Final = Signal.NEED_DATA
CLOSED: Final = Signal.CLOSED

Encoder = Callable[[Mapping[str, Sendable]], bytes]


class Decoder(Protocol):
    """Bytes in, messages out. After ``next_message`` has raised, the decoder must not be used again."""

    @property
    def offset(self) -> int:
        """The stream offset at which the message now being received begins."""
        ...

    @property
    def unfinished(self) -> bool:
        """Whether bytes of an incomplete message are held."""
        ...

    def receive(self, data: bytes) -> None:
        """Take the next bytes of the stream, any number of them."""
        ...

    def next_message(self) -> dict[str, Wire] | None:
        """The next message, or ``None`` until more bytes have come. Raises ``RemoteProtocolError``."""
        ...


@dataclass(frozen=True, slots=True)
class Codec:
    """``name``: ``bencode`` or ``msgpack``. ``encoder``, ``decoder``: each makes one for one connection."""

    name: str
    encoder: Callable[[], Encoder]
    decoder: Callable[[FrameLimits], Decoder]
