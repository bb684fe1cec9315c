"""Strings: R7RS 6.7, comparison and the parts SRFI 13 adds; searching is in ``string_search.py``, conversion to and
from other kinds in ``string_conversion.py``.

A ``String`` holds a Python ``str``, replaced as a whole when it is changed, so every operation is one or a few
copies at C speed, bounded by ``Limits.object_bytes``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise

from omega.runtime.lib.primitive import (
    BYTES,
    as_char,
    as_count,
    as_element_index,
    as_index,
    as_range,
    as_text,
    check_size,
    current,
    failure,
    primitive,
    wrong_type,
)
from omega.runtime.syntax.datum import FALSE, TRUE, UNSPECIFIED, Char, String, Value, boolean, char


def size_of(text: str) -> int:
    """The bytes a text counts for: one a character if all are ASCII, else four."""
    return len(text) if text.isascii() else 4 * len(text)


def as_mutable(value: Value, procedure: str) -> String:
    """A string argument that may be changed."""
    as_text(value, procedure)
    if value.frozen:
        raise failure("type-error", f"{procedure}: the string is a literal, which cannot be changed", value)
    assert type(value) is String
    looked_at(value.text, BYTES)
    return value


def new_string(text: str, procedure: str) -> String:
    """A new string made by copying, which is charged if it is large."""
    if len(text) > BYTES:
        check_size(size_of(text), procedure)
    return String(text)


def looked_at(text: str, characters: int = 64) -> None:
    """Count the work of going through a text at the cost of one element for so many characters."""
    if len(text) > BYTES:
        current.worked(len(text) // characters)


@primitive("string?", "(object)", "Whether the object is a string.")
def string_p(object: Value) -> Value:
    return boolean(type(object) is String)


@primitive("make-string", "(k [char])", "A new string of k copies of the character (a space).")
def make_string(k: Value, char_: Value | None = None) -> Value:
    fill = " " if char_ is None else as_char(char_, "make-string", 2)
    count = as_count(k, "make-string")
    check_size(count * size_of(fill), "make-string")
    return String(fill * count)


@primitive("string", "(. chars)", "A new string of the characters.")
def string(*chars: Value) -> Value:
    return String("".join([as_char(value, "string", position) for position, value in enumerate(chars, 1)]))


@primitive("string-length", "(string)", "The number of characters in the string.")
def string_length(string: Value) -> Value:
    return len(as_text(string, "string-length"))


@primitive("string-ref", "(string k)", "The k-th character of the string, counting from 0.")
def string_ref(string: Value, k: Value) -> Value:
    text = as_text(string, "string-ref")
    return char(text[as_element_index(k, len(text), "string-ref")])


@primitive("string-set!", "(string k char)", "Replace the k-th character of the string.", writes=True)
def string_set(string: Value, k: Value, char_: Value) -> Value:
    target = as_mutable(string, "string-set!")
    index = as_element_index(k, len(target.text), "string-set!")
    target.text = target.text[:index] + as_char(char_, "string-set!", 3) + target.text[index + 1 :]
    return UNSPECIFIED


@primitive("substring", "(string start [end])", "A new string of the characters from start up to end.")
def substring(string: Value, start: Value, end: Value | None = None) -> Value:
    text = as_text(string, "substring")
    first, last = as_range(start, end, len(text), "substring")
    return new_string(text[first:last], "substring")


@primitive("string-copy", "(string [start] [end])", "A new string of the characters from start up to end.")
def string_copy(string: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string-copy")
    first, last = as_range(start, end, len(text), "string-copy")
    return new_string(text[first:last], "string-copy")


@primitive("string-head", "(string end)", "A new string of the characters before end.")
def string_head(string: Value, end: Value) -> Value:
    text = as_text(string, "string-head")
    return new_string(text[: as_index(end, len(text), "string-head")], "string-head")


@primitive("string-tail", "(string start)", "A new string of the characters from start on.")
def string_tail(string: Value, start: Value) -> Value:
    text = as_text(string, "string-tail")
    return new_string(text[as_index(start, len(text), "string-tail") :], "string-tail")


#: Strings of fewer characters need no account of their size.
SHORT = 100


@primitive("string-append", "(. strings)", "A new string of the strings' characters.")
def string_append(*strings: Value) -> Value:
    texts = [value.text for value in strings if type(value) is String]
    if len(texts) != len(strings):
        for position, value in enumerate(strings, 1):
            as_text(value, "string-append", position)
    text = "".join(texts) if sum(map(len, texts)) < SHORT else joined(texts, "", "string-append")
    return String(text)


def joined(texts: list[str], delimiter: str, procedure: str) -> str:
    """The texts with the delimiter between them, if the session may hold that."""
    count = sum(map(len, texts)) + len(delimiter) * max(0, len(texts) - 1)
    plain = delimiter.isascii() and all(map(str.isascii, texts))
    check_size(count if plain else 4 * count, procedure)
    return delimiter.join(texts)


@primitive(
    "string-copy!",
    "(to at from [start] [end])",
    "Copy characters of from into to, beginning at at.",
    writes=True,
)
def string_copy_into(
    to: Value, at: Value, from_: Value, start: Value | None = None, end: Value | None = None
) -> Value:
    target = as_mutable(to, "string-copy!")
    index = as_index(at, len(target.text), "string-copy!")
    text = as_text(from_, "string-copy!", 3)
    first, last = as_range(start, end, len(text), "string-copy!")
    stop = index + last - first
    if stop > len(target.text):
        raise failure(
            "index-error", f"string-copy!: no room for {last - first} characters at index {index}", at
        )
    target.text = target.text[:index] + text[first:last] + target.text[stop:]
    return UNSPECIFIED


@primitive(
    "string-fill!",
    "(string char [start] [end])",
    "Make each character from start up to end char.",
    writes=True,
)
def string_fill(string: Value, char_: Value, start: Value | None = None, end: Value | None = None) -> Value:
    target = as_mutable(string, "string-fill!")
    fill = as_char(char_, "string-fill!", 2)
    first, last = as_range(start, end, len(target.text), "string-fill!")
    target.text = target.text[:first] + fill * (last - first) + target.text[last:]
    return UNSPECIFIED


# --- comparison --------------------------------------------------------------------------------------------------


def _declare_comparison(
    name: str, test: Callable[[str, str], bool], doc: str, key: Callable[[str], str]
) -> None:
    @primitive(name, "(string . rest)", doc)
    def compare(*strings: Value) -> Value:
        if len(strings) == 2 and type(strings[0]) is type(strings[1]) is String:
            looked_at(strings[0].text)
            return TRUE if test(key(strings[0].text), key(strings[1].text)) else FALSE
        keys = [key(as_text(value, name, position)) for position, value in enumerate(strings, 1)]
        for text in keys:
            looked_at(text)
        return boolean(all(test(left, right) for left, right in pairwise(keys)))


def _declare_comparisons() -> None:
    relations: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
        ("=?", operator.eq, "are all equal"),
        ("<?", operator.lt, "increase"),
        (">?", operator.gt, "decrease"),
        ("<=?", operator.le, "never decrease"),
        (">=?", operator.ge, "never increase"),
    )
    for suffix, test, words in relations:
        _declare_comparison("string" + suffix, test, f"Whether the strings {words}, by code point.", str)
        doc = f"Whether the strings {words}, without regard to case."
        _declare_comparison("string-ci" + suffix, test, doc, str.casefold)


_declare_comparisons()


@primitive("string-null?", "(string)", "Whether the string is empty.")
def string_null_p(string: Value) -> Value:
    return boolean(as_text(string, "string-null?") == "")


# --- making others -----------------------------------------------------------------------------------------------


def _converted(text: str, convert: Callable[[str], str], procedure: str) -> Value:
    """A case conversion, which may make a text up to three times as long."""
    if len(text) > BYTES:
        check_size(size_of(text) if text.isascii() else 3 * size_of(text), procedure)
        looked_at(text, 4)
    return String(convert(text))


@primitive("string-upcase", "(string)", "The string in upper case.")
def string_upcase(string: Value) -> Value:
    return _converted(as_text(string, "string-upcase"), str.upper, "string-upcase")


@primitive("string-downcase", "(string)", "The string in lower case.")
def string_downcase(string: Value) -> Value:
    return _converted(as_text(string, "string-downcase"), str.lower, "string-downcase")


@primitive("string-foldcase", "(string)", "The string to compare by when case does not matter.")
def string_foldcase(string: Value) -> Value:
    return _converted(as_text(string, "string-foldcase"), str.casefold, "string-foldcase")


@primitive("string-reverse", "(string)", "The string's characters in reverse order.")
def string_reverse(string: Value) -> Value:
    return new_string(as_text(string, "string-reverse")[::-1], "string-reverse")


def _padding(string: Value, length: Value, char_: Value | None, procedure: str) -> tuple[str, int, str]:
    text, width = as_text(string, procedure), as_count(length, procedure, 2)
    fill = " " if char_ is None else as_char(char_, procedure, 3)
    check_size(width * (1 if text.isascii() and fill.isascii() else 4), procedure)
    return text, width, fill


@primitive(
    "string-pad-left",
    "(string length [char])",
    "The string's last characters, with char before them if too few.",
)
@primitive(
    "string-pad", "(string length [char])", "The string's last characters, with char before them if too few."
)
def string_pad_left(string: Value, length: Value, char_: Value | None = None) -> Value:
    text, width, fill = _padding(string, length, char_, "string-pad-left")
    return String(text[max(0, len(text) - width) :].rjust(width, fill))


@primitive(
    "string-pad-right",
    "(string length [char])",
    "The string's first characters, with char after them if too few.",
)
def string_pad_right(string: Value, length: Value, char_: Value | None = None) -> Value:
    text, width, fill = _padding(string, length, char_, "string-pad-right")
    return String(text[:width].ljust(width, fill))


@primitive(
    "string-replace",
    "(string from to [end] [from-start] [from-end])",
    "The string with every from (a character or string) replaced by to; or, if to is an index, with from in place of the "
    "characters from to up to end.",
)
def string_replace(
    string: Value,
    from_: Value,
    to: Value,
    end: Value | None = None,
    from_start: Value | None = None,
    from_end: Value | None = None,
) -> Value:
    text, old = as_text(string, "string-replace"), as_fragment(from_, "string-replace", 2)
    if type(to) is int:  # SRFI 13
        first, last = as_range(to, end, len(text), "string-replace")
        begin, stop = as_range(from_start, from_end, len(old), "string-replace")
        return String(joined([text[:first], old[begin:stop], text[last:]], "", "string-replace"))
    new = as_fragment(to, "string-replace", 3)
    if old == "":
        raise wrong_type("string-replace", "a string that is not empty", from_, 2)
    count = len(text) + text.count(old) * (len(new) - len(old))
    check_size(count if text.isascii() and new.isascii() else 4 * count, "string-replace")
    return String(text.replace(old, new))


def as_fragment(value: Value, procedure: str, position: int) -> str:
    """The text of an argument that may be a character or a string."""
    if type(value) is String:
        return value.text
    if type(value) is Char:
        return value.text
    raise wrong_type(procedure, "a character or a string", value, position)
