"""The ops: one handler for every entry of the protocol's op table, grouped by what they are about.

A handler answers at once or gives a session a job; it must never wait, and reports faults by raising ``Refusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.ops import (
    about,
    breakpoints,
    debugger,
    errors,
    evaluation,
    events,
    inspection,
    looking,
    names,
    sessions,
    verbs,
)

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
    "continue": debugger.resume,
    "step-over": debugger.step_over,
    "step-into": debugger.step_into,
    "step-out": debugger.step_out,
    "step-back": debugger.not_yet,
    "reverse-continue": debugger.not_yet,
    "restart-frame": debugger.not_yet,
    "goto": debugger.not_yet,
    "invoke-restart": debugger.invoke_restart,
    "stack-trace": looking.stack_trace,
    "scopes": debugger.not_yet,
    "variables": debugger.not_yet,
    "set-variable": debugger.not_yet,
    "evaluate": looking.evaluate,
    "debug-completions": looking.debug_completions,
    "exception-info": looking.exception_info,
    "restarts": looking.restarts,
    "debug-state": debugger.not_yet,
    "data-breakpoint-info": debugger.not_yet,
    "set-breakpoints": breakpoints.set_breakpoints,
    "set-function-breakpoints": breakpoints.set_function_breakpoints,
    "set-effect-breakpoints": breakpoints.set_effect_breakpoints,
    "set-tick-breakpoints": breakpoints.set_tick_breakpoints,
    "set-exception-breakpoints": breakpoints.set_exception_breakpoints,
    "set-data-breakpoints": debugger.not_yet,
    "breakpoint-locations": breakpoints.breakpoint_locations,
    "events/subscribe": events.subscribe,
    "events/unsubscribe": events.unsubscribe,
    "attach": events.attach,
    **verbs.HANDLERS,
}
