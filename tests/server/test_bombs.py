"""Programs made to exhaust the server: each ends in an answer or an error that names the limit, and its neighbour lives."""

from __future__ import annotations

import re

import pytest
import trio

from .peer import Peer, serving

DEEP = "(define (deep n) (let loop ((i 0) (x '())) (if (= i n) x (loop (+ i 1) (list x)))))"

#: What a bomb ends in: the type of an error, or ``value`` where it is harmless.
BOMBS = {
    "a tower of powers": ("(define (tower n) (if (= n 0) 2 (expt 2 (tower (- n 1))))) (tower 6)", "budget-exceeded"),
    "squares of squares": ("(let loop ((n 3)) (loop (* n n)))", "budget-exceeded"),
    "fractions": ("(let loop ((x 1/3)) (loop (* x (+ x 1/7))))", "budget-exceeded"),
    "a common divisor": ("(gcd (expt 3 400000) (expt 7 300000))", "budget-exceeded"),
    "a shift": ("(arithmetic-shift 1 1000000000000)", "budget-exceeded"),
    "a vector of 10^12": ("(make-vector 1000000000000 0)", "budget-exceeded"),
    "a string of 10^12": ("(make-string 1000000000000 #\\a)", "budget-exceeded"),
    "a list of 10^12": ("(make-list 1000000000000 0)", "budget-exceeded"),
    "doubling strings": ('(let loop ((s "ab")) (loop (string-append s s)))', "budget-exceeded"),
    "doubling vectors": ("(let loop ((v (vector 1 2))) (loop (vector-append v v)))", "budget-exceeded"),
    "doubling lists": ("(let loop ((l '(1 2))) (loop (append l l)))", "budget-exceeded"),
    "a growing string port": (
        '(define p (open-output-string)) (let loop () (write-string (make-string 1000 #\\a) p) (loop))',
        "budget-exceeded",
    ),
    "equal? of what is deep": (
        f"{DEEP} (equal? (deep 60000) (deep 60000))",
        "value",
    ),
    "equal? of what has no end": (
        "(define (ring n) (let ((l (iota n))) (set-cdr! (list-tail l (- n 1)) l) l)) (equal? (ring 6) (ring 10))",
        "value",
    ),
    "write of what has no end": ("(define a (list 1)) (set-car! a a) (set-cdr! a a) (write a)", "value"),
    "write-simple of what has no end": ("(define a (list 1)) (set-cdr! a a) (write-simple a)", "budget-exceeded"),
    "output": ('(let loop () (display "all work and no play") (loop))', "budget-exceeded"),
    "a macro that doubles": (
        "(define-syntax boom (syntax-rules () ((_ x) (boom (x x))))) (boom a)",
        "syntax-error",
    ),
    "a macro that never ends": ("(define-syntax boom (syntax-rules () ((_) (boom)))) (boom)", "syntax-error"),
    "a deep quotation": ("(quote " + "(" * 200_000 + ")" * 200_000 + ")", "syntax-error"),
    "source 10^6 deep": ("(+ 1 " * 1_000_000 + "1" + ")" * 1_000_000, "parse-error"),
    "many calls in a form": ("(list " + "(car '(1)) " * 20_000 + ")", "syntax-error"),
    "circular code": ("(define a (list '+)) (set-cdr! a a) (eval a (interaction-environment))", "syntax-error"),
    "a regular expression": ('(regexp-search (regexp "(a+)+$") (string-append (make-string 50000 #\\a) "b"))', "value"),
    "a large regular expression": ('(regexp "((a{100}){100}){100}")', "budget-exceeded"),
    "a sort by a predicate that lies": ("(sort (iota 50000) (lambda (a b) #t))", "value"),
    "a storm of continuations": (
        "(let loop ((i 0) (k #f)) (if (= i 100000) i (loop (+ i 1) (call/cc (lambda (c) c)))))",
        "value",
    ),
    "continuations that are kept": (
        "(let loop ((ks '())) (loop (cons (call/cc (lambda (c) c)) ks)))",
        "budget-exceeded",
    ),
    "recursion without end": ("(define (f n) (+ 1 (f n))) (f 1)", "budget-exceeded"),
    "prompts without end": (
        "(define (f n) (call-with-prompt 'p (lambda () (+ 1 (f n))) list)) (f 1)",
        "budget-exceeded",
    ),
    "extents without end": (
        "(define (f n) (dynamic-wind (lambda () 1) (lambda () (+ 1 (f n))) (lambda () 2))) (f 1)",
        "budget-exceeded",
    ),
    "a huge number printed": ("(expt 7 300000)", "value"),
    "a huge number read": ('(string->number (make-string 900000 #\\9))', "budget-exceeded"),
    "many symbols": (
        '(do ((i 0 (+ i 1))) ((= i 200000) i) (string->symbol (string-append "s" (number->string i))))',
        "value",
    ),
    "a table without end": (
        "(define t (make-equal-hashtable)) (let loop ((i 0)) (hash-table-set! t (list i) i) (loop (+ i 1)))",
        "budget-exceeded",
    ),
    "a list without end": ("(define a (list 1)) (set-cdr! a a) (map (lambda (x) x) a)", "budget-exceeded"),
    "text nested without end": ("(string->json (make-string 1000000 #\\[))", "budget-exceeded"),
}


async def _ping(peer: Peer, session: str, waits: list[float]) -> None:
    """Evaluate in a session of its own, again and again, and note how long each took."""
    while True:
        start = trio.current_time()
        assert await peer.values("(+ 1 2)", session=session) == ["3"]
        waits.append(trio.current_time() - start)
        await trio.sleep(0.01)


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_ends_cleanly_and_its_neighbours_go_on(name: str) -> None:
    code, expected = BOMBS[name]
    waits: list[float] = []
    async with serving(heap_per_session=12 * 1024**2, output_per_evaluation=1_000_000) as place:
        bomber, neighbour = await place.connect(), await place.connect()
        session, beside = await bomber.clone(), await neighbour.clone()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_ping, neighbour, beside, waits)
            replies = await bomber.request("eval", code=code, session=session)
            nursery.cancel_scope.cancel()
        ended = next((reply["ex"] for reply in replies if "ex" in reply), "value")
        assert ended == expected, [{key: str(text)[:200] for key, text in reply.items()} for reply in replies][-3:]
        shown = "".join(reply.get("err", "") for reply in replies)
        assert not re.search(r"Traceback|Error\b.*:|0x[0-9a-f]{6}|\.py\b", shown), shown
        fresh = await place.connect()
        assert await fresh.values("(* 6 7)", session=await fresh.clone()) == ["42"]
        assert await bomber.values("(+ 20 3)", session=session) == ["23"]
        # Far above what it takes, so that only a bomb that held everything up can fail it.
        assert not waits or max(waits) < 5
