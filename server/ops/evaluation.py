"""Ops that evaluate, and those that act on a running evaluation: ``eval``, ``load-file``, ``interrupt``, ``stdin``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from omega.protocol import Request, Wire
from omega.runtime import LispError
from omega.server.editors.phrases import first_line, in_lisp
from omega.server.job import Allowance, Job, Source
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.refusal import Refusal
from omega.server.printing import print_options
from omega.server.session import Interrupt
from omega.server.turn import Told

if TYPE_CHECKING:
    from omega.server.connection import Client

#: Lines and columns beyond this say nothing.
FURTHEST = 10**9


def eval_code(client: Client, request: Request) -> None:
    """Queue code for evaluation."""
    params = request.params
    ns = params.get("ns")
    code = in_lisp(param(params, "code", ""))
    submit(
        client,
        request,
        Source(
            code=code,
            file=param(params, "file", "") or "<eval>",
            line=first_line(code, _position(params, "line")),
            column=_position(params, "column"),
            ns=ns if isinstance(ns, str) and ns else None,
        ),
        inspects=bool(params.get("inspect")),
    )


def load_file(client: Client, request: Request) -> None:
    """Queue the contents of a file for evaluation up to the first error."""
    params = request.params
    name = param(params, "file-path", "") or param(params, "file-name", "") or "<load-file>"
    submit(client, request, Source(code=param(params, "file", ""), file=name), single=True)


def submit(
    client: Client,
    request: Request,
    source: Source,
    *,
    single: bool = False,
    inspects: bool = False,
    shows: Told | None = None,
) -> None:
    """Queue an evaluation for this request. ``single``: it stops at the first error, and sends the last value alone.
    ``inspects``: its values are opened in the inspector. ``shows``: what makes a message of a value instead of a printer."""
    config = client.server.config
    session = session_of(client, request)
    if session in client.attached and session is not None and session.repeat(client, request):
        return
    check_room(client, len(source.code))
    session = session or client.host.ephemeral(client)
    allowance = Allowance(
        output=_smaller(config.output_per_evaluation, param(request.params, "out-limit", 0)),
        ticks=param(request.params, "budget", 0),
        value=config.message_bytes,
    )
    options = print_options(request.params)
    if inspects:
        session.inspector.configure(request.params)
        shows = session.inspector.open
    watchdog = client.host.watchdog
    job = Job(
        client,
        request.id,
        session.id,
        source,
        options,
        allowance,
        watchdog,
        single=single,
        asks=param(request.params, "on-error", "report") == "restart",
        persists=param(request.params, "on-disconnect", "interrupt") == "continue",
        shows=shows,
    )
    if session.marks is not None:
        job.prepare = session.marks.reading(source)
    job.telling = session.transcript.begin(client, request)
    session.submit(job)


def check_room(client: Client, size: int) -> None:
    """Refuse a request that would have to wait with so many characters, if enough wait on this connection already."""
    config = client.server.config
    if len(client.jobs) >= config.pending_requests:
        _limit("pending-requests", f"{len(client.jobs)} requests of this connection wait for an answer already")
    if client.pending_bytes + size > config.pending_bytes and client.jobs:
        _limit("pending-bytes", f"{client.pending_bytes} characters of code wait on this connection already")
    if client.server.stopping:
        raise Refusal("server-stopping", "the server is shutting down")


def _limit(limit: str, message: str) -> None:
    raise Refusal("limit-reached", f"{message} (limit: {limit})", limit=limit)


def _position(params: Mapping[str, Wire], name: str) -> int:
    return min(max(param(params, name, 1), 1), FURTHEST)


def _smaller(first: int, second: int) -> int:
    """The stricter of two bounds; 0 is none."""
    return min(first, second) if first and second else first or second


def interrupt(client: Client, request: Request) -> None:
    """End an evaluation that runs or waits."""
    session = session_of(client, request)
    if session is None or session.ephemeral:
        raise Refusal("session-ephemeral", "an evaluation without a session ends with its connection")
    id = request.params.get("interrupt-id")
    match session.interrupt(id if isinstance(id, str | int) else None):
        case Interrupt.DONE:
            answer(client, request)
        case Interrupt.IDLE:
            answer(client, request, status=("done", "session-idle"))
        case Interrupt.MISMATCH:
            raise Refusal("interrupt-id-mismatch", "no evaluation of this session has that id")


def stdin(client: Client, request: Request) -> None:
    """Give console input to the evaluation that waits for it, or to the next one that reads."""
    session = session_of(client, request)
    if session is None:
        raise Refusal("invalid-argument", "stdin needs the session that asked for input", argument="session")
    if not session.supply(param(request.params, "stdin", "")):
        _limit("stdin-bytes", "too much input waits to be read")
    answer(client, request)


def answer_question(client: Client, request: Request) -> None:
    """Go on with a restart, in answer to ``need-restart``."""
    session = session_of(client, request)
    if session is None:
        raise Refusal("invalid-argument", "answer needs the session that asked", argument="session")
    params = request.params
    try:
        with client.host.watchdog.limit():
            open_ = session.restart(param(params, "key", ""), param(params, "restart", 0), param(params, "code", ""))
    except LispError as error:
        argument = "restart" if error.condition.type == "control-error" else "code"
        raise Refusal("invalid-argument", error.condition.message, argument=argument) from None
    if not open_:
        raise Refusal("stale-key", "no question with this key is open in the session")
    answer(client, request)
