"""The ops of the debugger: attach, stop, go on, look. What they take and give follows the Debug Adapter Protocol.

Every op that is about a stop repeats the stop's ``key``; with another one it is refused with ``stale-key``.
"""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import CODE, THE_SESSION

_KEY = Param("key", Kind.TEXT, "The key of the stop.")
_FRAME = Param("frame", Kind.INTEGER, "The id of a frame of the stack trace.", minimum=1)
_REFERENCE = Param("variables-reference", Kind.INTEGER, "What holds the variables: of a scope or of a value.", minimum=1)
_NAME = Param("name", Kind.TEXT, "The name of the variable.")
_GRANULARITY = Param(
    "granularity",
    Kind.TEXT,
    "How far one step goes: to the next line (the default), statement or expression.",
    choices=("line", "statement", "expression"),
)
_START = Param("start", Kind.INTEGER, "The first one wanted, from 0.", minimum=0)
_RESTARTS = ("restarts", "A list of maps with index, name, description and values, how many values it needs; innermost first.")
_VALUE_RETURNS = (
    ("type", "The type of the value."),
    ("variables-reference", "What its parts are asked for with; 0 if it has none."),
    ("named-variables", "How many named parts it has."),
    ("indexed-variables", "How many numbered parts it has."),
)


def _moves(name: str, doc: str, *optional: Param) -> Op:
    """An op that goes on from a stop."""
    return Op(name, doc, required=(THE_SESSION, _KEY), optional=optional)


