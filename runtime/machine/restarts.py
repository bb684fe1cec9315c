"""Restarts: ways to go on that a program offers, and those the runtime offers for its own errors (CLHS 9.1.4.2).

They are entries of the dynamic state. Those for a runtime error cost nothing until somebody asks for them: the entry holds
the continuations, and becomes restarts when it is first looked at. ``abort`` at top level is always there.
"""

from __future__ import annotations

from omega.runtime.compile.expressions import global_name
from omega.runtime.condition import Condition
from omega.runtime.lib.primitive import FREE, current, failure, primitive, wrong_type
from omega.runtime.machine.checks import arity, check_call
from omega.runtime.machine.dynamic import Dynamic, inside
from omega.runtime.machine.escape import leave_for, push_exit
from omega.runtime.machine.registers import TC, UNHANDLED, M, call_next
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    UNSPECIFIED,
    Pair,
    String,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import maybe_value, of, register


class Restart:
    """One way to go on. ``name``: a symbol, or ``#f``. ``function``: called with the list ``prefix`` and what is given,
    behind the exit with the key ``key`` unless that is ``#f``. ``report``: a string, a procedure of a port, or ``#f``.
    ``interactive``: a thunk for the list of arguments, or ``#f``. ``test``: a procedure of a condition or ``#f``, or ``#f``.
    ``condition``: the only one it is for, or ``#f``."""

    __slots__ = ("condition", "function", "interactive", "key", "name", "prefix", "report", "test")

    def __init__(
        self,
        name: Value,
        function: Value,
        report: Value = FALSE,
        interactive: Value = FALSE,
        test: Value = FALSE,
        prefix: Value = NIL,
        condition: Value = FALSE,
    ) -> None:
        self.name = name
        self.function = function
        self.report = report
        self.interactive = interactive
        self.test = test
        self.prefix = prefix
        self.condition = condition
        self.key: Value = FALSE


register(
    Restart,
    "restart",
    *Restart.__slots__,
    is_shared=lambda restart: restart.function is abort,
    accepts=of(*[maybe_value] * len(Restart.__slots__)),
)
type_names[Restart] = "restart"
describers[Restart] = lambda restart: f"#<restart {write_string(restart.name, 60)}>"

_USE_VALUE, _STORE_VALUE, _RETRY, _ABORT = (intern(name) for name in ("use-value", "store-value", "retry", "abort"))


def _restart(object: Value, procedure: str) -> Restart:
    if type(object) is not Restart:
        raise wrong_type(procedure, "a restart", object, 1)
    return object


# -- establishing them


@primitive("%make-restart", "(name function report interactive test)", "A restart.")
def make_restart(name: Value, function: Value, report: Value, interactive: Value, test: Value) -> Value:
    if not isinstance(name, Symbol) and name is not FALSE:
        raise wrong_type("restart-bind", "a name or #f", name, 1)
    return Restart(name, function, report, interactive, test)


@primitive("%push-restarts", "(restarts)", "Offer these restarts.", writes=True)
def push_restarts(restarts: Value) -> Value:
    M.dynamic = inside(M.dynamic, "restarts", restarts)
    return UNSPECIFIED


@primitive("%push-restart-exits", "(restarts)", "Offer these restarts, which leave the extent that begins here; returns its key.", writes=True)
def push_restart_exits(restarts: Value) -> Value:
    key = push_exit("restarts", restarts)
    while restarts is not NIL:
        restarts.car.key = key
        restarts = restarts.cdr
    return key


@primitive("%push-association", "(condition restarts)", "From now on these restarts are only for this condition.", writes=True)
def push_association(condition: Value, restarts: Value) -> Value:
    M.dynamic = inside(M.dynamic, "association", condition, restarts)
    return UNSPECIFIED


# -- finding them


@primitive("%restarts", "(condition)", "The restarts in force, innermost first: those for the condition unless it is #f, those for none in particular and those that some test must still allow.", writes=True)
def restarts(condition: Value) -> Value:
    found: list[Restart] = []
    associated: list[tuple[Value, Value]] = []
    inside: list[Restart] | None = None
    steps = 0
    entry = M.dynamic
    while entry is not None:
        if entry.kind == "fault":
            _offer(entry)
        if entry.kind == "level" and inside is None:
            inside, found = found, []
        if entry.kind == "association":
            associated.append((entry.first, entry.second))
        elif entry.kind == "restarts":
            each = entry.first
            while each is not NIL:
                found.append(each.car)
                each = each.cdr
        entry = entry.outer
        steps += 1
    if steps > FREE:
        current.worked(steps)
    found.append(ABORT)
    # A person who is asked about a condition in an answer may still choose what was offered for the one before.
    found, always = (found, []) if inside is None else (inside, found)
    if condition is FALSE:
        return lisp_list(found + always)
    mine: set[int] = set()
    others: set[int] = set()
    for owner, listed in associated:
        while listed is not NIL:
            (mine if owner is condition else others).add(id(listed.car))
            listed = listed.cdr
    return lisp_list(
        [
            restart
            for restart in found
            if (restart.condition is FALSE or restart.condition is condition)
            and (id(restart) not in others or id(restart) in mine)
        ]
        + always
    )


