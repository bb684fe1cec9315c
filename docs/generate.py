"""Writes the parts of docs/ that come from the code: the settings' table and the operations' reference.

``python docs/generate.py`` rewrites what stands between ``<!-- generated: name -->`` and ``<!-- end -->``;
with ``--check`` it changes nothing, names each page that is out of date, and fails if there is one.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from pathlib import Path

from omega.protocol import OPS, Param
from omega.server.config import Config

DOCS = Path(__file__).resolve().parent
REGION = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings() -> str:
    """One row a setting: the file's key (the flag is the same with two dashes), the variable, default, meaning."""
    rows = ["| key, and flag after `--` | environment | default | meaning |", "|---|---|---|---|"]
    for field in dataclasses.fields(Config):
        if "help" in field.metadata:
            key = field.name.replace("_", "-")
            rows.append(
                f"| `{key}` | `OMEGA_{field.name.upper()}` | {shown(field.default)} | {field.metadata['help']} |"
            )
    return "\n".join(rows) + "\n"


def shown(default: object) -> str:
    """A default as a person would write it."""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, int) and default and default % 1024**2 == 0:
        return f"`{default // 1024**2}M`"
    return f"`{default}`" if default != "" else "none"


def operations() -> str:
    """One section an op: what it does, its parameters, what comes back."""
    parts = []
    for op in sorted(OPS.values(), key=lambda op: op.name):
        parts.append(f"## `{op.name}`\n\n{plain(op.doc)}\n\n")
        parts += [parameter(p, "required") for p in op.required]
        parts += [parameter(p, "optional") for p in op.optional]
        parts += [f"- answers `{name}`: {plain(text)}\n" for name, text in op.returns]
        parts.append("\n")
    return "".join(parts)


def parameter(param: Param, need: str) -> str:
    """One line of an op's list."""
    return f"- `{param.name}` ({need}, {param.expected}): {plain(param.doc)}\n"


def plain(text: str) -> str:
    """The text with nothing in it that Markdown would take for emphasis."""
    return text.replace("*", "\\*")


GENERATED: dict[str, Callable[[], str]] = {"settings": settings, "operations": operations}


def main(arguments: list[str]) -> int:
    stale = []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text()
        fresh = REGION.sub(lambda m: m[1] + GENERATED[m[2]]() + m[3], text)
        if fresh != text:
            stale.append(page)
            if arguments != ["--check"]:
                page.write_text(fresh)
    for page in stale:
        print(f"{page.relative_to(DOCS.parent)}: {'out of date, run make docs' if arguments else 'written'}")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
