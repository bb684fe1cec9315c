"""The ops: one handler for every entry of the protocol's op table, grouped by what they are about.

A handler answers at once or gives a session a job; it must never wait, and reports faults by raising ``Refusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.ops import about, evaluation, inspection, sessions

if TYPE_CHECKING:
    from omega.server.connection import Client

HANDLERS: Mapping[str, Callable[[Client, Request], None]] = {
    "auth": about.auth,
    "describe": about.describe,
    "classpath": about.classpath,
    "forward-system-output": about.forward_system_output,
    "clone": sessions.clone,
    "close": sessions.close,
    "ls-sessions": sessions.ls_sessions,
    "eval": evaluation.eval_code,
    "load-file": evaluation.load_file,
    "interrupt": evaluation.interrupt,
    "stdin": evaluation.stdin,
    "answer": evaluation.answer_question,
    "completions": inspection.completions,
    "lookup": inspection.lookup,
    "macroexpand": inspection.macroexpand,
}
