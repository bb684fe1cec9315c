"""What a session's evaluations have said, the newest of it: for a client that comes back (``attach``) and for a request
that is sent again.

A reply counts as missed if it was still waiting to be written when its connection ended, or was made while nobody was
there or the client had closed its side. What a connection took and lost on its way nobody can know; sending the request again gives all of its replies.
This file owns the bound, in bytes as they are about on the wire, and must never touch a socket.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from omega.protocol import Request, RequestId, Response, Sendable
from omega.server.audience import NOBODY, Audience

if TYPE_CHECKING:
    from omega.server.connection import Client

#: What a reply is called that somebody has to answer.
_QUESTIONS = {"need-input", "need-restart"}
#: About what a message takes besides its texts.
_MESSAGE = 200


class Telling(Struct, eq=False):
    """The replies to one request. ``connection``: the number of the one it came over. ``asked``: what for, as a hash.
    ``lost``: how many of them are kept no longer."""

    transcript: Transcript
    connection: int
    id: RequestId
    asked: int
    lost: int = 0

    def answers(self, client: Client, request: Request) -> bool:
        """Whether that request asks for the same with the same id, over another connection."""
        return self.id == request.id and self.connection != client.number and self.asked == _asked(request)

    def add(self, response: Response, audience: Audience) -> None:
        """One more reply, which was sent to this audience."""
        self.transcript.add(self, response, audience)


class _Reply(Struct, eq=False):
    """One reply. ``audience``: who has not read it yet, as far as is known. ``end``: where it ends in that outbox."""

    telling: Telling
    response: Response
    size: int
    audience: Audience | None
    end: int


class Transcript:
    """The replies of one session's evaluations, in order, of about ``limit`` bytes; 0 keeps none."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._replies: deque[_Reply] = deque()
        #: Missed replies that are kept no longer.
        self._lost = 0

    def begin(self, client: Client, request: Request) -> Telling | None:
        """A request will be answered; ``None`` if nothing is kept."""
        return Telling(self, client.number, request.id, _asked(request)) if self._limit else None

    def add(self, telling: Telling, response: Response, audience: Audience) -> None:
        """Keep a reply; the oldest ones go when there is no room."""
        size = _MESSAGE
        for value in response.body.values():
            size += len(value) if type(value) is str else sum(_sizes(value))
        self._replies.append(_Reply(telling, response, size, audience, audience.outbox.total))
        self._size += size
        while self._size > self._limit:
            oldest = self._replies.popleft()
            self._size -= oldest.size
            oldest.telling.lost += 1
            self._lost += oldest.audience is NOBODY

    def vanished(self, client: Client) -> None:
        """A connection is gone: what it has not read has been missed."""
        written = client.outbox.total - client.outbox.size
        for reply in self._replies:
            if reply.audience is client:
                reply.audience = NOBODY if reply.end > written else None

    def replay(self, client: Client, waiting: Collection[Telling] = ()) -> tuple[int, int]:
        """Send what was missed to this connection: how many replies, and how many are kept no longer. ``waiting``: requests
        whose question is this client's to answer now, whoever has read it."""
        questions = {reply.telling: reply for reply in self._replies if _QUESTIONS & set(reply.response.status)}
        asked = [questions.get(telling) for telling in waiting]
        missed = [reply for reply in self._replies if reply.audience is NOBODY or reply in asked]
        for reply in missed:
            self._send(reply, client)
        lost, self._lost = self._lost, 0
        return len(missed), lost

    def find(self, client: Client, request: Request) -> Telling | None:
        """The replies to what this request asks once more, if something of them is kept."""
        for reply in reversed(self._replies):
            if reply.telling.answers(client, request):
                return reply.telling
        return None

    def repeat(self, telling: Telling, client: Client, request: Request) -> None:
        """Send all replies of one request to this connection, after how many are lost, if any are."""
        if telling.lost:
            client.send(Response(request.id, request.session, (), {"lost": telling.lost}))
        for reply in [reply for reply in self._replies if reply.telling is telling]:
            self._send(reply, client)

    def _send(self, reply: _Reply, client: Client) -> None:
        client.send(reply.response)
        reply.audience, reply.end = client, client.outbox.total


def _asked(request: Request) -> int:
    """What a request asks for, as a hash: a big text is not kept for that."""
    try:
        return hash((request.op, *request.params, *request.params.values()))
    except TypeError:  # a map or a list
        return hash((request.op, repr(request.params)))


def _sizes(value: Sendable) -> Iterator[int]:
    if isinstance(value, str | bytes):
        yield len(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield len(key) + 10
            yield from _sizes(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _sizes(item)
