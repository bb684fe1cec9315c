"""The wire, as pure code: bytes to messages and back, and the op table. No I/O, no sessions, no Lisp.

``Connection`` turns bytes into dicts and dicts into bytes; ``parse_request`` checks a dict against ``OPS`` and makes
a ``Request`` of it, or the ``OpError`` to answer with.
"""

from omega.protocol.bencode import BENCODE
from omega.protocol.codec import CLOSED, NEED_DATA, Codec, Signal
from omega.protocol.connection import Connection
from omega.protocol.describe import describe_ops
from omega.protocol.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from omega.protocol.limits import FrameLimits
from omega.protocol.messagepack import MSGPACK
from omega.protocol.messages import OpError, Request, RequestId, Response, parse_request
from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops import OPS
from omega.protocol.wire import Sendable, Wire

__all__ = [
    "BENCODE",
    "CLOSED",
    "MSGPACK",
    "NEED_DATA",
    "OPS",
    "Codec",
    "Connection",
    "FrameLimits",
    "Kind",
    "LocalProtocolError",
    "Op",
    "OpError",
    "Param",
    "ProtocolError",
    "RemoteProtocolError",
    "Request",
    "RequestId",
    "Response",
    "Sendable",
    "Signal",
    "Wire",
    "describe_ops",
    "parse_request",
]
