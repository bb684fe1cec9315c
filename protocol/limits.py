"""How much one message may ask of this side. Owns the numbers; the decoders enforce them."""

from __future__ import annotations

from dataclasses import dataclass

# bencode.py and msgpack recurse once per level; above this their own stacks, not our limit, would decide.
DEEPEST = 500


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """Limits on every message received.

    ``message_bytes``: its encoded size. ``depth``: containers within containers, the top level being 1, at most
    500. ``tokens``: strings (keys too), numbers and containers together; bencode takes about 20 ms for 10 000 of
    them, during which nothing else runs. ``integer_digits``: decimal digits of one integer, without its sign.

    Raises ``ValueError`` for a limit that is not positive, or a depth above 500.
    """

    message_bytes: int = 16 * 1024 * 1024
    depth: int = 64
    tokens: int = 10_000
    integer_digits: int = 20

    def __post_init__(self) -> None:
        for name in ("message_bytes", "depth", "tokens", "integer_digits"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        if self.depth > DEEPEST:
            raise ValueError(f"depth must be at most {DEEPEST}, got {self.depth}")
