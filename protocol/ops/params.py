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
