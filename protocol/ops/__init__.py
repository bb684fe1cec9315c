"""The op table: every operation this server knows by itself, as data, by topic. ``describe`` and the checks of requests
come from here.

A new op is a new entry in the table of its topic, and nothing else in ``protocol``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omega.protocol.op import Op
from omega.protocol.ops import breakpoints, debugger, editors, events, nrepl

OPS: Mapping[str, Op] = MappingProxyType(
    {
        name: op
        for table in (nrepl.TABLE, editors.TABLE, debugger.TABLE, breakpoints.TABLE, events.TABLE)
        for op in table
        for name in (op.name, *op.also)
    }
)
