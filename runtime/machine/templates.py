"""The templates of generated code as functions, so that a walk computes what generated code computes, as fast.

Products of a program whose operations take too long are left to the primitive for a while, which checks their size
before it makes them (``execution.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from omega.runtime.compile.inline import TEMPLATES
from omega.runtime.condition import LispError
from omega.runtime.machine.base import BASE, Unassigned
from omega.runtime.syntax.datum import Value

#: A primitive's name and a number of operands.
Key: TypeAlias = tuple[str, int]

#: What a template raises where it does not apply; then the primitive's function decides.
INAPPLICABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, LispError, Unassigned)

_OPERANDS = "abcdefgh"


class _Functions(dict[Key, Callable[..., Value] | None]):
    """Made when first asked for: most programs use few."""

    def __missing__(self, key: Key) -> Callable[..., Value] | None:
        template = TEMPLATES.get(key)
        made: Callable[..., Value] | None = None
        if template is not None:
            text = template.text
            names = _OPERANDS[: key[1]]
            for index, name in enumerate(names):
                text = text.replace(f"{{={index}}}", name).replace(f"{{{index}}}", name)
            if template.test:
                text = f"TRUE if {text} else FALSE"
            made = eval(f"lambda {', '.join(names)}: {text}", {"__builtins__": BASE})
        self[key] = made
        return made


FUNCTIONS = _Functions()
