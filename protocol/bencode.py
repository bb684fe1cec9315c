"""The bencode codec: the framer's checked messages through bencode.py, and an encoder of our own.

bencode has integers, byte strings, lists and dicts. On input a byte string that is UTF-8 becomes text and any other
stays bytes; keys must be UTF-8. On output nil and false are the empty list, true is 1, a float is its text, keys are
sorted. bencode.py's own encoder is not used: it raises a bare ``KeyError`` for nil, floats and subclasses, and takes
more than twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import bencodepy

from omega.protocol.codec import Codec, Encoder
from omega.protocol.errors import LocalProtocolError, RemoteProtocolError
from omega.protocol.framing import BencodeFramer
from omega.protocol.limits import FrameLimits
from omega.protocol.wire import Sendable, Wire


class BencodeDecoder:
    """A ``Decoder``: whole frames from ``BencodeFramer``, their values from bencode.py."""

    def __init__(self, limits: FrameLimits) -> None:
        self._framer = BencodeFramer(limits)
        self.receive = self._framer.receive
        # "value": only values may stay bytes. Our depth counts the top level as 1, theirs as 0.
        self._decode = bencodepy.BencodeDecoder("utf-8", "value", max_depth=limits.depth).decode

    @property
    def offset(self) -> int:
        return self._framer.offset

    @property
    def unfinished(self) -> bool:
        return self._framer.unfinished

    def next_message(self) -> dict[str, Wire] | None:
        frame = self._framer.next_frame()
        if frame is None:
            return None
        try:
            return cast("dict[str, Wire]", self._decode(frame))
        except bencodepy.BencodeDecodeError:
            # The framer has checked everything else.
            offset = self._framer.offset - len(frame)
            raise RemoteProtocolError(
                f"byte {offset}: a key in this message is not UTF-8 text", offset=offset
            ) from None


def encode(message: Mapping[str, Sendable]) -> bytes:
    """The message as canonical bencode. Raises ``LocalProtocolError`` for a value that has no encoding."""
    parts: list[bytes] = []
    try:
        _add_dict(message, parts)
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise LocalProtocolError(f"bencode cannot carry this message: {error}") from error
    return b"".join(parts)


def _add_dict(items: Mapping[str, Sendable], parts: list[bytes]) -> None:
    parts.append(b"d")
    for key in sorted(items):  # by code point, which is the order of the UTF-8 bytes
        name = key.encode()
        value = items[key]
        if type(value) is str:
            text = value.encode()
            parts.append(b"%d:%b%d:%b" % (len(name), name, len(text), text))
        else:
            parts.append(b"%d:%b" % (len(name), name))
            _add(value, parts)
    parts.append(b"e")


def _add(value: Sendable, parts: list[bytes]) -> None:
    match value:
        case str():
            text = value.encode()
            parts.append(b"%d:%b" % (len(text), text))
        case None | False:
            parts.append(b"le")
        case int():  # True, too
            parts.append(b"i%de" % value)
        case float():
            text = repr(value).encode()
            parts.append(b"%d:%b" % (len(text), text))
        case bytes():
            parts.append(b"%d:%b" % (len(value), value))
        case list() | tuple():  # as almost all are; to ask for a Sequence takes long
            _add_list(value, parts)
        case Mapping():
            _add_dict(value, parts)
        case Sequence():
            _add_list(value, parts)
        case _:
            raise TypeError(f"no encoding for {type(value).__name__}")


def _add_list(items: Sequence[Sendable], parts: list[bytes]) -> None:
    parts.append(b"l")
    for item in items:
        _add(item, parts)
    parts.append(b"e")


def _encoder() -> Encoder:
    return encode


BENCODE = Codec("bencode", _encoder, BencodeDecoder)
