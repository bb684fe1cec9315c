"""What was typed, taken apart as far as a client must: commands and Lisp, one form and the next.

Only the runtime's reader decides what is Lisp; this module must never evaluate anything.
"""

from __future__ import annotations

import re

from omega.runtime.syntax.parentheses import Parentheses
from omega.runtime.syntax.reader import END, Reader, ReadError

_WORD = re.compile(r":[^\s()\[\]\"';`,]+")


def command_word(text: str) -> str | None:
    """The word of the command that a text is, or ``None`` if it is Lisp."""
    match = _WORD.match(text.lstrip())
    return match[0] if match else None


def pieces(text: str) -> list[str]:
    """What is to be done one after the other of a text that was pasted: all of it at once if it has no command, else each
    command (a line that begins with its word, outside of any form) and each line of whole forms."""
    found: list[str] = []
    commands = False
    forms, parentheses = "", Parentheses()
    for line in text.splitlines(keepends=True):
        if parentheses.closed and command_word(line):
            commands = True
            found.append(line)
            continue
        forms += line
        if parentheses.feed(line).closed:
            found += [forms] if forms.strip() else []
            forms, parentheses = "", Parentheses()
    return [*found, forms] if commands and forms.strip() else found if commands else [text]


def first_form(text: str) -> tuple[str, str]:
    """The first datum of a text as it is written, empty if there is none, and what comes after it. Raises ``ReadError``."""
    reader = Reader(text)
    if reader.next() is END:
        return "", ""
    return text[: reader.offset].strip(), text[reader.offset :].strip()


def forms(text: str) -> list[str]:
    """Each form of a text; what cannot be read is the last one."""
    found: list[str] = []
    while text:
        try:
            form, text = first_form(text)
        except ReadError:
            form, text = text, ""
        found += [form] if form else []
    return found
