"""The standard libraries: the names of R7RS appendix A, library by library, and the SRFIs whose procedures are there.

A list is parsed when the library is first imported. A SRFI's library has those of its names that the base has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from omega.runtime.expand.standard_names import R7RS, SRFI

#: Asked for the names of all that the base has; the machine, which knows, adds itself here.
base_names: list[Callable[[], Iterable[str]]] = []


def standard_names(name: str) -> tuple[str, ...] | None:
    """The names that a standard library exports; ``None`` if there is none of this name."""
    if name == "(omega)":
        return tuple(sorted(known for known in _known() if not known.startswith("%")))
    if name in SRFI:
        return tuple(sorted(_known() & set(SRFI[name].split())))
    return _report_names(name) if name in R7RS else None


def _known() -> set[str]:
    return {known for source in base_names for known in source()}


@lru_cache(maxsize=64)
def _report_names(name: str) -> tuple[str, ...]:
    return tuple(R7RS[name].split())


def standard_libraries() -> list[str]:
    """The names of the standard libraries."""
    return ["(omega)", *R7RS, *SRFI]


#: What ``cond-expand`` and ``features`` know (R7RS appendix B), besides the libraries.
FEATURES = (
    "r7rs", "exact-closed", "exact-complex", "ieee-float", "full-unicode", "ratios", "omega", "omega-0.1",
)  # fmt: skip
