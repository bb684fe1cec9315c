"""The parameters that ops of several topics share."""

from __future__ import annotations

from omega.protocol.op import Kind, Param

SESSION = Param("session", Kind.TEXT, "The session to work in; without it, one that lives for this request only.")
CODE = Param("code", Kind.TEXT, "The source text.", missing="no-code")
#: The session of an op that makes no sense without one.
THE_SESSION = Param("session", Kind.TEXT, "The session.")
