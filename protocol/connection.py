"""One connection's bytes and messages, in h11's manner: push what was received, pull messages, get bytes to send.

Owns the choice of codec and the connection's end. Does no I/O and knows no ops::

    connection = Connection()
    connection.receive_data(data)            # b"" when the peer has closed
    while (message := connection.next_message()) is not NEED_DATA: ...
    transport.send_all(connection.send(reply))

Call ``next_message`` until it gives ``NEED_DATA`` after each ``receive_data``: what is not pulled is kept, without
bound. A ``RemoteProtocolError`` is final, for no message border can be found again: send ``error_reply`` and close.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from omega.protocol.bencode import BENCODE
from omega.protocol.codec import CLOSED, NEED_DATA, Codec, Decoder, Encoder, Signal
from omega.protocol.errors import LocalProtocolError, RemoteProtocolError
from omega.protocol.limits import FrameLimits
from omega.protocol.opening import codec_of
from omega.protocol.wire import Sendable, Wire


class Connection:
    """``limits``: for messages received. ``codec``: what both sides speak; ``None``, a server's choice, takes the
    codec of the first byte received."""

    def __init__(self, limits: FrameLimits | None = None, codec: Codec | None = None) -> None:
        self._limits = limits or FrameLimits()
        self._codec = codec
        self._encode: Encoder | None = codec.encoder() if codec else None
        self._decoder: Decoder | None = None
        self._opening = b""  # received before the decoder is there
        self._peer_closed = False
        self._error: RemoteProtocolError | None = None

    @property
    def codec(self) -> Codec | None:
        """What is spoken here; ``None`` until the peer's first byte tells."""
        return self._codec

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the peer; ``b""`` says that it has closed. After an error they are thrown away.

        Raises ``LocalProtocolError`` for bytes after the end.
        """
        if self._peer_closed and data:
            raise LocalProtocolError("received data after the peer had closed")
        if not data:
            self._peer_closed = True
        elif self._error is not None:
            pass
        elif self._decoder is not None:
            self._decoder.receive(data)
        else:
            self._opening += data

    def next_message(self) -> dict[str, Wire] | Literal[Signal.NEED_DATA, Signal.CLOSED]:
        """The next message, ``NEED_DATA``, or ``CLOSED`` when the peer closed and all of its messages are read.

        Raises ``RemoteProtocolError``, and the same again on every later call.
        """
        if self._error is not None:
            raise self._error.with_traceback(None)
        try:
            decoder = self._decoder or self._begin()
            message = decoder.next_message() if decoder else None
            if message is not None:
                return message
            if not self._peer_closed:
                return NEED_DATA
            if decoder.unfinished if decoder else self._opening:
                offset = decoder.offset if decoder else 0
                raise RemoteProtocolError(
                    f"byte {offset}: the peer closed in the middle of the message that starts here", offset=offset
                )
            return CLOSED
        except RemoteProtocolError as error:
            self._error = error
            self._decoder = None
            self._opening = b""
            raise

    def send(self, message: Mapping[str, Sendable]) -> bytes:
        """The bytes that carry ``message`` to the peer.

        Raises ``LocalProtocolError`` if it has no encoding, or before the codec is known.
        """
        if self._encode is None:
            raise LocalProtocolError("nothing can be sent before the peer's first byte has told the codec")
        return self._encode(message)

    def error_reply(self, error: RemoteProtocolError) -> bytes:
        """What to send the peer before closing because of ``error``, in the protocol it seems to speak.

        An HTTP client gets a response with status 400. Anyone else gets a message; a peer whose codec is not
        known gets it in bencode, whose words can be read in a dump, and TLS clients report plain text as such.
        """
        if error.foreign == "http":
            body = error.reason.encode() + b"\n"
            return (
                b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                b"Content-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(body), body)
            )
        message: dict[str, Sendable] = {
            "status": ["error", "done", "protocol-error"],
            "message": error.reason,
            "offset": error.offset,
        }
        if error.limit is not None:
            message["limit"] = error.limit
        encode = self._encode or BENCODE.encoder()
        return encode(message)

    def _begin(self) -> Decoder | None:
        """The decoder, once the first bytes tell which. Raises ``RemoteProtocolError`` for anything else."""
        if not self._opening:
            return None
        codec = codec_of(self._opening, (self._codec,)) if self._codec else codec_of(self._opening)
        if codec is None:
            return None
        if self._codec is None:
            self._codec = codec
            self._encode = codec.encoder()
        self._decoder = codec.decoder(self._limits)
        self._decoder.receive(self._opening)
        self._opening = b""
        return self._decoder
