"""How a condition that nobody handles is told to a client: its type, message, place, stack and restarts, as fields.

Everything is bounded here, whatever the condition holds.
"""

from __future__ import annotations

from omega.protocol import Sendable
from omega.runtime import Condition, Offer, StackEntry
from omega.runtime.report import message_line
from omega.runtime.syntax.source import Span

#: Restarts and activations told of at most, and characters of one description.
RESTARTS, ACTIVATIONS, DESCRIPTION = 50, 30, 500


def failure_fields(condition: Condition, offers: tuple[Offer, ...]) -> dict[str, Sendable]:
    """The fields of ``eval-error`` that say what happened. What is empty is left out, because the oldest clients' decoder
    takes an empty text or list, or a 0, for the end of the message (``tests/compat/test_python_client.py``)."""
    fields: dict[str, Sendable] = {
        "ex": condition.type,
        "root-ex": condition.type,
        "message": message_line(condition) or condition.type,
    }
    stack = [_activation(entry) for entry in condition.stack[:ACTIVATIONS]]
    if stack:
        fields["stack"] = stack
    if offers:
        fields["restarts"] = [_told(offers[index]) for index in _shown(len(offers))]
    return fields | _place(condition.place)


def question_fields(condition: Condition, offers: tuple[Offer, ...]) -> dict[str, Sendable]:
    """The fields of ``need-restart``: each restart also has the index it is chosen by, and how many values it needs."""
    return failure_fields(condition, offers) | {"restarts": restart_fields(offers)}


def restart_fields(offers: tuple[Offer, ...]) -> list[Sendable]:
    """Restarts that can be chosen."""
    return [{**_told(offers[index]), "index": index, "values": offers[index].values} for index in _shown(len(offers))]


def _shown(count: int) -> list[int]:
    """The innermost ones, and the last: it leads to top level."""
    return list(range(count)) if count <= RESTARTS else [*range(RESTARTS - 1), count - 1]


def _told(offer: Offer) -> dict[str, Sendable]:
    told: dict[str, Sendable] = {"name": offer.name} if offer.name else {}
    return told | {"description": offer.description[:DESCRIPTION] or "no description"}


def _activation(entry: StackEntry) -> dict[str, Sendable]:
    return {"name": entry.name or "lambda"} | _place(entry.place)


def _place(place: Span | None) -> dict[str, Sendable]:
    if place is None or place.line < 1 or place.column < 1:
        return {}
    return {"file": place.file or "<eval>", "line": place.line, "column": place.column}
