"""Expressions that a person enters or points at, and the names they begin to type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omega.clients.dap import commands
from omega.clients.dap.messages import Body, Json, Refused, Request
from omega.clients.dap.places import characters, units
from omega.clients.dap.variables import changed, shown_value
from omega.clients.fields import Message, items_of, mapping_of, optional_text
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter
    from omega.clients.dap.debuggee import Debuggee

_CONTEXTS = ("watch", "hover", "repl", "clipboard", "variables")
#: The name that is being typed, at the end of a text.
_PREFIX = re.compile(r"""[^\s()\[\]{}"';`,]*\Z""")
#: What clients call the kinds of names.
_TYPES = {"function": "function", "macro": "keyword", "special-form": "keyword", "var": "variable"}


async def evaluate(adapter: Adapter, request: Request) -> Body:
    """An expression where the program stands, a command or input of the console, or, in a session, an evaluation."""
    debuggee = adapter.debuggee
    code, context = request.text("expression"), request.optional_text("context")
    at_prompt = context == "repl"
    if at_prompt and (reply := await commands.run(adapter, code)) is not None:
        return {"result": reply, "variablesReference": 0}
    if debuggee.stopped:
        params: dict[str, Sendable] = {"code": code}
        if context in _CONTEXTS:
            params["context"] = context
        frame = None
        if (number := request.optional_integer("frameId")) is not None:
            frame = params["frame"] = debuggee.frames.thing(number)
        body = shown_value(adapter, await debuggee.compute_here("evaluate", params), "result", frame)
        if at_prompt:
            await changed(adapter)
        return body
    if at_prompt and debuggee.wants_input:
        await debuggee.read(f"{code}\n")
        return {"result": "", "variablesReference": 0}
    if at_prompt and debuggee.program is None:
        return await _evaluate_in_session(debuggee, code)
    raise Refused("the program is running: pause it first", word="notStopped")


async def _evaluate_in_session(debuggee: Debuggee, code: str) -> Body:
    """An evaluation of its own, in a session that was attached to: it may stop at breakpoints itself."""
    evaluation = await debuggee.evaluate(code)
    try:
        await evaluation.over.wait()
    finally:
        if not evaluation.over.is_set():
            await debuggee.give_up(evaluation.exchange)
    result = evaluation.result
    if not result.ok:  # its report has been shown as output
        raise Refused("interrupted" if result.interrupted else result.ex or "the evaluation failed")
    return {"result": result.value or "", "variablesReference": 0}


async def completions(adapter: Adapter, request: Request) -> Body:
    """What the name before the cursor may become."""
    debuggee = adapter.debuggee
    first = adapter.preferences.first_column
    line = request.optional_integer("line")
    lines = request.text("text").split("\n")
    row = 0 if line is None else adapter.places.line(line) - 1
    if not 0 <= row < len(lines):
        raise request.wrong("line", "a line of the text")
    text = lines[row]
    before = text[: characters(text, request.integer("column") - first)]
    match = _PREFIX.search(before)
    prefix = match[0] if match else ""
    start = units(before) - units(prefix)
    found = commands.names(before) or await _names(debuggee, prefix, request.optional_integer("frameId"))
    targets: list[Json] = [
        {"label": label, "start": start + first, "length": units(prefix), **({"type": kind} if kind else {})}
        for label, kind in found
    ]
    return {"targets": targets}


async def _names(debuggee: Debuggee, prefix: str, frame: int | None) -> list[tuple[str, str | None]]:
    """Names that begin so, and their kinds."""
    if not debuggee.stopped:
        found = await debuggee.client.completions(prefix, session=debuggee.session)
        return [(each.candidate, _TYPES.get(each.type)) for each in found]
    params: dict[str, Sendable] = {"prefix": prefix}
    if frame is not None:
        params["frame"] = debuggee.frames.thing(frame)
    reply = await debuggee.ask_here("debug-completions", params)
    return [_name(mapping_of(item)) for item in items_of(reply.get("completions"))]


def _name(item: Message) -> tuple[str, str | None]:
    return optional_text(item, "candidate") or "", _TYPES.get(optional_text(item, "type") or "")
