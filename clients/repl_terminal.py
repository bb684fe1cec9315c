"""The terminal side of ``omega repl``: line editing, completion, colours, documentation at the cursor.

Everything that knows prompt_toolkit and pygments is here. It asks the session only for completions and lookups, and
only while nothing is evaluated.
"""

from __future__ import annotations

import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import completion_is_selected, has_selection
from prompt_toolkit.formatted_text import FormattedText, PygmentsTokens
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output import Output
from prompt_toolkit.styles.pygments import pygments_token_to_classname
from pygments.lexers import SchemeLexer  # type: ignore[import-untyped]  # pygments ships no types

from omega.clients.command_table import COMMANDS
from omega.clients.console import coloured
from omega.clients.documentation import describe
from omega.clients.errors import OmegaClientError
from omega.clients.events import FormValue
from omega.clients.results import Completion as Found
from omega.clients.source_view import View, print_plain
from omega.clients.sync_client import Client
from omega.clients.typed import command_word, pieces
from omega.runtime.syntax.parentheses import Parentheses
from omega.runtime.syntax.reader import completeness

#: A longer value is printed without colours: the lexer is slow.
_COLOURED = 10_000
_NAME_BEFORE = re.compile(r"[^\s()\[\]\"'`,;]+$")
_NAME_AFTER = re.compile(r"^[^\s()\[\]\"'`,;]+")

#: Finds the names that begin with a text.
Names: TypeAlias = "Callable[[str], Iterable[Found]]"


class TerminalReader:
    """Reads forms from the person at the terminal. ``input`` and ``output`` stand in for it in tests."""

    def __init__(
        self,
        client: Client,
        *,
        history: History | None = None,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self._client = client
        self._pasted: deque[str] = deque()
        self._completer = NameCompleter(client.completions)
        self._prompt: PromptSession[str] = PromptSession(
            multiline=True,
            lexer=PygmentsLexer(SchemeLexer) if coloured() else None,
            completer=self._completer,
            complete_in_thread=True,
            complete_while_typing=False,
            auto_suggest=AutoSuggestFromHistory(),
            history=history or open_history(),
            key_bindings=self._keys(),
            input_processors=[HighlightMatchingBracketProcessor()],
            prompt_continuation=lambda width, number, wrapped: "." * (width - 1) + " ",
            input=input,
            output=output,
        )

    def read(self, prompt: str) -> str | None:
        """What was typed, complete; ``None`` for Ctrl-D on an empty line."""
        while True:
            try:
                return self._next(prompt)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None

    def ask(self, prompt: str) -> str | None:
        """What was typed at this prompt; ``None`` for Ctrl-C and Ctrl-D."""
        try:
            return self._next(prompt)
        except (KeyboardInterrupt, EOFError):
            return None

    def command(self, prompt: str, names: Names) -> str | None:
        """What was typed about an evaluation that has stopped, nothing for Ctrl-C; ``None`` for Ctrl-D."""
        before, self._completer.names = self._completer.names, names
        try:
            return self._next(prompt)
        except KeyboardInterrupt:
            return ""
        except EOFError:
            return None
        finally:
            self._completer.names = before

    def _next(self, prompt: str) -> str:
        """What is typed next, or was pasted with what was typed last, command by command."""
        if self._pasted:
            text = self._pasted.popleft()
            print(f"{prompt}{text.rstrip()}", flush=True)
            return text
        text, *rest = pieces(self._prompt.prompt(prompt))
        self._pasted.extend(rest)
        return text

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter", filter=~completion_is_selected & ~has_selection)
        def enter(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            if command_word(buffer.text) or completeness(buffer.text) != "incomplete":
                buffer.validate_and_handle()
            else:
                buffer.insert_text("\n" + " " * indentation(buffer.document.text_before_cursor))

        @keys.add("escape", "enter")
        def new_line(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        @keys.add("f1")
        @keys.add("c-q")
        def documentation(event: KeyPressEvent) -> None:
            name = name_at_cursor(event.current_buffer.document)
            if name:
                text = self._describe(name)
                run_in_terminal(lambda: print(text, end="", flush=True))

        return keys

    def _describe(self, name: str) -> str:
        try:
            return describe(name, self._client.lookup(name))
        except OmegaClientError as error:
            return f"{error}\n"


class NameCompleter(Completer):
    """Completes ``names``, commands at the start, and files after the commands that take one."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        word = command_word(before)
        if word is not None and before == word:
            for command in COMMANDS:
                if command.name.startswith(word):
                    yield Completion(command.name, -len(word), display_meta=command.meaning)
            return
        if word is not None and any(each.name == word and each.takes_file for each in COMMANDS):
            path = before.removeprefix(word).lstrip()
            yield from self._paths.get_completions(Document(path), complete_event)
            return
        match = _NAME_BEFORE.search(before)
        if match is None:
            return
        try:
            found = self.names(match[0])
        except OmegaClientError:
            return
        for completion in found:
            yield Completion(completion.candidate, -len(match[0]), display_meta=completion.type)


def name_at_cursor(document: Document) -> str:
    """The name the cursor is in or behind; after ``(`` or a space, the procedure of the form it is in."""
    before = _NAME_BEFORE.search(document.text_before_cursor)
    after = _NAME_AFTER.search(document.text_after_cursor)
    name = (before[0] if before else "") + (after[0] if after else "")
    if name:
        return name
    opened = Parentheses().feed(document.text_before_cursor).opened
    operator = _NAME_AFTER.search(document.text_before_cursor[opened[-1] + 1 :]) if opened else None
    return operator[0] if operator else ""


def indentation(text: str) -> int:
    """The column at which the line after ``text`` should begin: two past the innermost open parenthesis."""
    opened = Parentheses().feed(text).opened
    return opened[-1] - (text.rfind("\n", 0, opened[-1]) + 1) + 2 if opened else 0


def print_coloured(value: FormValue) -> None:
    """A value, in the colours of code."""
    if coloured() and len(value.text) <= _COLOURED:
        print_formatted_text(PygmentsTokens(list(SchemeLexer(ensurenl=False).get_tokens(value.text))))
    else:
        print(value.text)
    if value.truncated:
        print("... (the rest is not shown)")
    sys.stdout.flush()


def print_source(view: View) -> None:
    """Source in the colours of code, the current expression underlined."""
    if not coloured():
        print_plain(view)
        return
    text: list[tuple[str, str]] = []
    number, column, place, blank = view.first, 1, view.place, True

    def margin() -> None:
        arrow = "->" if place.line <= number <= place.end_line else "  "
        text.append(("class:pygments.comment", f"{arrow}{number:>4} | "))

    margin()
    for kind, piece in SchemeLexer(ensurenl=False, stripnl=False).get_tokens("\n".join(view.lines)):
        style = pygments_token_to_classname(kind)
        for character in piece:
            inside = (place.line, place.column) <= (number, column) < (place.end_line, place.end_column)
            blank = blank and character.isspace()
            text.append((f"class:{style}" + (" underline bold" if inside and not blank else ""), character))
            if character == "\n":
                number, column, blank = number + 1, 1, True
                margin()
            else:
                column += 1
    print_formatted_text(FormattedText(text))
    sys.stdout.flush()


def open_history() -> History:
    """The history file ``$XDG_STATE_HOME/omega/history``; in memory when it cannot be written."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    path = Path(state).expanduser() / "omega" / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
