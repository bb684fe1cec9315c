"""The bencode framer on hostile, truncated and chopped input."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from omega.protocol import NEED_DATA, Connection, FrameLimits, Wire

from .streams import Verdict, pieces, read, refusal

EVAL = b"d4:code7:(+ 1 2)2:id1:74:linei-3e2:op4:eval5:stack" + b"lli1eed1:xleee" + b"e"
EVAL_VALUE: dict[str, Wire] = {"code": "(+ 1 2)", "id": "7", "line": -3, "op": "eval", "stack": [[1], {"x": []}]}


@pytest.mark.parametrize(
    ("data", "offset", "words"),
    [
        (b"d0:i1e-6:e", 6, "key must be a string, got '-'"),
        (b"d1:ai+5ee", 5, "integer"),
        (b"d1:ai1_000ee", 6, "integer"),
        (b"d1:ai-0ee", 6, "integer"),
        (b"d1:ai03ee", 6, "integer"),
        (b"d1:aiee", 5, "integer"),
        (b"d1:ai-ee", 6, "integer"),
        (b"d1:ai 1ee", 5, "integer"),
        (b"d1:ai1.5ee", 6, "integer"),
        (b"d03:abc", 2, "follow the length 0, got '3'"),
        (b"d1:a03:abce", 5, "follow the length 0"),
        (b"d1:a1x:", 5, "length must be digits and a colon, got 'x'"),
        (b"d1:a1_0:", 5, "length must be digits and a colon, got '_'"),
        (b"d1:a 1:b", 4, "no value starts with byte 0x20"),
        (b"d1:a-1:b", 4, "no value starts with '-'"),
        (b"d1:a+1:b", 4, "no value starts with '+'"),
        (b"d1:axe", 4, "no value starts with 'x'"),
        (b"d1:ae", 4, "key that has no value"),
        (b"di1e1:ae", 1, "key must be a string, got 'i'"),
        (b"dlee", 1, "key must be a string, got 'l'"),
        (b"ddee", 1, "key must be a string, got 'd'"),
        (b"d1:ali1e\xffe", 8, "no value starts with byte 0xff"),
        (b"d2:\xff\xfe1:ae", 0, "key in this message is not UTF-8"),
        (b"de3:abc", 2, "a message is a dict and starts with 'd', got '3'"),
        (b"dee", 2, "got 'e'"),
        (b"dei1e", 2, "got 'i'"),
        (b"dele", 2, "got 'l'"),
    ],
)
def test_malformed_bytes_name_the_offset(data: bytes, offset: int, words: str) -> None:
    error = refusal(data)
    assert (error.offset, error.limit) == (offset, None)
    assert words in error.reason
    assert f"byte {offset}:" in error.reason


@pytest.mark.parametrize("data", [b"i+5e", b"i1_000e", b"i1e", b"03:abc", b"le", b"e", b"-6:", b"\x00"])
def test_a_stream_that_starts_with_no_message_says_what_is_expected(data: bytes) -> None:
    error = refusal(data)
    assert error.offset == 0
    assert "expected a bencode dict (first byte 'd') or a MessagePack map" in error.reason


def test_a_megabyte_of_integers_is_refused_at_its_first_byte_or_by_the_token_limit() -> None:
    flood = b"i1e" * 350_000
    assert refusal(flood).offset == 0
    error = refusal(b"d1:al" + flood)
    assert error.limit == "tokens"
    assert "10000 tokens" in error.reason


def test_depth_100_000_is_refused_by_name() -> None:
    error = refusal(b"d1:a" + b"l" * 100_000 + b"e" * 100_001)
    assert (error.limit, error.offset) == ("depth", 4 + 63)
    assert refusal(b"d1:a" * 100_000).limit == "depth"


def test_the_deepest_allowed_message_is_decoded() -> None:
    for depth in (1, 2, 64, 500):
        data = b"d1:a" * (depth - 1) + b"de" + b"e" * (depth - 1)
        limits = FrameLimits(depth=depth)
        assert len(read([data], limits=limits).messages) == 1
        assert refusal(b"d1:a" + data + b"e", limits=limits).limit == "depth"


def test_each_limit_holds_exactly() -> None:
    size = FrameLimits(message_bytes=len(EVAL))
    assert read([EVAL * 3], limits=size).messages == [EVAL_VALUE] * 3
    assert refusal(EVAL, limits=FrameLimits(message_bytes=len(EVAL) - 1)).limit == "message-bytes"
    tokens = 16
    assert read([EVAL], limits=FrameLimits(tokens=tokens)).messages == [EVAL_VALUE]
    assert refusal(EVAL, limits=FrameLimits(tokens=tokens - 1)).limit == "tokens"
    digits = FrameLimits(integer_digits=3)
    assert read([b"d1:ai-999ee"], limits=digits).messages == [{"a": -999}]
    assert refusal(b"d1:ai1000ee", limits=digits).limit == "integer-digits"
    assert refusal(b"d1:ai-" + b"1" * 100_000, limits=digits).limit == "integer-digits"


def test_a_too_long_string_is_refused_by_its_length_alone() -> None:
    limits = FrameLimits(message_bytes=1000)
    assert refusal(b"d4:code1000:", limits=limits).limit == "message-bytes"
    assert refusal(b"d4:code" + b"9" * 5, limits=limits).limit == "message-bytes"
    assert read([b"d4:code900:"], limits=limits) == Verdict([], "need-data")


def test_an_endless_message_of_small_tokens_is_refused_by_its_size() -> None:
    error = refusal(b"d1:al" + b"le" * 600, limits=FrameLimits(message_bytes=1000))
    assert (error.limit, error.offset) == ("message-bytes", 0)


@pytest.mark.parametrize("field", ["message_bytes", "depth", "tokens", "integer_digits"])
def test_limits_must_be_positive(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        FrameLimits(**{field: 0})


def test_a_depth_beyond_the_libraries_own_stacks_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 500"):
        FrameLimits(depth=501)


def test_truncation_at_every_byte_waits_and_then_goes_on() -> None:
    for cut in range(1, len(EVAL)):
        assert read([EVAL[:cut]]) == Verdict([], "need-data")
        assert read([EVAL[:cut], EVAL[cut:]]) == Verdict([EVAL_VALUE], "need-data")
        end = read([EVAL + EVAL[:cut]], close=True)
        assert end.messages == [EVAL_VALUE]
        assert end.end == (
            f"byte {len(EVAL)}: the peer closed in the middle of the message that starts here",
            len(EVAL),
            None,
        )


def test_two_messages_in_one_read() -> None:
    assert read([EVAL + b"de"], close=True) == Verdict([EVAL_VALUE, {}], "closed")


def test_one_message_in_one_byte_reads() -> None:
    assert read(pieces(EVAL, range(len(EVAL)))) == Verdict([EVAL_VALUE], "need-data")


def test_unsorted_keys_are_accepted_and_of_a_repeated_key_the_last_value_counts() -> None:
    assert read([b"d1:b1:x1:a1:y1:b1:ze"]).messages == [{"b": "z", "a": "y"}]


def test_bytes_that_are_not_utf8_stay_bytes() -> None:
    assert read([b"d1:a2:\xff\xfe1:b2:\xc3\xa4e"]).messages == [{"a": b"\xff\xfe", "b": "ä"}]


def _seconds_in_one_byte_reads(data: bytes) -> float:
    connection = Connection(FrameLimits(tokens=10**6))
    begin = process_time()
    message = None
    for index in range(len(data)):
        connection.receive_data(data[index : index + 1])
        message = connection.next_message()
    assert message is not NEED_DATA
    return process_time() - begin


def _one_string(times: int) -> bytes:
    return b"d4:code%d:" % (100_000 * times) + b"x" * 100_000 * times + b"e"


def _many_integers(times: int) -> bytes:
    return b"d4:codel" + b"i1e" * 20_000 * times + b"ee"


@pytest.mark.parametrize("message", [_one_string, _many_integers])
def test_one_byte_reads_take_linear_time(message: Callable[[int], bytes]) -> None:
    """Eight times the bytes take about eight times as long; looking twice at what came would take 64 times."""
    small = min(_seconds_in_one_byte_reads(message(1)) for _ in range(3))
    assert _seconds_in_one_byte_reads(message(8)) < 8 * small * 3


def test_a_megabyte_in_one_byte_reads_is_fast() -> None:
    assert _seconds_in_one_byte_reads(_one_string(10)) < 10  # measured: 0.7
