"""The condition that has stopped the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.messages import Body, Json, Request
from omega.clients.fields import mapping_of, optional_text

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter


async def exception_info(adapter: Adapter, request: Request) -> Body:
    """Its type, what it says and where it came from."""
    found = await adapter.debuggee.ask_here("exception-info")
    details: dict[str, Json] = {}
    said = mapping_of(found.get("details"))
    for theirs, ours in (("message", "message"), ("type-name", "typeName"), ("stack", "stackTrace")):
        if text := optional_text(said, theirs):
            details[ours] = text
    body: dict[str, Json] = {
        "exceptionId": optional_text(found, "exception-id") or "condition",
        "breakMode": optional_text(found, "break-mode") or "unhandled",
        "details": details,
    }
    if description := optional_text(found, "description"):
        body["description"] = description
    return body
