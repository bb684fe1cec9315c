"""The whole library: importing this declares every primitive; ``PRELUDE`` is the rest, in the order it loads."""

from __future__ import annotations

from omega.runtime.lib import (
    arithmetic,
    booleans,
    bytevectors,
    chars,
    complexes,
    equivalence,
    integers,
    lists,
    number_text,
    numeric,
    pairs,
    powers,
    procedures,
    raising,
    records,
    rounding,
    searching,
    sorting,
    string_conversion,
    string_search,
    strings,
    symbols,
    trigonometry,
    vectors,
)

#: The files of primitives, one topic each.
TOPICS = (
    arithmetic,
    booleans,
    bytevectors,
    chars,
    complexes,
    equivalence,
    integers,
    lists,
    number_text,
    numeric,
    pairs,
    powers,
    procedures,
    raising,
    records,
    rounding,
    searching,
    sorting,
    string_conversion,
    string_search,
    strings,
    symbols,
    trigonometry,
    vectors,
)

#: Files of ``prelude/`` that need the derived forms and ``apply`` (``derived.scm``, ``control.scm``) loaded before.
PRELUDE = (
    "basics.scm",
    "records.scm",
    "lists.scm",
    "folds.scm",
    "sorting.scm",
    "strings.scm",
    "vectors.scm",
    "numbers.scm",
    "tools.scm",
)
