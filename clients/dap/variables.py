"""What frames see and values hold, page by page, and how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.messages import Body, Json, Request
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

_HINTS = {"Locals": "locals", "Globals": "globals"}


async def scopes(adapter: Adapter, request: Request) -> Body:
    debuggee = adapter.debuggee
    frame = debuggee.frames.thing(request.integer("frameId"))
    found = [mapping_of(scope) for scope in items_of((await debuggee.ask_here("scopes", {"frame": frame})).get("scopes"))]
    debuggee.owners.update((optional_int(scope, "variables-reference") or 0, frame) for scope in found)
    return {"scopes": [_scope(adapter, scope) for scope in found]}


def _scope(adapter: Adapter, scope: Message) -> Body:
    name = optional_text(scope, "name") or ""
    body: dict[str, Json] = {"name": name, "expensive": bool(scope.get("expensive")), **_parts(adapter, scope)}
    if name in _HINTS:
        body["presentationHint"] = _HINTS[name]
    return body


async def variables(adapter: Adapter, request: Request) -> Body:
    debuggee = adapter.debuggee
    reference = debuggee.references.thing(request.integer("variablesReference"))
    params: dict[str, Sendable] = {"variables-reference": reference}
    if (kind := request.optional_text("filter")) is not None:
        if kind not in ("named", "indexed"):
            raise request.wrong("filter", "named or indexed")
        params["filter"] = kind
    for name in ("start", "count"):
        if number := request.optional_integer(name):  # a count of 0 means all
            params[name] = number
    reply = await debuggee.ask_here("variables", params)
    found = [mapping_of(variable) for variable in items_of(reply.get("variables"))]
    if (frame := debuggee.owners.get(reference)) is not None:
        for variable in found:
            debuggee.owners[optional_int(variable, "variables-reference") or 0] = frame
            if expression := optional_text(variable, "evaluate-name"):
                debuggee.assignable[frame, expression] = (reference, optional_text(variable, "name") or "")
    return {"variables": [_variable(adapter, variable) for variable in found]}


def _variable(adapter: Adapter, variable: Message) -> Body:
    body: dict[str, Json] = {"name": optional_text(variable, "name") or "", **shown_value(adapter, variable)}
    if expression := optional_text(variable, "evaluate-name"):
        body["evaluateName"] = expression
    return body


def shown_value(adapter: Adapter, found: Message, name: str = "value") -> dict[str, Json]:
    """A value, which the server gives as ``value`` or ``result``, and the client takes under the same name."""
    body: dict[str, Json] = {name: optional_text(found, name) or "", **_parts(adapter, found)}
    if adapter.preferences.types and (type := optional_text(found, "type")):
        body["type"] = type
    return body


def _parts(adapter: Adapter, found: Message) -> dict[str, Json]:
    """What the parts of a value are asked for with, and how many there are."""
    theirs = optional_int(found, "variables-reference")
    body: dict[str, Json] = {"variablesReference": adapter.debuggee.references.number(theirs) if theirs else 0}
    if theirs and adapter.preferences.paging:
        for name, key in (("namedVariables", "named-variables"), ("indexedVariables", "indexed-variables")):
            if (count := optional_int(found, key)) is not None:
                body[name] = count
    return body


async def set_variable(adapter: Adapter, request: Request) -> Body:
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
