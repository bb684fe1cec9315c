"""What a debugger has to tell, as the fields of messages. Everything is bounded here, whatever a program holds."""

from __future__ import annotations

from collections.abc import Sequence

from omega.protocol import Sendable
from omega.runtime.debug.breakpoints import Breakpoint
from omega.runtime.debug.stop import Logged, Stop
from omega.runtime.debug.view import Frame, ScopeEntry, VariableEntry
from omega.runtime.report import message_line
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Span
from omega.server.failure import restart_fields

#: Characters of a printed value, of a line of text, and of a name.
VALUE, TEXT, NAME = 2_000, 2_000, 200


def stop_fields(stop: Stop) -> dict[str, Sendable]:
    """The fields of ``stopped`` that say where and why."""
    fields: dict[str, Sendable] = {
        "reason": stop.reason,
        "description": stop.description[:TEXT],
        "hit-breakpoints": stop.hits,
        "ticks": stop.ticks,
        "operation": max(stop.operation, -1),  # below 0: nobody has counted them
    }
    if stop.text:
        fields["text"] = stop.text[:TEXT]
    place = stop.place
    if place is not None:
        fields |= {"frame-name": place.name[:NAME], "kind": place.kind, **place_fields(place.span)}
        if place.value is not None:
            fields["value"] = write_string(place.value, VALUE)
    if stop.condition is not None:
        fields["condition"] = stop.condition.type
        fields["text"] = message_line(stop.condition)[:TEXT]
        fields["restarts"] = restart_fields(stop.offers)
    return fields


def place_fields(span: Span | None) -> dict[str, Sendable]:
    """Where something is; nothing for what stands nowhere."""
    if span is None or span.line < 1:
        return {}
    return {
        "file": span.file or "<eval>",
        "line": span.line,
        "column": span.column,
        "end-line": span.end_line,
        "end-column": span.end_column,
    }


def frame_fields(frame: Frame) -> dict[str, Sendable]:
    """One entry of a stack trace."""
    fields: dict[str, Sendable] = {"id": frame.id, "name": frame.name[:NAME] or "lambda", **place_fields(frame.span)}
    if frame.is_subtle:
        fields["presentation"] = "subtle"
    return fields


def scope_fields(scope: ScopeEntry) -> dict[str, Sendable]:
    """A group of variables."""
    return {
        "name": scope.name,
        "variables-reference": scope.reference,
        "named-variables": scope.named,
        "expensive": int(scope.is_expensive),
    }


def entry_fields(entry: VariableEntry) -> dict[str, Sendable]:
    """A variable, or a part of a value."""
    fields: dict[str, Sendable] = {"name": entry.name[:NAME], **value_fields("value", entry)}
    if entry.expression:
        fields["evaluate-name"] = entry.expression
    return fields


def value_fields(name: str, entry: VariableEntry) -> dict[str, Sendable]:
    """A value, printed under this name, and how its parts are asked for."""
    fields: dict[str, Sendable] = {name: entry.text, "type": entry.type, "variables-reference": entry.reference}
    if entry.reference:
        fields |= {"named-variables": entry.named, "indexed-variables": entry.indexed}
    return fields


def breakpoint_fields(breakpoint: Breakpoint) -> dict[str, Sendable]:
    """What became of one."""
    fields: dict[str, Sendable] = {"id": breakpoint.id, "verified": int(breakpoint.verified)}
    fields |= place_fields(breakpoint.span)
    if breakpoint.message:
        fields["message"] = breakpoint.message[:TEXT]
    return fields


def logged_fields(logged: Logged) -> dict[str, Sendable]:
    """The fields of ``output``."""
    fields: dict[str, Sendable] = {
        "category": "important" if logged.important else "console",
        "output": logged.text[: 10 * TEXT],
    }
    return fields | {name: value for name, value in place_fields(logged.span).items() if not name.startswith("end")}


def location_fields(spans: Sequence[Span]) -> list[Sendable]:
    """Places where breakpoints can be."""
    return [{name: value for name, value in place_fields(span).items() if name != "file"} for span in spans]


