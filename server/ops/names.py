"""Ops about names that editors ask in CIDER's words: documentation, places, parameters, lists of names.

They say what ``lookup`` and ``completions`` say, under the keys that ``cider-nrepl`` uses; what is empty is left out.
They answer even during an evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from omega.protocol import Request, Sendable
from omega.runtime import LispError, Runtime, SymbolInfo, operands
from omega.server.ops.answer import answer, param, runtime_of
from omega.server.ops.refusal import Refusal
from omega.server.source_files import path_of

if TYPE_CHECKING:
    from omega.server.connection import Client

MOST_FOUND = 200
#: The types of names that ``cider-nrepl`` calls otherwise.
_TYPES = {"var": "variable"}


def _find(runtime: Runtime, name: str) -> SymbolInfo | None:
    """What is known of a name, which editors may write with its namespace before it."""
    return runtime.lookup(name) or runtime.lookup(name.removeprefix(f"{runtime.namespace}/"))


def info(client: Client, request: Request) -> None:
    """What is known of a name, with the file to open at its definition."""
    found = _find(runtime_of(client, request), param(request.params, "sym", ""))
    if found is None:
        return answer(client, request, status=("done", "no-info"))
    body: dict[str, Sendable] = {"name": found.name, "ns": found.ns, **_told(found)}
    if found.file is not None and found.line is not None and found.column is not None:
        body |= {"file": path_of(found.file), "line": found.line, "column": found.column}
    answer(client, request, body)


def _told(found: SymbolInfo) -> dict[str, Sendable]:
    """What several ops tell of a name in the same words."""
    told: dict[str, Sendable] = {}
    if found.doc:
        told["doc"] = found.doc
    if found.arglists:
        told["arglists-str"] = "\n".join(found.arglists)
    if found.type in ("macro", "special-form"):
        told[found.type] = "true"
    return told


def eldoc(client: Client, request: Request) -> None:
    """A name's parameter lists, parameter by parameter."""
    found = _find(runtime_of(client, request), param(request.params, "sym", ""))
    if found is None:
        return answer(client, request, status=("done", "no-eldoc"))
    body: dict[str, Sendable] = {"name": found.name, "ns": found.ns, "type": _TYPES.get(found.type, found.type)}
    if found.arglists:
        body["eldoc"] = [operands(arglist) for arglist in found.arglists]
    if found.doc:
        body["docstring"] = found.doc
    answer(client, request, body)


def complete_doc(client: Client, request: Request) -> None:
    """The documentation of a name that was offered as a completion, as one text."""
    found = _find(runtime_of(client, request), param(request.params, "sym", ""))
    if found is None:
        return answer(client, request, status=("done", "no-doc"))
    lines = [found.name, *found.arglists, *([found.doc] if found.doc else [])]
    answer(client, request, {"completion-doc": "\n".join(lines)})


def ns_list(client: Client, request: Request) -> None:
    """The namespaces: one."""
    answer(client, request, {"ns-list": [runtime_of(client, request).namespace]})


def _runtime_of_namespace(client: Client, request: Request) -> Runtime:
    runtime = runtime_of(client, request)
    asked = param(request.params, "ns", "")
    if asked != runtime.namespace:
        raise Refusal("namespace-not-found", f"there is no namespace {asked}", ns=asked)
    return runtime


def ns_vars(client: Client, request: Request) -> None:
    """The names of a namespace."""
    answer(client, request, {"ns-vars": _runtime_of_namespace(client, request).names()})


def ns_vars_with_meta(client: Client, request: Request) -> None:
    """The names of a namespace with what there is to say of each, in the form of Clojure's metadata."""
    runtime = _runtime_of_namespace(client, request)
    listed: dict[str, Sendable] = {}
    for name in runtime.names():
        found = runtime.lookup(name)
        if found is not None:
            listed[name] = _metadata(found)
    answer(client, request, {"ns-vars-with-meta": listed})


def _metadata(found: SymbolInfo) -> Mapping[str, Sendable]:
    meta = _told(found)
    if "arglists-str" in meta:
        meta["arglists"] = f"({' '.join(found.arglists)})"
        del meta["arglists-str"]
    return meta


def ns_path(client: Client, request: Request) -> None:
    """The file of a namespace: it has none."""
    _runtime_of_namespace(client, request)
    answer(client, request)


def apropos(client: Client, request: Request) -> None:
    """The names that a regular expression matches."""
    params = request.params
    runtime = runtime_of(client, request)
    if param(params, "search-ns", runtime.namespace) != runtime.namespace:
        return answer(client, request, {"apropos-matches": []})
    try:
        found = runtime.apropos(
            param(params, "query", ""),
            any_case=not params.get("case-sensitive?"),
            in_docs=bool(params.get("docs?")),
            limit=MOST_FOUND,
        )
    except LispError as error:
        message = error.condition.message
        raise Refusal("apropos-regexp-error", message, **{"error-msg": message}) from None
    answer(client, request, {"apropos-matches": [_match(one) for one in found]})


def _match(found: SymbolInfo) -> dict[str, Sendable]:
    doc = found.doc or "(not documented)"
    return {"name": found.name, "type": _TYPES.get(found.type, found.type), "doc": doc}
