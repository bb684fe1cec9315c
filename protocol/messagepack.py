"""The MessagePack codec: ``msgpack`` with every limit set, on the same messages as bencode.

Theory of operation. The library's ``Unpacker`` keeps its place between feeds, so unlike bencode no framer runs
before it; the limits are put around it. It is fed at most ``message_bytes`` counted from the start of the message it
is in, so one that is still incomplete then is too long, and messages sent together do not count as one. Containers
are counted by hooks as they close, which bounds the memory that a flood of tiny ones takes. Depth is read off the
value, whose nesting the library has bounded by then. After any error the Unpacker is unusable: the connection ends.

nil, booleans, floats and binaries are native here. An integer beyond 64 bits travels as extension type 1, its
two's complement in big-endian bytes; a timestamp is read as seconds since 1970; no other extension is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log2
from typing import cast

import msgpack

from omega.protocol.codec import Codec, Encoder
from omega.protocol.errors import LocalProtocolError, RemoteProtocolError
from omega.protocol.limits import FrameLimits
from omega.protocol.wire import Sendable, Wire

INTEGER_EXTENSION = 1
_TIMESTAMP_BYTES = 12  # the longest timestamp, an extension the library reads itself
_BUFFER_BYTES = 4096  # to start with; both sides grow when needed


class _Passed(Exception):
    """Raised by a hook, through the library: this limit is passed, or this rule broken."""

    def __init__(self, what: str, limit: str | None = None) -> None:
        self.what = what
        self.limit = limit


class MsgpackDecoder:
    """A ``Decoder`` over ``msgpack.Unpacker``."""

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._waiting = bytearray()  # received, not fed
        self._fed = 0  # bytes of the stream fed
        self._start = 0  # stream offset of the message
        self._tokens = 0
        self._hungry = True
        most = limits.message_bytes
        self._unpacker = msgpack.Unpacker(
            read_size=min(_BUFFER_BYTES, most),
            raw=False,
            use_list=True,
            timestamp=1,
            strict_map_key=True,
            object_hook=self._map_closed,
            list_hook=self._array_closed,
            ext_hook=self._extension,
            max_buffer_size=most,
            max_str_len=most,
            max_bin_len=most,
            max_array_len=min(limits.tokens, most),
            max_map_len=min(limits.tokens, most),
            max_ext_len=max(_TIMESTAMP_BYTES, _integer_bytes(limits.integer_digits)),
        )

    @property
    def offset(self) -> int:
        return self._start

    @property
    def unfinished(self) -> bool:
        return self._fed + len(self._waiting) > self._start

    def receive(self, data: bytes) -> None:
        self._waiting += data

    def next_message(self) -> dict[str, Wire] | None:
        if self._hungry:
            self._feed()
        while True:
            try:
                value = self._unpacker.unpack()
                break
            except msgpack.OutOfData:
                if self._fed - self._start >= self._limits.message_bytes:
                    raise self._error("the message is too long", "message-bytes") from None
                if not self._waiting:
                    self._hungry = True
                    return None
                self._feed()
            except _Passed as passed:
                raise self._error(passed.what, passed.limit) from None
            except msgpack.StackError:
                raise self._error("nested too deeply", "depth") from None
            except msgpack.FormatError:
                raise self._error("this byte starts no MessagePack value") from None
            except (ValueError, OverflowError) as error:
                raise self._error(*_library_error(error)) from None
        if not isinstance(value, dict):
            raise self._error("a message is a map, and this one is not")
        if _deeper_than(value, self._limits.depth):
            raise self._error("nested too deeply", "depth")
        self._start = self._unpacker.tell()
        self._tokens = 0
        return cast("dict[str, Wire]", value)

    def _feed(self) -> None:
        """Give the library more, only when it has used up all it has: it moves what is left to make room."""
        room = self._start + self._limits.message_bytes - self._fed
        piece = self._waiting[:room]
        del self._waiting[:room]
        self._unpacker.feed(piece)
        self._fed += len(piece)
        self._hungry = False

    def _error(self, what: str, limit: str | None = None) -> RemoteProtocolError:
        offset = self._unpacker.tell()
        if limit is not None:
            what += f" ({limit} {getattr(self._limits, limit.replace('-', '_'))})"
        return RemoteProtocolError(f"byte {offset}: {what}", offset=offset, limit=limit)

    def _count(self, tokens: int) -> None:
        self._tokens += tokens
        if self._tokens > self._limits.tokens:
            raise _Passed("too many values in one message", "tokens")

    def _map_closed(self, value: dict[object, object]) -> dict[object, object]:
        self._count(2 * len(value) + 1)
        for key in value:
            if type(key) is not str:
                raise _Passed("a map's key must be text")
        return value

    def _array_closed(self, value: list[object]) -> list[object]:
        self._count(len(value) + 1)
        return value

    def _extension(self, code: int, data: bytes) -> int:
        if code != INTEGER_EXTENSION:
            raise _Passed(f"extension type {code} is not known here")
        value = int.from_bytes(data, "big", signed=True)
        if abs(value) >= 10**self._limits.integer_digits:
            raise _Passed("an integer has too many digits", "integer-digits")
        return value


def _integer_bytes(digits: int) -> int:
    """Bytes that hold any integer of so many decimal digits in two's complement."""
    return int(digits * log2(10)) // 8 + 1


def _library_error(error: Exception) -> tuple[str, str | None]:
    """Our words for a ``ValueError`` of the library, which names one of its own limits only in its text."""
    text = str(error)
    if "max_array_len" in text or "max_map_len" in text:
        return "too many values in one message", "tokens"
    if "max_ext_len" in text:
        return "an extension value is too long", "integer-digits"
    if isinstance(error, UnicodeDecodeError):
        return "a text is not UTF-8", None
    return f"not valid: {text}", None


def _deeper_than(value: object, depth: int) -> bool:
    """Whether containers are nested more than ``depth`` levels, ``value`` itself being level 1."""
    level = [value]
    for _ in range(depth):
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else cast("list[object]", container))
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _encoder() -> Encoder:
    """An encoder with a buffer of its own: a ``Packer`` must not serve two threads at once."""
    packer = msgpack.Packer(default=_extended, buf_size=_BUFFER_BYTES)

    def encode(message: Mapping[str, Sendable]) -> bytes:
        """The message as MessagePack. Raises ``LocalProtocolError`` for a value that has no encoding."""
        try:
            return packer.pack(message)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise LocalProtocolError(f"msgpack cannot carry this message: {error}") from error

    return encode


def _extended(value: object) -> msgpack.ExtType:
    """The library calls this for what it cannot pack, among it any integer beyond 64 bits."""
    if isinstance(value, int):
        data = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
        return msgpack.ExtType(INTEGER_EXTENSION, data)
    raise TypeError(f"no encoding for {type(value).__name__}")


MSGPACK = Codec("msgpack", _encoder, MsgpackDecoder)
