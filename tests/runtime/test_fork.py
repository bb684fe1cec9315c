"""A forked session has everything the original defined, and the two share nothing that can change."""

from __future__ import annotations

from omega.runtime import Runtime
from omega.runtime.syntax.printer import write_string


def run(runtime: Runtime, text: str) -> str:
    return write_string(runtime.eval(text))


def test_definitions_and_history_are_inherited() -> None:
    original = Runtime()
    original.eval("(define (square x) (* x x)) (define-syntax twice (syntax-rules () ((_ e) (+ e e)))) 7")
    forked = original.fork()
    assert run(forked, "(twice (square 3))") == "18"
    assert run(original.fork(), "(list *1 (square 2))") == "(7 4)"


def test_globals_are_separate_both_ways() -> None:
    original = Runtime()
    original.eval("(define n 0) (define (bump!) (set! n (+ n 1)) n)")
    forked = original.fork()
    assert run(forked, "(begin (bump!) (bump!))") == "2"
    assert run(original, "(bump!)") == "1"
    assert run(forked, "n") == "2"


def test_closures_keep_their_sharing_and_lose_the_original() -> None:
    original = Runtime()
    original.eval("(define (make) (let ((n 0)) (cons (lambda () (set! n (+ n 1)) n) (lambda () n)))) (define p (make))")
    forked = original.fork()
    assert run(forked, "(begin ((car p)) ((car p)) ((cdr p)))") == "2"
    assert run(original, "((cdr p))") == "0"


def test_procedures_that_see_one_another_are_copied_together() -> None:
    original = Runtime()
    original.eval(
        "(define (make k) (letrec ((even (lambda (n) (if (= n 0) k (odd (- n 1)))))"
        " (odd (lambda (n) (if (= n 0) 'odd (even (- n 1)))))) even)) (define f (make 'even))"
    )
    assert run(original.fork(), "(list (f 10) (f 7))") == "(even odd)"


def test_data_and_literals_are_copied_with_cycles() -> None:
    original = Runtime()
    original.eval(
        "(define v (vector 1 2)) (vector-set! v 0 v) (define (literal) '(a b)) (define s (string-copy \"abc\"))"
    )
    forked = original.fork()
    forked.eval("(vector-set! v 1 'changed) (set-car! (literal) 'z) (string-set! s 0 #\\x)")
    assert run(forked, "(list (eq? v (vector-ref v 0)) (literal) s)") == '(#t (z b) "xbc")'
    assert run(original, "(list (vector-ref v 1) (literal) s)") == '(2 (a b) "abc")'


def test_continuations_go_on_in_the_copy() -> None:
    original = Runtime()
    original.eval("(define k #f) (define log '()) (define (note x) (set! log (cons x log)) x)")
    original.eval("(note (+ 100 (call/cc (lambda (c) (set! k c) 1))))")
    forked = original.fork()
    forked.eval("(k 5)")
    assert run(forked, "log") == "(105 101)"
    assert run(original, "log") == "(101)"


def test_macros_of_the_copy_mean_the_copys_names() -> None:
    original = Runtime()
    original.eval(
        "(define-syntax inner (syntax-rules () ((_) 'old))) (define-syntax outer (syntax-rules () ((_) (inner))))"
    )
    forked = original.fork()
    original.eval("(define-syntax inner (syntax-rules () ((_) 'new)))")
    assert run(original, "(outer)") == "new"
    assert run(forked, "(outer)") == "old"


def test_a_very_long_structure_is_copied() -> None:
    original = Runtime()
    original.eval("(define l (let loop ((i 0) (l '())) (if (= i 200000) l (loop (+ i 1) (cons i l)))))")
    assert run(original.fork(), "(length l)") == "200000"


def test_records_are_copied_and_keep_their_type() -> None:
    original = Runtime()
    original.eval("(define-record-type <r> (make-r a) r? (a r-a set-r-a!)) (define r (make-r (list 1 2)))")
    forked = original.fork()
    assert run(forked, "(begin (set-car! (r-a r) 7) (set-r-a! r (cons 0 (r-a r))) r)") == "#<r a: (0 7 2)>"
    assert run(original, "(list (r? r) r)") == "(#t #<r a: (1 2)>)"


def test_data_of_the_base_stays_that_of_the_base() -> None:
    original = Runtime()
    original.eval("(define d (dist 'a 1)) (define k #f) (reset (+ 1 (shift c (set! k c) 0)))")
    forked = original.fork()
    assert run(forked, "(list (dist? d) (dist-support d) (reset (k 1)))") == "(#t (a) 2)"


def test_macros_and_libraries_belong_to_the_fork() -> None:
    runtime = Runtime()
    runtime.eval("""
        (define-library (counting)
          (export next! counted)
          (import (scheme base))
          (begin (define count 0)
                 (define (next!) (set! count (+ count 1)) count)
                 (define-syntax counted (syntax-rules () ((_ e) (list count e))))))
        (import (prefix (counting) c:))
        (define (twice form) (list '* 2 form))
        (defmacro double (form) (twice form))
        (c:next!)
    """)
    forked = runtime.fork()
    assert write_string(forked.eval("(c:next!) (c:counted (double 4))")) == "(2 8)"
    forked.eval("(define (twice form) (list '* 3 form))")
    assert write_string(runtime.eval("(c:counted (double 4))")) == "(1 8)"
    assert write_string(forked.eval("(import (only (counting) next!)) (list (next!) (double 4))")) == "(3 12)"


def test_condition_types_conditions_and_restarts_are_copied() -> None:
    original = Runtime()
    original.eval(
        "(define-condition mine (error) ((x :initarg :x :accessor mine-x :initform 7)) (:report \"mine it is\"))"
        "(define c (make-condition 'mine :x (list 1 2)))"
        "(define r #f) (define tries 0)"
        "(define (fails) (handler-bind ((error (lambda (e) (set! r (find-restart 'use-value e)) (use-value 1 e))))"
        "  (let ((v (+ 1 (car 5)))) (set! tries (+ tries 1)) (if (< tries 2) (invoke-restart r 10) v))))"
    )
    forked = original.fork()
    assert run(forked, "(begin (set-car! (mine-x c) 'changed) (mine-x c))") == "(changed 2)"
    assert run(original, "(mine-x c)") == "(1 2)"
    assert run(forked, "(handler-case (error 'mine) (mine (e) (list (mine-x e) (condition/report-string e))))") == (
        '(7 "mine it is")'
    )
    assert run(original, "(fails)") == "11"
    again = original.fork()  # the restart is a continuation, whose frame does the rest of a statement
    assert run(again, "(begin (set! tries 0) (invoke-restart r 20))") == "11"
    assert run(again, "(begin (set! tries 5) (invoke-restart r 30))") == "31"
    assert run(original, "tries") == "2"
    forked.eval("(define-condition theirs (mine) ())")
    assert run(forked, "(condition-is? (make-condition 'theirs) 'mine)") == "#t"
    assert run(original, "(handler-case (make-condition 'theirs) (control-error () 'unknown))") == "unknown"
