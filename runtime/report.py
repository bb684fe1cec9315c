"""The text of an unhandled condition, as people see it.

This module must never show anything of the host language, and its output is bounded whatever the condition holds.
"""

from __future__ import annotations

from omega.runtime.condition import Condition, StackEntry
from omega.runtime.syntax.datum import Pair
from omega.runtime.syntax.printer import write_string

_MAX_MESSAGE = 2_000
_MAX_IRRITANTS = 20
_MAX_IRRITANT = 200
_FIRST_ENTRIES = 20
_LAST_ENTRIES = 5


def describe(condition: Condition) -> str:
    """``type: message``, then a line ``  at file:line:column in name`` for each activation, innermost first.

    Runs of activations at the same place are counted, and the middle of a long stack is left out.
    """
    lines = [f"{condition.type}: {message_line(condition)}"]
    runs = _runs(activations(condition))
    if len(runs) > _FIRST_ENTRIES + _LAST_ENTRIES:
        left_out = sum(count for _, count in runs[_FIRST_ENTRIES:-_LAST_ENTRIES])
        lines += [_line(*run) for run in runs[:_FIRST_ENTRIES]]
        lines.append(f"  ... {left_out} more")
        lines += [_line(*run) for run in runs[-_LAST_ENTRIES:]]
    else:
        lines += [_line(*run) for run in runs]
    return "\n".join(lines)


def activations(condition: Condition) -> list[StackEntry]:
    """The activations there were, innermost first: the first is at the place where the condition was signalled."""
    stack = list(condition.stack)
    if condition.place is not None and (not stack or stack[0].place != condition.place):
        inner = bool(stack) and (stack[0].place is None or stack[0].place.holds(condition.place))
        stack.insert(0, StackEntry(stack.pop(0).name if inner else "", condition.place))
    return stack


def message_line(condition: Condition) -> str:
    """What the condition says, with the objects that ``error`` was given."""
    message = condition.message
    if not message and condition.payload is not None:
        return write_string(condition.payload, _MAX_IRRITANT)
    message = message or slots_text(condition) or "no message"
    if len(message) > _MAX_MESSAGE:
        message = message[:_MAX_MESSAGE] + "..."
    words = [message]
    # The others mention what they are about in their message; of these, the program gave both to ``error`` or ``warn``.
    is_plain = condition.is_a("simple-condition") or condition.type in ("error", "warning")
    irritants = condition.irritants if is_plain else None
    while isinstance(irritants, Pair):
        if len(words) > _MAX_IRRITANTS:
            words.append("...")
            break
        words.append(write_string(irritants.car, _MAX_IRRITANT))
        irritants = irritants.cdr
    return " ".join(words)


def slots_text(condition: Condition) -> str:
    """The names and values of the condition's slots."""
    told: list[str] = []
    slots = condition.slots
    while isinstance(slots, Pair) and len(told) < _MAX_IRRITANTS:
        told.append(f"{slots.car.car.name} {write_string(slots.car.cdr, _MAX_IRRITANT)}")
        slots = slots.cdr
    return ", ".join(reversed(told))


def _runs(stack: list[StackEntry]) -> list[tuple[StackEntry, int]]:
    """Neighbours that are alike, with how many there are: recursion shows as one line."""
    runs: list[tuple[StackEntry, int]] = []
    for entry in stack:
        if runs and runs[-1][0] == entry:
            runs[-1] = (entry, runs[-1][1] + 1)
        else:
            runs.append((entry, 1))
    return runs


def _line(entry: StackEntry, count: int) -> str:
    where = f" at {entry.place}" if entry.place is not None else ""
    name = f" in {entry.name}" if entry.name else ""
    times = f" ({count} times)" if count > 1 else ""
    return f" {where}{name}{times}" if where or name else f"  at an unknown place{times}"
