"""Ops that say where a program is to stop, and tell where it can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.runtime.debug.breakpoints import Breakpoint, Spec
from omega.server.debug.fields import TEXT, breakpoint_fields, location_fields
from omega.server.debug.specs import MOST, spec_of
from omega.server.ops.answer import answer, maps, param, texts
from omega.server.ops.debugger import debugging_of, seen, stopped
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client

#: Lines that places are listed of at most, and places.
MOST_LINES, MOST_LOCATIONS = 1_000, 500


def _specs(request: Request) -> list[Spec]:
    specs = [spec_of(each) for each in maps(request.params, "breakpoints")]
    if len(specs) > MOST:
        raise Refusal("limit-reached", f"{len(specs)} breakpoints are more than {MOST} (limit: breakpoints)", limit="breakpoints")
    return specs


def _told(client: Client, request: Request, found: Sequence[Breakpoint]) -> None:
    answer(client, request, {"breakpoints": [breakpoint_fields(each) for each in found]})


def set_breakpoints(client: Client, request: Request) -> None:
    """Those of a file."""
    debugger = debugging_of(client, request).debugger
    _told(client, request, debugger.set_breakpoints(param(request.params, "file", ""), _specs(request)))


def set_function_breakpoints(client: Client, request: Request) -> None:
    """Those on procedures."""
    _told(client, request, debugging_of(client, request).debugger.set_function_breakpoints(_specs(request)))


def set_effect_breakpoints(client: Client, request: Request) -> None:
    """Those on effects."""
    _told(client, request, debugging_of(client, request).debugger.set_effect_breakpoints(_specs(request)))


def set_tick_breakpoints(client: Client, request: Request) -> None:
    """Those on ticks."""
    _told(client, request, debugging_of(client, request).debugger.set_tick_breakpoints(_specs(request)))


def set_exception_breakpoints(client: Client, request: Request) -> None:
    """Whether and for which conditions to stop."""
    debugger = debugging_of(client, request).debugger
    filters, types = texts(request.params, "filters"), texts(request.params, "types")
    debugger.set_exception_breakpoints(filters, types)
    answer(client, request, {"breakpoints": [{"verified": 1} for _ in filters]})


def data_breakpoint_info(client: Client, request: Request) -> None:
    """How a variable can be watched, or why not."""
    debugger, params = stopped(client, request).debugger, request.params
    reference, name = param(params, "variables-reference", 0), param(params, "name", "")
    id, description = seen(client, "variables-reference", lambda: debugger.data_info(reference, name))
    told = {"data-id": id} if id else {}
    answer(client, request, {**told, "description": description[:TEXT]})


def set_data_breakpoints(client: Client, request: Request) -> None:
    """Those on variables."""
    _told(client, request, debugging_of(client, request).debugger.set_data_breakpoints(_specs(request)))


def breakpoint_locations(client: Client, request: Request) -> None:
    """Where breakpoints can be."""
    breakpoints = debugging_of(client, request).debugger.breakpoints
    file, line = param(request.params, "file", ""), param(request.params, "line", 1)
    last = min(param(request.params, "end-line", line), line + MOST_LINES)
    breakpoints.find_code(None)
    found = seen(client, "file", lambda: breakpoints.code.locations(file, line, last))
    answer(client, request, {"locations": location_fields(found[:MOST_LOCATIONS])})
