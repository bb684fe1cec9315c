"""Names and what is known of them, as text for a person. This module must never ask a server for anything."""

from __future__ import annotations

from collections.abc import Sequence

from omega.clients.results import Documentation


def describe(name: str, found: Documentation | None) -> str:
    """The documentation of a name, as shown to a person."""
    if found is None:
        return f"{name} has no binding\n"
    calls = [
        f"({found.name} {inner})" if (inner := list[1:-1]) else f"({found.name})" for list in found.arglists
    ]
    lines = calls or [found.name]
    if found.type in ("macro", "special-form"):
        lines[0] += f"    {found.type}"
    lines += [f"  {line.strip()}".rstrip() for line in (found.doc or "").strip().splitlines()]
    if found.file and found.line:
        lines.append(f"  defined at {found.file}:{found.line}:{found.column or 1}")
    return "\n".join(lines) + "\n"


def columns(names: Sequence[str], width: int = 78) -> str:
    """Names in as many columns as fit."""
    cell = max(map(len, names)) + 2
    per_line = max(1, width // cell)
    rows = (names[start : start + per_line] for start in range(0, len(names), per_line))
    return "".join("  " + "".join(f"{name:<{cell}}" for name in row).rstrip() + "\n" for row in rows)
