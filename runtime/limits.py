"""What one session may use. Every limit's error names the limit by the field's name, with dashes."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """``ticks_per_evaluation``: calls and loop turns, 0 for no bound. ``heap_per_session``: bytes of memory it may hold.
    ``source_depth``: nesting of code. ``source_nodes``: parts of one form of code, as written and
    as expanded, and of data in it: what keeps compiling it, which is one step, short. ``integer_bits``: size of one exact integer. ``object_bytes``: one string, vector.
    ``shelf_bytes``: the snapshots, and again the histories, that it keeps by name."""

    ticks_per_evaluation: int = 0
    heap_per_session: int = 256 * 1024 * 1024
    source_depth: int = 10_000
    source_nodes: int = 50_000
    integer_bits: int = 1_000_000
    object_bytes: int = 64 * 1024 * 1024
    shelf_bytes: int = 64 * 1024 * 1024

    def within(self, outer: Limits) -> Limits:
        """The stricter of these and other limits, one by one."""
        pairs = [(getattr(self, name), getattr(outer, name)) for name in self.__struct_fields__]
        return Limits(*(min(max(own, 0) or bound, bound) if bound else max(own, 0) for own, bound in pairs))
