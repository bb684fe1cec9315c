"""How a condition that nobody handles is told to a client: its type, message, place, stack and restarts, as fields.

Everything is bounded here, whatever the condition holds.
"""

from __future__ import annotations

from omega.protocol import Sendable
from omega.runtime import Condition, Offer, StackEntry
from omega.runtime.report import message_line

#: Restarts and activations told of at most, and characters of one description.
RESTARTS, ACTIVATIONS, DESCRIPTION = 50, 30, 500


def failure_fields(condition: Condition, offers: tuple[Offer, ...]) -> dict[str, Sendable]:
    """The fields of ``eval-error`` and ``need-restart`` that say what happened. An entry of ``restarts`` has the index
    by which it is chosen."""
    fields: dict[str, Sendable] = {
        "ex": condition.type,
        "root-ex": condition.type,
        "message": message_line(condition),
        "stack": [_activation(entry) for entry in condition.stack[:ACTIVATIONS]],
        "restarts": [_restart(index, offers[index]) for index in _shown(len(offers))],
    }
    if condition.place is not None:
        fields |= {"file": condition.place.file, "line": condition.place.line, "column": condition.place.column}
    return fields


def _shown(count: int) -> list[int]:
    """The innermost ones, and the last: it leads to top level."""
    return list(range(count)) if count <= RESTARTS else [*range(RESTARTS - 1), count - 1]


def _restart(index: int, offer: Offer) -> dict[str, Sendable]:
    return {
        "index": index,
        "name": offer.name,
        "description": offer.description[:DESCRIPTION],
        "values": offer.values,
    }


def _activation(entry: StackEntry) -> dict[str, Sendable]:
    named: dict[str, Sendable] = {"name": entry.name}
    if entry.place is not None:
        named |= {"file": entry.place.file, "line": entry.place.line, "column": entry.place.column}
    return named
