"""The messages of the wire as frozen dataclasses, and the op table's check that makes one out of a dict.

``parse_request`` is total: whatever a decoder can hand out becomes a ``Request`` or an ``OpError``. Messages about a
wrong argument name its type and never quote it, for an argument may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from omega.protocol.op import Invalid, Kind, Op, Param
from omega.protocol.ops import OPS
from omega.protocol.wire import Sendable, Wire

RequestId = str | int | None

_ID = Param("id", Kind.ID, "Echoed in every reply.")
_SESSION = Param("session", Kind.TEXT, "The session to work in.")
_LONGEST_ECHO = 100  # characters of an unknown op's name


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose op is known and whose parameters have the types that the op table names.

    ``id``: to be echoed as it is. ``params``: checked ones, absent ones left out, and unknown ones unchecked; not
    op, id, session.
    """

    op: str
    id: RequestId
    session: str | None
    params: Mapping[str, Wire] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """One reply. ``body``: what it holds besides id, session and status."""

    id: RequestId = None
    session: str | None = None
    status: tuple[str, ...] = ()
    body: Mapping[str, Sendable] = field(default_factory=dict)

    def to_message(self) -> dict[str, Sendable]:
        """The dict to send."""
        message = dict(self.body)
        if self.id is not None:
            message["id"] = self.id
        else:
            message.pop("id", None)  # what a body calls so is not the request's
        if self.session is not None:
            message["session"] = self.session
        if self.status:
            message["status"] = self.status
        return message


@dataclass(frozen=True, slots=True)
class OpError:
    """The one reply to a request that cannot be served. ``status``: error, done and the fault.

    ``op``: the unknown one. ``argument``: the name of a wrong or missing one. ``message``: a line for people.
    """

    status: tuple[str, ...]
    id: RequestId = None
    session: str | None = None
    op: str | None = None
    argument: str | None = None
    message: str | None = None

    def to_message(self) -> dict[str, Sendable]:
        """The dict to send."""
        about = {"op": self.op, "argument": self.argument, "message": self.message}
        body = {name: text for name, text in about.items() if text is not None}
        return Response(self.id, self.session, self.status, body).to_message()


def parse_request(message: Mapping[str, Wire], ops: Mapping[str, Op] = OPS) -> Request | OpError:
    """Check a decoded message against the op table. Never raises.

    A parameter that is nil (bencode's empty list) is absent, unless it is a flag or a list. Text of decimal digits
    is taken for an integer. An ``OpError``'s status is ``unknown-op``, ``no-code``, ``session-ephemeral`` or
    ``invalid-argument``, after ``error`` and ``done``.
    """
    id = message.get("id")
    if type(id) is not str and type(id) is not int:
        if id is not None and id != []:
            return _invalid(_ID, Invalid("", _ID.expected, id), None, None)
        id = None
    session = message.get("session")
    if type(session) is not str:
        if session is not None and session != []:
            return _invalid(_SESSION, Invalid("", _SESSION.expected, session), id, None)
        session = None

    name = message.get("op")
    op = ops.get(name) if type(name) is str else None
    if op is None:
        return _unknown_op(name, id, session)

    params: dict[str, Wire] = {}
    known = op.params
    for key, value in message.items():
        param = known.get(key)
        if param is None:
            if type(key) is not str:
                return _error("invalid-argument", id, session, None, "a message's keys must be text")
            params[key] = value
        elif isinstance(checked := param.check(value), Invalid):
            return _invalid(param, checked, id, session)
        elif checked is not None:
            params[key] = checked
    for param in op.required:
        if param.name not in params:
            return _error(param.missing, id, session, param.name, f"{op.name} needs {param.name}: {param.doc}")
    params.pop("op", None)
    params.pop("id", None)
    params.pop("session", None)
    return Request(op.name, id, session, params)


def _unknown_op(name: Wire, id: RequestId, session: str | None) -> OpError:
    if type(name) is str:
        shown = name if len(name) <= _LONGEST_ECHO else name[:_LONGEST_ECHO] + "…"
        words = f"no op is named {shown!r}"
    elif name is None or name == []:
        shown, words = "", "a request needs an op"
    else:
        shown, words = "", f"op must be text, got {_type(name)}"
    return OpError(_status("unknown-op"), id, session, op=shown, message=words + "; `describe` lists the ops")


def _invalid(param: Param, wrong: Invalid, id: RequestId, session: str | None) -> OpError:
    words = f"{param.name}{wrong.where}: expected {wrong.expected}, got {_type(wrong.value)}"
    return _error("invalid-argument", id, session, param.name, words)


def _error(fault: str, id: RequestId, session: str | None, argument: str | None, message: str) -> OpError:
    return OpError(_status(fault), id, session, argument=argument, message=message)


def _status(fault: str) -> tuple[str, ...]:
    return ("error", "done", fault)


def _type(value: Wire) -> str:
    """The value's type for people; a text or integer shows up here when it is the value that is wrong."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "a boolean"
        case int():
            return "an integer" if abs(value) >= 10**9 else f"the integer {value}"
        case float():
            return "a float"
        case str():
            return "other text"
        case bytes():
            return "bytes that are not UTF-8 text"
        case list():
            return "a list"
        case _:
            return "a map"
