"""Searching, splitting, joining and trimming strings: SRFI 13 and 130 names.

Forms with a predicate go on in ``prelude/strings.scm``. What makes or walks a list stops after ``CHUNK`` pieces and
goes on with ``again``. Python's ``rfind`` is quadratic at worst, ``find`` is not: backward searches turn the text.
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.lib.chars import WHITESPACE
from omega.runtime.lib.handover import again, continue_in_lisp
from omega.runtime.lib.lists import append_chunks, collect, reverse
from omega.runtime.lib.primitive import CHUNK, as_index, as_range, as_text, current, primitive, wrong_type
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.lib.strings import as_fragment, joined, looked_at, new_string
from omega.runtime.syntax.datum import FALSE, NIL, Char, Pair, String, Symbol, Value, boolean, lisp_list


def _index_or_false(index: int) -> Value:
    return FALSE if index < 0 else index


@primitive(
    "string-index",
    "(string char [start] [end])",
    "The index of the first character that is char, or satisfies it if it is a procedure; or #f.",
    calls=True,
)
def string_index(string: Value, char: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string-index")
    first, last = as_range(start, end, len(text), "string-index")
    if is_procedure(char):
        return continue_in_lisp("%string-index-by", string, char, first, last)
    if type(char) is not Char:
        raise wrong_type("string-index", "a character or a procedure", char, 2)
    looked_at(text)
    return _index_or_false(text.find(char.text, first, last))


@primitive(
    "string-rindex",
    "(string char [start] [end])",
    "The index of the last character that is char, or satisfies it if it is a procedure; or #f.",
    calls=True,
)
def string_rindex(string: Value, char: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string-rindex")
    first, last = as_range(start, end, len(text), "string-rindex")
    if is_procedure(char):
        return continue_in_lisp("%string-rindex-by", string, char, first, last)
    if type(char) is not Char:
        raise wrong_type("string-rindex", "a character or a procedure", char, 2)
    looked_at(text)
    return _index_or_false(text.rfind(char.text, first, last))


@primitive(
    "string-contains",
    "(string pattern [start] [end])",
    "The index of the first occurrence of pattern, or #f.",
)
def string_contains(
    string: Value, pattern: Value, start: Value | None = None, end: Value | None = None
) -> Value:
    text, wanted = as_text(string, "string-contains", 1), as_text(pattern, "string-contains", 2)
    first, last = as_range(start, end, len(text), "string-contains")
    looked_at(text)
    return _index_or_false(text.find(wanted, first, last))


@primitive(
    "string-search-forward",
    "(pattern string start)",
    "The index of the first occurrence from start on, or #f.",
)
def string_search_forward(pattern: Value, string: Value, start: Value = 0) -> Value:
    wanted, text = as_text(pattern, "string-search-forward", 1), as_text(string, "string-search-forward", 2)
    looked_at(text)
    return _index_or_false(text.find(wanted, as_index(start, len(text), "string-search-forward")))


@primitive(
    "string-search-backward", "(pattern string end)", "The index after the last occurrence before end, or #f."
)
def string_search_backward(pattern: Value, string: Value, end: Value) -> Value:
    wanted, text = as_text(pattern, "string-search-backward", 1), as_text(string, "string-search-backward", 2)
    last = as_index(end, len(text), "string-search-backward")
    looked_at(text)
    found = text[:last][::-1].find(wanted[::-1])
    return FALSE if found < 0 else last - found


@primitive(
    "string-search-all",
    "(pattern string)",
    "The list of the indexes of all occurrences of pattern.",
    calls=True,
)
def string_search_all(pattern: Value, string: Value) -> Value:
    as_text(pattern, "string-search-all", 1)
    as_text(string, "string-search-all", 2)
    return string_search_all_rest(pattern, string, 0, NIL)


@primitive("%string-search-all", "(pattern string start found)", "Go on with string-search-all.", calls=True)
def string_search_all_rest(pattern: Value, string: Value, start: int, found: Value) -> Value:
    left = CHUNK * 50  # characters to look at: a match costs the pattern's length
    while left > 0:
        index = string.text.find(pattern.text, start)
        if index < 0:
            current.worked(CHUNK - left // 50)
            return reverse(found)
        left -= 50 + index - start + len(pattern.text)
        found = Pair(index, found)
        start = index + 1
    return again(string_search_all_rest, pattern, string, start, found)


@primitive("string-prefix?", "(prefix string)", "Whether the string begins with the prefix.")
def string_prefix_p(prefix: Value, string: Value) -> Value:
    wanted = as_text(prefix, "string-prefix?", 1)
    return boolean(as_text(string, "string-prefix?", 2).startswith(wanted))


@primitive("string-suffix?", "(suffix string)", "Whether the string ends with the suffix.")
def string_suffix_p(suffix: Value, string: Value) -> Value:
    wanted = as_text(suffix, "string-suffix?", 1)
    return boolean(as_text(string, "string-suffix?", 2).endswith(wanted))


# --- trimming ----------------------------------------------------------------------------------------------------


def _declare_trimming(
    name: str, where: str, strip: Callable[[str, str], str], left: bool, right: bool
) -> None:
    @primitive(
        name,
        "(string [char])",
        f"The string without the white space (or char, or what satisfies it if it is a procedure) at its {where}.",
        calls=True,
    )
    def trim(string: Value, char: Value | None = None) -> Value:
        text = as_text(string, name)
        if char is None:
            return new_string(strip(text, WHITESPACE), name)
        if is_procedure(char):
            return continue_in_lisp("%string-trim-by", string, char, boolean(left), boolean(right))
        return new_string(strip(text, as_fragment(char, name, 2)), name)


_declare_trimming("string-trim", "ends", str.strip, True, True)
_declare_trimming("string-trim-left", "start", str.lstrip, True, False)
_declare_trimming("string-trim-right", "end", str.rstrip, False, True)


# --- splitting and joining ---------------------------------------------------------------------------------------


@primitive(
    "string-split",
    "(string [delimiter])",
    "The list of the parts between the delimiters (a character or string; by default runs of white space).",
    calls=True,
)
def string_split(string: Value, delimiter: Value | None = None) -> Value:
    as_text(string, "string-split")
    if delimiter is None:
        return string_split_rest(string, FALSE, NIL)
    between = String(as_fragment(delimiter, "string-split", 2))
    if between.text == "":
        raise wrong_type("string-split", "a delimiter that is not empty", delimiter, 2)
    return string_split_rest(string, between, NIL) if string.text else NIL


@primitive("%string-split", "(rest delimiter made)", "Go on with string-split.", calls=True)
def string_split_rest(rest: Value, delimiter: Value, made: Value) -> Value:
    """``made`` holds, last first, the parts found so far; a delimiter of ``#f`` is white space."""
    parts = rest.text.split(None if delimiter is FALSE else delimiter.text, CHUNK)
    looked_at(rest.text)
    if len(parts) <= CHUNK:
        current.worked(len(parts))
        found = lisp_list([String(part) for part in parts])
        return found if made is NIL else append_chunks(NIL, NIL, made, found)
    remainder = String(parts.pop())
    return again(
        string_split_rest, remainder, delimiter, lisp_list([String(part) for part in parts[::-1]], made)
    )


