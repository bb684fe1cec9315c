"""Symbols and keywords: R7RS 6.5."""

from __future__ import annotations

from itertools import pairwise

from omega.runtime.lib.primitive import as_symbol, as_text, check_size, primitive
from omega.runtime.syntax.datum import Keyword, String, Symbol, Value, boolean, intern


@primitive("symbol?", "(object)", "Whether the object is a symbol.")
def symbol_p(object: Value) -> Value:
    return boolean(type(object) is Symbol)


@primitive("keyword?", "(object)", "Whether the object is a keyword such as :name.")
def keyword_p(object: Value) -> Value:
    return boolean(type(object) is Keyword)


@primitive("symbol=?", "(symbol1 symbol2 . rest)", "Whether all the symbols are the same.")
def symbol_equal(*symbols: Value) -> Value:
    for position, value in enumerate(symbols, 1):
        as_symbol(value, "symbol=?", position)
    return boolean(all(value is symbols[0] for value in symbols))


@primitive("symbol->string", "(symbol)", "The symbol's name, as a string that cannot be changed.")
def symbol_to_string(symbol: Value) -> Value:
    return String(as_symbol(symbol, "symbol->string").name, frozen=True)


@primitive("string->symbol", "(string)", "The symbol whose name is the string.")
@primitive("intern", "(string)", "The symbol whose name is the string.")
def string_to_symbol(string: Value) -> Value:
    return intern(as_text(string, "string->symbol"))


@primitive("symbol-append", "(. symbols)", "The symbol whose name is the symbols' names joined.")
def symbol_append(*symbols: Value) -> Value:
    names = [as_symbol(value, "symbol-append", position).name for position, value in enumerate(symbols, 1)]
    check_size(sum(map(len, names)), "symbol-append")
    return intern("".join(names))


@primitive(
    "symbol<?", "(symbol1 symbol2 . rest)", "Whether the symbols' names are in strictly increasing order."
)
def symbol_less(*symbols: Value) -> Value:
    names = [as_symbol(value, "symbol<?", position).name for position, value in enumerate(symbols, 1)]
    return boolean(all(left < right for left, right in pairwise(names)))
