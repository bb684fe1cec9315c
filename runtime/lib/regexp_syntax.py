r"""Regular expressions: from a pattern to a program for ``regexp_machine.py``.

The syntax is the usual one without what needs backtracking: literals, ``.``, classes ``[a-z]`` ``[^...]`` ``[[:alpha:]]``,
``\d \w \s \D \W \S``, anchors ``^ $ \b \B \A \z``, groups ``(...) (?:...) (?<name>...)``, ``|``, ``* + ? {m,n}`` with
their lazy forms, and the flags ``i m s`` (also ``(?i)`` at the start). Back references and look-around are refused.

A program is a list of instructions with relative jumps (Thompson, *Regular expression search algorithm*, 1968; Cox,
*Regular Expression Matching: the Virtual Machine Approach*, 2009). The parser keeps its own stack, and copies of repeated parts count
against ``MOST``, so the size of a program is bounded before it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field

from omega.runtime.lib.primitive import failure, over_limit
from omega.runtime.syntax.datum import String
from omega.runtime.syntax.printer import write_string

#: Instructions of a program, and characters of a pattern.
MOST = 5_000
_LONGEST = 20_000

SET = "set"  #: (set): take a character that is in the set
SPLIT = "split"  #: (first, second): go on at both places, the first preferred
JUMP = "jump"  #: (place)
SAVE = "save"  #: (slot): note the position
ASSERT = "assert"  #: (kind): go on only where this holds
MATCH = "match"  #: it matches

#: One instruction; places are relative to it.
Instruction = tuple[object, ...]
_Code = list[Instruction]


class CharSet(Struct, frozen=True):
    """A set of characters: single ones, ranges, and named classes, perhaps negated, perhaps in either case."""

    chars: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False
    fold: bool = False

    def __contains__(self, char: str) -> bool:
        found = self._has(char)
        if not found and self.fold:
            found = any(len(other) == 1 and self._has(other) for other in (char.lower(), char.upper(), char.casefold()))
        return found is not self.negated

    def is_one(self) -> bool:
        """Is exactly one character in it?"""
        return len(self.chars) == 1 and not (self.ranges or self.classes or self.negated or self.fold)

    def _has(self, char: str) -> bool:
        return (
            char in self.chars
            or any(low <= char <= high for low, high in self.ranges)
            or any(_CLASSES[name](char) for name in self.classes)
        )


def is_word(char: str) -> bool:
    r"""``\w``."""
    return char.isalnum() or char == "_"


_CLASSES: dict[str, Callable[[str], bool]] = {
    "d": str.isdecimal,
    "w": is_word,
    "s": str.isspace,
    "D": lambda char: not char.isdecimal(),
    "W": lambda char: not is_word(char),
    "S": lambda char: not char.isspace(),
    "alpha": str.isalpha,
    "digit": str.isdecimal,
    "alnum": str.isalnum,
    "space": str.isspace,
    "upper": str.isupper,
    "lower": str.islower,
    "word": is_word,
    "punct": lambda char: char.isprintable() and not char.isalnum() and not char.isspace(),
    "xdigit": lambda char: char in "0123456789abcdefABCDEF",
    "any": lambda char: True,
}
_ANY = CharSet(classes=("any",))
_NOT_NEWLINE = CharSet(frozenset("\n"), negated=True)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b", "0": "\0"}
_ASSERTIONS = {"b": "word", "B": "no-word", "A": "start", "z": "end", "Z": "end"}
_COUNT = re.compile(r"(?=[0-9,]*[0-9])[0-9]{0,6}(,[0-9]{0,6})?")
_HEX_DIGITS = {"x": 2, "u": 4}


class Program(Struct, frozen=True):
    """``code`` begins at its first instruction. ``groups``: how many there are, the whole included. ``names``: group numbers
    by name. ``prefix``: text that every match begins with."""

    code: tuple[Instruction, ...]
    groups: int
    names: dict[str, int]
    prefix: str

    def whole(self) -> Program:
        """The program that matches only up to the end of the text."""
        return Program((*self.code[:-1], (ASSERT, "end"), (MATCH,)), self.groups, self.names, self.prefix)


class _Group(Struct):
    """A group that is being read: the alternatives that are complete, and the pieces of the one at hand. ``number``: 0 if
    it is not remembered. ``start``: where it was opened."""

    number: int
    start: int
    alternatives: list[_Code] = field(default_factory=list)
    pieces: list[_Code] = field(default_factory=list)


def parse(pattern: str, flags: str) -> Program:
    """The program of a pattern. Raises ``LispError``: ``parse-error``, or ``budget-exceeded`` if it would be too large."""
    if len(pattern) > _LONGEST:
        raise over_limit("regexp", "pattern length", f"{len(pattern)} characters", _LONGEST)
    return _Parser(pattern, flags).parse()


class _Parser:
    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups = 1
        self._names: dict[str, int] = {}
        for flag in flags:
            if flag not in "ims":
                raise failure("parse-error", f"regexp: unknown flag {flag}; the flags are i, m and s")
        self._flags = set(flags)

    def parse(self) -> Program:
        pattern = self._pattern
        self._read_flags()
        stack = [_Group(0, 0)]
        while self._at < len(pattern):
            char = pattern[self._at]
            self._at += 1
            group = stack[-1]
            if char == "(":
                stack.append(self._open())
            elif char == ")":
                if len(stack) == 1:
                    raise self._wrong(") without (", self._at - 1)
                stack.pop()
                stack[-1].pieces.append(self._closed(group))
            elif char == "|":
                group.alternatives.append(self._together(group.pieces))
                group.pieces = []
            elif char in "*+?" or (char == "{" and self._is_count()):
                self._repeat(char, group)
            else:
                group.pieces.append([self._one(char)])
        if len(stack) > 1:
            raise self._wrong("( without )", stack[-1].start)
        body = self._closed(stack[0])
        code = (*self._saved(0, body), (MATCH,))
        return Program(code, self._groups, self._names, self._prefix(body))

    # -- the pieces of a pattern

    def _read_flags(self) -> None:
        """``(?ims)`` at the start."""
        pattern = self._pattern
        end = pattern.find(")")
        if pattern.startswith("(?") and end > 2 and set(pattern[2:end]) <= set("ims"):
            self._flags |= set(pattern[2:end])
            self._at = end + 1

    def _open(self) -> _Group:
        start, pattern = self._at - 1, self._pattern
        if not pattern.startswith("?", self._at):
            self._groups += 1
            return _Group(self._groups - 1, start)
        if pattern.startswith("?:", self._at):
            self._at += 2
            return _Group(0, start)
        for opening in ("?<", "?P<"):
            if pattern.startswith(opening, self._at) and pattern[self._at + len(opening) :][:1] not in ("=", "!", ""):
                begin = self._at + len(opening)
                end = pattern.find(">", begin)
                name = pattern[begin:end]
                if end < 0 or not name.isidentifier() or name in self._names:
                    raise self._wrong("expected the name of a group, not used before, and >", begin)
                self._at = end + 1
                self._names[name] = self._groups
                self._groups += 1
                return _Group(self._groups - 1, start)
        raise self._wrong("this kind of group is not supported (look-around and the like need backtracking)", start)

    def _closed(self, group: _Group) -> _Code:
        """The code of a group that has ended."""
        code = self._together(group.pieces)
        for alternative in reversed(group.alternatives):
            self._check(len(code) + len(alternative) + 2)
            code = [(SPLIT, 1, len(alternative) + 2), *alternative, (JUMP, len(code) + 1), *code]
        return self._saved(group.number, code) if group.number else code

    def _saved(self, number: int, code: _Code) -> _Code:
        return [(SAVE, 2 * number), *code, (SAVE, 2 * number + 1)]

    def _together(self, pieces: list[_Code]) -> _Code:
        self._check(sum(map(len, pieces)))
        return [instruction for piece in pieces for instruction in piece]

    def _check(self, size: int) -> None:
        if size > MOST:
            raise over_limit("regexp", "regexp size", f"{size} instructions", MOST)

    def _one(self, char: str) -> Instruction:
        """The instruction for one character of the pattern that stands for itself or for something short."""
        if char == ".":
            return (SET, _ANY if "s" in self._flags else _NOT_NEWLINE)
        if char == "[":
            return (SET, self._class())
        if char == "^":
            return (ASSERT, "line-start" if "m" in self._flags else "start")
        if char == "$":
            return (ASSERT, "line-end" if "m" in self._flags else "end")
        if char == "\\":
            return self._escape()
        return (SET, self._single(char))

    def _single(self, char: str) -> CharSet:
        return CharSet(frozenset(char), fold="i" in self._flags)

    def _escape(self) -> Instruction:
        char = self._pattern[self._at : self._at + 1]
        if char in _ASSERTIONS and char:
            self._at += 1
            return (ASSERT, _ASSERTIONS[char])
        found = self._escaped()
        return (SET, self._single(found) if isinstance(found, str) else found)

    def _escaped(self) -> str | CharSet:
        r"""What an escape stands for, after its ``\``."""
        char = self._pattern[self._at : self._at + 1]
        self._at += 1
        if char in ("d", "w", "s", "D", "W", "S"):
            return CharSet(classes=(char,))
        if char in _HEX_DIGITS:
            digits = self._pattern[self._at : self._at + _HEX_DIGITS[char]]
            self._at += len(digits)
            if len(digits) < _HEX_DIGITS[char] or not all(digit in _CLASS_XDIGITS for digit in digits):
                raise self._wrong(f"expected {_HEX_DIGITS[char]} hexadecimal digits", self._at - len(digits))
            return chr(int(digits, 16))
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "":
            raise self._wrong("\\ at the end", self._at - 2)
        if char.isalnum():
            what = "back references are not supported" if char.isdigit() else f"unknown escape \\{char}"
            raise self._wrong(what, self._at - 2)
        return char

    def _class(self) -> CharSet:
        """A class, after its ``[``."""
        pattern, start = self._pattern, self._at - 1
        negated = pattern.startswith("^", self._at)
        self._at += negated
        chars: set[str] = set()
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        first = True
        while True:
            if self._at >= len(pattern):
                raise self._wrong("[ without ]", start)
            if pattern[self._at] == "]" and not first:
                self._at += 1
                break
            first = False
            low = self._class_item(classes)
            if low is None:
                continue
            if pattern.startswith("-", self._at) and pattern[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                high = self._class_item(classes)
                if high is None or high < low:
                    raise self._wrong("a range whose end is before its start", self._at)
                ranges.append((low, high))
            else:
                chars.add(low)
        return CharSet(frozenset(chars), tuple(ranges), tuple(classes), negated, "i" in self._flags)

    def _class_item(self, classes: list[str]) -> str | None:
        """A character of a class, or ``None`` if it was a named class, which joins ``classes``."""
        pattern = self._pattern
        char = pattern[self._at]
        if pattern.startswith("[:", self._at):
            end = pattern.find(":]", self._at)
            name = pattern[self._at + 2 : end]
            if end < 0 or len(name) < 2 or name not in _CLASSES:
                raise self._wrong("unknown class [:" + name[:20], self._at)
            self._at = end + 2
            classes.append(name)
            return None
        self._at += 1
        if char != "\\":
            return char
        if pattern.startswith("b", self._at):
            self._at += 1
            return "\b"
        found = self._escaped()
        if isinstance(found, str):
            return found
        classes.extend(found.classes)
        return None

    # -- repetition

    def _is_count(self) -> bool:
        """Does ``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}`` stand here, after its ``{``? Else the brace is itself."""
        end = self._pattern.find("}", self._at)
        return end >= 0 and _COUNT.fullmatch(self._pattern, self._at, end) is not None

    def _repeat(self, char: str, group: _Group) -> None:
        start = self._at - 1
        if not group.pieces:
            raise self._wrong(f"nothing before {char} to repeat", start)
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1), "{": (0, None)}[char]
        if char == "{":
            end = self._pattern.index("}", self._at)
            low, comma, high = self._pattern[self._at : end].partition(",")
            self._at = end + 1
            least = int(low or 0)
            most = (int(high) if high else None) if comma else least
            if most is not None and most < least:
                raise self._wrong("a count whose end is before its start", start)
        is_lazy = self._pattern.startswith("?", self._at)
        self._at += is_lazy
        group.pieces.append(self._repeated(group.pieces.pop(), least, most, is_lazy))

    def _repeated(self, piece: _Code, least: int, most: int | None, is_lazy: bool) -> _Code:
        size = len(piece)
        self._check((size + 1) * max(least, most or 0) + size + 2)

        def split(inside: int, outside: int) -> Instruction:
            return (SPLIT, outside, inside) if is_lazy else (SPLIT, inside, outside)

        code = piece * least
        if most is None:
            if least:
                code.append(split(-size, 1))
            else:
                code = [split(1, size + 2), *piece, (JUMP, -size - 1)]
        else:
            left = most - least
            for done in range(left):
                code.append(split(1, (left - done) * (size + 1)))
                code += piece
        return code

    # -- the rest

    def _prefix(self, body: _Code) -> str:
        """The characters that the code begins with."""
        prefix = ""
        for instruction in body:
            held = instruction[1]
            if instruction[0] == SET and isinstance(held, CharSet) and held.is_one():
                prefix += next(iter(held.chars))
            elif instruction[0] != SAVE:
                break
        return prefix

    def _wrong(self, message: str, place: int) -> Exception:
        shown = write_string(String(self._pattern), 60)
        return failure("parse-error", f"regexp: {message}, at index {place} of {shown}")


_CLASS_XDIGITS = frozenset("0123456789abcdefABCDEF")
