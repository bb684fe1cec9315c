"""Writes the parts of docs/ that come from the code: the settings' table, the operations' and the language's reference.

``python docs/generate.py`` rewrites what stands between ``<!-- generated: name -->`` and ``<!-- end -->``;
with ``--check`` it changes nothing, names each page that is out of date, and fails if there is one.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from omega.protocol import Param
from omega.runtime import Runtime, reference
from omega.runtime.verbs import VERBS
from omega.server.config import Config
from omega.server.ops.table import TABLE

DOCS = Path(__file__).resolve().parent
#: The topics of the language's reference, in the order of the page.
PARTS = {
    "Syntax": ("r7rs-syntax", "syntax-forms", "syntax-match", "syntax-programs"),
    "Simple data": (
        "r7rs-data", "constants", "symbols-more", "r7rs-numbers", "numbers-more", "r7rs-characters", "r7rs-strings",
        "strings-more", "regular-expressions",
    ),
    "Compound data": (
        "r7rs-lists", "lists-more", "alists", "r7rs-vectors", "r7rs-bytevectors", "vectors-more", "r7rs-records",
        "hash-tables", "streams",
    ),
    "Control": ("r7rs-control", "procedures", "r7rs-parameters", "r7rs-promises"),
    "Conditions and effects": ("conditions", "prompts"),
    "The world outside": ("r7rs-ports", "r7rs-files", "r7rs-process", "chance-and-time", "json", "digests"),
    "Ways to solve problems": ("generic", "rewriting", "solvers", "distributions"),
    "At work": ("tools", "snapshots", "history", "sessions"),
}  # fmt: skip
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
    for name, op in sorted(TABLE.items()):
        if name != op.name:
            continue
        also = f"Also called {' and '.join(f'`{other}`' for other in op.also)}. " if op.also else ""
        parts.append(f"## `{name}`\n\n{also}{plain(op.doc)}\n\n")
        parts += [parameter(p, "required") for p in op.required]
        parts += [parameter(p, "optional") for p in op.optional]
        parts += [f"- answers `{name}`: {plain(text)}\n" for name, text in op.returns]
        parts.append("\n")
    return "".join(parts)


def verbs() -> str:
    """One row a verb: how Lisp calls it, the operation, what it does."""
    rows = ["| Lisp | operation | what it does |", "|---|---|---|"]
    for verb in VERBS.values():
        names = " ".join(f"`{name}`" for name in (verb.op, verb.also) if name)
        rows.append(f"| `{signature(verb.name, verb.parameter_list)}` | {names} | {plain(verb.doc)} |")
    return "\n".join(rows) + "\n"


def parameter(param: Param, need: str) -> str:
    """One line of an op's list."""
    return f"- `{param.name}` ({need}, {param.expected}): {plain(param.doc)}\n"


def language() -> str:
    """One section a topic, one paragraph and its examples a name; the examples are run by a test of the reference."""
    runtime = Runtime()
    by_name = {topic.name: topic for topic in reference.topics()}
    unplaced = by_name.keys() - {name for names in PARTS.values() for name in names}
    assert not unplaced, f"docs/generate.py puts these topics in no part: {sorted(unplaced)}"
    topics = {part: [by_name[name] for name in names] for part, names in PARTS.items()}
    parts = []
    for part, found in topics.items():
        links = [f"[{topic.title}](#{anchor(topic.title)})" for topic in found]
        parts.append(f"- {part}: {'; '.join(links)}\n")
    for topic in chain.from_iterable(topics.values()):
        parts.append(f"\n## {topic.title}\n\n")
        if topic.introduction:
            parts.append(topic.introduction + "\n\n")
        parts += [entry(found, runtime) for found in topic.entries]
    return "".join(parts)


def anchor(title: str) -> str:
    """What a page calls the place of a heading."""
    return re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")


def entry(found: reference.Entry, runtime: Runtime) -> str:
    """The signatures and lines of one entry, and its examples as an indented block."""
    signatures: dict[str, list[str]] = {}
    for name in found.names:
        info = runtime.lookup(name)
        assert info is not None, name
        shown = [f"`{signature(name, operands)}`" for operands in info.arglists] or [f"`{name}`"]
        signatures.setdefault(info.doc or "", []).extend(shown)
    paragraphs = "".join(f"{' '.join(shown)}: {plain(line)}\n\n" for line, shown in signatures.items())
    examples = "\n".join(str(example) for example in found.examples)
    return paragraphs + "".join(f"    {line}\n" if line else "\n" for line in examples.split("\n")) + "\n"


def signature(name: str, operands: str) -> str:
    """A use of a name with these operands."""
    return f"({name})" if operands == "()" else f"({name} {operands.removeprefix('(')}"


def plain(text: str) -> str:
    """The text with nothing in it that Markdown would take for emphasis or markup."""
    return text.replace("*", "\\*").replace("<", "\\<")


GENERATED: dict[str, Callable[[], str]] = {
    "settings": settings, "operations": operations, "language": language, "verbs": verbs,
}  # fmt: skip


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
