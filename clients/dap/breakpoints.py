"""Where the program is to stop: what the client has set, kept for whatever is debugged, and the numbers of breakpoints.

A client sets the breakpoints of a file all at once, perhaps before there is anything to debug, and once for several runs.
So they are kept here, and the numbers that the client knows are ours. What a condition means is the server's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omega.clients.dap.messages import Arguments, Body, Json, Refused, Request
from omega.clients.dap.places import Places
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter
    from omega.clients.dap.debuggee import Debuggee

#: One breakpoint, as the server is told of it.
Wanted = dict[str, Sendable]


@dataclass(frozen=True, slots=True)
class Kind:
    """Breakpoints that are set together: by ``op``, once for each of the names that the server may know their file by."""

    op: str
    files: tuple[str, ...] = ()

    @property
    def requests(self) -> Sequence[Wanted]:
        """What each request says beside the breakpoints."""
        return [{"file": file} for file in self.files] or [{}]


FUNCTIONS, EFFECTS, TICKS = Kind("set-function-breakpoints"), Kind("set-effect-breakpoints"), Kind("set-tick-breakpoints")
DATA, EXCEPTIONS = Kind("set-data-breakpoints"), Kind("set-exception-breakpoints")


class Breakpoints:
    """All breakpoints of one conversation."""

    def __init__(self) -> None:
        self._wanted: dict[Kind, list[Wanted]] = {}
        self._numbers: dict[Kind, list[int]] = {}
        self._last = 0
        #: The server's number of a breakpoint: ours.
        self._ours: dict[int, int] = {}
        self._exceptions: Wanted = {"filters": ["uncaught"]}

    # What the client says ---------------------------------------------------------------------------------------

    async def set(self, adapter: Adapter, kind: Kind, wanted: list[Wanted]) -> list[Body]:
        """Replace the breakpoints of a kind; what the client is to know of each."""
        gone = set(self._numbers.get(kind, ()))
        self._ours = {theirs: ours for theirs, ours in self._ours.items() if ours not in gone}
        self._wanted[kind] = wanted
        self._numbers[kind] = [self._number() for _ in wanted]
        debuggee = adapter.lifetime.debuggee if adapter.lifetime is not None else None
        if debuggee is None or not debuggee.debugging:
            why = "the program runs without debugging" if debuggee else "the program has not been started"
            return [{"id": number, "verified": False, "message": why} for number in self._numbers[kind]]
        return await self._send(debuggee, kind, adapter.places)

    async def set_exceptions(self, adapter: Adapter, wanted: Wanted) -> None:
        """Say which conditions stop the program."""
        self._exceptions = wanted
        debuggee = adapter.lifetime.debuggee if adapter.lifetime is not None else None
        if debuggee is not None and debuggee.debugging:
            await debuggee.ask(EXCEPTIONS.op, wanted)

    async def set_all(self, adapter: Adapter) -> None:
        """Tell a server that has just been connected to, and then the client what became of each."""
        debuggee = adapter.debuggee
        self._ours.clear()
        self._wanted.pop(DATA, None)  # what they watched is gone
        if not debuggee.debugging:
            return
        await debuggee.ask(EXCEPTIONS.op, self._exceptions)
        for kind in self._wanted:
            for body in await self._send(debuggee, kind, adapter.places):
                await adapter.event("breakpoint", {"reason": "changed", "breakpoint": body})

    # What the server says ---------------------------------------------------------------------------------------

    def changed(self, breakpoint: Message, places: Places) -> Body | None:
        """What the client is to know of a breakpoint that has changed; ``None`` if it knows no such one."""
        number = self._ours.get(optional_int(breakpoint, "id") or 0)
        return None if number is None else _shown(number, breakpoint, places)

    def ours(self, numbers: Iterable[int]) -> list[int]:
        """The numbers by which the client knows these."""
        return [self._ours[number] for number in numbers if number in self._ours]

    async def _send(self, debuggee: Debuggee, kind: Kind, places: Places) -> list[Body]:
        numbers = self._numbers[kind]
        best: dict[int, Message] = {}
        for params in kind.requests:
            reply = await debuggee.ask(kind.op, {**params, "breakpoints": self._wanted[kind]})
            for number, found in zip(numbers, map(mapping_of, items_of(reply.get("breakpoints"))), strict=False):
                self._ours[optional_int(found, "id") or 0] = number
                if found.get("verified") or number not in best:
                    best[number] = found
        return [_shown(number, best.get(number, {}), places) for number in numbers]

    def _number(self) -> int:
        self._last += 1
        return self._last


def _shown(number: int, breakpoint: Message, places: Places) -> Body:
    body: dict[str, Json] = {"id": number, "verified": bool(breakpoint.get("verified"))}
    file = optional_text(breakpoint, "file")
    if file is not None:
        body["source"] = places.source(file)
    body.update(places.range(breakpoint))
    if message := optional_text(breakpoint, "message"):
        body["message"] = message
    return body


# Requests -----------------------------------------------------------------------------------------------------------


async def set_breakpoints(adapter: Adapter, request: Request) -> Body:
    """Those of one file, all at once."""
    places = adapter.places
    places.look_again()
    files = places.files(request.inner("source"))
    wanted = []
    for item in request.items("breakpoints") or [Arguments("line", {"line": n}) for n in request.integers("lines")]:
        breakpoint = _attributes(item)
        line = places.line(item.integer("line"))
        if line < 1:
            raise item.wrong("line", "a line of the file")
        breakpoint["line"] = line
        if (column := item.optional_integer("column")) is not None:
            breakpoint["column"] = max(1, places.column(files[0], line, column))
        wanted.append(breakpoint)
    return {"breakpoints": await adapter.breakpoints.set(adapter, Kind("set-breakpoints", files), wanted)}


async def set_function_breakpoints(adapter: Adapter, request: Request) -> Body:
    """By name; ``effect:NAME`` and ``tick:NUMBER`` stand for what no client has a request for."""
    sorted_out: dict[Kind, list[Wanted]] = {FUNCTIONS: [], EFFECTS: [], TICKS: []}
    order: list[Kind] = []
    for item in request.items("breakpoints"):
        name = item.text("name").strip()
        breakpoint = _attributes(item)
        if name.startswith("effect:"):
            kind, breakpoint["op"] = EFFECTS, name.removeprefix("effect:")
        elif name.startswith("tick:"):
            digits = name.removeprefix("tick:")
            if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
                raise item.wrong("name", "tick: and a number of ticks")
            kind, breakpoint["ticks"] = TICKS, int(digits)
        else:
            kind, breakpoint["name"] = FUNCTIONS, name
        sorted_out[kind].append(breakpoint)
        order.append(kind)
    bodies = {
        kind: iter(await adapter.breakpoints.set(adapter, kind, wanted)) for kind, wanted in sorted_out.items()
    }
    return {"breakpoints": [next(bodies[kind]) for kind in order]}


async def set_exception_breakpoints(adapter: Adapter, request: Request) -> Body:
    """The filters; ``all`` may be narrowed to types of conditions."""
    filters: dict[str, None] = {}
    types: dict[str, None] = {}
    for name in request.texts("filters"):
        filters[_filter(name)] = None
    for option in request.items("filterOptions"):
        name = _filter(option.text("filterId"))
        names = (option.optional_text("condition") or "").replace(",", " ").split()
        if names and name != "all":
            raise Refused(f"setExceptionBreakpoints: {name}: only the filter all takes types of conditions")
        types.update(dict.fromkeys(names))
        if not names:
            filters[name] = None
    await adapter.breakpoints.set_exceptions(adapter, {"filters": list(filters), "types": list(types)})
    return {}


def _filter(name: str) -> str:
    if name not in ("all", "uncaught"):
        raise Refused(f"setExceptionBreakpoints: filters: expected all or uncaught, got {name[:80]!r}")
    return name


async def data_breakpoint_info(adapter: Adapter, request: Request) -> Body:
    """How to stop where a variable changes: one of a value, or one that a frame sees."""
    debuggee = adapter.debuggee
    name = request.text("name")
    reference = request.optional_integer("variablesReference")
    if reference:
        references = [debuggee.references.thing(reference)]
    else:
        frame = debuggee.frames.thing(request.integer("frameId"))
        scopes = items_of((await debuggee.ask_here("scopes", {"frame": frame})).get("scopes"))
        references = [optional_int(mapping_of(scope), "variables-reference") or 0 for scope in scopes]
    why = f"{name} is no variable here"
    for theirs in filter(None, references):
        found = await debuggee.ask_here("data-breakpoint-info", {"variables-reference": theirs, "name": name})
        why = optional_text(found, "description") or why
        if data := optional_text(found, "data-id"):
            return {"dataId": data, "description": why, "accessTypes": ["write"], "canPersist": False}
    return {"dataId": None, "description": why}


async def set_data_breakpoints(adapter: Adapter, request: Request) -> Body:
    """Those where variables change."""
    wanted = []
    for item in request.items("breakpoints"):
        if (access := item.optional_text("accessType")) not in (None, "write"):
            raise Refused(f"setDataBreakpoints: accessType: expected write, got {access[:80]!r}")
        wanted.append({**_attributes(item), "data-id": item.text("dataId")})
    return {"breakpoints": await adapter.breakpoints.set(adapter, DATA, wanted)}


async def breakpoint_locations(adapter: Adapter, request: Request) -> Body:
    """The expressions of some lines."""
    places = adapter.places
    files = places.files(request.inner("source"))
    first = places.line(request.integer("line"))
    last = request.optional_integer("endLine")
    lines: Wanted = {"line": max(1, first), "end-line": max(1, first if last is None else places.line(last))}
    locations: list[Body] = []
    for file in files:
        found = await adapter.debuggee.ask("breakpoint-locations", {"file": file, **lines})
        locations += [
            places.range({"file": file, **mapping_of(location)}) for location in items_of(found.get("locations"))
        ]
    return {"breakpoints": locations}


def _attributes(item: Arguments) -> Wanted:
    """What breakpoints of every kind may say."""
    found: Wanted = {}
    for theirs, ours in (("condition", "condition"), ("hitCondition", "hit-condition"), ("logMessage", "log-message")):
        if text := item.optional_text(theirs):
            found[ours] = text
    return found
