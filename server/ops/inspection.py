"""Ops that only look: ``completions``, ``lookup``, ``macroexpand``, ``source``, ``format-code``. They answer even during an evaluation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from omega.protocol import Request, Sendable
from omega.runtime import LispError, Overrun
from omega.runtime.debug.places import passages
from omega.runtime.syntax.indentation import indented
from omega.server.ops.answer import answer, param, runtime_of, session_of
from omega.server.ops.refusal import Refusal
from omega.server.source_files import text_of

if TYPE_CHECKING:
    from omega.server.connection import Client

MOST_COMPLETIONS = 200
#: What CIDER puts in the context for the name being written; and what it may be one of.
_PLACEHOLDER = "__prefix__"
_WORD = re.compile(r"[^\s()\[\]{}\"';`,#]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
#: Characters that are indented at once.
LONGEST_CODE = 64 * 1024


def completions(client: Client, request: Request) -> None:
    """The names that start with a prefix."""
    runtime, prefix = runtime_of(client, request), param(request.params, "prefix", "")
    found = runtime.completions(prefix, limit=MOST_COMPLETIONS)
    listed = [{"candidate": one.candidate, "type": one.type, "ns": one.ns} for one in found]
    known = {one.candidate for one in found}
    local = sorted(_written(param(request.params, "context", ""), prefix) - known)[:MOST_COMPLETIONS]
    listed = [*({"candidate": name, "type": "local", "ns": runtime.namespace} for name in local), *listed]
    answer(client, request, {"completions": listed})


def _written(context: str, prefix: str) -> set[str]:
    """The names that begin so in the form around point, which has a placeholder for the one being written."""
    if _PLACEHOLDER not in context:
        return set()
    words = set(_WORD.findall(_STRING.sub(" ", context))) - {_PLACEHOLDER}
    return {word for word in words if word.startswith(prefix) and not word[0].isdigit()}


def lookup(client: Client, request: Request) -> None:
    """What is known of a name; an empty map for an unknown one."""
    found = runtime_of(client, request).lookup(param(request.params, "sym", ""))
    if found is None:
        return answer(client, request, {"info": {}}, status=("done", "no-info"))
    info: dict[str, Sendable] = {
        "name": found.name,
        "ns": found.ns,
        "type": found.type,
        "doc": found.doc,
        "arglists": list(found.arglists),
        "arglists-str": "\n".join(found.arglists),
        "file": found.file,
        "line": found.line,
        "column": found.column,
    }
    answer(client, request, {"info": {key: value for key, value in info.items() if value is not None}})


def macroexpand(client: Client, request: Request) -> None:
    """Expand the macros of a form."""
    runtime = runtime_of(client, request)
    how = request.params.get("expander")
    mode: Literal["macroexpand-1", "macroexpand", "macroexpand-all"] = "macroexpand-1"
    if how == "macroexpand":
        mode = "macroexpand"
    elif how == "macroexpand-all":
        mode = "macroexpand-all"
    try:
        with client.host.watchdog.limit():
            expansion = runtime.macroexpand(param(request.params, "code", ""), mode)
    except LispError as error:
        raise Refusal("macroexpand-error", error.condition.message) from None
    except Overrun:
        raise Refusal("macroexpand-error", "the expansion took too long") from None
    answer(client, request, {"expansion": expansion})


def source(client: Client, request: Request) -> None:
    """The text that places of a file are in."""
    runtime, file = runtime_of(client, request), param(request.params, "file", "")
    past = runtime.past
    text = text_of(file, [] if past is None else past.entries[: past.at], passages(runtime.state.globals))
    if text is None:
        raise Refusal("no-source", f"source: expected the library's or one whose text was evaluated in the session, got {file[:200]}")
    answer(client, request, {"text": text})


def format_code(client: Client, request: Request) -> None:
    """Indent the lines of code."""
    session_of(client, request)
    code = param(request.params, "code", "")
    if len(code) > LONGEST_CODE:
        limit = f"expected at most {LONGEST_CODE} characters, got {len(code)}"
        raise Refusal("limit-reached", f"code: {limit}", limit="format-code")
    answer(client, request, {"formatted-code": indented(code)})
