"""A procedure's representation as Lisp data, for ``disassemble``: what both executors run, in the words of ``ir.py``."""

from __future__ import annotations

from omega.runtime.compile import ir
from omega.runtime.expand.core import Variable
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import NIL, Pair, Symbol, Value, intern, lisp_list


def listing(code: ir.Code) -> Value:
    """``(procedure name (parameter ...) statement ...)``."""
    with deep_recursion():
        return Pair(intern("procedure"), Pair(intern(code.name or "anonymous"), _procedure(code)))


def _procedure(code: ir.Code) -> Value:
    parameters = [_name(variable) for variable in code.parameters]
    listed = lisp_list(parameters[:-1], parameters[-1]) if code.rest else lisp_list(parameters)
    return Pair(listed, lisp_list(_statements(code.body)))


def _form(head: str, *parts: Value) -> Value:
    return Pair(intern(head), lisp_list(parts))


def _name(variable: Variable | None) -> Value:
    """Temporaries have numbers for names."""
    if variable is None:
        return intern("_")
    return intern(variable.name if variable.uid >= 0 else f"%{-variable.uid}")


def _simple(node: ir.Simple | ir.Action) -> Value:
    match node:
        case ir.Literal():
            is_code = type(node.value) is Symbol or type(node.value) is Pair or node.value is NIL
            return _form("quote", node.value) if is_code else node.value
        case ir.Local():
            return _name(node.variable)
        case ir.BoxRead():
            return _form("box-ref", _name(node.variable))
        case ir.GlobalRead():
            return intern(node.name)
        case ir.Apply():
            return _form(node.primitive.name, *map(_simple, node.operands))
        case ir.Choose():
            return _form("if", _simple(node.test), _simple(node.consequent), _simple(node.alternative))
        case ir.Either():
            return _form("or", _simple(node.left), _simple(node.right))
        case ir.MakeClosure():
            return Pair(intern("closure"), _procedure(node.code))
        case ir.MakeBox():
            return _form("make-box", _simple(node.value))
        case ir.BoxWrite():
            return _form("box-set!", _name(node.variable), _simple(node.value))
        case ir.GlobalWrite():
            return _form("define" if node.define else "set!", intern(node.name), _simple(node.value))


def _statements(term: ir.Term) -> list[Value]:
    """The terms up to one that ends the block, one statement each."""
    found: list[Value] = []
    while True:
        match term:
            case ir.Tick():
                found.append(_form("tick"))
            case ir.Bind():
                value = _simple(term.value)
                found.append(value if term.variable is None else _form("let", _name(term.variable), value))
            case ir.BindCall():
                found.append(_form("let-call", _name(term.variable), *_statements(term.body)))
            case ir.FixProcedures():
                made = zip(term.variables, term.codes, strict=True)
                found.append(_form("procedures", *[Pair(_name(name), _procedure(code)) for name, code in made]))
            case _:
                return [*found, _last(term)]
        term = term.next


def _last(term: ir.Term) -> Value:
    match term:
        case ir.Return():
            return _form("return", _simple(term.value))
        case ir.TailCall():
            return _form("call", _simple(term.operator), *map(_simple, term.operands))
        case ir.Branch():
            branches = [lisp_list(_statements(branch)) for branch in (term.consequent, term.alternative)]
            return _form("branch", _simple(term.test), *branches)
        case ir.Loop():
            pairs = zip(term.variables, term.initial, strict=True)
            initial = lisp_list([lisp_list([_name(variable), _simple(value)]) for variable, value in pairs])
            return _form("loop", intern(term.label), initial, *_statements(term.body))
        case ir.Jump():
            return _form("jump", intern(term.loop.label), *map(_simple, term.operands))
    raise AssertionError(term)
