"""Every request a client can make, as data: its name, its parameters, how its reply is read.

Both clients are thin loops over this table of functions, so an operation is described once. This module must never
do I/O; ids, sessions and framing belong to ``dialogue.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from omega.clients.errors import ConnectionLost
from omega.clients.fields import items_of, mapping_of, optional_int, optional_text, text_of
from omega.clients.results import Attached, Completion, Documentation, Reply, ServerDescription

if TYPE_CHECKING:
    from omega.protocol import Sendable

T_co = TypeVar("T_co", covariant=True)

#: What to do where nobody handles a condition.
OnError: TypeAlias = Literal["report", "restart"]

PRINT_QUOTA = "nrepl.middleware.print/quota"


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """``op`` with ``params`` (those that are ``None`` are left out); ``read`` makes the answer of the reply.
    ``expected``: error statuses that are answers, not refusals."""

    op: str
    params: Mapping[str, Sendable]
    read: Callable[[Reply], T_co]
    expected: frozenset[str] = frozenset()


def _nothing(reply: Reply) -> None:
    return None


def request(op: str, params: Mapping[str, Sendable]) -> Call[Reply]:
    """Any operation, its reply as it came."""
    return Call(op, params, lambda reply: reply)


def auth(token: str) -> Call[None]:
    return Call("auth", {"token": token}, _nothing)


def clone(*, durable: bool = False, name: str | None = None) -> Call[str]:
    """A new session, with the definitions of the one it is asked in. ``durable``: it outlives the server."""

    def read(reply: Reply) -> str:
        session = optional_text(reply.body, "new-session")
        if session is None:
            raise ConnectionLost("the server answered clone without a new session")
        return session

    try:
        release = version("omega-nrepl")
    except PackageNotFoundError:
        release = None
    ours = {"client-name": "omega", "client-version": release}
    return Call("clone", {**ours, "durable": 1 if durable else None, "name": name}, read)


def close() -> Call[None]:
    return Call("close", {}, _nothing)


def ls_sessions() -> Call[tuple[str, ...]]:
    return Call("ls-sessions", {}, lambda reply: tuple(map(text_of, items_of(reply.body.get("sessions")))))


def attach() -> Call[Attached]:
    def read(reply: Reply) -> Attached:
        return Attached(
            optional_int(reply.body, "replayed") or 0,
            optional_int(reply.body, "lost") or 0,
            tuple(map(text_of, items_of(reply.body.get("running")))),
        )

    return Call("attach", {}, read)


def describe(verbose: bool) -> Call[ServerDescription]:
    def read(reply: Reply) -> ServerDescription:
        body = reply.body
        return ServerDescription(
            ops={name: mapping_of(op) for name, op in mapping_of(body.get("ops")).items()},
            versions=mapping_of(body.get("versions")),
            aux=mapping_of(body.get("aux")),
            limits=mapping_of(body.get("limits")),
            transports=tuple(map(text_of, items_of(body.get("transports")))),
        )

    return Call("describe", {"verbose?": 1 if verbose else None}, read)


def evaluate(
    code: str,
    *,
    file: str | None,
    line: int | None,
    column: int | None,
    ns: str | None,
    quota: int | None,
    on_error: OnError | None = None,
) -> Call[Reply]:
    """``file``, ``line`` and ``column`` say where ``code`` stands, for error places. ``quota``: characters of a value.
    ``on_error``: ``restart`` to be asked (``NeedRestart``) where nobody handles a condition."""
    params = {"code": code, "file": file, "line": line, "column": column, "ns": ns, PRINT_QUOTA: quota}
    return Call("eval", params | {"on-error": on_error}, lambda reply: reply)


def load_file(
    text: str, path: str, *, quota: int | None, on_error: OnError | None = None, stays: bool = False
) -> Call[Reply]:
    """``text`` of the file ``path``. ``stays``: it goes on when we are gone; others as in ``evaluate``."""
    params = {"file": text, "file-path": path, "file-name": PurePath(path).name, PRINT_QUOTA: quota}
    params |= {"on-error": on_error, "on-disconnect": "continue" if stays else None}
    return Call("load-file", params, lambda reply: reply)


def interrupt(eval_id: str | None) -> Call[bool]:
    """True if an evaluation was told to end, False if none (or another one) was running."""
    idle = frozenset({"session-idle", "interrupt-id-mismatch"})
    return Call("interrupt", {"interrupt-id": eval_id}, lambda reply: not idle & set(reply.status), idle)


def stdin(text: str) -> Call[None]:
    """Input for the running evaluation; an empty text is the end of input."""
    return Call("stdin", {"stdin": text}, _nothing)


def answer(key: str, restart: int, code: str) -> Call[None]:
    """The restart chosen for a ``NeedRestart``, with an expression for the values it needs."""
    return Call("answer", {"key": key, "restart": restart, "code": code or None}, _nothing)


def completions(prefix: str, ns: str | None) -> Call[tuple[Completion, ...]]:
    return Call("completions", {"prefix": prefix, "ns": ns}, completions_of)


def completions_of(reply: Reply) -> tuple[Completion, ...]:
    """The names that a reply lists."""
    found = map(mapping_of, items_of(reply.body.get("completions")))
    return tuple(
        Completion(
            text_of(item.get("candidate", "")),
            optional_text(item, "type") or "",
            optional_text(item, "ns") or "",
        )
        for item in found
    )


def lookup(name: str, ns: str | None) -> Call[Documentation | None]:
    def read(reply: Reply) -> Documentation | None:
        info = mapping_of(reply.body.get("info"))
        if not info:
            return None
        lists = optional_text(info, "arglists-str")
        return Documentation(
            name=optional_text(info, "name") or name,
            ns=optional_text(info, "ns"),
            type=optional_text(info, "type"),
            doc=optional_text(info, "doc"),
            arglists=tuple(lists.splitlines())
            if lists
            else tuple(map(text_of, items_of(info.get("arglists")))),
            file=optional_text(info, "file"),
            line=optional_int(info, "line"),
            column=optional_int(info, "column"),
        )

    return Call("lookup", {"sym": name, "ns": ns}, read, frozenset({"lookup-error", "no-info"}))


def macroexpand(code: str, expander: str) -> Call[str]:
    """``expander``: ``macroexpand-1``, ``macroexpand`` or ``macroexpand-all``."""
    params = {"code": code, "expander": expander}
    return Call("macroexpand", params, lambda reply: optional_text(reply.body, "expansion") or "")
