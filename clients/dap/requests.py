"""Who answers which request: the whole table. What is not in it is refused by its name."""

from __future__ import annotations

from collections.abc import Mapping

from omega.clients.dap import (
    breakpoints,
    evaluation,
    exceptions,
    launching,
    stack,
    stepping,
    variables,
)
from omega.clients.dap.adapter import Handler

HANDLERS: Mapping[str, Handler] = {
    "initialize": Handler(launching.initialize),
    "launch": Handler(launching.launch, beside=True),
    "attach": Handler(launching.attach, beside=True),
    "configurationDone": Handler(launching.configuration_done),
    "restart": Handler(launching.restart, beside=True),
    "terminate": Handler(launching.terminate),
    "disconnect": Handler(launching.disconnect),
    "cancel": Handler(launching.cancel),
    "setBreakpoints": Handler(breakpoints.set_breakpoints),
    "setFunctionBreakpoints": Handler(breakpoints.set_function_breakpoints),
    "setExceptionBreakpoints": Handler(breakpoints.set_exception_breakpoints),
    "dataBreakpointInfo": Handler(breakpoints.data_breakpoint_info),
    "setDataBreakpoints": Handler(breakpoints.set_data_breakpoints),
    "breakpointLocations": Handler(breakpoints.breakpoint_locations),
    "continue": Handler(stepping.continue_),
    "next": Handler(stepping.step("step-over")),
    "stepIn": Handler(stepping.step("step-into")),
    "stepOut": Handler(stepping.step("step-out")),
    "stepBack": Handler(stepping.step("step-back")),
    "reverseContinue": Handler(stepping.reverse_continue),
    "restartFrame": Handler(stepping.restart_frame),
    "pause": Handler(stepping.pause),
    "threads": Handler(stack.threads),
    "stackTrace": Handler(stack.stack_trace),
    "source": Handler(stack.source),
    "scopes": Handler(variables.scopes),
    "variables": Handler(variables.variables),
    "setVariable": Handler(variables.set_variable, beside=True),
    "setExpression": Handler(variables.set_expression, beside=True),
    "evaluate": Handler(evaluation.evaluate, beside=True),
    "completions": Handler(evaluation.completions),
    "exceptionInfo": Handler(exceptions.exception_info),
}
