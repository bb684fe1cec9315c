"""The parameters that ops of several topics share."""

from __future__ import annotations

from omega.protocol.op import Kind, Param

SESSION = Param("session", Kind.TEXT, "The session to work in; without it, one that lives for this request only.")
CODE = Param("code", Kind.TEXT, "The source text.", missing="no-code")
#: The session of an op that makes no sense without one.
THE_SESSION = Param("session", Kind.TEXT, "The session.")
NS = Param("ns", Kind.TEXT, "The namespace to work in; the session's current one by default.")
#: What every op has that looks at a session, or at what all of them have.
LOOKING = (SESSION, NS)
PRINT = (
    Param("nrepl.middleware.print/print", Kind.TEXT, "The name of the printer for values."),
    Param("nrepl.middleware.print/options", Kind.MAP, "Options for the printer."),
    Param("nrepl.middleware.print/stream?", Kind.FLAG, "Send a value in pieces while it is printed."),
    Param("nrepl.middleware.print/buffer-size", Kind.INTEGER, "Characters in one piece.", minimum=1),
    Param("nrepl.middleware.print/quota", Kind.INTEGER, "The most characters printed of one value.", minimum=1),
)
#: How the inspector shows things.
SHOWING = (
    Param("page-size", Kind.INTEGER, "How many parts a page has.", minimum=1),
    Param("max-atom-length", Kind.INTEGER, "How many characters of a part are shown.", minimum=1),
)
