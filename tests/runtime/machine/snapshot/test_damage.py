"""Bytes that are no snapshot, or not this version's, or damaged anywhere, are refused; nothing in them does anything."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import msgpack
import pytest

from omega.runtime import Evaluation, Finished, Limits, Runtime, SnapshotError
from omega.runtime.compile import packing
from omega.runtime.machine.snapshot.envelope import seal, unseal
from omega.runtime.machine.snapshot.format import STATE

PROGRAM = """
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define-syntax swap! (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t)))))
(define (make-counter n) (lambda (k) (set! n (+ n k)) n))
(define c (make-counter 1/2))
(define p (make-point "text" '(1 2.5 #\\a sym :key #u8(1 2))))
(define k #f)
(define-library (a b) (export f) (import (scheme base)) (begin (define (f x) (* 2 x))))
(import (a b))
(define t (make-equal-hashtable))
(hash-table-set! t p c)
(define (count n) (if (= n 0) (call/cc (lambda (c) (set! k c) 0)) (+ 1 (count (- n 1)))))
(define q (delay (car 5)))
(define text (open-input-string "abc"))
(parameterize ((current-output-port (open-output-string)))
  (dynamic-wind (lambda () #f)
    (lambda () (guard (e (#f 1)) (let loop ((i 0) (acc '())) (if (< i 100000) (loop (+ i (count 10)) (cons i acc))))))
    (lambda () (display "out"))))
"""


@pytest.fixture(scope="module")
def data() -> bytes:
    """A session with a little of everything, in the midst of something."""
    runtime = Runtime(seed=1)
    evaluation = runtime.evaluate(PROGRAM)
    while evaluation.ticks < 2_000:
        evaluation.run(2_000 - evaluation.ticks)
    return runtime.snapshot(evaluation)


def opened(data: bytes) -> dict[str, Any]:
    """What a snapshot says, to be changed."""
    return dict(unseal(data))


def refuse(data: bytes) -> str:
    with pytest.raises(SnapshotError) as caught:
        Runtime.restore(data)
    return str(caught.value)


def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    for other in (b"", b"omega", b"\x80", b"(define x 1)", data[1:], data.replace(b"omega-state", b"omega-stats")):
        assert refuse(other) == "these bytes are not a snapshot of a session"


def test_another_format_version_is_refused(data: bytes) -> None:
    at = len("omega-state")
    newer = data[:at] + (STATE.version + 1).to_bytes(2, "big") + data[at + 2 :]
    expected = f"the snapshot has format version {STATE.version + 1}; this Omega reads version {STATE.version}"
    assert refuse(newer) == expected


def test_every_damaged_byte_is_noticed(data: bytes) -> None:
    for at in range(0, len(data), 97):
        refuse(data[:at] + bytes((data[at] ^ 0x55,)) + data[at + 1 :])
    for end in range(0, len(data), 501):
        refuse(data[:end])
    assert "hash" in refuse(data + b"\0")


def test_a_computation_compiled_otherwise_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    body = opened(data)
    body["compiler"] = packing.COMPILER_VERSION + 1
    assert "another version of Omega" in refuse(seal(body))
    # Without anything in progress there is nothing that depends on it.
    idle = Runtime()
    idle.eval("(define (f x) (* x x))")
    body = opened(idle.snapshot())
    body["compiler"] = packing.COMPILER_VERSION + 1
    assert Runtime.restore(seal(body)).eval("(f 5)") == 25
    body = opened(data)
    body["fingerprints"] = bytes(len(body["fingerprints"]))
    assert "compiled by another version" in refuse(seal(body))


def resealed(packed: bytes, data: bytes) -> bytes:
    """Other content under a hash that fits."""
    start = len("omega-state")
    return data[: start + 2] + hashlib.sha256(packed).digest() + packed


def exercise(data: bytes) -> bool:
    """Restore and go on for a while. Anything but ``SnapshotError`` is a defect."""
    try:
        runtime = Runtime.restore(data, Limits(heap_per_session=1 << 24))
    except SnapshotError:
        return False
    evaluations: list[Evaluation | None] = [
        runtime.suspended,
        runtime.evaluate("(list (c 1) p (point-x p) t text k) (swap! c p) (count 5) (f 1)"),
    ]
    for evaluation in evaluations:
        if evaluation is not None:
            for _ in range(5):
                if isinstance(evaluation.run(1_000), Finished):
                    break
    return True


@pytest.mark.parametrize("seed", range(60))
def test_damage_under_a_hash_that_fits(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    packed = bytearray(data[len("omega-state") + 2 + 32 :])
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(packed))
        packed[at] = chance.choice((0, 1, 0x7F, 0xFF, packed[at] ^ 1, packed[at] + 1 & 0xFF, chance.randrange(256)))
    exercise(resealed(bytes(packed), data))


def mutations(chance: random.Random, body: dict[str, Any]) -> None:
    """Change one thing that a column says, so that it is still well-formed."""
    name = chance.choice([key for key in body if body[key]])
    column = body[name]
    path: list[tuple[Any, Any]] = [(body, name)]
    while isinstance(column, list) and column:
        index = chance.randrange(len(column))
        path.append((column, index))
        column = column[index]
    holder, key = path[-1]
    if isinstance(column, bytes) and len(column) >= 4:
        at = chance.randrange(len(column) // 4) * 4
        number = chance.choice((0, 1, 5, 50, 200, 400, 600, 800, 1000, 0xFFFFFFFF))
        holder[key] = column[:at] + number.to_bytes(4, "little") + column[at + 4 :]
    elif isinstance(column, str):
        holder[key] = chance.choice(("", "x", column + "y", "car", "g_", "%handle", "__import__", "λ" * 3))
    else:
        holder[key] = chance.choice((None, True, -1, 0, 1 << 40, 1.5, "text", b"bytes", [], {}, [[]], chance.randrange(500)))


@pytest.mark.parametrize("seed", range(150))
def test_other_things_in_the_columns(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    body = opened(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        mutations(chance, body)
    exercise(seal(body))


def test_nothing_of_the_host_can_be_named(data: bytes) -> None:
    for name in ("__import__", "%compile", "BASE", "eval\0", "open-input-file "):
        body = opened(data)
        body["named"] = [name] * len(body["named"])
        assert "damaged" in refuse(seal(body))


def test_sizes_are_bounded_by_what_is_there() -> None:
    huge = msgpack.Packer().pack({"roots": b""})[:-2] + b"\xdd\xff\xff\xff\xff"
    assert "damaged" in refuse(resealed(huge, Runtime().snapshot()))
