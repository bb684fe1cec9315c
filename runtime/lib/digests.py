"""Digests and encodings of bytes: SHA-256, base64, hexadecimal. A string stands for its UTF-8 bytes."""

from __future__ import annotations

import binascii

from omega.runtime.lib.primitive import as_text, check_size, current, failure, primitive, wrong_type
from omega.runtime.syntax.datum import Bytevector, String, Value


def _as_data(value: Value, procedure: str) -> bytes:
    """The bytes of a bytevector or string argument."""
    if type(value) is Bytevector:
        data = bytes(value.data)
    elif type(value) is String:
        data = value.text.encode("utf-8")
    else:
        raise wrong_type(procedure, "a bytevector or a string", value, 1)
    current.worked(len(data) // 64)
    return data


@primitive("sha256", "(data)", "The SHA-256 digest of a bytevector or string, in hexadecimal.")
def sha256(data: Value) -> Value:
    return String(_digest(_as_data(data, "sha256")).hex())


@primitive("sha256-bytes", "(data)", "The SHA-256 digest of a bytevector or string, a bytevector.")
def sha256_bytes(data: Value) -> Value:
    return Bytevector(bytearray(_digest(_as_data(data, "sha256-bytes"))))


def _digest(data: bytes) -> bytes:
    from hashlib import sha256 as digest  # only here: it loads a large library

    return digest(data).digest()


@primitive("base64-encode", "(data)", "The base64 text of a bytevector or string.")
def base64_encode(data: Value) -> Value:
    taken = _as_data(data, "base64-encode")
    check_size(len(taken) * 4 // 3 + 4, "base64-encode")
    return String(binascii.b2a_base64(taken, newline=False).decode("ascii"))


@primitive("base64-decode", "(string)", "The bytes of a base64 text, a bytevector.")
def base64_decode(string: Value) -> Value:
    text = as_text(string, "base64-decode")
    check_size(len(text), "base64-decode")
    try:
        return Bytevector(bytearray(binascii.a2b_base64(text, strict_mode=True)))
    except ValueError:
        raise failure("parse-error", "base64-decode: the string is not base64", string) from None


@primitive("bytevector->hex", "(bytevector)", "The bytes in hexadecimal, a string.")
def bytevector_to_hex(bytevector: Value) -> Value:
    data = _as_data(bytevector, "bytevector->hex")
    check_size(2 * len(data), "bytevector->hex")
    return String(data.hex())


@primitive("hex->bytevector", "(string)", "The bytes of a text in hexadecimal.")
def hex_to_bytevector(string: Value) -> Value:
    text = as_text(string, "hex->bytevector")
    check_size(len(text) // 2, "hex->bytevector")
    try:
        return Bytevector(bytearray(binascii.unhexlify(text)))
    except ValueError:
        raise failure("parse-error", "hex->bytevector: the string is not hexadecimal", string) from None
