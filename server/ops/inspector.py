"""Ops of the inspector: they show the value that an evaluation with ``inspect`` opened, or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.runtime.syntax.single import is_name
from omega.server.editors.inspector import Inspector
from omega.server.job import Source
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.evaluation import submit
from omega.server.ops.refusal import Refusal
from omega.server.printing import ATOMS_PER_STEP, print_options

if TYPE_CHECKING:
    from omega.server.connection import Client

#: Characters of a value that is printed whole, and at once.
MOST_PRINTED = 20_000


def _inspector_of(client: Client, request: Request) -> Inspector:
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    return session.inspector


def push(client: Client, request: Request) -> None:
    """Inspect a part."""
    inspector = _inspector_of(client, request)
    index = param(request.params, "idx", 0)
    if not inspector.push(index):
        raise Refusal("invalid-argument", f"idx: expected the index of a part, got {index}", argument="idx")
    answer(client, request, inspector.reply())


def move(client: Client, request: Request) -> None:
    """Inspect something else, or show it otherwise, and show that."""
    inspector = _inspector_of(client, request)
    inspector.configure(request.params)
    match request.op:
        case "inspect-pop":
            inspector.pop()
        case "inspect-next-sibling":
            inspector.sibling(1)
        case "inspect-previous-sibling":
            inspector.sibling(-1)
        case "inspect-next-page":
            inspector.turn(1)
        case "inspect-prev-page":
            inspector.turn(-1)
        case "inspect-clear":
            inspector.clear()
    answer(client, request, inspector.reply())


def def_current_value(client: Client, request: Request) -> None:
    """Define a name as what is inspected: by evaluating that, so it is part of what happened in the session."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    inspector, name = session.inspector, param(request.params, "var-name", "")
    if not is_name(name):
        raise Refusal("invalid-argument", "var-name: expected a name", argument="var-name")
    first = None if inspector.first is None else session.runtime.name_of(inspector.first)
    found = None if first is None else inspector.expression(first)
    if found is None:
        raise Refusal("no-expression", "there is no expression any more for what is inspected; evaluate it again")
    submit(client, request, Source(code=f"(define {name} {found})"), shows=lambda value: inspector.reply())


def print_current_value(client: Client, request: Request) -> None:
    """Print what is inspected, as much of it as can be printed at once."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    options = print_options(request.params)
    most = min(options.quota or MOST_PRINTED, MOST_PRINTED)
    value = session.inspector.value
    if value is None:
        return answer(client, request)
    text = session.runtime.print(value, style=options.style, max_chars=most)
    printed = ""
    while not text.done:
        printed += text.step(ATOMS_PER_STEP)
    if printed:
        answer(client, request, {"value": printed}, status=())
    answer(client, request)


def inspect_last_exception(client: Client, request: Request) -> None:
    """Inspect the last error, or the values of its slots."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    condition = session.runtime.last_error
    if condition is None or param(request.params, "index", 0):
        return answer(client, request, status=("done", "no-error"))
    session.inspector.configure(request.params)
    session.inspector.start(condition.slots if request.params.get("ex-data") == "true" else condition)
    answer(client, request, session.inspector.reply())
