"""Ops about the server itself: ``auth``, ``describe``, ``forward-system-output``."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING
from uuid import uuid4

from omega.protocol import Request, Sendable, describe_ops
from omega.server.logs import log
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.refusal import Refusal
from omega.server.ops.table import TABLE

if TYPE_CHECKING:
    from omega.server.connection import Client

#: The nREPL release whose behaviour this server keeps to.
NREPL = "1.7.0"
#: What CIDER wants to hear before it turns its debugger on: that of Clojure, and of the ``cider-nrepl`` it expects. All of
#: these and ``init-debugger``, or none: its hook at connect fails on a part of them.
CLOJURE, CIDER_NREPL = "1.12.0", "0.62.2"
#: Wrong tokens after which a connection is closed.
MOST_FAILURES = 3


def auth(client: Client, request: Request) -> None:
    """Learn who the client is; a server without tokens takes any."""
    tokens = client.server.tokens
    if not tokens.required:
        return answer(client, request)
    principal = tokens.principal(param(request.params, "token", ""))
    if principal is None:
        client.failures += 1
        log.warning("wrong token", connection=client.number, failures=client.failures)
        if client.failures >= MOST_FAILURES:
            client.leave()
            raise Refusal("auth-failed", f"{MOST_FAILURES} wrong tokens: the connection closes")
        raise Refusal("auth-failed", "the token is not one this server knows")
    if client.principal not in (None, principal):
        raise Refusal("auth-failed", "this connection already belongs to somebody else")
    client.principal = principal
    answer(client, request)


def describe(client: Client, request: Request) -> None:
    """Tell what this server can do."""
    config = client.server.config
    limits = ("message_bytes", "pending_requests", "pending_bytes", "sessions_per_connection", "sessions",
              "stdin_bytes", "output_per_evaluation", "ticks_per_evaluation", "heap_per_session")  # fmt: skip
    body: dict[str, Sendable] = {
        "ops": describe_ops(bool(request.params.get("verbose?")), TABLE),
        "versions": {
            "nrepl": _version(NREPL),
            "omega": _version(version("omega-nrepl")),
            "python": _version(platform.python_version()),
            "clojure": _version(CLOJURE),
        },
        "aux": {"current-ns": client.host.blank.namespace, "cider-version": _version(CIDER_NREPL)},
        "transports": ["bencode", "msgpack"],
        # A limit of 0 bounds nothing. It is left out, as zeros of versions are: nrepl-python-client stops at a 0.
        "limits": {name.replace("_", "-"): bound for name in limits if (bound := getattr(config, name))},
    }
    answer(client, request, body)


def _version(text: str) -> dict[str, Sendable]:
    """A version as nREPL sends it: its parts as integers, those that are not 0, and its text."""
    parts = [int("".join(c for c in part if c.isdigit()) or "0") for part in text.split(".")[:3]]
    named = zip(("major", "minor", "incremental"), parts, strict=False)
    return {**{name: part for name, part in named if part}, "version-string": text}


def classpath(client: Client, request: Request) -> None:
    """Tell where code is loaded from: vim-fireplace cannot connect without an answer."""
    session_of(client, request)
    answer(client, request, {"classpath": []})


def forward_system_output(client: Client, request: Request) -> None:
    """From now on send what the server itself says, on this request's id."""
    session_of(client, request)
    client.listening = (request.id, request.session or str(uuid4()))
    answer(client, request)


def out_unsubscribe(client: Client, request: Request) -> None:
    """Do not send what the server itself says any more."""
    session_of(client, request)
    client.listening = None
    answer(client, request)
