"""Bytevectors: R7RS 6.9."""

from __future__ import annotations

from omega.runtime.lib.primitive import (
    BYTES,
    as_bytes,
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
from omega.runtime.syntax.datum import UNSPECIFIED, Bytevector, String, Value, boolean


def _byte(value: Value, procedure: str, position: int) -> int:
    if type(value) is not int or not 0 <= value <= 255:
        raise wrong_type(procedure, "a byte (exact integer from 0 to 255)", value, position)
    return value


@primitive("bytevector?", "(object)", "Whether the object is a bytevector.")
def bytevector_p(object: Value) -> Value:
    return boolean(type(object) is Bytevector)


@primitive("make-bytevector", "(k [byte])", "A new bytevector of k bytes, all of them byte (0).")
def make_bytevector(k: Value, byte: Value = 0) -> Value:
    count = as_count(k, "make-bytevector")
    check_size(count, "make-bytevector")
    return Bytevector(bytearray([_byte(byte, "make-bytevector", 2)]) * count)


@primitive("bytevector", "(. bytes)", "A new bytevector of the bytes.")
def bytevector(*bytes: Value) -> Value:
    return Bytevector(
        bytearray([_byte(value, "bytevector", position) for position, value in enumerate(bytes, 1)])
    )


@primitive("bytevector-length", "(bytevector)", "The number of bytes in the bytevector.")
def bytevector_length(bytevector: Value) -> Value:
    return len(as_bytes(bytevector, "bytevector-length"))


@primitive("bytevector-u8-ref", "(bytevector k)", "The k-th byte of the bytevector, counting from 0.")
def bytevector_u8_ref(bytevector: Value, k: Value) -> Value:
    data = as_bytes(bytevector, "bytevector-u8-ref")
    return data[as_element_index(k, len(data), "bytevector-u8-ref")]


@primitive(
    "bytevector-u8-set!", "(bytevector k byte)", "Replace the k-th byte of the bytevector.", writes=True
)
def bytevector_u8_set(bytevector: Value, k: Value, byte: Value) -> Value:
    data = as_bytes(bytevector, "bytevector-u8-set!")
    data[as_element_index(k, len(data), "bytevector-u8-set!")] = _byte(byte, "bytevector-u8-set!", 3)
    return UNSPECIFIED


@primitive(
    "bytevector-fill!",
    "(bytevector byte [start] [end])",
    "Make each byte from start up to end byte.",
    writes=True,
)
def bytevector_fill(
    bytevector: Value, byte: Value, start: Value | None = None, end: Value | None = None
) -> Value:
    data = as_bytes(bytevector, "bytevector-fill!")
    first, last = as_range(start, end, len(data), "bytevector-fill!")
    current.worked((last - first) // BYTES)
    data[first:last] = bytearray([_byte(byte, "bytevector-fill!", 2)]) * (last - first)
    return UNSPECIFIED


@primitive(
    "bytevector-copy", "(bytevector [start] [end])", "A new bytevector of the bytes from start up to end."
)
def bytevector_copy(bytevector: Value, start: Value | None = None, end: Value | None = None) -> Value:
    data = as_bytes(bytevector, "bytevector-copy")
    first, last = as_range(start, end, len(data), "bytevector-copy")
    check_size(last - first, "bytevector-copy")
    return Bytevector(data[first:last])


@primitive(
    "bytevector-copy!",
    "(to at from [start] [end])",
    "Copy bytes of from into to, beginning at at.",
    writes=True,
)
def bytevector_copy_into(
    to: Value, at: Value, from_: Value, start: Value | None = None, end: Value | None = None
) -> Value:
    target = as_bytes(to, "bytevector-copy!")
    index = as_index(at, len(target), "bytevector-copy!")
    data = as_bytes(from_, "bytevector-copy!", 3)
    first, last = as_range(start, end, len(data), "bytevector-copy!")
    current.worked((last - first) // BYTES)
    if index + last - first > len(target):
        raise failure(
            "index-error", f"bytevector-copy!: no room for {last - first} bytes at index {index}", at
        )
    target[index : index + last - first] = data[first:last]
    return UNSPECIFIED


@primitive("bytevector-append", "(. bytevectors)", "A new bytevector of the bytevectors' bytes.")
def bytevector_append(*bytevectors: Value) -> Value:
    parts = [as_bytes(value, "bytevector-append", position) for position, value in enumerate(bytevectors, 1)]
    check_size(sum(map(len, parts)), "bytevector-append")
    return Bytevector(bytearray().join(parts))


@primitive("bytes->string", "(bytevector [start] [end])", "The string whose UTF-8 encoding the bytes are.")
@primitive("utf8->string", "(bytevector [start] [end])", "The string whose UTF-8 encoding the bytes are.")
def utf8_to_string(bytevector: Value, start: Value | None = None, end: Value | None = None) -> Value:
    data = as_bytes(bytevector, "utf8->string")
    first, last = as_range(start, end, len(data), "utf8->string")
    check_size(last - first, "utf8->string")
    try:
        return String(data[first:last].decode("utf-8"))
    except UnicodeDecodeError as error:
        index = first + error.start
        message = f"utf8->string: the byte {data[index]} at index {index} is not valid UTF-8"
        raise failure("type-error", message, bytevector) from None


@primitive("string->bytes", "(string [start] [end])", "The bytes of the string's UTF-8 encoding.")
@primitive("string->utf8", "(string [start] [end])", "The bytes of the string's UTF-8 encoding.")
def string_to_utf8(string: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string->utf8")
    first, last = as_range(start, end, len(text), "string->utf8")
    encoded = text[first:last].encode("utf-8")
    check_size(len(encoded), "string->utf8")
    return Bytevector(bytearray(encoded))
