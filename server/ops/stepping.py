"""Ops of CIDER's stepping debugger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request, Sendable
from omega.runtime import Condition, LispError, Overrun
from omega.runtime.report import message_line
from omega.server.editors.inputs import DebugInput, debug_input
from omega.server.editors.marks import Marks
from omega.server.editors.stepping import PROMPTS, Stepping
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.evaluation import check_room
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client

#: What is said of an expression that is read for too long.
TOO_LONG = Condition("budget-exceeded", "reading it took too long (limit: operation-time)")


def init_debugger(client: Client, request: Request) -> None:
    """Have marked forms stop, from now on, and ask here what to do; the request stays open for that."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    if session.marks is not None:
        session.marks.end()  # an editor that connects again asks again
    Marks(client, request.id, session)


def debug_input_(client: Client, request: Request) -> None:
    """Do at a stop what was asked for there."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    stepping = session.debugging
    key, text = param(request.params, "key", ""), param(request.params, "input", "")
    if not isinstance(stepping, Stepping) or stepping.key is None or stepping.key != key:
        raise Refusal("stale-key", "no marked form of the session is stopped with this key")
    given = debug_input(text)
    if stepping.pending is not None:
        given = DebugInput(stepping.pending, code=text)
    if given is None:
        raise Refusal("invalid-argument", "input: expected :command or {:response :command ...}", argument="input")
    if given.command not in PROMPTS or given.code is None:
        stepping.answer(given)
        return answer(client, request)
    check_room(client, len(given.code))
    try:
        stepping.evaluate(client, request.id, given.command, given.code)
    except (LispError, Overrun) as problem:
        condition = problem.condition if isinstance(problem, LispError) else TOO_LONG
        message = message_line(condition)
        stepping.failed({"ex": condition.type, "message": message})
        raise Refusal("evaluate-error", message, ex=condition.type) from None


def debug_instrumented_defs(client: Client, request: Request) -> None:
    """The names whose definitions are marked, after the name of their namespace."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    forms = () if session.marks is None else session.marks.forms
    names = sorted({form.name for form in forms if form.name})
    listed: list[Sendable] = [[session.runtime.namespace, *names]] if names else []
    answer(client, request, {"list": listed})
