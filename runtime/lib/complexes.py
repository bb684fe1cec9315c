"""Complex numbers: R7RS 6.2.6, (scheme complex). Both parts of a complex number are exact, or both inexact."""

from __future__ import annotations

import cmath
import math

from omega.runtime.gaussian import make_gaussian
from omega.runtime.lib.numeric import COMPLEX, EXACT, as_inexact, as_number, as_real
from omega.runtime.lib.primitive import primitive
from omega.runtime.syntax.datum import Value


@primitive("make-rectangular", "(real imaginary)", "The complex number of these parts.")
def make_rectangular(real: Value, imaginary: Value) -> Value:
    as_real(real, "make-rectangular", 1)
    if type(as_real(imaginary, "make-rectangular", 2)) is int and imaginary == 0:
        return real
    if type(real) in EXACT and type(imaginary) in EXACT:
        return make_gaussian(real, imaginary)
    return complex(as_inexact(real), as_inexact(imaginary))


@primitive("make-polar", "(magnitude angle)", "The complex number of this magnitude and angle in radians.")
def make_polar(magnitude: Value, angle: Value) -> Value:
    as_real(magnitude, "make-polar", 1)
    if type(as_real(angle, "make-polar", 2)) is int and angle == 0:
        return magnitude
    try:
        return cmath.rect(as_inexact(magnitude), as_inexact(angle))
    except (ValueError, OverflowError):
        return complex(math.nan, math.nan)


@primitive("real-part", "(number)", "The real part of the number.")
def real_part(number: Value) -> Value:
    return number.real if type(as_number(number, "real-part")) in COMPLEX else number


@primitive("imag-part", "(number)", "The imaginary part of the number.")
def imag_part(number: Value) -> Value:
    return number.imag if type(as_number(number, "imag-part")) in COMPLEX else 0


@primitive("magnitude", "(number)", "The distance of the number from zero.")
def magnitude(number: Value) -> Value:
    try:
        return abs(as_number(number, "magnitude"))
    except OverflowError:
        return math.inf


@primitive("angle", "(number)", "The angle of the number in radians, more than minus pi and at most pi.")
def angle(number: Value) -> Value:
    if type(as_number(number, "angle")) in COMPLEX:
        number = as_inexact(number)
        return math.atan2(number.imag, number.real)
    if number < 0:
        return math.pi
    return 0.0 if type(number) is float else 0
