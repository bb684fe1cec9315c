"""Text to syntax trees: all of R7RS's lexical syntax (7.1), and ``[ ]``, ``:keywords`` and ``^{metadata}``.

The reader turns tokens into data with places, stops after any number of tokens and goes on later, and tells text
that more text could complete from text that is wrong. A file may start with a ``#!`` line; ``^{...}`` before a
datum is what editors send, and is skipped like a comment; so are the marks ``#dbg`` and ``#break``, but for ``marked``.
This module must never recurse (nesting is ``nesting.py``) and never decide what a form means.
"""

from __future__ import annotations

import re
from enum import Enum
from sys import maxsize
from typing import Final, NoReturn, TypeAlias
from typing import Literal as OneOf

from omega.runtime.syntax import tokens
from omega.runtime.syntax.datum import String, Symbol, Value, intern, keyword
from omega.runtime.syntax.forms import Identifier, Literal, Syntax
from omega.runtime.syntax.nesting import Kind, Nesting
from omega.runtime.syntax.quoted import BlockComment, Quoted, Scanner
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.source import Passage, Span
from omega.runtime.syntax.tokens import TOKEN, TokenError

__all__ = ["END", "PAUSED", "ReadError", "Reader", "Signal", "completeness"]


class Signal(Enum):
    """What ``next`` returns instead of a tree."""

    END = "end of text"
    PAUSED = "paused"


END: Final = Signal.END
PAUSED: Final = Signal.PAUSED
Signals: TypeAlias = OneOf[Signal.END, Signal.PAUSED]
Completeness: TypeAlias = OneOf["complete", "incomplete", "wrong"]

_BRACKETS = {
    tokens.OPEN: Kind.LIST,
    tokens.VECTOR: Kind.VECTOR,
    tokens.BYTEVECTOR: Kind.BYTES,
    tokens.METADATA: Kind.METADATA,
    tokens.BRACE: Kind.BRACES,
    tokens.DATUM_COMMENT: Kind.COMMENT,
}
#: How MIT Scheme writes the marks in parameter lists.
_PARAMETER_MARKS = {f"#!{name}": intern(f"&{name}") for name in ("optional", "rest", "key", "body")}
_DIRECTIVE = re.compile(r"#!(?:fold-case|no-fold-case|eof)(?![^\s()])")

_new_tuple = tuple.__new__  # makes a ``Span`` without the cost of its Python-level constructor


