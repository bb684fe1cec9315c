"""The programs the engine is measured with: each in Lisp, and the same algorithm as one would write it in Python.

Both sides do the same work on the same data; where the languages differ the Python side takes its own road: a loop for
a tail call, a generator for ``call/cc``, lists and comprehensions for pairs. Each side ends in one number, so that
they can be checked against each other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Number = int | float


@dataclass(frozen=True, slots=True)
class Program:
    """``lisp``: definitions, among them ``(run)`` without arguments. ``python``: what computes the same number."""

    name: str
    lisp: str
    python: Callable[[], Number]


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def tak(x: int, y: int, z: int) -> int:
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) if y < x else z


def loop() -> int:
    i = total = 0
    while i != 1_000_000:
        total += i
        i += 1
    return total


def mutual() -> int:
    even = True
    n = 300_000
    while n != 0:
        even = not even
        n -= 1
    return 1 if even else 0


def deep() -> int:
    def count(n: int) -> int:
        return 0 if n == 0 else 1 + count(n - 1)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_100_000)
    try:
        return count(1_000_000)
    finally:
        sys.setrecursionlimit(limit)


def queens() -> int:
    def safe(row: int, placed: tuple[int, ...]) -> bool:
        for distance, other in enumerate(placed, 1):
            if other == row or abs(other - row) == distance:
                return False
        return True

    def solve(left: int, placed: tuple[int, ...]) -> int:
        if left == 0:
            return 1
        return sum(solve(left - 1, (row, *placed)) for row in range(1, 9) if safe(row, placed))

    return solve(8, ())


def generator() -> int:
    def numbers() -> Iterator[int]:
        i = 0
        while i < 30_000:
            yield i
            i += 1

    total = 0
    for value in numbers():
        total += value
    return total


def pipeline() -> int:
    tripled = [x * 3 for x in range(100_000)]
    return sum(x for x in tripled if x % 2 == 0)


def strings() -> int:
    total = 0
    for i in range(50_000):
        total += len(str(i) + "abc")
    return total


SQUARES = [(i, i * i) for i in range(100)]


def association() -> int:
    def find(key: int) -> tuple[int, int]:
        for entry in SQUARES:
            if entry[0] == key:
                return entry
        raise KeyError(key)

    return sum(find(i % 100)[1] for i in range(2_000))


def sort() -> int:
    state, numbers = 42, []
    for _ in range(20_000):
        state = (state * 1103515245 + 12345) % 2147483648
        numbers.append(state)
    numbers.sort()
    return numbers[10_000]


def closures() -> int:
    def counter() -> Callable[[], int]:
        n = 0

        def count() -> int:
            nonlocal n
            n += 1
            return n

        return count

    count = counter()
    for _ in range(100_000):
        count()
    return count()


def escape(cr: float, ci: float) -> int:
    zr = zi = 0.0
    for i in range(50):
        a, b = zr * zr, zi * zi
        if a + b > 4.0:
            return i
        zr, zi = a - b + cr, 2.0 * zr * zi + ci
    return 50


def mandelbrot() -> int:
    return sum(escape(3.0 * x / 60 - 2.0, 2.0 * y / 60 - 1.0) for y in range(60) for x in range(60))


PROGRAMS = (
    Program(
        "fib 25",
        """(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
           (define (run) (fib 25))""",
        lambda: fib(25),
    ),
    Program(
        "tak 18 12 6",
        """(define (tak x y z)
             (if (< y x) (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)) z))
           (define (run) (tak 18 12 6))""",
        lambda: tak(18, 12, 6),
    ),
    Program(
        "tail loop, 10^6 turns",
        """(define (run)
             (let loop ((i 0) (total 0)) (if (= i 1000000) total (loop (+ i 1) (+ total i)))))""",
        loop,
    ),
    Program(
        "mutual tail calls, 3*10^5",
        """(define (even n) (if (= n 0) 1 (odd (- n 1))))
           (define (odd n) (if (= n 0) 0 (even (- n 1))))
           (define (run) (even 300000))""",
        mutual,
    ),
    Program(
        "recursion 10^6 deep",
        """(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))
           (define (run) (count 1000000))""",
        deep,
    ),
    Program(
        "8 queens, all",
        """(define (safe? row distance placed)
             (or (null? placed)
                 (and (not (= (car placed) row))
                      (not (= (abs (- (car placed) row)) distance))
                      (safe? row (+ distance 1) (cdr placed)))))
           (define (solve left placed)
             (if (= left 0)
                 1
                 (let try ((row 1) (found 0))
                   (cond ((> row 8) found)
                         ((safe? row 1 placed) (try (+ row 1) (+ found (solve (- left 1) (cons row placed)))))
                         (else (try (+ row 1) found))))))
           (define (run) (solve 8 '()))""",
        queens,
    ),
    Program(
        "generator by call/cc, 3*10^4",
        """(define (make-generator walk)
             (define return #f)
             (define resume (lambda (ignored) (walk yield) (return 'end)))
             (define (yield value)
               (call/cc (lambda (next) (set! resume next) (return value))))
             (lambda () (call/cc (lambda (caller) (set! return caller) (resume #f)))))
           (define (run)
             (define next
               (make-generator
                 (lambda (yield) (let loop ((i 0)) (if (< i 30000) (begin (yield i) (loop (+ i 1))))))))
             (let loop ((total 0))
               (let ((value (next))) (if (eq? value 'end) total (loop (+ total value))))))""",
        generator,
    ),
    Program(
        "map, filter, fold over 10^5",
        """(define (run)
             (fold + 0 (filter even? (map (lambda (x) (* x 3)) (iota 100000)))))""",
        pipeline,
    ),
    Program(
        "building strings, 5*10^4",
        """(define (run)
             (let loop ((i 0) (total 0))
               (if (= i 50000)
                   total
                   (loop (+ i 1) (+ total (string-length (string-append (number->string i) "abc")))))))""",
        strings,
    ),
    Program(
        "assoc in 100, 2 000 times",
        """(define squares (map (lambda (i) (cons i (* i i))) (iota 100)))
           (define (run)
             (let loop ((i 0) (total 0))
               (if (= i 2000) total (loop (+ i 1) (+ total (cdr (assoc (modulo i 100) squares)))))))""",
        association,
    ),
    Program(
        "sort 2*10^4",
        """(define (numbers n state)
             (let loop ((n n) (state state) (made '()))
               (if (= n 0)
                   made
                   (let ((next (modulo (+ (* state 1103515245) 12345) 2147483648)))
                     (loop (- n 1) next (cons next made))))))
           (define (run) (list-ref (sort (numbers 20000 42) <) 10000))""",
        sort,
    ),
    Program(
        "closure with state, 10^5 calls",
        """(define (make-counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
           (define (run)
             (let ((count (make-counter)))
               (let loop ((i 0)) (if (= i 100000) (count) (begin (count) (loop (+ i 1)))))))""",
        closures,
    ),
    Program(
        "mandelbrot 60x60, floats",
        """(define (escape cr ci)
             (let loop ((zr 0.0) (zi 0.0) (i 0))
               (let ((a (* zr zr)) (b (* zi zi)))
                 (if (or (= i 50) (> (+ a b) 4.0))
                     i
                     (loop (+ (- a b) cr) (+ (* 2.0 zr zi) ci) (+ i 1))))))
           (define (run)
             (let rows ((y 0) (total 0))
               (if (= y 60)
                   total
                   (let columns ((x 0) (total total))
                     (if (= x 60)
                         (rows (+ y 1) total)
                         (columns (+ x 1)
                                  (+ total (escape (- (/ (* 3.0 x) 60) 2.0) (- (/ (* 2.0 y) 60) 1.0)))))))))""",
        mandelbrot,
    ),
)  # fmt: skip
