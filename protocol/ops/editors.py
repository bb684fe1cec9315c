"""The ops that light up editors: what ``cider-nrepl`` adds to nREPL, as far as it makes sense here.

Each has the name it has there, ``cider/...``, and the bare one of old, in one entry.
"""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import CODE, LOOKING, NS, PRINT, SESSION, SHOWING, THE_SESSION

_SYM = Param("sym", Kind.TEXT, "The name.")
_THE_NS = Param("ns", Kind.TEXT, "The namespace.")
_DOC = ("doc", "The documentation.")
_ARGLISTS = ("arglists-str", "The parameter lists, a line each.")
_MACRO = ("macro", "The text true for a macro.")
_SPECIAL = ("special-form", "The text true for a special form.")
_INSPECTED = (
    ("value", "What to show, EDN in a text: a list of texts, of (:newline), and of (:value text index) for a part."),
    ("path", "The labels of the parts on the way, EDN in a text."),
)


def cider(
    name: str,
    doc: str,
    required: tuple[Param, ...] = (),
    optional: tuple[Param, ...] = (),
    returns: tuple[tuple[str, str], ...] = (),
) -> Op:
    """An op under both of its names."""
    return Op(name, doc, required, optional, returns, also=(f"cider/{name}",))


def _inspect(name: str, doc: str, required: tuple[Param, ...] = (), optional: tuple[Param, ...] = ()) -> Op:
    """An op of the inspector, which one session has."""
    return cider(f"inspect-{name}", doc, (*required, THE_SESSION), optional, _INSPECTED)


INSPECTOR = (
    _inspect(
        "push",
        "Inspect a part of what is inspected.",
        (Param("idx", Kind.INTEGER, "The part's index.", minimum=0),),
    ),
    _inspect("pop", "Inspect again what this is a part of."),
    _inspect("next-sibling", "Inspect the next part of what this is a part of."),
    _inspect("previous-sibling", "Inspect the part before of what this is a part of."),
    _inspect("next-page", "Show the next page of parts."),
    _inspect("prev-page", "Show the page of parts before."),
    _inspect("refresh", "Show what is inspected, perhaps in another way.", optional=SHOWING),
    _inspect("set-page-size", "Show so many parts at once.", optional=SHOWING),
    _inspect("set-max-atom-length", "Show so many characters of a part.", optional=SHOWING),
    _inspect("clear", "Inspect nothing any more."),
    _inspect("get-path", "Show what is inspected and the way to it."),
    _inspect(
        "def-current-value",
        "Define a name as what is inspected, while that is a part of one of the last three values of the session, or one.",
        (Param("var-name", Kind.TEXT, "The name."),),
        (NS,),
    ),
    cider(
        "inspect-print-current-value",
        "Print what is inspected.",
        (THE_SESSION,),
        PRINT,
        (("value", "The value, printed."),),
    ),
    cider(
        "inspect-last-exception",
        "Inspect the session's last error. Status no-error if there was none.",
        (THE_SESSION,),
        (
            Param("index", Kind.INTEGER, "The index of the cause: 0, for there is one.", minimum=0),
            Param("ex-data", Kind.TEXT, "The text true to inspect the values of its slots instead."),
            *SHOWING,
        ),
        _INSPECTED,
    ),
)

STEPPING = (
    cider(
        "init-debugger",
        "Step through what is marked #dbg or #break: at each value of it, ask here what to do, with status "
        "need-debug-input. Held open until the session or the connection closes.",
        (THE_SESSION,),
        PRINT,
        (
            ("key", "What the answer must repeat."),
            ("input-type", "The commands that may be answered, or the text expression if one is wanted."),
            ("prompt", "What to ask for an expression."),
            ("debug-value", "The value, printed."),
            ("coor", "Where the expression is in the form: the index in it, then in what is there, and so on."),
            ("locals", "A list of the variables there: a list of name and value each."),
            ("code", "The text of the form."),
            ("file", "The file of the form."),
            ("line", "The line of the form, from 1."),
            ("column", "The column of the form, from 1."),
            ("original-ns", "The namespace of the form."),
            ("original-id", "The id of the request that is evaluated."),
            ("inspect", "What the inspector shows, if that was asked for."),
            ("caught-msg", "Why an expression had no value."),
            ("causes", "The activations, as the stack of one cause, with status stack."),
            ("msg", "A line for people, with status notification."),
        ),
    ),
    cider(
        "debug-input",
        "Say what to do at a value: in EDN, a command or a map with :response, :code, :coord and :force?; or the "
        "expression that was asked for. Refused with stale-key if that question is not open.",
        (
            THE_SESSION,
            Param("key", Kind.TEXT, "The key of the question."),
            Param("input", Kind.TEXT, "What to do."),
        ),
    ),
    cider(
        "debug-instrumented-defs",
        "List the definitions that are marked.",
        (THE_SESSION,),
        (),
        (("list", "A list of lists: a namespace, and names of it."),),
    ),
)

