"""How a value becomes ``value`` messages: nREPL's print options, applied in bounded steps.

Options (nREPL, *Pretty printing*): the printer's name, ``stream?`` (the text in chunks of ``buffer-size`` characters,
then a message with ``ns``), ``quota`` (characters; what is beyond is cut and the status says so). This file must never
print a whole value at once: a value may be larger than memory allows, or circular.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from omega.protocol import Sendable, Wire
from omega.runtime.syntax.printer import Style

PREFIX = "nrepl.middleware.print/"
TRUNCATED = PREFIX + "truncated"
#: Values an option may not exceed, and what holds when it is not given.
DEFAULT_BUFFER, LARGEST_BUFFER = 1024, 64 * 1024
ATOMS_PER_STEP = 500

#: Every printer a client may name, with the style it means here. Editors send the Clojure names unasked.
PRINTERS: Mapping[str, Style] = {
    "write": "write",
    "display": "display",
    "clojure.core/pr": "write",
    "clojure.core/prn": "write",
    "clojure.core/print": "display",
    "clojure.core/println": "display",
    "clojure.pprint/pprint": "write",
    "nrepl.util.print/pr": "write",
    "nrepl.util.print/pprint": "write",
    "cider.nrepl.pprint/pr": "write",
    "cider.nrepl.pprint/pprint": "write",
    "cider.nrepl.pprint/clojure-pprint": "write",
    "cider.nrepl.pprint/fipp-pprint": "write",
    "cider.nrepl.pprint/puget-pprint": "write",
    "cider.nrepl.pprint/zprint-pprint": "write",
}


class Text(Protocol):
    """What the runtime's printer offers: the text of one value, piece by piece."""

    done: bool
    truncated: bool

    def step(self, atoms: int = ...) -> str:
        """The next piece; may be empty."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """``quota``: characters or None. ``unknown``: the name of a printer nobody knows; the default is used."""

    style: Style = "write"
    stream: bool = False
    buffer_size: int = DEFAULT_BUFFER
    quota: int | None = None
    unknown: str | None = None


_DEFAULT = PrintOptions()


def print_options(params: Mapping[str, Wire]) -> PrintOptions:
    """The print options among a request's parameters, which the op table has checked for their types."""
    if not any(key.startswith(PREFIX) for key in params):
        return _DEFAULT
    name = params.get(PREFIX + "print")
    known = not isinstance(name, str) or not name or name in PRINTERS
    style: Style = PRINTERS.get(name, "write") if isinstance(name, str) else "write"
    size, quota = params.get(PREFIX + "buffer-size"), params.get(PREFIX + "quota")
    return PrintOptions(
        style=style,
        stream=bool(params.get(PREFIX + "stream?")),
        buffer_size=min(max(size, 1), LARGEST_BUFFER) if isinstance(size, int) else DEFAULT_BUFFER,
        quota=max(quota, 0) if isinstance(quota, int) else None,
        unknown=None if known else str(name),
    )


class ValuePrinter:
    """Prints one value with these options: call ``step`` until it is true.

    ``send(status, body)``: sends one message of the evaluation this is for.
    """

    def __init__(
        self,
        text: Text,
        options: PrintOptions,
        ns: str,
        send: Callable[[tuple[str, ...], Mapping[str, Sendable]], None],
    ) -> None:
        self._text = text
        self._options = options
        self._ns = ns
        self._send = send
        self._buffer: list[str] = []
        self._waiting = 0

    def step(self) -> bool:
        """Print one piece; whether the value is complete and its messages are sent."""
        piece = self._text.step(ATOMS_PER_STEP)
        if piece:
            self._buffer.append(piece)
            self._waiting += len(piece)
        if self._options.stream:
            self._stream()
        if not self._text.done:
            return False
        text = "".join(self._buffer)
        if self._options.stream:
            if text:
                self._send((), {"value": text})
            self._send((TRUNCATED,) if self._text.truncated else (), {"ns": self._ns})
        elif self._text.truncated:
            self._send((TRUNCATED,), {"value": text, "ns": self._ns, PREFIX + "truncated-keys": ["value"]})
        else:
            self._send((), {"value": text, "ns": self._ns})
        return True

    def _stream(self) -> None:
        """Send the chunks that are complete."""
        size = self._options.buffer_size
        if self._waiting < size:
            return
        text = "".join(self._buffer)
        whole = len(text) - len(text) % size
        for start in range(0, whole, size):
            self._send((), {"value": text[start : start + size]})
        self._buffer = [text[whole:]] if whole < len(text) else []
        self._waiting = len(text) - whole
