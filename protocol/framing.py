"""Cuts a stream of bytes into complete, strictly checked bencode messages. Never builds a value.

Theory of operation. bencode.py must only ever see one whole, canonical message: a negative length makes it loop for
ever, it takes ``i1_000e`` and ``i+5e`` for numbers, and it answers truncated, malformed and trailing input with one
and the same error. So this framer walks the tokens of a message first and keeps its place between reads: the next
token's position (which may lie beyond what has arrived, inside a long string), the stack of open containers and the
number of tokens. A read costs time in proportion to the tokens it completes; nothing is looked at twice except a
number cut by the end of a read, which has at most a few dozen bytes. Strings are jumped over, not scanned.

The verdict on a stream never depends on how it was cut into reads (tests/protocol/test_fuzz.py holds it to that).
Keys of a dict may come in any order, because real editors send them so, and a key given twice counts as its last
value, as both codec libraries have it.
"""

from __future__ import annotations

import re

from omega.protocol.errors import RemoteProtocolError
from omega.protocol.limits import FrameLimits

# What may come next inside the innermost container. A dict flips between the last two with each item.
_ITEM, _KEY, _VALUE = 0, 1, 2

_D, _E, _I, _L, _COLON, _ZERO, _NINE = b"deil:09"
_INTEGER = re.compile(rb"i(?:0|-?[1-9][0-9]*)e")
_INTEGER_BEGUN = re.compile(rb"i(?:0|-?(?:[1-9][0-9]*)?)")