TABLE = (
    Op(
        "debug-start",
        "Attach a debugger to the session. Held open: its events come with status event until debug-stop or close. While "
        "it is attached, an evaluation that stops waits. A session has one debugger (status debugger-attached).",
        required=(THE_SESSION,),
        optional=(
            Param(
                "on-disconnect",
                Kind.TEXT,
                "What becomes of a stopped evaluation when this client goes: it continues (the default), or stays paused for "
                "the next debug-start.",
                choices=("continue", "pause"),
            ),
            Param("stop-on-entry", Kind.FLAG, "Stop at the start of the next evaluation."),
        ),
        returns=(
            ("event", "With status event: stopped, continued, breakpoint, output or terminated."),
            ("key", "Of stopped: what ops about this stop repeat."),
            ("reason", "Of stopped: step, breakpoint, function breakpoint, data breakpoint, instruction breakpoint, exception, pause, entry, goto, effect or limit. Of breakpoint: changed or new."),
            ("description", "Of stopped: why, for people."),
            ("text", "Of stopped: more about the reason."),
            ("hit-breakpoints", "Of stopped: the ids of the breakpoints hit."),
            ("eval-id", "Of stopped, continued and terminated: the id of the request that evaluates."),
            ("frame-name", "Of stopped: the procedure, beside file, line, column, end-line and end-column."),
            ("kind", "Of stopped: before, value, call, tail-call or return."),
            ("value", "Of stopped: the value that has just been computed, printed."),
            ("ticks", "Of stopped: the position in the evaluation, beside operation."),
            ("condition", "Of stopped by an exception: its type."),
            ("restarts", "Of stopped by an exception: a list of maps with name, description, index and values."),
            ("can-step-back", "Of stopped: 1 if there is a past to step back to."),
            ("breakpoint", "Of breakpoint: the map that set-breakpoints answers with."),
            ("category", "Of output: console or important, beside output, file and line; of what an expression prints, stream is out or err."),
        ),
    ),
    Op("debug-stop", "Detach the debugger of this session, and end init-debugger: a stopped evaluation continues.", required=(THE_SESSION,)),
    Op("pause", "Stop the evaluation that runs in the session.", required=(THE_SESSION,)),
    _moves("continue", "Go on from a stop."),
    _moves("step-over", "Go on to the next place in this procedure or its caller.", _GRANULARITY),
    _moves("step-into", "Go on to the next place, wherever it is.", _GRANULARITY),
    _moves("step-out", "Go on until this procedure has returned.", _GRANULARITY),
    _moves("step-back", "Go back to the place before.", _GRANULARITY),
    _moves("reverse-continue", "Go back to the last place where a breakpoint would have stopped, or to the start."),
    Op(
        "restart-frame",
        "Go back to where this call of a procedure began.",
        required=(THE_SESSION, _KEY, _FRAME),
    ),
    Op(
        "goto",
        "Go to a position of this evaluation, back or forth.",
        required=(THE_SESSION, _KEY, Param("ticks", Kind.INTEGER, "The ticks used at the position.", minimum=0)),
        optional=(Param("operation", Kind.INTEGER, "The operation after that; 0 by default.", minimum=0),),
    ),
    Op(
        "stack-trace",
        "List the procedures that are under way, innermost first.",
        required=(THE_SESSION, _KEY),
        optional=(_START, Param("levels", Kind.INTEGER, "The most frames wanted.", minimum=0)),
        returns=(
            ("stack-frames", "A list of maps with id, name, file, line, column, end-line, end-column and presentation."),
            ("total-frames", "How many there are."),
        ),
    ),
    Op(
        "scopes",
        "List what a frame sees.",
        required=(THE_SESSION, _KEY, _FRAME),
        returns=(("scopes", "A list of maps with name, variables-reference, named-variables and expensive."),),
    ),
    Op(
        "variables",
        "List variables of a scope, or parts of a value.",
        required=(THE_SESSION, _KEY, _REFERENCE),
        optional=(
            _START,
            Param("count", Kind.INTEGER, "The most wanted.", minimum=0),
            Param("filter", Kind.TEXT, "Which ones: all by default.", choices=("named", "indexed")),
        ),
        returns=(("variables", "A list of maps with name, value, type, variables-reference and, where they are, named-variables, indexed-variables and evaluate-name."),),
    ),
    Op(
        "set-variable",
        "Give a variable, or a part of a value, the value of an expression.",
        required=(THE_SESSION, _KEY, _REFERENCE, _NAME, Param("value", Kind.TEXT, "The expression.")),
        returns=(("value", "The new value, printed."), *_VALUE_RETURNS),
    ),
    Op(
        "evaluate",
        "Evaluate an expression where the program has stopped. An error is answered with status evaluate-error.",
        required=(THE_SESSION, _KEY, CODE),
        optional=(
            Param("frame", Kind.INTEGER, "The id of the frame to evaluate in; top level by default.", minimum=0),
            Param("context", Kind.TEXT, "What it is for. What an expression of the repl, which is the default, changes is part of what happened to the program; the others are to look.", choices=("watch", "hover", "repl", "clipboard", "variables")),
        ),
        returns=(("result", "The value, printed."), *_VALUE_RETURNS, ("ex", "With status evaluate-error: the condition's type, beside message.")),
    ),
    Op(
        "debug-completions",
        "List the names that start with a prefix where the program has stopped.",
        required=(THE_SESSION, _KEY, Param("prefix", Kind.TEXT, "The beginning of a name.")),
        optional=(Param("frame", Kind.INTEGER, "The id of the frame whose variables count, too.", minimum=0),),
        returns=(("completions", "A list of maps with candidate, type and ns."),),
    ),
    Op(
        "source",
        "Give the text that places of a file are in, where a client cannot open it: of the library, and of what was sent to "
        "be evaluated. Refused with status no-source if it is not known.",
        required=(THE_SESSION, Param("file", Kind.TEXT, "The file's name, as places have it.")),
        returns=(("text", "The text; lines of which nothing is known are empty."),),
    ),
    Op(
        "exception-info",
        "Tell of the condition that has stopped the program.",
        required=(THE_SESSION, _KEY),
        returns=(
            ("exception-id", "The condition's type."),
            ("description", "What it says."),
            ("break-mode", "always, or unhandled where nobody handles it."),
            ("details", "A map with message, type-name and stack."),
        ),
    ),
    Op(
        "restarts",
        "List the ways to go on from a condition.",
        required=(THE_SESSION, _KEY),
        returns=(_RESTARTS,),
    ),
    Op(
        "invoke-restart",
        "Go on from a condition with a restart.",
        required=(THE_SESSION, _KEY, Param("restart", Kind.INTEGER, "The index of the restart.", minimum=0)),
        optional=(Param("code", Kind.TEXT, "An expression for the values that the restart needs."),),
    ),
    Op(
        "debug-state",
        "Show the machine: control, environment, continuation and store, and what a program does in terms of its meaning.",
        required=(THE_SESSION, _KEY),
        returns=(
            ("control", "A map: what is evaluated next."),
            ("environment", "A list of maps: the variables in scope."),
            ("continuation", "A list of maps: what waits for the value, innermost first."),
            ("store", "A list of maps: what variables and parts of data refer to."),
            ("semantic", "A list of maps: effects, conditions, restarts and parameters in force."),
        ),
    ),
)
