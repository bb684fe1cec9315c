"""A debugger changes nothing: whatever is stopped at, stepped and looked at, a program gives the same values, prints the
same and uses the same ticks."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Finished, FormDone, FormFailed, OutOfTicks, Runtime
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.stop import Granularity, Stop
from omega.runtime.outcome import Done
from omega.runtime.syntax.printer import write_string
from tests.runtime.machine import test_loop_properties as loops
from tests.runtime.machine.test_properties import Tree, text, trees

FILE = "/random.scm"

#: What a person does at a stop.
DOING = st.sampled_from(["resume", "over", "into", "out", "over", "into", "look", "pause"])
FINENESS = st.sampled_from(["expression", "statement", "line"])


@dataclass
class Seen:
    """What a program did."""

    values: list[str]
    output: str
    ticks: int


@st.composite
def specs(draw: st.DrawFn) -> list[Spec]:
    """Breakpoints at places that may be anywhere, with conditions that may fail."""
    condition = st.sampled_from(["", "", "(> (length '(1 2)) 1)", "#f", "(car 1)", "nobody", "(let loop ((i 9)) (if (> i 0) (loop (- i 1)) #t))"])
    return draw(
        st.lists(
            st.builds(
                Spec,
                line=st.integers(1, 12),
                column=st.one_of(st.none(), st.integers(1, 40)),
                condition=condition,
                hit_condition=st.sampled_from(["", "", ">3", "%2", "1"]),
                log_message=st.sampled_from(["", "", "at {(+ 1 2)} and {nobody}"]),
            ),
            max_size=4,
        )
    )


def plain(program: str, before: str) -> Seen:
    return finish(*begun(program, before))


def begun(program: str, before: str) -> tuple[Runtime, Debugger]:
    runtime = Runtime()
    runtime.eval(before, file="/before.scm")
    runtime.drain_output()
    debugger = Debugger(runtime)
    debugger.attach(runtime.evaluate(program, file=FILE))
    return runtime, debugger


def finish(runtime: Runtime, debugger: Debugger, doing: list[str] | None = None, fineness: list[Granularity] | None = None) -> Seen:
    """Run to the end, doing these things at the stops, over and over, as long as there is patience."""
    seen: list[str] = []
    steps = 0
    evaluation = debugger.evaluation
    assert evaluation is not None
    while True:
        outcome = debugger.run(7 if doing else 100_000)
        if isinstance(outcome, FormDone):
            seen.append(write_string(outcome.value))
        elif isinstance(outcome, FormFailed):
            condition = outcome.condition
            seen.append(f"{condition.type} {condition.message} {condition.place} {condition.stack}")
        elif isinstance(outcome, Finished):
            break
        elif isinstance(outcome, Stop):
            assert doing and fineness
            do(debugger, doing[steps % len(doing)], fineness[steps % len(fineness)])
            steps += 1
            if steps > 400:
                debugger.detach()
                debugger.attach(evaluation)
                debugger.set_breakpoints(FILE, [])
                debugger.set_exception_breakpoints([])
        else:
            assert isinstance(outcome, OutOfTicks)
    return Seen(seen, "".join(chunk for _, chunk in runtime.drain_output()), evaluation.ticks)


def do(debugger: Debugger, what: str, fineness: Granularity) -> None:
    if what == "look":
        view = debugger.view
        for frame in view.frames(0, 5)[0]:
            for scope in view.scopes(frame.id):
                view.variables(scope.reference)
        debugger.state()
        probe = view.evaluate("(vector 1 (+ 1 2))", 1 if view.backtrace.entry(0) else 0)
        assert isinstance(probe.run(1_000), Done)
        what = "into"
    match what:
        case "resume" | "pause":
            debugger.resume()
            if what == "pause":
                debugger.pause()
        case "over":
            debugger.step_over(fineness)
        case "into":
            debugger.step_into(fineness)
        case "out":
            debugger.step_out(fineness)


@settings(max_examples=150, deadline=None)
@given(trees(), specs(), st.lists(DOING, min_size=1), st.lists(FINENESS, min_size=1), st.booleans(), st.booleans())
def test_random_programs(
    tree: Tree, specs: list[Spec], doing: list[str], fineness: list[Granularity], entry: bool, signals: bool
) -> None:
    body = text(tree).replace("(let ", "\n(let ").replace("(define ", "\n(define ")
    for program in (body, f"(guard (e (#t (list 'error (condition-type e))))\n {body})"):
        whole = plain(program, "")
        runtime, debugger = begun(program, "")
        debugger.set_breakpoints(FILE, specs)
        evaluation = debugger.evaluation
        assert evaluation is not None
        debugger.attach(evaluation, entry)
        debugger.set_exception_breakpoints(["all", "uncaught"] if signals else [])
        assert finish(runtime, debugger, doing, fineness) == whole


@settings(max_examples=60, deadline=None)
@given(loops.tails((), (), 7), specs(), st.lists(DOING, min_size=1), st.lists(FINENESS, min_size=1))
def test_random_loops(tree: Tree, specs: list[Spec], doing: list[str], fineness: list[Granularity]) -> None:
    before = "(define (clip x) (min (max x -50) 50))"
    program = f"(define (f)\n{loops.text(tree)})\n(define fuel {loops.FUEL}) (define captured '())\n(f)"
    whole = plain(program, before)
    runtime, debugger = begun(program, before)
    debugger.set_breakpoints(FILE, specs)
    assert finish(runtime, debugger, doing, fineness) == whole
