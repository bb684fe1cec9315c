"""What a string builder has collected is a session's own."""

from __future__ import annotations

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.syntax.printer import write_string


def test_a_fork_goes_on_by_itself() -> None:
    runtime = Runtime()
    runtime.eval('(define add (string-builder)) (add "ab") (add #\\c)')
    forked = runtime.fork()
    forked.eval('(add "d")')
    assert write_string(forked.eval("(add)")) == '"abcd"'
    assert write_string(runtime.eval("(add)")) == '"abc"'


def test_pieces_count_in_the_memory_of_their_session() -> None:
    runtime = Runtime()
    with pytest.raises(LispError, match="budget-exceeded"):
        runtime.eval('(define add (string-builder)) (do ((i 0 (+ i 1))) (#f) (add "a"))')
