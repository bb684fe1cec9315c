"""Parameter lists beyond R7RS: ``lambda*`` and ``define*``, ``case-lambda``, and the lists of ``defmacro``.

All become an ordinary procedure with a rest parameter that is taken apart in its body. The name of that parameter is the
part of the parameter list it stands for, so that error messages and documentation show what the program says:
``(lambda* (a &optional (b 1)) ...)`` has the parameters ``a`` and ``&optional (b 1)``.
"""

from __future__ import annotations

from msgspec import Struct, field

from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.writer import Writer
from omega.runtime.syntax.datum import FALSE, NIL, String, intern, keyword
from omega.runtime.syntax.forms import Form, Identifier, Literal, Syntax, base_symbol, to_datum
from omega.runtime.syntax.printer import write_string

_OPTIONAL, _KEY, _REST, _BODY = map(intern, ("&optional", "&key", "&rest", "&body"))
_OTHERS = intern("&allow-other-keys")
_MARKS = (_OPTIONAL, _KEY, _REST, _BODY, _OTHERS)


class LambdaList(Struct):
    """``optional`` and ``keys``: names, and their defaults. ``others``: unknown keywords are let pass."""

    required: list[Syntax] = field(default_factory=list)
    optional: list[tuple[Identifier, Syntax | None]] = field(default_factory=list)
    keys: list[tuple[Identifier, Syntax | None]] = field(default_factory=list)
    rest: Syntax | None = None
    others: bool = False

    @property
    def is_plain(self) -> bool:
        """Is it what ``lambda`` takes?"""
        names = all(isinstance(each, Identifier) for each in (*self.required, *([self.rest] if self.rest else [])))
        return names and not self.optional and not self.keys


def parse(syntax: Syntax, who: str, nested: bool) -> LambdaList:
    """A parameter list. ``nested``: a required or rest parameter may itself be a list."""
    found = LambdaList()
    if not isinstance(syntax, Form):
        found.rest = syntax
    items = syntax.items if isinstance(syntax, Form) else ()
    if isinstance(syntax, Form):
        found.rest = syntax.tail
    mode = None
    index = 0
    while index < len(items):
        item = items[index]
        index += 1
        symbol = base_symbol(item.key) if isinstance(item, Identifier) else None
        if symbol in (_REST, _BODY):
            if found.rest is not None or index == len(items):
                raise syntax_error(syntax, f"{who}: expected one parameter after {symbol}")
            found.rest = items[index]
            index += 1
            mode = symbol
        elif symbol is _OTHERS and mode is _KEY:
            found.others = True
        elif symbol in (_OPTIONAL, _KEY) and (mode is None or symbol is _KEY):
            mode = symbol
        elif symbol in _MARKS or mode in (_REST, _BODY):
            raise syntax_error(item, f"{who}: expected the order required, &optional, &rest, &key")
        elif mode is _OPTIONAL:
            found.optional.append(_with_default(item, who))
        elif mode is _KEY:
            found.keys.append(_with_default(item, who))
        else:
            found.required.append(item)
    for each in (*found.required, found.rest):
        if each is not None and not isinstance(each, Identifier) and not (nested and isinstance(each, Form)):
            raise syntax_error(each, f"{who}: expected a name as parameter")
    return found


def _with_default(item: Syntax, who: str) -> tuple[Identifier, Syntax | None]:
    if isinstance(item, Identifier):
        return item, None
    if isinstance(item, Form) and len(item.items) == 2 and item.tail is None and isinstance(item.items[0], Identifier):
        return item.items[0], item.items[1]
    raise syntax_error(item, f"{who}: expected a name or (name default)")


def split_doc(body: tuple[Syntax, ...]) -> tuple[tuple[Literal, ...], tuple[Syntax, ...]]:
    """A docstring, a string that opens a body with more forms after it, apart from the rest."""
    first = body[0] if len(body) > 1 else None
    return ((first,), body[1:]) if isinstance(first, Literal) and type(first.value) is String else ((), body)


def lambda_star(writer: Writer, name: Identifier | None, parameters: Syntax, body: tuple[Syntax, ...]) -> Syntax:
    """The ordinary procedure that a ``lambda*`` is. Defaults see the parameters before them."""
    known = parse(parameters, "lambda*", False)
    if known.is_plain:
        return procedure(writer, name, tuple(known.required), known.rest, body)
    assert isinstance(parameters, Form)
    doc, body = split_doc(body)
    given = _shown_rest(writer, parameters, len(known.required))
    more: Syntax = given
    bindings: list[Syntax] = []
    for variable, default in known.optional:
        test = writer.call("pair?", more)
        bindings.append(writer.list(variable, writer.call("if", test, writer.call("car", more), _default(writer, default))))
        left = writer.fresh("more")
        bindings.append(writer.list(left, writer.call("if", test, writer.call("cdr", more), writer.literal(NIL))))
        more = left
    who = writer.literal(String(write_string(to_datum(name)) if name is not None else "lambda*", frozen=True))
    if known.keys:
        allowed = [writer.literal(keyword(base_symbol(variable.key).name)) for variable, _ in known.keys]
        checked = writer.literal(FALSE) if known.others else writer.call("quote", writer.list(*allowed))
        bindings.append(writer.list(writer.fresh("checked"), writer.call("%check-keywords", who, more, checked)))
        for (variable, default), key in zip(known.keys, allowed, strict=True):
            found = writer.fresh("found")
            bindings.append(writer.list(found, writer.call("%keyword-value", key, more)))
            value = writer.call("if", writer.call("%missing?", found), _default(writer, default), found)
            bindings.append(writer.list(variable, value))
    if known.rest is not None:
        bindings.append(writer.list(known.rest, more))
    inner: Syntax = writer.call("let*", writer.list(*bindings), *body)
    if known.rest is None and not known.keys:
        # Checked first, so that no default is evaluated for a call that is wrong.
        limits = (writer.literal(len(known.required)), writer.literal(len(known.optional)))
        shown = writer.literal(String(write_string(to_datum(parameters)), frozen=True))
        check = writer.call("%check-optional", who, given, *limits, shown)
        inner = writer.call("begin", check, inner)
    return procedure(writer, name, tuple(known.required), given, (*doc, inner))


