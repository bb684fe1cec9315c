"""Breakpoints as a client sends them, as the runtime takes them. The op table has checked the types of the fields."""

from __future__ import annotations

from collections.abc import Mapping

from omega.protocol import Wire
from omega.runtime.debug.breakpoints import Spec

#: Breakpoints of one kind, in one file where it has one, that a client may set.
MOST = 1_000
#: The fields that a ``Spec`` has under another name.
_NAMES = {"data-id": "data", "hit-condition": "hit_condition", "log-message": "log_message"}
_FIELDS = frozenset(Spec.__struct_fields__)


def spec_of(breakpoint: Mapping[str, Wire]) -> Spec:
    """One breakpoint."""
    fields = {_NAMES.get(name, name): value for name, value in breakpoint.items()}
    return Spec(**{name: value for name, value in fields.items() if name in _FIELDS})  # type: ignore[arg-type]  # checked
