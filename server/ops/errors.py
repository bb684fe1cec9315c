"""``analyze-last-stacktrace``: the session's last error with its activations, as editors show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request, Sendable
from omega.runtime import Condition, StackEntry
from omega.runtime.report import activations, message_line, slots_text
from omega.server.failure import ACTIVATIONS
from omega.server.ops.answer import answer, runtime_of
from omega.server.source_files import path_of, url_of

if TYPE_CHECKING:
    from omega.server.connection import Client


def analyze_last_stacktrace(client: Client, request: Request) -> None:
    """One message for the error, for it has no other causes; then ``done``."""
    runtime = runtime_of(client, request)
    condition = runtime.last_error
    if condition is None:
        return answer(client, request, status=("done", "no-error"))
    answer(client, request, cause(condition, runtime.namespace), status=())
    answer(client, request)


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
    name = entry.name or "lambda"
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
