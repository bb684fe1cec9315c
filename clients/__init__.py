"""Python clients for Omega, and the ``omega`` command (``cli.py``).

``connect`` for ordinary programs, ``open_client`` for trio. Each is imported when it is first asked for, so that a
command line that needs neither starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.errors import (
    BadAddress,
    ClientTimeout,
    ConnectionFailed,
    ConnectionLost,
    EvaluationFailed,
    OmegaClientError,
    RequestRefused,
)

if TYPE_CHECKING:
    from omega.clients.results import Completion, Documentation, EvalResult, Reply, ServerDescription
    from omega.clients.sync_client import Client, connect
    from omega.clients.trio_client import TrioClient, open_client

__all__ = [
    "BadAddress",
    "Client",
    "ClientTimeout",
    "Completion",
    "ConnectionFailed",
    "ConnectionLost",
    "Documentation",
    "EvalResult",
    "EvaluationFailed",
    "OmegaClientError",
    "Reply",
    "RequestRefused",
    "ServerDescription",
    "TrioClient",
    "connect",
    "open_client",
]

_LAZY = {
    "Completion": "results",
    "Documentation": "results",
    "EvalResult": "results",
    "Reply": "results",
    "ServerDescription": "results",
    "connect": "sync_client",
    "Client": "sync_client",
    "open_client": "trio_client",
    "TrioClient": "trio_client",
}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