def _shown_rest(writer: Writer, parameters: Form, required: int) -> Identifier:
    """A rest parameter called what it stands for in the list."""
    rest = Form(parameters.items[required:], parameters.tail, parameters.span)
    return writer.fresh(write_string(to_datum(rest), 200)[1:-1])


def _default(writer: Writer, default: Syntax | None) -> Syntax:
    return writer.literal(FALSE) if default is None else default


def procedure(
    writer: Writer, name: Identifier | None, required: tuple[Syntax, ...], rest: Syntax | None, body: tuple[Syntax, ...]
) -> Syntax:
    """``(named-lambda (name required ... . rest) body ...)``, or a ``lambda`` when there is no name."""
    if name is not None:
        return writer.call("named-lambda", Form((name, *required), rest, writer.span), *body)
    if not required and rest is not None:
        return writer.call("lambda", rest, *body)
    return writer.call("lambda", Form(required, rest, writer.span), *body)


def case_lambda(writer: Writer, form: Form) -> Syntax:
    """One procedure that looks at the number of its arguments and binds those of the first clause that takes as many."""
    clauses = form.items[1:]
    for clause in clauses:
        if not isinstance(clause, Form) or len(clause.items) < 2 or clause.tail is not None:
            raise syntax_error(clause, "case-lambda: expected a clause (parameters body ...)")
    parts = [(clause.items[0], clause.items[1:]) for clause in clauses if isinstance(clause, Form)]
    if len(parts) == 1:
        return writer.call("lambda", parts[0][0], *parts[0][1])
    shown = " or ".join(write_string(to_datum(formals), 100) for formals, _ in parts)
    arguments = writer.fresh(shown or "arguments")
    count = writer.fresh("count")
    doc: tuple[Literal, ...] = ()
    chosen: Syntax = writer.call("%no-clause", count, writer.literal(String(shown, frozen=True)))
    for formals, body in reversed(parts):
        doc, body = split_doc(body)
        items = formals.items if isinstance(formals, Form) else ()
        rest = formals.tail if isinstance(formals, Form) else formals
        bindings: list[Syntax] = []
        left: Syntax = arguments
        for item in items:
            bindings.append(writer.list(item, writer.call("car", left)))
            left = writer.call("cdr", left)
        if rest is not None:
            bindings.append(writer.list(rest, left))
        test = writer.call("=" if rest is None else ">=", count, writer.literal(len(items)))
        chosen = writer.call("if", test, writer.call("let", writer.list(*bindings), *body), chosen)
    counted = writer.list(writer.list(count, writer.call("length", arguments)))
    return writer.call("lambda", arguments, *doc, writer.call("let", counted, chosen))


def macro_procedure(writer: Writer, name: Identifier, parameters: Syntax, body: tuple[Syntax, ...]) -> Syntax:
    """The procedure of a ``defmacro``: parameters may be lists, which take apart the operand in their place."""
    known = parse(parameters, "defmacro", True)
    if known.is_plain:
        return procedure(writer, name, tuple(known.required), known.rest, body)
    doc, body = split_doc(body)
    variables: list[Syntax] = []
    defaults: list[Syntax] = []
    _flatten(writer, parameters, variables, defaults, 0)
    datum = to_datum(parameters)
    operands = writer.fresh(f"&rest {write_string(datum, 200)}")
    inner = writer.call("lambda", writer.list(*variables), writer.call("let*", writer.list(*defaults), *body))
    taken = writer.call("%destructure", writer.call("quote", name), writer.call("quote", parameters), operands)
    return procedure(writer, name, (), operands, (*doc, writer.call("apply", inner, taken)))


def _flatten(
    writer: Writer, parameters: Syntax, variables: list[Syntax], defaults: list[Syntax], depth: int
) -> None:
    """The variables of a parameter list, in the order in which ``%destructure`` gives their values."""
    if depth > 100:
        raise syntax_error(parameters, "defmacro: this parameter list is nested too deep")
    known = parse(parameters, "defmacro", True)
    if known.keys:
        raise syntax_error(parameters, "defmacro: &key is for lambda* and define*")
    for each in (*known.required, *known.optional, known.rest):
        if isinstance(each, tuple):
            variable, default = each
            variables.append(variable)
            value = writer.call("if", writer.call("%missing?", variable), _default(writer, default), variable)
            defaults.append(writer.list(variable, value))
        elif isinstance(each, Identifier):
            variables.append(each)
        elif each is not None:
            _flatten(writer, each, variables, defaults, depth + 1)


