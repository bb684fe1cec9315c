"""Omega's language as a library: pure, so it never awaits, opens or prints. See ``runtime.py`` for the facade."""

from omega.runtime.condition import Condition, LispError, StackEntry
from omega.runtime.evaluation import Evaluation
from omega.runtime.limits import Limits
from omega.runtime.machine.execution import is_running, preempt
from omega.runtime.machine.faults import Overrun
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.names import SymbolInfo, operands
from omega.runtime.outcome import (
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    NeedsRestart,
    Offer,
    Outcome,
    OutOfTicks,
    Paused,
    Signalled,
)
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import EOF, String, Value

__all__ = [
    "EOF",
    "Condition",
    "EffectRequest",
    "Evaluation",
    "Finished",
    "FormDone",
    "FormFailed",
    "Limits",
    "LispError",
    "NeedsRestart",
    "Offer",
    "OutOfTicks",
    "Outcome",
    "Overrun",
    "Paused",
    "Runtime",
    "Signalled",
    "SnapshotError",
    "StackEntry",
    "String",
    "SymbolInfo",
    "Value",
    "is_running",
    "operands",
    "preempt",
]
