"""The ops of the verbs: each is made from its declaration (``runtime/verbs.py``), and none is written here.

A verb that only looks is answered at once, also during an evaluation, or done beside it if that takes long. One that changes
the session waits its turn, unless an evaluation rests where a person looks at it: then the session is not about to change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from omega.protocol import Kind, Op, Param, Request
from omega.runtime import LispError, plain
from omega.runtime.verbs import VERBS, Parameter, Verb
from omega.server.errand import ENVELOPE, Errand, failure
from omega.server.ops.answer import answer, session_of
from omega.server.ops.evaluation import check_room

if TYPE_CHECKING:
    from omega.server.connection import Client

_KINDS = {
    plain.Kind.TEXT: Kind.TEXT,
    plain.Kind.INTEGER: Kind.INTEGER,
    plain.Kind.FLAG: Kind.FLAG,
    plain.Kind.BYTES: Kind.BYTES,
    plain.Kind.TEXTS: Kind.LIST,
}
_SESSION = Param("session", Kind.TEXT, "The session.")
_ASKING = Param("session", Kind.TEXT, "The session that asks, if one does.")


def _param(parameter: Parameter) -> Param:
    sort = parameter.sort
    minimum = sort.bounds.least if sort.bounds is not None and sort.kind is plain.Kind.INTEGER else None
    return Param(parameter.name, _KINDS[sort.kind], parameter.doc, minimum=minimum, choices=sort.choices)


def _op(verb: Verb) -> Op:
    required = [_param(each) for each in verb.parameters if each.required]
    optional = [_param(each) for each in verb.parameters if not each.required]
    also = () if verb.also is None else (verb.also,)
    if verb.outside:
        optional.insert(0, _ASKING)
    else:
        required.insert(0, _SESSION)
    returns = tuple(each for each in verb.returns if each[0] not in ENVELOPE)
    return Op(verb.op, verb.doc, tuple(required), tuple(optional), returns, also=also)


def _perform(verb: Verb, client: Client, request: Request) -> None:
    session = session_of(client, request)
    known = {each.name for each in verb.parameters}
    try:
        arguments = verb.of_wire({name: value for name, value in request.params.items() if name in known})
    except LispError as error:
        status, body = failure(error)
        return answer(client, request, body, status)
    if session is None:
        session = client.host.ephemeral(client)  # it is about others, so any session may ask
    config = client.server.config
    errand = Errand(
        client, request.id, session.id, verb, arguments, client.host.watchdog, config.message_bytes, session.at_rest
    )
    if not verb.changes and errand.step(session.runtime, 0):
        assert errand.ending is not None
        status, body = errand.ending
        if session.ephemeral:
            client.host.close(session)
        return answer(client, request, body, status)
    if session in client.attached and session.repeat(client, request):
        return
    check_room(client, errand.size)
    errand.telling = session.transcript.begin(client, request)
    session.submit(errand, aside=not verb.changes or errand.resting is not None)


#: The op of each verb, and what serves it.
TABLE: Mapping[str, Op] = {name: op for op in map(_op, VERBS.values()) for name in (op.name, *op.also)}
HANDLERS: Mapping[str, Callable[[Client, Request], None]] = {
    verb.op: partial(_perform, verb) for verb in VERBS.values()
}