TABLE = (
    cider(
        "info",
        "Tell what is known of a name, with the file to open. Status no-info if nothing is.",
        required=(_SYM,),
        optional=LOOKING,
        returns=(
            ("name", "The name."),
            ("ns", "Its namespace."),
            _DOC,
            _ARGLISTS,
            _MACRO,
            _SPECIAL,
            ("file", "The file it is defined in, beside line and column."),
            ("line", "The line of the definition, from 1."),
            ("column", "The column of the definition, from 1."),
        ),
    ),
    cider(
        "eldoc",
        "Tell the parameters of a procedure or macro. Status no-eldoc if nothing is known of the name.",
        required=(_SYM,),
        optional=LOOKING,
        returns=(
            ("eldoc", "A list of parameter lists; & comes before what takes the rest."),
            ("name", "The name."),
            ("ns", "Its namespace."),
            ("type", "The text function, macro, special-form or variable."),
            ("docstring", "The documentation."),
        ),
    ),
    cider(
        "complete-doc",
        "Give the documentation of a completion as one text. Status no-doc if there is none.",
        required=(_SYM,),
        optional=LOOKING,
        returns=(("completion-doc", "The name, its parameter lists, its documentation."),),
    ),
    cider(
        "apropos",
        "List the names that a regular expression matches, or whose documentation it matches.",
        required=(Param("query", Kind.TEXT, "The regular expression."),),
        optional=(
            *LOOKING,
            Param("search-ns", Kind.TEXT, "The only namespace to look in."),
            Param("docs?", Kind.FLAG, "Look at documentation, too."),
            Param("case-sensitive?", Kind.FLAG, "Regard case."),
        ),
        returns=(
            ("apropos-matches", "A list of maps with name, type and doc."),
            ("error-msg", "What is wrong with the expression, with status apropos-regexp-error."),
        ),
    ),
    cider(
        "ns-list",
        "List the namespaces.",
        optional=(SESSION,),
        returns=(("ns-list", "Their names."),),
    ),
    cider(
        "ns-vars",
        "List the names of a namespace.",
        required=(_THE_NS,),
        optional=(SESSION,),
        returns=(("ns-vars", "A list of names."),),
    ),
    cider(
        "ns-vars-with-meta",
        "Tell what is known of each name of a namespace.",
        required=(_THE_NS,),
        optional=(SESSION,),
        returns=(("ns-vars-with-meta", "A map by name of maps with doc, arglists, and macro or special-form."),),
    ),
    cider(
        "ns-path",
        "Tell the file of a namespace, if it has one; none here does.",
        required=(_THE_NS,),
        optional=(SESSION,),
    ),
    cider(
        "format-code",
        "Indent the lines of code. Lines are not joined or broken.",
        required=(CODE,),
        optional=(SESSION, NS, Param("options", Kind.MAP, "Options of cljfmt; they have no effect.")),
        returns=(("formatted-code", "The code."),),
    ),
    Op(
        "analyze-last-stacktrace",
        "Tell the session's last error: one message for each of its causes, then done. Status no-error if there was none.",
        optional=(SESSION,),
        returns=(
            ("class", "The condition's type."),
            ("message", "What it says."),
            ("data", "The values of its slots, if it says something else."),
            ("stacktrace", "A list of maps with name, ns, fn, var, file, file-url, line, column and flags, innermost first."),
            ("file", "The file of the place where it was signalled, beside line and column."),
            ("line", "The line of that place, from 1."),
            ("column", "The column of that place, from 1."),
        ),
        also=("cider/analyze-last-stacktrace", "stacktrace", "cider/stacktrace"),
    ),
    *STEPPING,
    *INSPECTOR,
    cider(
        "out-unsubscribe",
        "Do not send what the server process itself writes any more.",
        optional=(SESSION,),
    ),
)
