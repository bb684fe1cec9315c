"""What programs and people ask about names: the text of ``doc``, and ``apropos``."""

from __future__ import annotations

from omega.runtime import reference
from omega.runtime.lib.primitive import current, failure, primitive, wrong_type
from omega.runtime.machine.checks import unbound_message
from omega.runtime.machine.registers import M
from omega.runtime.names import all_names, is_of_base, lookup
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import String, Symbol, Value, intern, lisp_list

_KINDS = {"function": "procedure", "macro": "syntax", "special-form": "syntax", "var": "variable"}


def _session() -> SessionState:
    assert M.session is not None
    return M.session


def _name(value: Value, procedure: str) -> str:
    if type(value) is Symbol:
        return value.name
    if type(value) is String:
        return value.text
    raise wrong_type(procedure, "a symbol or a string", value, 1)


@primitive("%doc", "(name)", "What is known of a name, as text for people.")
def doc(name: Value) -> Value:
    session = _session()
    asked = _name(name, "doc")
    info = lookup(session, asked)
    if info is None:
        raise failure("unbound-variable", unbound_message(asked, session.globals), name)
    lines = [f"{asked}: {_KINDS[info.type]}"]
    for operands in info.arglists:
        lines.append(f"  ({asked})" if operands == "()" else f"  ({asked} {operands.removeprefix('(')}")
    if info.doc:
        lines.append(f"  {info.doc}")
    described = reference.entry(asked) if is_of_base(session, asked) else None
    for example in () if described is None else described.examples:
        lines += [f"    {line}" for line in str(example).split("\n")]
    if described is None and info.file is not None:
        lines.append(f"  defined at {info.file}:{info.line}:{info.column}")
    return String("".join(line + "\n" for line in lines))


@primitive("apropos", "(text)", "The list of the names that contain the text, in alphabetical order.")
def apropos(text: Value) -> Value:
    wanted = _name(text, "apropos")
    names = all_names(_session())
    current.worked(len(names))
    return lisp_list([intern(name) for name in names if wanted in name])