def offered(dynamic: Dynamic | None, condition: Condition) -> Value:
    """What ``Stopped`` lists for a condition of a computation that does not run, as far as that can be said without
    running it: restarts that have a test are among them."""
    before, M.dynamic = M.dynamic, dynamic
    try:
        found = restarts(condition)
    finally:
        M.dynamic = before
    listed = []
    while found is not NIL:
        restart, found = found.car, found.cdr
        report = restart_report(restart)
        name = String(write_string(restart.name, 60))
        listed.append(Pair(restart, Pair(restart_values(restart), report if type(report) is String else name)))
    return lisp_list(listed)


def _offer(entry: Dynamic) -> None:
    """Make the restarts of a runtime error."""
    condition: Condition = entry.first
    use, retry = entry.second.car, entry.second.cdr
    offered = [Restart(_USE_VALUE, use, String("Give a value to use instead."), condition=condition)]
    name = _stored_name(condition)
    if name is not None:
        report = String(f"Give {name.name} a value that it keeps.")
        offered.append(
            Restart(_STORE_VALUE, store_and_retry, report, prefix=lisp_list((name, retry)), condition=condition)
        )
    nothing = lisp_list((UNSPECIFIED,))
    offered.append(Restart(_RETRY, retry, String("Try again."), prefix=nothing, condition=condition))
    entry.kind, entry.first, entry.second = "restarts", lisp_list(offered), UNSPECIFIED


def _stored_name(condition: Condition) -> Symbol | None:
    """The global that a value could be kept in."""
    if condition.type != "unbound-variable" or condition.slots is NIL:
        return None
    name: Symbol = condition.slots.car.cdr
    return name


@primitive("%store-and-retry", "(name retry value)", "Define a global, then go on with the continuation.", calls=True)
def store_and_retry(name: Value, retry: Value, value: Value) -> Value:
    assert M.session is not None
    M.session.globals[global_name(name.name, False)] = value
    return call_next(retry, (UNSPECIFIED,))


@primitive("%abort", "()", "Back to top level: the form ends here.", calls=True)
def abort() -> Value:
    M.action = (UNHANDLED, Condition("aborted", "abort: back to top level"), NIL)
    return TC


#: The restart that is always there.
ABORT = Restart(_ABORT, abort, String("Return to top level."))

# -- using them


@primitive("%invoke-restart", "(restart arguments)", "Go on as the restart says.", calls=True)
def invoke_restart(restart: Value, arguments: Value) -> Value:
    found = _restart(restart, "invoke-restart")
    spread = []
    for given in (found.prefix, arguments):
        while isinstance(given, Pair):
            spread.append(given.car)
            given = given.cdr
    check_call(found.function, len(spread))
    if found.key is FALSE:
        return call_next(found.function, tuple(spread))
    entry = M.dynamic
    while entry is not None and entry.second is not found.key:
        entry = entry.outer
    if entry is None:
        raise failure("control-error", f"invoke-restart: {write_string(found, 60)} is no longer in force", restart)
    return leave_for(entry, found.function, tuple(spread))


@primitive("%no-restart", "(name)", "Signal that no restart of this name is in force.", calls=True)
def no_restart(name: Value) -> Value:
    raise failure("control-error", f"invoke-restart: no restart {write_string(name, 60)} is in force", name)


@primitive("restart?", "(object)", "Whether the object is a restart.")
def is_restart(object: Value) -> Value:
    return boolean(type(object) is Restart)


@primitive("restart-name", "(restart)", "The name of the restart, or #f.")
def restart_name(restart: Value) -> Value:
    return _restart(restart, "restart-name").name


@primitive("%restart-test", "(restart)", "The procedure that says whether the restart is for a condition, or #f.")
def restart_test(restart: Value) -> Value:
    return _restart(restart, "compute-restarts").test


@primitive("%restart-interactive", "(restart)", "The procedure that asks for the arguments of the restart, or #f.")
def restart_interactive(restart: Value) -> Value:
    return _restart(restart, "invoke-restart-interactively").interactive


@primitive("%restart-report", "(restart)", "What the restart does: a string, the procedure that says it, or its name.")
def restart_report(restart: Value) -> Value:
    found = _restart(restart, "restart-name")
    return String(write_string(found.name, 60)) if found.report is FALSE else found.report


@primitive("%restart-values", "(restart)", "How many values the restart must be given.")
def restart_values(restart: Value) -> Value:
    found = _restart(restart, "restart-name")
    given = 0
    prefix = found.prefix
    while prefix is not NIL:
        given += 1
        prefix = prefix.cdr
    expected = arity(found.function)
    return max(0, (1 if expected is None else expected[0]) - given)  # a continuation takes one value
