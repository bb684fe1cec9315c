"""The ops: one handler for every entry of the protocol's op table, grouped by what they are about.

A handler answers at once or gives a session a job; it must never wait, and reports faults by raising ``Refusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.ops import about, debugger, errors, evaluation, events, inspection, names, sessions, verbs

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
    "source": inspection.source,
    "info": names.info,
    "eldoc": names.eldoc,
    "complete-doc": names.complete_doc,
    "apropos": names.apropos,
    "ns-list": names.ns_list,
    "ns-vars": names.ns_vars,
    "ns-vars-with-meta": names.ns_vars_with_meta,
    "ns-path": names.ns_path,
    "format-code": inspection.format_code,
    "analyze-last-stacktrace": errors.analyze_last_stacktrace,
    "out-unsubscribe": about.out_unsubscribe,
    "debug-start": debugger.debug_start,
    "debug-stop": debugger.debug_stop,
    "pause": debugger.pause,
    "continue": debugger.at_stop,
    "step-over": debugger.at_stop,
    "step-into": debugger.at_stop,
    "step-out": debugger.at_stop,
    "step-back": debugger.at_stop,
    "reverse-continue": debugger.at_stop,
    "restart-frame": debugger.at_stop,
    "goto": debugger.at_stop,
    "stack-trace": debugger.at_stop,
    "scopes": debugger.at_stop,
    "variables": debugger.at_stop,
    "set-variable": debugger.at_stop,
    "evaluate": debugger.at_stop,
    "debug-completions": debugger.at_stop,
    "exception-info": debugger.at_stop,
    "restarts": debugger.at_stop,
    "invoke-restart": debugger.at_stop,
    "debug-state": debugger.at_stop,
    "data-breakpoint-info": debugger.at_stop,
    "set-breakpoints": debugger.set_breakpoints,
    "set-function-breakpoints": debugger.set_breakpoints,
    "set-effect-breakpoints": debugger.set_breakpoints,
    "set-tick-breakpoints": debugger.set_breakpoints,
    "set-exception-breakpoints": debugger.set_breakpoints,
    "set-data-breakpoints": debugger.set_breakpoints,
    "breakpoint-locations": debugger.set_breakpoints,
    "events/subscribe": events.subscribe,
    "events/unsubscribe": events.unsubscribe,
    "attach": events.attach,
    **verbs.HANDLERS,
}
