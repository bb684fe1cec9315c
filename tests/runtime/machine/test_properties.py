"""Random small programs mean what a tiny reference evaluator says, however they are sliced.

The reference runs on Python's own stack, with exceptions for escapes and errors; the machine must agree with it on the
value and on what was printed, and use the same number of ticks at every quantum.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Finished, FormDone, FormFailed, Runtime
from omega.runtime.syntax.printer import write_string

#: A program as nested tuples: ``("if", test, a, b)``; every expression is an integer.
Tree = Any
Environment = dict[str, list[Any]]


class Escape(Exception):
    """A continuation was called."""

    def __init__(self, key: object, value: int) -> None:
        self.key = key
        self.value = value


class Failure(Exception):
    """A condition was signalled; its type."""


class Reference:
    """Evaluates trees; ``printed`` is the output."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def run(self, tree: Tree, env: Environment) -> Any:
        match tree:
            case int():
                return tree
            case str():
                return env[tree][0]
            case ("op", op, a, b):
                left, right = self.run(a, env), self.run(b, env)
                return {"+": left + right, "-": left - right, "*": left * right, "max": max(left, right)}[op]
            case ("quotient", a, b):
                left, right = self.run(a, env), self.run(b, env)
                if right == 0:
                    raise Failure("division-by-zero")
                return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            case ("if", a, b, then, other):
                return self.run(then if self.run(a, env) < self.run(b, env) else other, env)
            case ("or", a, b, other):
                left, right = self.run(a, env), self.run(b, env)
                return left if left < right else self.run(other, env)
            case ("let", bindings, body):
                values = [[self.run(value, env)] for _, value in bindings]
                return self.run(body, env | dict(zip([name for name, _ in bindings], values, strict=True)))
            case ("set", name, value, body):
                env[name][0] = self.run(value, env)
                return self.run(body, env)
            case ("print", value, body):
                self.printed.append(f"{self.run(value, env)};")
                return self.run(body, env)
            case ("lambda", name, body, argument):
                return self.run(body, env | {name: [self.run(argument, env)]})
            case ("define", function, parameter, value, body):
                inner = env | {function: [None]}
                inner[function][0] = lambda given: self.run(value, inner | {parameter: [given]})
                return self.run(body, inner)
            case ("call", function, argument):
                given = self.run(argument, env)
                return env[function][0](given)
            case ("recursion", function, parameter, base, step, count):
                inner = env | {function: [None]}

                def recursive(n: int) -> Any:
                    bound = inner | {parameter: [n]}
                    if n < 1:
                        return self.run(base, bound)
                    below = recursive(n - 1)
                    return below + self.run(step, bound)

                return recursive(count)
            case ("loop", index, result, count, initial, step):
                bound = env | {index: [count], result: [self.run(initial, env)]}
                while bound[index][0] >= 1:
                    bound = env | {index: [bound[index][0] - 1], result: [self.run(step, bound)]}
                return bound[result][0]
            case ("call/cc", name, body):
                key = object()

                def leave(given: int) -> Any:
                    raise Escape(key, given)

                try:
                    return self.run(body, env | {name: [leave]})
                except Escape as escape:
                    if escape.key is not key:
                        raise
                    return escape.value
            case ("guard", body, other):
                try:
                    return self.run(body, env)
                except Failure:
                    return self.run(other, env)
            case ("wind", number, body):
                self.printed.append(f"<{number}")
                try:
                    return self.run(body, env)
                finally:
                    self.printed.append(f"{number}>")
            case ("cell", value, change):
                cell = self.run(value, env)
                return cell + self.run(change, env)
            case ("map", name, body, items):
                return sum([self.run(body, env | {name: [item]}) for item in items])
        raise AssertionError(tree)


