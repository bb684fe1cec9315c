"""Ports, parameters, promises and records are data: they are forked and saved with a session, amid an evaluation too."""

from __future__ import annotations

from omega.runtime import EffectRequest, Evaluation, Finished, FormDone, Runtime, String
from omega.runtime.syntax.printer import write_string

DEFINITIONS = """
  (define out (open-output-string)) (define in (open-input-string "(a b) rest\\nnext"))
  (define bytes-out (open-output-bytevector)) (define bytes-in (open-input-bytevector (bytevector 1 2 3)))
  (define depth (make-parameter 1)) (define promise (delay (begin (write 'once out) 7)))
  (define-record-type <point> (make-point x) point? (x point-x set-point-x!)) (define point (make-point 5))
  (read in) (write 5 out) (read-u8 bytes-in) (write-u8 8 bytes-out)"""

LOOK = """
  (list (get-output-string out) (read-line in) (read-u8 bytes-in) (get-output-bytevector bytes-out)
        (depth) (force promise) (point? point) (point-x point))"""
SEEN = '("5" " rest" 2 #u8(8) 1 7 #t 5)'


def run(runtime: Runtime, code: str) -> str:
    return write_string(runtime.eval(code))


def test_a_fork_has_ports_of_its_own() -> None:
    original = Runtime()
    original.eval(DEFINITIONS)
    forked = original.fork()
    assert run(original, LOOK) == run(forked, LOOK) == SEEN
    original.eval("(write 'mine out) (close-port in) (set-point-x! point 6)")
    assert run(forked, "(list (get-output-string out) (read-line in) (point-x point))") == '("5once" "next" 5)'
    assert run(original, "(list (get-output-string out) (input-port-open? in))") == '("5oncemine" #f)'


def test_a_saved_session_has_them_and_goes_on_with_them() -> None:
    original = Runtime()
    original.eval(DEFINITIONS)
    code = """
      (parameterize ((current-output-port out) (depth 2))
        (display "before") (read-line) (display "after") (list (depth) (eq? (current-output-port) out)))"""
    evaluation = original.evaluate(code)
    assert isinstance(evaluation.run(10_000), EffectRequest)
    restored = Runtime.restore(original.snapshot(evaluation))
    assert isinstance(restored.suspended, Evaluation)
    value = None
    while not isinstance(outcome := restored.suspended.run(10_000), Finished):
        if isinstance(outcome, EffectRequest):
            restored.suspended.answer(String("a line\n"))
        elif isinstance(outcome, FormDone):
            value = write_string(outcome.value)
    assert value == "(2 #t)"
    assert run(restored, LOOK) == SEEN.replace('"5"', '"5beforeafter"')
    assert restored.drain_output() == []
