"""What ``describe`` says of the ops, read off the op table."""

from __future__ import annotations

from collections.abc import Mapping

from omega.protocol.op import Op
from omega.protocol.ops import OPS
from omega.protocol.wire import Wire


def describe_ops(verbose: bool, ops: Mapping[str, Op] = OPS) -> dict[str, Wire]:
    """A map of the ops by name. Terse, each has its ``doc`` (an old client's decoder
    ends a map at the first empty value, so none is sent); verbose, it has ``doc``, ``requires``, ``optional`` and
    ``returns``, the last three mapping a name to its meaning (keys as in nREPL's own ``describe``)."""
    return {name: _described(op) if verbose else {"doc": op.doc} for name, op in ops.items()}


def _described(op: Op) -> dict[str, Wire]:
    return {
        "doc": op.doc,
        "requires": {param.name: param.doc for param in op.required},
        "optional": {param.name: param.doc for param in op.optional},
        "returns": dict(op.returns),
    }
