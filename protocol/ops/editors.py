"""The ops that light up editors: what ``cider-nrepl`` adds to nREPL, as far as it makes sense here.

Each has the name it has there, ``cider/...``, and the bare one of old, in one entry.
"""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import CODE, LOOKING, NS, SESSION

_SYM = Param("sym", Kind.TEXT, "The name.")
_THE_NS = Param("ns", Kind.TEXT, "The namespace.")
_DOC = ("doc", "The documentation.")
_ARGLISTS = ("arglists-str", "The parameter lists, a line each.")
_MACRO = ("macro", "The text true for a macro.")
_SPECIAL = ("special-form", "The text true for a special form.")


def cider(
    name: str,
    doc: str,
    required: tuple[Param, ...] = (),
    optional: tuple[Param, ...] = (),
    returns: tuple[tuple[str, str], ...] = (),
) -> Op:
    """An op under both of its names."""
    return Op(name, doc, required, optional, returns, also=(f"cider/{name}",))


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
    cider(
        "out-unsubscribe",
        "Do not send what the server process itself writes any more.",
        optional=(SESSION,),
    ),
)