def text(tree: Tree) -> str:
    """The tree as Lisp."""
    match tree:
        case int() | str():
            return str(tree)
        case ("op", op, a, b):
            return f"({op} {text(a)} {text(b)})"
        case ("quotient", a, b):
            return f"(quotient {text(a)} {text(b)})"
        case ("if", a, b, then, other):
            return f"(if (< {text(a)} {text(b)}) {text(then)} {text(other)})"
        case ("or", a, b, other):
            return f"(let ((p {text(a)}) (q {text(b)})) (or (and (< p q) p) {text(other)}))"
        case ("let", bindings, body):
            return f"(let ({' '.join(f'({name} {text(value)})' for name, value in bindings)}) {text(body)})"
        case ("set", name, value, body):
            return f"(begin (set! {name} {text(value)}) {text(body)})"
        case ("print", value, body):
            return f'(begin (display {text(value)}) (display ";") {text(body)})'
        case ("lambda", name, body, argument):
            return f"((lambda ({name}) {text(body)}) {text(argument)})"
        case ("define", function, parameter, value, body):
            return f"(let () (define ({function} {parameter}) {text(value)}) {text(body)})"
        case ("call", function, argument):
            return f"({function} {text(argument)})"
        case ("recursion", function, parameter, base, step, count):
            return (
                f"(letrec (({function} (lambda ({parameter}) (if (< {parameter} 1) {text(base)}"
                f" (let ((below ({function} (- {parameter} 1)))) (+ below {text(step)})))))) ({function} {count}))"
            )
        case ("loop", index, result, count, initial, step):
            return (
                f"(let again (({index} {count}) ({result} {text(initial)}))"
                f" (if (< {index} 1) {result} (again (- {index} 1) {text(step)})))"
            )
        case ("call/cc", name, body):
            return f"(call/cc (lambda ({name}) {text(body)}))"
        case ("guard", body, other):
            return f"(guard (e (#t {text(other)})) {text(body)})"
        case ("wind", number, body):
            return (
                f'(dynamic-wind (lambda () (display "<{number}")) (lambda () {text(body)})'
                f' (lambda () (display "{number}>")))'
            )
        case ("cell", value, change):
            return f"(let ((cell (list {text(value)}))) (set-car! cell (+ (car cell) {text(change)})) (car cell))"
        case ("map", name, body, items):
            return f"(apply + (map (lambda ({name}) {text(body)}) '({' '.join(map(str, items))})))"
    raise AssertionError(tree)


@st.composite
def trees(draw: st.DrawFn, variables: tuple[str, ...] = (), procedures: tuple[str, ...] = (), depth: int = 5) -> Tree:
    """An integer expression over these variables; procedures of one argument and continuations may be called."""

    def sub(*more: str, calls: tuple[str, ...] = ()) -> Tree:
        return draw(trees((*variables, *more), (*procedures, *calls), depth - 1))

    leaves = st.integers(-3, 9) | (st.sampled_from(variables) if variables else st.nothing())
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(leaves)
    name = f"v{len(variables)}"
    other = f"w{len(variables)}"
    function = f"f{len(procedures)}"
    kinds = ["op", "op", "quotient", "if", "or", "let", "print", "lambda", "define", "recursion", "loop", "call/cc",
             "guard", "wind", "cell", "map"]  # fmt: skip
    kinds += ["call"] * 3 if procedures else []
    kinds += ["set"] * 2 if variables else []
    match draw(st.sampled_from(kinds)):
        case "op":
            return ("op", draw(st.sampled_from(["+", "-", "*", "max"])), sub(), sub())
        case "quotient":
            return ("quotient", sub(), sub())
        case "if":
            return ("if", sub(), sub(), sub(), sub())
        case "or":
            return ("or", sub(), sub(), sub("p", "q") if depth > 9 else sub())
        case "let":
            return ("let", [(name, sub()), (other, sub())], sub(name, other))
        case "set":
            return ("set", draw(st.sampled_from(variables)), sub(), sub())
        case "print":
            return ("print", sub(), sub())
        case "lambda":
            return ("lambda", name, sub(name), sub())
        case "define":
            return ("define", function, name, sub(name), sub(calls=(function,)))
        case "call":
            return ("call", draw(st.sampled_from(procedures)), sub())
        case "recursion":
            return ("recursion", function, name, sub(name), sub(name), draw(st.integers(0, 4)))
        case "loop":
            return ("loop", name, other, draw(st.integers(0, 4)), sub(), sub(name, other))
        case "call/cc":
            return ("call/cc", function, sub(calls=(function,)))
        case "guard":
            return ("guard", sub(), sub())
        case "wind":
            return ("wind", draw(st.integers(0, 9)), sub())
        case "cell":
            return ("cell", sub(), sub())
        case _:
            return ("map", name, sub(name), draw(st.lists(st.integers(0, 3), min_size=1, max_size=3)))


def machine(program: str, quantum: int) -> tuple[str, str, int]:
    """What the machine gives: the value or the error's type, the output, the ticks."""
    runtime = Runtime()
    evaluation = runtime.evaluate(program)
    shown = ""
    while not isinstance(outcome := evaluation.run(quantum), Finished):
        if isinstance(outcome, FormDone):
            shown = write_string(outcome.value)
        elif isinstance(outcome, FormFailed):
            shown = outcome.condition.type
    return shown, "".join(chunk for _, chunk in runtime.drain_output()), evaluation.ticks


@settings(max_examples=100, deadline=None)
@given(trees())
def test_random_programs(tree: Tree) -> None:
    reference = Reference()
    try:
        expected = str(reference.run(tree, {}))
    except Failure as failure:
        expected = f"(error {failure})"
    program = f"(guard (e (#t (list 'error (condition-type e)))) {text(tree)})"
    whole = machine(program, 100_000)
    assert whole[:2] == (expected, "".join(reference.printed))
    assert machine(program, 1) == machine(program, 3) == whole
