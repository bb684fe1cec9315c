"""What frames see and values hold, page by page, and how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.debuggee import Whole
from omega.clients.dap.messages import Body, Json, Request
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

_HINTS = {"Locals": "locals", "Globals": "globals"}


async def scopes(adapter: Adapter, request: Request) -> Body:
    """The groups of variables that a frame sees."""
    debuggee = adapter.debuggee
    frame = debuggee.frames.thing(request.integer("frameId"))
    found = map(mapping_of, items_of((await debuggee.ask_here("scopes", {"frame": frame})).get("scopes")))
    return {"scopes": [_scope(adapter, scope, frame) for scope in found]}


def _scope(adapter: Adapter, scope: Message, frame: int) -> Body:
    name = optional_text(scope, "name") or ""
    body: dict[str, Json] = {"name": name, "expensive": bool(scope.get("expensive")), **_parts(adapter, scope, frame)}
    if name in _HINTS:
        body["presentationHint"] = _HINTS[name]
    return body


async def variables(adapter: Adapter, request: Request) -> Body:
    """The variables of a scope or the parts of a value, a page of them."""
    debuggee = adapter.debuggee
    reference = debuggee.references.thing(request.integer("variablesReference"))
    start, count = request.optional_integer("start") or 0, request.optional_integer("count") or 0  # 0: all
    params: dict[str, Sendable] = {"variables-reference": reference, "start": start or None, "count": count or None}
    if (kind := request.optional_text("filter")) is not None:
        if kind not in ("named", "indexed"):
            raise request.wrong("filter", "named or indexed")
        params["filter"] = kind
    found = [mapping_of(item) for item in items_of((await debuggee.ask_here("variables", params)).get("variables"))]
    whole = debuggee.wholes.get(reference, Whole(None, 0))
    if whole.frame is not None:
        for variable in found:
            if expression := optional_text(variable, "evaluate-name"):
                place = reference, optional_text(variable, "name") or ""
                debuggee.assignable[whole.frame, expression] = place
    shown = [_variable(adapter, variable, whole.frame) for variable in found]
    if not count and kind is None and (left := whole.size - start - len(found)) > 0:
        # A client that does not ask for pages has no other way to know.
        shown.append({"name": "...", "value": f"and {left} more", "variablesReference": 0})
    return {"variables": shown}


def _variable(adapter: Adapter, variable: Message, frame: int | None) -> Body:
    shown = shown_value(adapter, variable, frame=frame)
    body: dict[str, Json] = {"name": optional_text(variable, "name") or "", **shown}
    if expression := optional_text(variable, "evaluate-name"):
        body["evaluateName"] = expression
    return body


def shown_value(
    adapter: Adapter, found: Message, name: str = "value", frame: int | None = None
) -> dict[str, Json]:
    """A value, which the server gives as ``value`` or ``result``, and the client takes under the same name; ``frame``:
    where it was seen."""
    body: dict[str, Json] = {name: optional_text(found, name) or "", **_parts(adapter, found, frame)}
    if adapter.preferences.types and (type := optional_text(found, "type")):
        body["type"] = type
    return body


def _parts(adapter: Adapter, found: Message, frame: int | None) -> dict[str, Json]:
    """What the parts of a value are asked for with, and how many there are."""
    theirs = optional_int(found, "variables-reference")
    if not theirs:
        return {"variablesReference": 0}
    named, indexed = optional_int(found, "named-variables") or 0, optional_int(found, "indexed-variables") or 0
    adapter.debuggee.wholes[theirs] = Whole(frame, named + indexed)
    body: dict[str, Json] = {"variablesReference": adapter.debuggee.references.number(theirs)}
    if adapter.preferences.paging:
        body |= {"namedVariables": named, "indexedVariables": indexed}
    return body


async def set_variable(adapter: Adapter, request: Request) -> Body:
    """Give one of them the value of an expression."""
    reference = adapter.debuggee.references.thing(request.integer("variablesReference"))
    return await _assign(adapter, reference, request.text("name"), request.text("value"))


async def _assign(adapter: Adapter, reference: int, name: str, value: str) -> Body:
    params: dict[str, Sendable] = {"variables-reference": reference, "name": name, "value": value}
    body = shown_value(adapter, await adapter.debuggee.compute_here("set-variable", params))
    await changed(adapter)
    return body


async def set_expression(adapter: Adapter, request: Request) -> Body:
    """What stands among the variables, by its expression, is given its value there; of other expressions only a variable
    can be given one, and the server says so."""
    debuggee = adapter.debuggee
    place, value = request.text("expression"), request.text("value")
    params: dict[str, Sendable] = {"code": f"(begin (set! {place}\n{value}\n)\n{place}\n)", "context": "repl"}
    if (number := request.optional_integer("frameId")) is not None:
        frame = params["frame"] = debuggee.frames.thing(number)
        if (known := debuggee.assignable.get((frame, place))) is not None:
            return await _assign(adapter, *known, value)
    found = await debuggee.compute_here("evaluate", params)
    body = {**shown_value(adapter, found, "result")}
    body["value"] = body.pop("result")
    await changed(adapter)
    return body


async def changed(adapter: Adapter) -> None:
    """Variables may have other values than the client shows."""
    if adapter.preferences.invalidated:
        await adapter.event("invalidated", {"areas": ["variables"]})