class Reader:
    """Reads the data of ``text`` from ``offset`` on, one per ``next``. ``file``, ``line`` and ``column`` say where that is;
    ``fold``: as after ``#!fold-case``."""

    def __init__(
        self,
        text: str,
        file: str = "<string>",
        line: int = 1,
        column: int = 1,
        *,
        offset: int = 0,
        fold: bool = False,
    ) -> None:
        self._text = text
        self._file = file
        self._offset = offset
        self._line = line
        self._line_start = offset + 1 - column  # the column of an offset is offset - _line_start + 1
        self._nesting = Nesting()
        self._scanner: Scanner | None = None  # a string, name or comment that is not over yet
        self._scanner_opener = ""
        self._scanner_span = self._span(0, 0)
        self._left = 0
        self._symbols: dict[str, Symbol] = {}
        self._fold = fold
        self._failure: ReadError | None = None
        if not offset:
            self._skip_marks(text)
        #: The place from which on ``passage`` was not asked for.
        self._since = (self._offset, self._line, self.column)

    def _skip_marks(self, text: str) -> None:
        """A byte order mark, and a first line for the operating system."""
        if text.startswith("\ufeff"):
            self._offset = 1
            self._line_start += 1
        if text.startswith("#!", self._offset) and not _DIRECTIVE.match(text, self._offset):
            end = text.find("\n", self._offset)
            self._offset = len(text) if end < 0 else end

    @property
    def offset(self) -> int:
        """How many characters of the text have been read."""
        return self._offset

    @property
    def line(self) -> int:
        """The line at the offset."""
        return self._line

    @property
    def column(self) -> int:
        """The column at the offset."""
        return self._offset - self._line_start + 1

    @property
    def fold(self) -> bool:
        """Are names read without regard to case?"""
        return self._fold

    @property
    def marked(self) -> list[tuple[str, Span]]:
        """The data read so far that had a mark for the debugger before them: the mark, and where the datum is."""
        return self._nesting.marked

    def passage(self, datum: Syntax) -> Passage | None:
        """What is written where the datum is that was read last."""
        offset, line, column = self._since
        self._since = (self._offset, self._line, self.column)
        read = Span(self._file, line, column, self._line, self.column)
        return Passage(read, self._text[offset : self._offset]).part(datum.span)

    def next(self, budget: int | None = None) -> Syntax | Signals:
        """The next datum, ``END`` when there is none, or ``PAUSED`` after about ``budget`` tokens.

        Raises ``ReadError``, the same again when called again.
        """
        if self._failure is not None:
            raise self._failure
        self._left = maxsize if budget is None else max(budget, 1)
        try:
            return self._read()
        except ReadError as error:
            self._failure = error
            raise

    def _read(self) -> Syntax | Signals:
        text, file, symbols = self._text, self._file, self._symbols
        nesting, stack = self._nesting, self._nesting.stack
        match_token = TOKEN.match
        while self._left > 0:
            self._left -= 1
            node: Syntax | None
            if self._scanner is not None:
                node = self._scan(self._scanner)
            else:
                match = match_token(text, self._offset)
                if match is None:
                    return self._end()
                kind = match.lastindex
                assert kind is not None
                start, end = match.span(kind)
                self._offset = end
                if kind == tokens.SPACE:
                    newline = text.rfind("\n", start, end)
                    if newline >= 0:
                        self._line += text.count("\n", start, end)
                        self._line_start = newline + 1
                    continue
                line, column = self._line, start - self._line_start + 1
                span = _new_tuple(Span, (file, line, column, line, column + end - start))
                if kind == tokens.NAME:
                    symbol = symbols.get(match[kind])
                    node = Identifier(symbol, span) if symbol else self._name(match[kind], span)
                elif kind == tokens.CLOSE:
                    node = nesting.close(match[kind], span)
                elif kind in _BRACKETS:
                    nesting.open(_BRACKETS[kind], match[kind], span)
                    continue
                else:
                    node = self._token(kind, match[kind], span)
            if node is None:
                continue
            if stack and stack[-1].kind is Kind.LIST:
                stack[-1].items.append(node)
                nesting.room -= 1
                if nesting.room < 0:
                    nesting.refuse(node.span)
                continue
            node = nesting.add(node)
            if node is not None:
                return node
        return PAUSED

    def _name(self, name: str, span: Span) -> Syntax | None:
        """A number, a keyword, a symbol not seen before, or the dot."""
        if name == ".":
            self._nesting.dot(span)
            return None
        self._left -= len(name) >> 6
        if name[0] in tokens.NUMERIC:
            try:
                number = tokens.number_value(name)
            except TokenError as error:
                _wrong(str(error), span)
            if number is not None:
                return Literal(number, span)
        text = name.casefold() if self._fold else name
        if name[0] == ":" and name[1:2] not in ("", ":"):  # a macro's own ellipsis is often called :::
            return Literal(keyword(text[1:]), span)
        symbol = self._symbols[name] = intern(text)
        return Identifier(symbol, span)

    def _token(self, kind: int, text: str, span: Span) -> Syntax | None:
        """The datum of a less frequent token; ``None`` if it makes none by itself."""
        if kind == tokens.STRING:
            return Literal(String(text[1:-1], frozen=True), span)
        if kind == tokens.BARS:
            return Identifier(intern(text[1:-1]), span)
        if kind == tokens.LABEL:
            return self._nesting.label(text, span)
        if kind == tokens.PREFIX:
            self._nesting.quotation(text, span)
        elif kind == tokens.LINE_COMMENT:
            self._left -= len(text) >> 10
        elif kind == tokens.BLOCK_COMMENT or kind == tokens.QUOTED:
            where = (self._text, self._offset, self._line, self._line_start)
            self._scanner = BlockComment(*where) if kind == tokens.BLOCK_COMMENT else Quoted(*where, text[-1])
            self._scanner_opener = text
            self._scanner_span = span
        elif kind == tokens.DIRECTIVE and text in _PARAMETER_MARKS:
            return Identifier(_PARAMETER_MARKS[text], span)
        elif kind == tokens.DIRECTIVE and _DIRECTIVE.fullmatch(text) and text != "#!eof":
            self._fold = text == "#!fold-case"
            self._symbols.clear()
        elif kind == tokens.HASH and text in tokens.MARKS:
            self._nesting.open(Kind.MARK, text, span)
        else:
            return Literal(self._hash_value(kind, text, span), span)
        return None

    def _hash_value(self, kind: int, text: str, span: Span) -> Value:
        """The value of a token that starts with ``#``."""
        if text == "#\\":
            raise ReadError(f"end of text after #\\ at {span}; expected a character", span, incomplete=True)
        self._left -= len(text) >> 6
        try:
            if kind == tokens.CHARACTER:
                return tokens.character_value(text, self._fold)
            return tokens.hash_value(
                text if len(text) > 1 else text + self._text[self._offset : self._offset + 1]
            )
        except TokenError as error:
            _wrong(str(error), span)

    def _scan(self, scanner: Scanner) -> Syntax | None:
        """Go on with what may be long; its datum when it is over and has one."""
        opener, opened = self._scanner_opener, self._scanner_span
        try:
            finished, self._left = scanner.step(self._left + 1)
        except TokenError as error:
            self._line, self._line_start = scanner.line, scanner.line_start
            _wrong(str(error), self._span(scanner.offset, scanner.offset + 1))
        except EOFError:
            self._offset, self._line, self._line_start = len(self._text), scanner.line, scanner.line_start
            what = "comment" if opener == "#|" else "string" if opener == '"' else "name"
            expected = "|#" if opener == "#|" else opener[-1]
            message = f"end of text inside a {what} opened at {opened}; expected {expected}"
            raise ReadError(message, self._span(self._offset, self._offset), incomplete=True) from None
        self._offset, self._line, self._line_start = scanner.offset, scanner.line, scanner.line_start
        if not finished:
            return None
        self._scanner = None
        if not isinstance(scanner, Quoted):
            return None
        text = "".join(scanner.pieces)
        span = Span(self._file, opened.line, opened.column, self._line, self._offset - self._line_start + 1)
        if opener == '"':
            return Literal(String(text, frozen=True), span)
        return Literal(keyword(text), span) if opener == ":|" else Identifier(intern(text), span)

    def _end(self) -> Signals:
        """No token matches: the text is over, or here is a character that starts none."""
        offset = self._offset
        while self._text.startswith((" ", "\t"), offset):
            offset += 1
        if offset < len(self._text):
            _wrong(f"unknown syntax {self._text[offset]}", self._span(offset, offset + 1))
        self._nesting.check_closed(self._span(offset, offset))
        return END

    def _span(self, start: int, end: int) -> Span:
        """A stretch of the current line."""
        base = 1 - self._line_start
        return Span(self._file, self._line, start + base, self._line, end + base)


def _wrong(message: str, span: Span) -> NoReturn:
    raise ReadError(f"{message} at {span}", span, incomplete=False) from None


def completeness(text: str) -> Completeness:
    """Whether ``text`` can be read: ``complete``, ``incomplete`` (more text could mend it) or ``wrong``."""
    reader = Reader(text)
    try:
        while reader.next() is not END:
            pass
    except ReadError as error:
        return "incomplete" if error.incomplete else "wrong"
    return "complete"
