"""The ops of nREPL, and the few that every client of ours needs beside them: ``auth``, ``answer``, ``classpath``."""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import CODE, NS, PRINT, SESSION

_ALLOWANCE = (
    Param("out-limit", Kind.INTEGER, "The most characters of output of this evaluation.", minimum=0),
    Param("budget", Kind.INTEGER, "The most ticks this evaluation may take.", minimum=1),
)
_ON_ERROR = Param(
    "on-error",
    Kind.TEXT,
    "What to do where nobody handles a condition: report it and end the form (the default), or ask the client, with "
    "status need-restart, for a restart; the evaluation waits for the op answer.",
    choices=("report", "restart"),
)
_ON_DISCONNECT = Param(
    "on-disconnect",
    Kind.TEXT,
    "What becomes of the evaluation when its client goes: it is interrupted (the default), or goes on for the client that "
    "attaches to the session, as long as the session is kept.",
    choices=("interrupt", "continue"),
)
_EVALUATION_RETURNS = (
    ("value", "A form's value, printed."),
    ("ns", "The namespace after the form, beside its value."),
    ("out", "Text written to standard output."),
    ("err", "Text written to standard error."),
    ("ex", "The type of the condition that ended a form, with status eval-error."),
    ("root-ex", "The type of the condition at the bottom of ex."),
    ("exit", "The status given to exit, from 0 to 255, if that ended the evaluation."),
    ("message", "What the condition says, with status eval-error or need-restart."),
    ("file", "The file of the place where it was signalled, beside line and column."),
    ("line", "The line of that place, from 1."),
    ("column", "The column of that place, from 1."),
    ("stack", "A list of maps with name, file, line and column: the activations, innermost first."),
    ("restarts", "A list of maps with name and description, innermost first; with need-restart also index and values, how many values it needs."),
    ("key", "What the answer must repeat, with status need-restart."),
)

TABLE = (
    Op(
        "clone",
        "Open a session. It inherits the definitions and *1 *2 *3 *e of the one given, and shares nothing with it.",
        optional=(
            Param("session", Kind.TEXT, "The session to copy; a new, empty one by default."),
            Param("client-name", Kind.TEXT, "The client's name, for people."),
            Param("client-version", Kind.TEXT, "The client's version, for people."),
            Param("durable", Kind.FLAG, "Ask for a session that outlives the server, if that has a data file; refused with not-durable if not."),
            Param("name", Kind.TEXT, "A name for the session, for people."),
        ),
        returns=(("new-session", "The new session's id."),),
    ),
    Op(
        "close",
        "Close a session. Its running and queued requests end first.",
        required=(Param("session", Kind.TEXT, "The session to close."),),
    ),
    Op(
        "ls-sessions",
        "List the sessions that this client may use.",
        returns=(("sessions", "Their ids."),),
    ),
    Op(
        "describe",
        "Tell what this server can do.",
        optional=(Param("verbose?", Kind.FLAG, "Describe every op instead of only naming it."),),
        returns=(
            ("ops", "A map of the ops by name, each with doc, requires, optional and returns when verbose."),
            ("versions", "A map of version maps by component."),
            ("aux", "What else a client may want to know."),
            ("transports", "The codecs and listeners of this server."),
            ("limits", "The limits in force, by name."),
        ),
    ),
    Op(
        "eval",
        "Evaluate every form of the code in order. Evaluations of one session run one at a time, in the order sent.",
        required=(CODE,),
        optional=(
            SESSION,
            NS,
            Param("file", Kind.TEXT, "The name of the file the code comes from."),
            Param("line", Kind.INTEGER, "The line in the file at which the code starts.", minimum=0),
            Param("column", Kind.INTEGER, "The column in the file at which the code starts.", minimum=0),
            *PRINT,
            *_ALLOWANCE,
            _ON_ERROR,
            _ON_DISCONNECT,
        ),
        returns=_EVALUATION_RETURNS,
    ),
    Op(
        "interrupt",
        "End an evaluation of the session, running or queued. The evaluation answers with status interrupted.",
        required=(Param("session", Kind.TEXT, "The session to interrupt.", missing="session-ephemeral"),),
        optional=(Param("interrupt-id", Kind.ID, "The id of the request to end; the running one by default."),),
    ),
    Op(
        "stdin",
        "Give input to the program that asked for it with status need-input.",
        required=(Param("stdin", Kind.TEXT, "The text; an empty one is the end of input."),),
        optional=(SESSION,),
    ),
    Op(
        "answer",
        "Choose a restart, in answer to status need-restart. Refused with stale-key if that question is not open.",
        required=(
            Param("session", Kind.TEXT, "The session that asked."),
            Param("key", Kind.TEXT, "The key of the question."),
            Param("restart", Kind.INTEGER, "The index of the restart.", minimum=0),
        ),
        optional=(
            Param(
                "code",
                Kind.TEXT,
                "An expression for the values that the restart needs, evaluated in the session where the condition was "
                "signalled; several values by (values ...).",
            ),
        ),
    ),
    Op(
        "load-file",
        "Evaluate a whole file, up to its first error.",
        required=(Param("file", Kind.TEXT, "The contents of the file."),),
        optional=(
            SESSION,
            Param("file-path", Kind.TEXT, "Where the file is, for error messages."),
            Param("file-name", Kind.TEXT, "The file's name, for error messages."),
            *PRINT,
            *_ALLOWANCE,
            _ON_ERROR,
            _ON_DISCONNECT,
        ),
        returns=_EVALUATION_RETURNS,
    ),
    Op(
        "completions",
        "List the names that start with a prefix.",
        required=(Param("prefix", Kind.TEXT, "The beginning of a name."),),
        optional=(
            SESSION,
            NS,
            Param("options", Kind.MAP, "Options for the search."),
            Param("context", Kind.TEXT, "The form around, with __prefix__ for the name: names in it are offered, too."),
        ),
        returns=(("completions", "A list of maps with candidate, type and ns."),),
        also=("complete", "cider/complete"),
    ),
    Op(
        "lookup",
        "Tell what is known of a name.",
        required=(Param("sym", Kind.TEXT, "The name."),),
        optional=(SESSION, NS),
        returns=(("info", "A map with name, ns, doc, arglists, arglists-str, file, line, column."),),
    ),
    Op(
        "macroexpand",
        "Expand the macros of a form.",
        required=(CODE,),
        optional=(
            SESSION,
            NS,
            Param(
                "expander",
                Kind.TEXT,
                "How far: one step, until the form is no macro call (the default), or inside the form, too.",
                choices=("macroexpand-1", "macroexpand", "macroexpand-all"),
            ),
        ),
        returns=(("expansion", "The expanded form, printed."),),
        also=("cider/macroexpand",),
    ),
    Op(
        "classpath",
        "List the folders that code is loaded from: none here. Some editors ask before anything else.",
        optional=(SESSION,),
        returns=(("classpath", "A list of paths, empty."),),
        also=("cider/classpath",),
    ),
    Op(
        "forward-system-output",
        "Send what the server process itself writes to this request, with source system.",
        optional=(SESSION,),
        returns=(("out", "Text written."), ("err", "Text written."), ("source", "system")),
        also=("out-subscribe", "cider/out-subscribe"),
    ),
    Op(
        "auth",
        "Prove who the client is. Must come first on connections that need it.",
        required=(Param("token", Kind.TEXT, "The secret that the operator handed out."),),
    ),
)
