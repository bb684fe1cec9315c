"""What the two sides can do: what we tell of ourselves, and what ``initialize`` tells us of the client."""

from __future__ import annotations

from dataclasses import dataclass

from omega.clients.dap.messages import Arguments, Body

#: Every one of these is done; what is not here is not.
CAPABILITIES: Body = {
    "supportsConfigurationDoneRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsConditionalBreakpoints": True,
    "supportsHitConditionalBreakpoints": True,
    "supportsLogPoints": True,
    "supportsDataBreakpoints": True,
    "supportsBreakpointLocationsRequest": True,
    "supportsEvaluateForHovers": True,
    "supportsClipboardContext": True,
    "supportsStepBack": True,
    "supportsRestartFrame": True,
    "supportsSteppingGranularity": True,
    "supportsSetVariable": True,
    "supportsSetExpression": True,
    "supportsCompletionsRequest": True,
    "completionTriggerCharacters": ["(", "'"],
    "supportsRestartRequest": True,
    "supportsExceptionInfoRequest": True,
    "supportsExceptionFilterOptions": True,
    "exceptionBreakpointFilters": [
        {
            "filter": "uncaught",
            "label": "Conditions nobody handles",
            "description": "Stops where an error would end the program, before anything is unwound.",
            "default": True,
        },
        {
            "filter": "all",
            "label": "All conditions",
            "description": "Stops wherever a condition is signalled, whether or not somebody handles it.",
            "default": False,
            "supportsCondition": True,
            "conditionDescription": "Types of conditions, such as type-error, index-error",
        },
    ],
    "supportTerminateDebuggee": True,
    "supportsTerminateRequest": True,
    "supportsDelayedStackTraceLoading": True,
    "supportsCancelRequest": True,
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the client counts and what it takes. The defaults are those of a client that does not say."""

    first_line: int = 1
    first_column: int = 1
    uris: bool = False
    types: bool = False
    paging: bool = False
    invalidated: bool = False

    @staticmethod
    def of(arguments: Arguments) -> Preferences:
        """What the arguments of ``initialize`` say."""
        return Preferences(
            first_line=int(arguments.flag("linesStartAt1", True)),
            first_column=int(arguments.flag("columnsStartAt1", True)),
            uris=arguments.optional_text("pathFormat") == "uri",
            types=arguments.flag("supportsVariableType"),
            paging=arguments.flag("supportsVariablePaging"),
            invalidated=arguments.flag("supportsInvalidatedEvent"),
        )