class BencodeFramer:
    """Feed bytes with ``receive``, pull messages with ``next_frame`` until it gives ``None``.

    After ``next_frame`` has raised the stream has no known message border any more: drop the framer.
    """

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._length_digits = len(str(limits.message_bytes))
        self._buffer = bytearray()
        self._dropped = 0  # bytes of the stream before buffer[0]
        self._start = 0  # buffer index at which the message begins
        self._position = 0  # buffer index of the next token
        self._stack: list[int] = []  # what the outer containers expect once the innermost is closed
        self._expect = _ITEM
        self._tokens = 0

    @property
    def offset(self) -> int:
        """The stream offset at which the message now being received begins."""
        return self._dropped + self._start

    @property
    def unfinished(self) -> bool:
        """Whether bytes of an incomplete message are held."""
        return len(self._buffer) > self._start

    def receive(self, data: bytes) -> None:
        """Take the next bytes of the stream, any number of them."""
        start = self._start
        if start:
            del self._buffer[:start]  # advances a pointer; the rest is not moved
            self._dropped += start
            self._position -= start
            self._start = 0
        self._buffer += data

    def next_frame(self) -> bytes | None:
        """The next whole message, or ``None`` until more bytes have come. Raises ``RemoteProtocolError``."""
        buffer = self._buffer
        position = self._position
        start = self._start
        last = start + self._limits.message_bytes  # the message must end at or before this index
        end = min(len(buffer), last)
        if position >= end:  # often true: a long string is still arriving
            return None
        stack = self._stack
        expect = self._expect
        tokens = self._tokens
        most_tokens = self._limits.tokens

        if not tokens and buffer[position] != _D:
            raise self._wrong(position, f"a message is a dict and starts with 'd', got {_shown(buffer, position)}")

        while position < end:
            byte = buffer[position]

            if _ZERO <= byte <= _NINE:  # a string: its length, a colon, its bytes
                if position + 1 < end and buffer[position + 1] == _COLON:
                    after = position + 2 + byte - _ZERO
                else:
                    colon = self._colon(position, end)
                    if colon < 0:
                        break
                    after = colon + 1 + int(buffer[position:colon])
                if after >= last:  # the dict's own end must still fit
                    raise self._message_too_long(position)
                position = after
                if expect:
                    expect = 3 - expect

            elif byte == _E:
                if expect == _VALUE:
                    raise self._wrong(position, "a dict ends after a key that has no value")
                expect = stack.pop()
                position += 1
                if not stack:
                    self._start = self._position = position
                    self._expect = _ITEM
                    self._tokens = 0
                    return bytes(buffer[start:position])
                continue

            elif expect == _KEY:
                raise self._wrong(position, f"a dict's key must be a string, got {_shown(buffer, position)}")

            elif byte in (_D, _L):
                if len(stack) >= self._limits.depth:
                    raise RemoteProtocolError(
                        f"byte {self._dropped + position}: nested deeper than depth {self._limits.depth}",
                        offset=self._dropped + position,
                        limit="depth",
                    )
                stack.append(_KEY if expect else _ITEM)
                expect = _KEY if byte == _D else _ITEM
                position += 1

            elif byte == _I:
                after = self._after_integer(position, end)
                if after < 0:
                    break
                position = after
                if expect:
                    expect = _KEY

            else:
                raise self._wrong(position, f"no value starts with {_shown(buffer, position)}")

            tokens += 1
            if tokens > most_tokens:
                raise RemoteProtocolError(
                    f"byte {self._dropped + position}: more than {most_tokens} tokens in one message",
                    offset=self._dropped + position,
                    limit="tokens",
                )

        if end == last:
            raise self._message_too_long()
        self._position = position
        self._expect = expect
        self._tokens = tokens
        return None

    def _colon(self, position: int, end: int) -> int:
        """The index of the colon after the length at ``position``, or -1 if it has not come yet."""
        buffer = self._buffer
        beyond = position + self._length_digits + 1
        colon = buffer.find(_COLON, position, min(beyond, end))
        digits = buffer[position : min(beyond, end) if colon < 0 else colon]
        if digits[0] == _ZERO and len(digits) > 1:
            at = position + 1
            raise self._wrong(at, f"only a colon may follow the length 0, got {_shown(buffer, at)}")
        if not digits.isdigit():
            at = position + next(i for i, byte in enumerate(digits) if not _ZERO <= byte <= _NINE)
            raise self._wrong(at, f"a string's length must be digits and a colon, got {_shown(buffer, at)}")
        if len(digits) > self._length_digits:
            raise self._message_too_long(position)
        return colon

    def _after_integer(self, position: int, end: int) -> int:
        """The index after the integer at ``position``, or -1 if its end has not come yet."""
        buffer = self._buffer
        digits = self._limits.integer_digits
        negative = position + 1 < end and buffer[position + 1] == 0x2D
        full = position + digits + 2 + negative
        beyond = min(full, end)
        found = _INTEGER.match(buffer, position, beyond)
        if found:
            return found.end()
        begun = _INTEGER_BEGUN.match(buffer, position, beyond)
        stop = begun.end() if begun else position
        if stop < beyond:
            raise self._wrong(
                stop,
                f"an integer is 'i', maybe '-', digits with no needless 0, 'e'; got {_shown(buffer, stop)}",
            )
        if stop == full:
            offset = self._dropped + position
            raise RemoteProtocolError(
                f"byte {offset}: an integer longer than integer-digits {digits}",
                offset=offset,
                limit="integer-digits",
            )
        return -1

    def _wrong(self, position: int, what: str) -> RemoteProtocolError:
        offset = self._dropped + position
        return RemoteProtocolError(f"byte {offset}: {what}", offset=offset)

    def _message_too_long(self, position: int | None = None) -> RemoteProtocolError:
        most = self._limits.message_bytes
        offset = self._dropped + (self._start if position is None else position)
        return RemoteProtocolError(
            f"byte {offset}: the message is longer than message-bytes {most}", offset=offset, limit="message-bytes"
        )


def _shown(buffer: bytearray, position: int) -> str:
    """The byte at ``position`` as people read it."""
    byte = buffer[position]
    return f"'{chr(byte)}'" if 0x20 < byte < 0x7F else f"byte 0x{byte:02x}"
