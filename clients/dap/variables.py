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
    found = map(mapping_of, items_of((await debuggee.ask_here("scopes", {"frame": frame})).get("scopes")))
    return {"scopes": [_scope(adapter, scope) for scope in found]}


def _scope(adapter: Adapter, scope: Message) -> Body:
    name = optional_text(scope, "name") or ""
    body: dict[str, Json] = {"name": name, "expensive": bool(scope.get("expensive")), **_parts(adapter, scope)}
    if name in _HINTS:
        body["presentationHint"] = _HINTS[name]
    return body


async def variables(adapter: Adapter, request: Request) -> Body:
    debuggee = adapter.debuggee
    params: dict[str, Sendable] = {
        "variables-reference": debuggee.references.thing(request.integer("variablesReference"))
    }
    if (kind := request.optional_text("filter")) is not None:
        if kind not in ("named", "indexed"):
            raise request.wrong("filter", "named or indexed")
        params["filter"] = kind
    for name in ("start", "count"):
        if number := request.optional_integer(name):  # a count of 0 means all
            params[name] = number
    found = map(mapping_of, items_of((await debuggee.ask_here("variables", params)).get("variables")))
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
    debuggee = adapter.debuggee
    params: dict[str, Sendable] = {
        "variables-reference": debuggee.references.thing(request.integer("variablesReference")),
        "name": request.text("name"),
        "value": request.text("value"),
    }
    body = shown_value(adapter, await debuggee.compute_here("set-variable", params))
    await changed(adapter)
    return body


async def set_expression(adapter: Adapter, request: Request) -> Body:
    """Only a variable can be given a value: the server says so of anything else."""
    debuggee = adapter.debuggee
    place, value = request.text("expression"), request.text("value")
    params: dict[str, Sendable] = {"code": f"(begin (set! {place}\n{value}\n)\n{place}\n)"}
    if (frame := request.optional_integer("frameId")) is not None:
        params["frame"] = debuggee.frames.thing(frame)
    found = await debuggee.compute_here("evaluate", params)
    body = {**shown_value(adapter, found, "result")}
    body["value"] = body.pop("result")
    await changed(adapter)
    return body


async def changed(adapter: Adapter) -> None:
    """Variables may have other values than the client shows."""
    if adapter.preferences.invalidated:
        await adapter.event("invalidated", {"areas": ["variables"]})
