"""What every handler needs: the session a request is for, and the one answer of an op that answers at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from omega.protocol import Request, Response, Sendable, Wire
from omega.runtime import Runtime
from omega.server.ops.refusal import Refusal
from omega.server.session import Session

if TYPE_CHECKING:
    from omega.server.connection import Client

T = TypeVar("T")
DONE = ("done",)


def session_of(client: Client, request: Request) -> Session | None:
    """The session the request names, None if it names none. Refused if there is no such session for this client."""
    if request.session is None:
        return None
    session = client.host.find(request.session, client)
    if session is None:
        raise Refusal("unknown-session", "there is no such session; `clone` opens one, `ls-sessions` lists them")
    return session


def runtime_of(client: Client, request: Request) -> Runtime:
    """The runtime to look into: a blank one if the request names no session."""
    session = session_of(client, request)
    return client.host.blank if session is None else session.runtime


def answer(
    client: Client, request: Request, body: Mapping[str, Sendable] | None = None, status: tuple[str, ...] = DONE
) -> None:
    """The one reply of an op that answers at once. Without a session it names one that ends with the request."""
    client.send(Response(request.id, request.session or str(uuid4()), status, body or {}))


def param(values: Mapping[str, Wire], name: str, default: T) -> T:
    """A parameter the op table has checked to be of the default's type."""
    value = values.get(name, default)
    assert isinstance(value, type(default))
    return value


def texts(values: Mapping[str, Wire], name: str) -> tuple[str, ...]:
    """A list of texts, as the op table has checked; an absent one is empty."""
    items: list[Wire] = param(values, name, [])
    return tuple(item for item in items if isinstance(item, str))


def maps(values: Mapping[str, Wire], name: str) -> list[dict[str, Wire]]:
    """A list of maps, as the op table has checked."""
    items: list[Wire] = param(values, name, [])
    return [item for item in items if isinstance(item, dict)]
