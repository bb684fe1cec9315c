"""The effect by which a program waits, for whoever hosts it."""

from __future__ import annotations

from omega.runtime.lib.numeric import REAL
from omega.runtime.lib.primitive import wrong_type
from omega.runtime.numbers import to_float
from omega.runtime.syntax.datum import UNSPECIFIED, Value

#: Its one argument is the time to wait, in seconds.
SLEEP = "sleep.op"
#: Seconds that a host can wait at once.
_LONGEST = 10**9


def seconds_to_wait(arguments: tuple[Value, ...]) -> float:
    """The seconds that the effect asks for. Raises ``LispError`` for anything else."""
    wanted: Value = arguments[0] if len(arguments) == 1 else UNSPECIFIED
    if type(wanted) not in REAL or not 0 <= wanted <= _LONGEST:
        raise wrong_type("sleep", f"a number of seconds from 0 to {_LONGEST}", wanted)
    return wanted if type(wanted) is float else to_float(wanted)
