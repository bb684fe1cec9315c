"""A condition as CIDER shows errors: a cause with its class, message, data and frames."""

from __future__ import annotations

from omega.protocol import Sendable
from omega.runtime import Condition, StackEntry
from omega.runtime.report import activations, message_line, slots_text
from omega.server.failure import ACTIVATIONS
from omega.server.source_files import path_of, url_of


def cause(condition: Condition, ns: str) -> dict[str, Sendable]:
    """An error as a cause of CIDER's: class, message, data, and the stack's frames."""
    told: dict[str, Sendable] = {
        "class": condition.type,
        "message": message_line(condition) or condition.type,
        "stacktrace": frames(activations(condition)[:ACTIVATIONS], ns),
    }
    if condition.message and (data := slots_text(condition)):
        told["data"] = data
    if condition.place is not None and condition.place.line > 0:
        place = condition.place
        told |= {"file": path_of(place.file), "line": place.line, "column": place.column}
    return told


def frames(stack: list[StackEntry], ns: str) -> list[Sendable]:
    """Activations as frames of CIDER's, innermost first."""
    found: list[Sendable] = []
    before: StackEntry | None = None
    for entry in stack:
        found.append(_frame(entry, ns, is_repeated=entry == before))
        before = entry
    return found


def _frame(entry: StackEntry, ns: str, *, is_repeated: bool) -> dict[str, Sendable]:
    name = (entry.name or "lambda").replace(" ", "-")  # CIDER looks for the last space before a name
    frame: dict[str, Sendable] = {"name": f"{ns}/{name}", "ns": ns, "fn": name, "var": f"{ns}/{name}"}
    flags = ["clj", *(["dup"] if is_repeated else [])]
    place = entry.place
    if place is not None and place.line > 0:
        url = url_of(place.file)
        frame |= {"file": place.file.rpartition("/")[2] or place.file, "line": place.line, "column": place.column}
        if url is not None:
            frame["file-url"] = url
        if url is not None and not place.file.startswith("prelude/"):
            flags.append("project")
    return {**frame, "flags": flags}
