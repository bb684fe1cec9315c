"""Cuts a stream of bytes into the messages of the Debug Adapter Protocol, and puts messages into it. Never waits.

A message is a header, an empty line and as many bytes of JSON as the header's ``Content-Length`` says. The framer keeps
its place between reads, looks at no byte twice but the end of an unfinished header, and refuses what is no such
header at once: whoever connects by mistake, a browser say, gets no further than its first line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import DecodeError
from msgspec.json import Decoder, Encoder

#: Bytes of a header, and of a message: editors send whole files in none of them.
MOST_HEADER, MOST_CONTENT = 4096, 16 * 1024 * 1024

_END = b"\r\n\r\n"
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*): *([ -~]*)")
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,15}")
_ENCODER = Encoder()
_DECODER: Decoder[dict[str, object]] = Decoder(dict[str, object])


class FramingError(Exception):
    """What came cannot be cut into messages: there is no known border any more, so the connection must end."""


class NotAMessage(Exception):
    """A content that is no JSON object. The next message can be read all the same."""


class Framer:
    """Feed bytes with ``receive``, pull contents with ``next_content`` until it gives ``None``."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        #: Bytes of the content that is being received, once its header has been read.
        self._length: int | None = None
        self._searched = 0

    @property
    def unfinished(self) -> bool:
        """Whether a message has begun that is not complete."""
        return bool(self._buffer) or self._length is not None

    def receive(self, data: bytes) -> None:
        """Take the next bytes of the stream, any number of them."""
        self._buffer += data

    def next_content(self) -> bytes | None:
        """The next whole content, ``None`` until more bytes have come. Raises ``FramingError``."""
        if self._length is None:
            end = self._buffer.find(_END, self._searched)
            if end < 0 or end > MOST_HEADER:
                self._refuse_what_no_header_can_begin_with()
                self._searched = max(0, len(self._buffer) - len(_END) + 1)
                return None
            self._length = _content_length(bytes(self._buffer[:end]))
            del self._buffer[: end + len(_END)]
            self._searched = 0
        if len(self._buffer) < self._length:
            return None
        content = bytes(self._buffer[: self._length])
        del self._buffer[: self._length]
        self._length = None
        return content

    def _refuse_what_no_header_can_begin_with(self) -> None:
        lines = self._buffer[: MOST_HEADER + 1].split(b"\r\n")
        if len(lines) > 1:
            _field(bytes(lines[0]))
        if len(self._buffer) > MOST_HEADER:
            raise FramingError(f"header: expected at most {MOST_HEADER} bytes before an empty line, got more")


def _content_length(header: bytes) -> int:
    fields = [_field(line) for line in header.split(b"\r\n")]
    lengths = [value for name, value in fields if name.lower() == b"content-length"]
    if len(lengths) != 1:
        raise FramingError(f"header: expected Content-Length once, got it {len(lengths)} times")
    if not _LENGTH.fullmatch(lengths[0]):
        raise FramingError(f"Content-Length: expected a number of bytes, got {_shown(lengths[0])}")
    if (length := int(lengths[0])) > MOST_CONTENT:
        raise FramingError(f"Content-Length: expected at most {MOST_CONTENT}, got {length}")
    return length


def _field(line: bytes) -> tuple[bytes, bytes]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise FramingError(f"header: expected a line such as Content-Length: 119, got {_shown(line)}")
    return match[1], match[2]


def _shown(value: bytes) -> str:
    text = value[:60].decode("ascii", "backslashreplace")
    return repr(text) + ("..." if len(value) > 60 else "")


def decode(content: bytes) -> dict[str, object]:
    """The JSON object in a content. Raises ``NotAMessage`` with the reason."""
    try:
        return _DECODER.decode(content)
    except (DecodeError, UnicodeDecodeError) as error:
        raise NotAMessage(f"message: expected a JSON object: {error}") from error
    except RecursionError as error:
        raise NotAMessage("message: expected a JSON object, got one nested too deeply") from error


def encode(message: Mapping[str, object]) -> bytes:
    """The bytes of a message, header and all."""
    content = _ENCODER.encode(message)
    return b"Content-Length: %d\r\n\r\n%b" % (len(content), content)
