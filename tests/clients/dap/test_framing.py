"""The framing of the Debug Adapter Protocol: any cut gives the same messages, and what is no message is named."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.clients.dap.framing import (
    MOST_CONTENT,
    MOST_HEADER,
    Framer,
    FramingError,
    NotAMessage,
    decode,
    encode,
)

LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)
MESSAGES = st.dictionaries(st.text(), VALUES, max_size=6)


def read(pieces: list[bytes]) -> tuple[list[bytes], str | None]:
    """All contents of a stream that arrives in these pieces, and what is wrong with it."""
    framer, found = Framer(), []
    try:
        for piece in pieces:
            framer.receive(piece)
            while (content := framer.next_content()) is not None:
                found.append(content)
    except FramingError as error:
        return found, str(error)
    return found, "unfinished" if framer.unfinished else None


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@given(st.lists(MESSAGES, max_size=4), st.lists(st.integers(0, 2**16)))
def test_messages_come_back_however_they_are_cut(messages: list[dict[str, object]], places: list[int]) -> None:
    contents, wrong = read(cut(b"".join(map(encode, messages)), places))
    assert wrong is None
    assert [decode(content) for content in contents] == messages
    assert [json.loads(content) for content in contents] == messages


@given(st.binary(max_size=200), st.lists(st.integers(0, 2**16)))
def test_any_bytes_give_the_same_end_however_they_are_cut(data: bytes, places: list[int]) -> None:
    stream = encode({"seq": 1}) + data
    assert read(cut(stream, places)) == read([stream])


HEADERS = st.sampled_from(
    [b"Content-Length: 2", b"content-length:2", b"Content-Length: -2", b"Content-Type: x", b"", b"nonsense", b"{}", b"\n"]
)


@given(st.lists(HEADERS, max_size=5), st.lists(st.integers(0, 2**16)))
def test_nearly_headers_give_the_same_end_however_they_are_cut(lines: list[bytes], places: list[int]) -> None:
    stream = b"\r\n".join(lines) + b"\r\n\r\n{}"
    assert read(cut(stream, places)) == read([stream])


@pytest.mark.parametrize(
    ("stream", "complaint"),
    [
        (b"GET / HTTP/1.1\r\n", "header: expected a line such as Content-Length: 119, got 'GET / HTTP/1.1'"),
        (b"Content-Type: json\r\n\r\n{}", "header: expected Content-Length once, got it 0 times"),
        (b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "header: expected Content-Length once, got it 2 times"),
        (b"Content-Length: -2\r\n\r\n{}", "Content-Length: expected a number of bytes, got '-2'"),
        (b"Content-Length: 1e3\r\n\r\n{}", "Content-Length: expected a number of bytes, got '1e3'"),
        (b"Content-Length: \xd9\xa2\r\n\r\n{}", "header: expected a line such as Content-Length: 119, got "),
        (b"Content-Length: 99999999\r\n\r\n{}", f"Content-Length: expected at most {MOST_CONTENT}, got 99999999"),
        (b"Content-Length: " + b"9" * 3000 + b"\r\n\r\n", "Content-Length: expected a number of bytes, got '999"),
        (b"x" * (MOST_HEADER + 1), f"header: expected at most {MOST_HEADER} bytes before an empty line, got more"),
        (b"X: y\r\n" * MOST_HEADER + b"\r\n", f"header: expected at most {MOST_HEADER} bytes before an empty line"),
    ],
)
def test_what_is_no_header_is_named(stream: bytes, complaint: str) -> None:
    found, wrong = read([stream])
    assert found == []
    assert wrong is not None and wrong.startswith(complaint)


def test_a_content_is_not_waited_for_after_a_wrong_header() -> None:
    assert read([b"Content-Length: 5\r\nHost: x\r\n", b"\r\n12345"])[0] == [b"12345"]
    assert read([b"{"]) == ([], "unfinished")
    assert read([b"POST / HTTP/1.1\r\n"])[1] != "unfinished", "a browser is told at once"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"1", b"null", b"{", b'{"a": NaN}', b'{"a": 1} x', b"\xff", b'{"\xff": 1}', b'{"a": "\\ud800"}', b'{1: 2}'],
)
def test_a_content_that_is_no_object_is_named(content: bytes) -> None:
    with pytest.raises(NotAMessage, match=r"^message: expected a JSON object"):
        decode(content)


def test_nesting_has_an_end() -> None:
    with pytest.raises(NotAMessage, match="nested too deeply"):
        decode(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
