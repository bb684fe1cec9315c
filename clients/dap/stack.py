"""Where the program stands: its thread, its frames, the texts they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.listening import THREAD
from omega.clients.dap.messages import Body, Json, Refused, Request
from omega.clients.dap.places import Places
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter
    from omega.clients.dap.debuggee import Debuggee


async def threads(adapter: Adapter, request: Request) -> Body:
    """A session has one, named after what is debugged."""
    return {"threads": [{"id": THREAD, "name": "session" if adapter.lifetime is None else adapter.lifetime.name}]}


async def stack_trace(adapter: Adapter, request: Request) -> Body:
    """The frames, innermost first, as many as are asked for."""
    debuggee = adapter.debuggee
    params: dict[str, Sendable] = {}
    if start := request.optional_integer("startFrame"):
        params["start"] = start
    if levels := request.optional_integer("levels"):  # 0 means all
        params["levels"] = levels
    reply = await debuggee.ask_here("stack-trace", params)
    frames = [_frame(mapping_of(frame), debuggee, adapter.places) for frame in items_of(reply.get("stack-frames"))]
    return {"stackFrames": frames, "totalFrames": optional_int(reply, "total-frames") or len(frames)}


def _frame(frame: Message, debuggee: Debuggee, places: Places) -> Body:
    subtle = optional_text(frame, "presentation") == "subtle"
    body: dict[str, Json] = {
        "id": debuggee.frames.number(optional_int(frame, "id") or 0),
        "name": optional_text(frame, "name") or "top level",
        "line": 0,
        "column": 0,
        "canRestart": True,
        "presentationHint": "subtle" if subtle else "normal",
    }
    file = optional_text(frame, "file")
    if file is not None:
        body["source"] = places.source(file)
        body.update(places.range(frame))
    return body


async def source(adapter: Adapter, request: Request) -> Body:
    """The text of what is in no file of this machine."""
    said = request.optional_inner("source") or request
    reference = said.optional_integer("sourceReference") or request.integer("sourceReference")
    file = adapter.places.referred(reference, request)
    text = optional_text(await adapter.debuggee.ask("source", {"file": file}), "text")
    if text is None:
        raise Refused(f"the text of {file} is not kept")
    return {"content": text, "mimeType": "text/x-scheme"}
