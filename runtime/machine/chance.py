"""Random numbers, from the session's own generator: the same seed gives the same program the same numbers."""

from __future__ import annotations

from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.machine.registers import M
from omega.runtime.syntax.datum import Value


@primitive("random", "(n)", "A random number from 0 up to n, exclusive: an exact integer or a real, as n is.", writes=True)
def random(n: Value) -> Value:
    assert M.session is not None
    if type(n) is int and n > 0:
        return M.session.random.randrange(n)
    if type(n) is float and n > 0:
        return M.session.random.random() * n
    raise wrong_type("random", "a positive exact integer or real", n, 1)
