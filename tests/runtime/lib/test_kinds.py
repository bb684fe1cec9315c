"""The library's own kinds of value travel: saved at any moment, they go on in another session."""

from __future__ import annotations

from omega.runtime import Finished, Runtime
from omega.runtime.syntax.printer import write_string

SETUP = """
(define t (alist->hash-table '(((1 "a") . x) (b . 2) ("s" . 3))))
(define rx (regexp "(?<n>b+)"))
(define m (regexp-search rx "abbc"))
(define add (string-builder))
(add "ab")
(define (f x) x)
(trace f)
(define d (string->date "2024-05-01"))
"""
LOOK = """
(add "c")
(list (hash-table-keys t) (hash-table-ref t (list 1 "a")) (regexp-match-submatch m 'n) (regexp-match rx "xb") (add) (f 1) (date->string d))
"""


def test_values_go_on_in_another_session() -> None:
    runtime = Runtime()
    runtime.eval(SETUP)
    restored = Runtime.restore(runtime.snapshot())
    expected = '(((1 "a") b "s") x "bb" ("b" "b") "abc" 1 "2024-05-01T00:00:00Z")'
    assert write_string(restored.eval(LOOK)) == expected
    assert restored.drain_output() == [("err", "(f 1)\n1\n")]
    assert write_string(runtime.eval(LOOK)) == expected


def test_long_work_goes_on_in_another_session() -> None:
    """Saved between two pieces of a search, of reading and of writing JSON."""
    runtime = Runtime()
    runtime.eval("(define text (string-append (make-string 100000 #\\a) \"b\"))"
                 "(define json (json->string (list->vector (iota 40000))))")  # fmt: skip
    code = (
        '(begin (define found (regexp-match-submatch-end (regexp-search "(a|b)+" text)))'
        ' (define numbers (string->json json)) (define same (string=? json (json->string numbers))) (list found same))'
    )
    evaluation = runtime.evaluate(code)
    saved = []
    while not isinstance(evaluation.run(100), Finished):
        saved.append(runtime.snapshot(evaluation))
    assert len(saved) > 5
    for bytes in saved[:: max(1, len(saved) // 5)]:
        restored = Runtime.restore(bytes)
        suspended = restored.suspended
        assert suspended is not None
        while not isinstance(suspended.run(100_000), Finished):
            pass
        assert write_string(restored.eval("(list found same)")) == "(100001 #t)"
