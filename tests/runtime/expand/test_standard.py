"""The standard libraries have what R7RS says they have, and all of it means something."""

from __future__ import annotations

import pytest

from omega.runtime import Runtime
from omega.runtime.expand.standard import standard_libraries, standard_names
from omega.runtime.expand.standard_names import R7RS

#: Keywords that mean something only inside other forms.
AUXILIARY = {"=>", "_", "...", "else"}


@pytest.mark.parametrize("name", R7RS)
def test_every_name_of_r7rs_means_something(name: str) -> None:
    runtime = Runtime()
    runtime.eval(f"(import (prefix {name} std:))")
    names = standard_names(name)
    assert names is not None and len(names) == len(set(names))
    assert [each for each in names if each not in AUXILIARY and runtime.lookup(f"std:{each}") is None] == []


@pytest.mark.parametrize("name", standard_libraries())
def test_every_standard_library_can_be_imported(name: str) -> None:
    Runtime().eval(f"(import {name})")
    assert standard_names(name), "it is empty"


def test_the_sizes_are_those_of_appendix_a() -> None:
    assert {name: len(text.split()) for name, text in R7RS.items() if len(text.split()) > 20} == {
        "(scheme base)": 237,
        "(scheme char)": 22,
        "(scheme cxr)": 24,
        "(scheme r5rs)": 217,
    }
