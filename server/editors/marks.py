"""``init-debugger``: a client's wish to step through what is marked in a session, held open until the client goes.

Owns the marked forms. The session has a debugger (``stepping.py``) only while there are some, so that others can attach
one otherwise. This file must never run Lisp.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import RequestId, Response, Sendable
from omega.runtime.debug.marks import Marked, Marking, may_be_marked
from omega.server.editors.stepping import Stepping

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.job import Source
    from omega.server.session import Session

#: Tokens read at once of a text that may have marks.
TOKENS = 2_000


class Marks:
    """``forms``: what is marked. ``id``: of the request that is held open."""

    def __init__(self, client: Client, id: RequestId, session: Session) -> None:
        self.client = client
        self.id = id
        self.session = session
        self.forms: list[Marked] = []
        client.held.add(self)
        session.marks = self

    def send(self, status: tuple[str, ...], body: Mapping[str, Sendable]) -> None:
        """Send one message of the request."""
        self.client.send(Response(self.id, self.session.id, status, body))

    def reading(self, source: Source) -> Callable[[], bool]:
        """What is to be done before this is evaluated: call it until it is true."""
        marking = Marking(source.code, source.file, source.line, source.column) if may_be_marked(source.code) else None

        def read() -> bool:
            if self.session.marks is not self:
                return True  # the client has gone meanwhile
            if marking is not None and not marking.step(TOKENS):
                return False
            self._replace(source, [] if marking is None else marking.found)
            return True

        return read

    def _replace(self, source: Source, found: list[Marked]) -> None:
        """What was marked in these lines of the file is evaluated again, with these marks."""
        first, last = source.line, source.line + source.code.count("\n")
        kept = [
            form for form in self.forms
            if form.span.file != source.file or form.span.end_line < first or form.span.line > last
        ]  # fmt: skip
        if len(kept) == len(self.forms) and not found:
            return
        self.forms = kept + found
        debugging = self.session.debugging
        if debugging is None and self.forms:
            debugging = Stepping(self)
        if not isinstance(debugging, Stepping):
            return self.notify("Another client debugs this session: marks have no effect until it has gone.")
        debugging.mark()
        if not self.forms:
            debugging.end()

    def notify(self, text: str) -> None:
        """Say something to the person."""
        self.send(("notification",), {"msg": text, "type": "message"})

    def end(self) -> None:
        """Forget the marks: the one ``done`` of ``init-debugger``."""
        self.forms = []
        self.client.held.discard(self)
        self.session.marks = None
        if isinstance(self.session.debugging, Stepping):
            self.session.debugging.end()
        self.send(("done",), {})

    vanish = end
