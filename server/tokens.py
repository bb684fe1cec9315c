"""Who is asking: principals, and the tokens that prove one.

A connection starts as ``ANYONE`` when no token is configured, else as nobody until its ``auth`` op succeeds. Tokens
compare in constant time and must never be logged, echoed or put into an exception.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a session belongs to: only the same principal may see or use it."""

    name: str


#: Everybody who reaches a server that asks for no token: one person's tools on one machine share their sessions.
ANYONE = Principal("anyone")


class Tokens:
    """The tokens a server accepts, each with the principal it stands for."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._known = [(Principal(name), token.encode()) for name, token in tokens.items()]

    @property
    def required(self) -> bool:
        """Whether a connection must authenticate before anything else."""
        return bool(self._known)

    def principal(self, token: str) -> Principal | None:
        """Whose token this is, or None. Every known token is compared, so the time taken tells nothing."""
        given = token.encode("utf-8", "surrogatepass")
        found = None
        for principal, known in self._known:
            if hmac.compare_digest(known, given):
                found = principal
        return found