@primitive(
    "string-join",
    "(strings [delimiter] [grammar])",
    "The strings with the delimiter (a space) between them; the grammar infix, prefix or suffix says where else.",
    calls=True,
)
def string_join(strings: Value, delimiter: Value | None = None, grammar: Value | None = None) -> Value:
    between = " " if delimiter is None else as_fragment(delimiter, "string-join", 2)
    where = "infix" if grammar is None else grammar.name if type(grammar) is Symbol else ""
    if where not in ("infix", "strict-infix", "prefix", "suffix"):
        raise wrong_type("string-join", "infix, strict-infix, prefix or suffix", grammar, 3)
    if where == "strict-infix" and strings is NIL:
        raise wrong_type("string-join", "a list that is not empty", strings, 1)
    return string_join_rest(strings, strings, String(between), String(where), NIL)


@primitive("%string-join", "(whole rest delimiter grammar made)", "Go on with string-join.", calls=True)
def string_join_rest(whole: Value, rest: Value, delimiter: Value, grammar: Value, made: Value) -> Value:
    """``made`` holds, last first, one string for each chunk joined so far."""
    items, rest = collect(rest, "string-join", whole)
    texts = []
    for item in items:
        if type(item) is not String:
            raise wrong_type("string-join", "a list of strings", item, 1)
        texts.append(item.text)
    if texts:
        made = Pair(String(joined(texts, delimiter.text, "string-join")), made)
    if rest is not NIL:
        return again(string_join_rest, whole, rest, delimiter, grammar, made)
    pieces = []
    while made is not NIL:
        pieces.append(made.car.text)
        made = made.cdr
    if pieces and grammar.text == "suffix":
        pieces.insert(0, "")
    elif pieces and grammar.text == "prefix":
        pieces.append("")
    return String(joined(pieces[::-1], delimiter.text, "string-join"))
