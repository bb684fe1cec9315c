"""What can go wrong between a client and a server, as exceptions.

A Lisp error is not one of them: it is part of an ``EvalResult``, unless the caller asked for an exception with
``check=True``. Every text is one sentence for the person at the terminal. This module must never import I/O.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omega.clients.results import EvalResult


class OmegaClientError(Exception):
    """Anything this package raises on purpose."""


class BadAddress(OmegaClientError):
    """The text does not say where a server is."""


class ConnectionFailed(OmegaClientError):
    """No connection: nobody listens there, the handshake failed, or the token was refused."""


class ConnectionLost(OmegaClientError):
    """The connection ended, or the peer broke the protocol, before the reply was complete."""


class ClientTimeout(OmegaClientError):
    """The time given for a request is over. An evaluation was sent an interrupt; the client stays usable."""


class RequestRefused(OmegaClientError):
    """The server answered that it cannot do this request.

    ``op``: the request's operation. ``status``: the reply's status words, such as ``unknown-op`` or
    ``invalid-argument``. ``detail``: the server's explanation, or an empty text.
    """

    def __init__(self, op: str, status: tuple[str, ...], detail: str = "") -> None:
        reasons = ", ".join(word for word in status if word not in ("error", "done")) or "error"
        super().__init__(f"the server refused {op}: {reasons}" + (f" ({detail})" if detail else ""))
        self.op = op
        self.status = status
        self.detail = detail


class BadCommand(OmegaClientError):
    """A command of ``omega repl`` asks for something that cannot be; the text says what was expected."""


class EvaluationFailed(OmegaClientError):
    """An evaluation asked for with ``check=True`` had an error or was interrupted; ``result`` has everything."""

    def __init__(self, result: EvalResult) -> None:
        text = "the evaluation was interrupted" if result.interrupted else result.err.strip()
        super().__init__(text or result.ex or "the evaluation failed")
        self.result = result
