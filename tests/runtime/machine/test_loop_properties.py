"""Random nests of loops that jump in and out of each other, capture and assign their variables, and call on the way.

Every jump burns fuel, so that all end. The reference runs a loop as a Python loop and a jump as an exception.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Finished, FormDone, FormFailed, Runtime
from omega.runtime.syntax.printer import write_string

Tree = Any
Environment = dict[str, list[Any]]

FUEL = 25


class Jump(Exception):
    """Go on at the head of a loop with these values."""

    def __init__(self, loop: object, values: list[int]) -> None:
        self.loop = loop
        self.values = values


class Reference:
    """``fuel`` left, what was printed, and the variables captured, newest first."""

    def __init__(self) -> None:
        self.fuel = FUEL
        self.printed: list[str] = []
        self.captured: list[list[Any]] = []

    def value(self, tree: Tree, env: Environment) -> int:
        match tree:
            case int():
                return tree
            case str():
                return int(env[tree][0])
            case ("+", a, b):
                return self.value(a, env) + self.value(b, env)
            case ("-", a, b):
                return self.value(a, env) - self.value(b, env)
            case ("clip", a):
                return min(max(self.value(a, env), -50), 50)
        raise AssertionError(tree)

    def run(self, tree: Tree, env: Environment) -> int:
        match tree:
            case ("leaf", value):
                return self.value(value, env)
            case ("if", a, b, then, other):
                return self.run(then if self.value(a, env) < self.value(b, env) else other, env)
            case ("let", name, value, body):
                return self.run(body, env | {name: [self.value(value, env)]})
            case ("let-value", name, inner, body):
                return self.run(body, env | {name: [self.run(inner, env)]})
            case ("set", name, value, body):
                env[name][0] = self.value(value, env)
                return self.run(body, env)
            case ("print", value, body):
                self.printed.append(f"{self.value(value, env)};")
                return self.run(body, env)
            case ("capture", name, body):
                self.captured.insert(0, env[name])
                return self.run(body, env)
            case ("loop", name, bindings, body):
                key = object()
                values = [self.value(value, env) for _, value in bindings]
                while True:
                    variables = {variable: [value] for (variable, _), value in zip(bindings, values, strict=True)}
                    try:
                        return self.run(body, env | {name: [key]} | variables)
                    except Jump as jump:
                        if jump.loop is not key:
                            raise
                        values = jump.values
            case ("jump", name, operands, otherwise):
                if self.fuel < 1:
                    return self.value(otherwise, env)
                self.fuel -= 1
                raise Jump(env[name][0], [self.value(operand, env) for operand in operands])
        raise AssertionError(tree)


def text(tree: Tree) -> str:
    match tree:
        case int() | str():
            return str(tree)
        case ("+" | "-" as op, a, b):
            return f"({op} {text(a)} {text(b)})"
        case ("clip", a):
            return f"(clip {text(a)})"
        case ("leaf", value):
            return text(value)
        case ("if", a, b, then, other):
            return f"(if (< {text(a)} {text(b)}) {text(then)} {text(other)})"
        case ("let" | "let-value", name, value, body):
            return f"(let (({name} {text(value)})) {text(body)})"
        case ("set", name, value, body):
            return f"(begin (set! {name} {text(value)}) {text(body)})"
        case ("print", value, body):
            return f'(begin (display {text(value)}) (display ";") {text(body)})'
        case ("capture", name, body):
            return f"(begin (set! captured (cons (lambda () {name}) captured)) {text(body)})"
        case ("loop", name, bindings, body):
            return f"(let {name} ({' '.join(f'({v} {text(value)})' for v, value in bindings)}) {text(body)})"
        case ("jump", name, operands, otherwise):
            call = f"({name} {' '.join(map(text, operands))})"
            return f"(if (< fuel 1) {text(otherwise)} (begin (set! fuel (- fuel 1)) {call}))"
    raise AssertionError(tree)


@st.composite
def values(draw: st.DrawFn, variables: tuple[str, ...], depth: int = 2) -> Tree:
    kind = draw(st.integers(0, 6 if depth else 2))
    if kind <= 1 and variables:
        return draw(st.sampled_from(variables))
    if kind <= 2:
        return draw(st.integers(-3, 9))
    if kind <= 4:
        return ("+" if kind == 3 else "-", draw(values(variables, depth - 1)), draw(values(variables, depth - 1)))
    return ("clip", draw(values(variables, depth - 1)))


@st.composite
def tails(draw: st.DrawFn, variables: tuple[str, ...], loops: tuple[tuple[str, int], ...], depth: int) -> Tree:
    """A term in tail position of all ``loops``, each with its number of variables."""

    def value() -> Tree:
        return draw(values(variables))

    def tail(*more: str) -> Tree:
        return draw(tails((*variables, *more), loops, depth - 1))

    kinds = ["leaf"] + ["jump"] * 4 * bool(loops)
    if depth:
        kinds += ["loop"] * 3 + ["if"] * 3 + ["let", "let-value", "print"] + ["set", "capture"] * bool(variables)
    name = f"v{len(variables)}"
    match draw(st.sampled_from(kinds)):
        case "leaf":
            return ("leaf", value())
        case "jump":
            loop, count = draw(st.sampled_from(loops))
            return ("jump", loop, [value() for _ in range(count)], value())
        case "if":
            return ("if", value(), value(), tail(), tail())
        case "let":
            return ("let", name, value(), tail(name))
        case "let-value":
            return ("let-value", name, draw(tails(variables, (), depth - 1)), tail(name))
        case "set":
            return ("set", draw(st.sampled_from(variables)), value(), tail())
        case "print":
            return ("print", value(), tail())
        case "capture":
            return ("capture", draw(st.sampled_from(variables)), tail())
        case _:
            loop = f"l{depth}"
            count = draw(st.integers(0, 3))
            names = [f"v{len(variables) + index}" for index in range(count)]
            body = draw(tails((*variables, *names), (*(each for each in loops if each[0] != loop), (loop, count)), depth - 1))
            return ("loop", loop, [(each, value()) for each in names], body)


def machine(program: str, quantum: int) -> tuple[str, str, int]:
    runtime = Runtime()
    runtime.eval("(define (clip x) (min (max x -50) 50))")
    evaluation = runtime.evaluate(program)
    shown = ""
    while not isinstance(outcome := evaluation.run(quantum), Finished):
        if isinstance(outcome, FormDone):
            shown = write_string(outcome.value)
        elif isinstance(outcome, FormFailed):
            shown = f"{outcome.condition.type}: {outcome.condition.message}"
    return shown, "".join(chunk for _, chunk in runtime.drain_output()), evaluation.ticks


def check(tree: Tree) -> None:
    reference = Reference()
    result = reference.run(tree, {})
    captured = " ".join(str(cell[0]) for cell in reference.captured)
    expected = f"({result} {reference.fuel} ({captured}))"
    program = (
        f"(let* ((fuel {FUEL}) (captured '()) (result {text(tree)})) (list result fuel (map (lambda (p) (p)) captured)))"
    )
    whole = machine(program, 100_000)
    assert whole[:2] == (expected, "".join(reference.printed)), program
    assert machine(program, 1) == machine(program, 5) == whole, program
    in_tail = f"(define (f) {text(tree)}) (define fuel {FUEL}) (define captured '()) (f)"
    assert machine(in_tail, 100_000)[:2] == (str(result), "".join(reference.printed)), in_tail


@settings(max_examples=100, deadline=None)
@given(tails((), (), 7))
def test_random_loops(tree: Tree) -> None:
    check(tree)
