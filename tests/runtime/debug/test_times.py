"""Random lives of a session: definitions, effects, snapshots, looks at the past, changes of course. A model says what there must be."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import LispError, Runtime, Value
from omega.runtime.syntax.printer import write_string

NAMES = "abc"

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("define"), st.sampled_from(NAMES)),
        st.tuples(st.just("ask"), st.sampled_from(NAMES)),
        st.tuples(st.just("fail"), st.sampled_from(NAMES)),
        st.tuples(st.just("save"), st.sampled_from("st")),
        st.tuples(st.just("restore"), st.sampled_from("st")),
        st.tuples(st.just("restore from a program"), st.sampled_from("st")),
        st.tuples(st.just("goto"), st.integers(0, 8)),
        st.tuples(st.just("live"), st.none()),
        st.tuples(st.just("navigate"), st.none()),
        st.tuples(st.just("reset"), st.none()),
    ),
    max_size=14,
)
State = dict[str, int]


class Life:
    """A session, and what it must be: its present, what it shows, the state after each entry, snapshots."""

    def __init__(self) -> None:
        self.runtime = Runtime(seed=1)
        self.runtime.begin_history()
        self.asked = 0
        self.count = 0
        self.present: State = {}
        self.view: State | None = None
        self.after: list[State] = [{}]
        self.saved: dict[str, State] = {}

    @property
    def shown(self) -> State:
        return self.present if self.view is None else self.view

    def host(self, op: str, arguments: tuple[Value, ...]) -> Value:
        assert op == "number.op"
        self.asked += 1
        return self.asked + 1000

    def eval(self, text: str) -> None:
        """Evaluate, which is an entry if the session shows its present."""
        try:
            self.runtime.eval(text, host=self.host)
        finally:
            self.note()

    def note(self) -> None:
        if self.view is None:
            self.after.append(dict(self.present))

    def turn(self, state: State) -> None:
        """The session became this state, by one more entry."""
        self.view = None
        self.present = dict(state)
        self.after.append(dict(state))

    def do(self, what: str, which: str | int | None) -> None:
        runtime = self.runtime
        self.count += 1
        match what, which:
            case "define", str(name):
                self.shown[name] = self.count
                self.eval(f"(define {name} {self.count})")
            case "ask", str(name):
                before = self.asked
                if self.view is None:
                    self.present[name] = before + 1001
                    self.eval(f"(define {name} (effect 'number.op))")
                else:
                    try:
                        self.eval(f"(define {name} (effect 'number.op))")
                        raise AssertionError("the past asks nobody")
                    except LispError as error:
                        assert error.condition.type == "state-conflict"
                    assert self.asked == before
            case "fail", str(name):
                self.shown[name] = self.count
                with suppress(LispError):
                    self.eval(f"(define {name} {self.count}) (car {name})")
            case "save", str(name):
                runtime.snapshots.save(name)
                self.saved[name] = dict(self.shown)
            case "restore", str(name) if name in self.saved:
                runtime.snapshots.restore(name)
                self.turn(self.saved[name])
            case "restore from a program", str(name) if name in self.saved:
                runtime.eval(f'(define a 0) (snapshots.restore "{name}") (define a 1)', host=self.host)
                self.turn(self.saved[name])
            case "goto", int(number) if number < len(self.after):
                runtime.history.goto(number)
                self.view = dict(self.after[number])
            case "live", _:
                runtime.history.live()
                self.view = None
            case "navigate", _ if self.view is not None:
                runtime.history.navigate()
                self.turn(self.view)
            case "reset", _:
                runtime.sessions.reset()
                self.turn({})

    def check(self) -> None:
        """What can be seen is what must be."""
        state = self.runtime.state
        found = {name: state.globals[f"g_{name}"] for name in NAMES if f"g_{name}" in state.globals}
        assert found == self.shown


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_random_lives(steps: list[tuple[str, str | int | None]]) -> None:
    life = Life()
    for what, which in steps:
        life.do(what, which)
        life.check()
        assert life.runtime.history.position().live == (life.view is None)
    asked = life.asked
    life.do("live", None)
    assert life.runtime.history.list().total == len(life.after) - 1
    for number in range(len(life.after)):
        life.do("goto", number)
        life.check()
    # The same elsewhere, from a file.
    other = Runtime()
    other.begin_history()
    other.history.import_(life.runtime.history.export())
    life.runtime.history.goto(len(life.after) - 1)
    if len(life.after) > 1:
        assert write_string(other.eval("(list 1)")) == "(1)"
        for name, value in life.after[-1].items():
            assert other.eval(name) == value
    assert life.asked == asked
