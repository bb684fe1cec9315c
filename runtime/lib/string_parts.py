"""More strings: the parts of SRFI 13 and 130 that cut, repeat and compare ends."""

from __future__ import annotations

from omega.runtime.lib.primitive import BYTES, as_count, as_index, as_text, check_size, current, primitive
from omega.runtime.lib.strings import looked_at, new_string, size_of
from omega.runtime.syntax.datum import FALSE, String, Value, boolean


@primitive("string-take", "(string k)", "A new string of the first k characters.")
def string_take(string: Value, k: Value) -> Value:
    text = as_text(string, "string-take")
    return new_string(text[: as_index(k, len(text), "string-take")], "string-take")


@primitive("string-drop", "(string k)", "A new string without the first k characters.")
def string_drop(string: Value, k: Value) -> Value:
    text = as_text(string, "string-drop")
    return new_string(text[as_index(k, len(text), "string-drop") :], "string-drop")


@primitive("string-take-right", "(string k)", "A new string of the last k characters.")
def string_take_right(string: Value, k: Value) -> Value:
    text = as_text(string, "string-take-right")
    return new_string(text[len(text) - as_index(k, len(text), "string-take-right") :], "string-take-right")


@primitive("string-drop-right", "(string k)", "A new string without the last k characters.")
def string_drop_right(string: Value, k: Value) -> Value:
    text = as_text(string, "string-drop-right")
    return new_string(text[: len(text) - as_index(k, len(text), "string-drop-right")], "string-drop-right")


@primitive("string-repeat", "(string k)", "A new string of k copies of the string.")
def string_repeat(string: Value, k: Value) -> Value:
    text, count = as_text(string, "string-repeat"), as_count(k, "string-repeat", 2)
    check_size(count * size_of(text), "string-repeat")
    return String(text * count)


@primitive("string-titlecase", "(string)", "The string with each word's first letter in upper case, the others in lower case.")
def string_titlecase(string: Value) -> Value:
    text = as_text(string, "string-titlecase")
    if len(text) > BYTES:
        check_size(3 * size_of(text), "string-titlecase")
        looked_at(text, 4)
    return String(text.title())


@primitive("string-contains-right", "(string pattern)", "The index of the last occurrence of pattern, or #f.")
def string_contains_right(string: Value, pattern: Value) -> Value:
    text, wanted = as_text(string, "string-contains-right"), as_text(pattern, "string-contains-right", 2)
    looked_at(text)
    found = text[::-1].find(wanted[::-1])  # rfind is quadratic at worst
    return FALSE if found < 0 else len(text) - found - len(wanted)


@primitive("string-prefix-length", "(a b)", "How many characters the strings have in common at their start.")
def string_prefix_length(a: Value, b: Value) -> Value:
    return _in_common(as_text(a, "string-prefix-length"), as_text(b, "string-prefix-length", 2))


@primitive("string-suffix-length", "(a b)", "How many characters the strings have in common at their end.")
def string_suffix_length(a: Value, b: Value) -> Value:
    left, right = as_text(a, "string-suffix-length"), as_text(b, "string-suffix-length", 2)
    return _in_common(left[::-1], right[::-1])


def _in_common(left: str, right: str) -> int:
    """The length of the common prefix, found by halves at C speed."""
    looked_at(left)
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@primitive("string-prefix-ci?", "(prefix string)", "Whether the string begins with the prefix, without regard to case.")
def string_prefix_ci_p(prefix: Value, string: Value) -> Value:
    wanted, text = as_text(prefix, "string-prefix-ci?", 1), as_text(string, "string-prefix-ci?", 2)
    _folding(wanted, text)
    return boolean(text.casefold().startswith(wanted.casefold()))


@primitive("string-suffix-ci?", "(suffix string)", "Whether the string ends with the suffix, without regard to case.")
def string_suffix_ci_p(suffix: Value, string: Value) -> Value:
    wanted, text = as_text(suffix, "string-suffix-ci?", 1), as_text(string, "string-suffix-ci?", 2)
    _folding(wanted, text)
    return boolean(text.casefold().endswith(wanted.casefold()))


def _folding(*texts: str) -> None:
    current.worked(sum(len(text) for text in texts if len(text) > BYTES) // 4)
