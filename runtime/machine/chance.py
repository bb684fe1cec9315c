"""Random numbers, from the session's own generator: the same seed gives the same program the same numbers."""

from __future__ import annotations

from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.machine.registers import M
from omega.runtime.syntax.datum import UNSPECIFIED, Value


@primitive("random", "(n)", "A random number from 0 up to n, exclusive: an exact integer or a real, as n is.", writes=True)
def random(n: Value) -> Value:
    assert M.session is not None
    if type(n) is int and n > 0:
        return M.session.random.randrange(n)
    if type(n) is float and n > 0:
        return M.session.random.random() * n
    raise wrong_type("random", "a positive exact integer or real", n, 1)


@primitive("random-real", "()", "A random real between 0 and 1.", writes=True)
def random_real() -> Value:
    assert M.session is not None
    return M.session.random.random()


@primitive("random-seed!", "(n)", "Let the random numbers that follow be those that belong to this exact integer.", writes=True)
def random_seed(n: Value) -> Value:
    assert M.session is not None
    if type(n) is not int:
        raise wrong_type("random-seed!", "an exact integer", n, 1)
    M.session.random.seed(n % (1 << 256))
    return UNSPECIFIED
