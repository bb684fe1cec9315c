"""MessagePack on hostile, truncated and chopped input."""

from __future__ import annotations

import pytest

from omega.protocol import MSGPACK, FrameLimits, Wire

from .streams import Verdict, pieces, read, refusal

pack = MSGPACK.encoder()
EVAL_VALUE: dict[str, Wire] = {
    "code": "(+ 1 2)",
    "id": 2**70,
    "op": "eval",
    "options": {"a": [None, True, 1.5, b"\xff", -7, 70_000]},
    "long": "x" * 300,
}
EVAL = pack(EVAL_VALUE)
LIMITS = FrameLimits(integer_digits=30)


def test_truncation_at_every_byte_waits_and_then_goes_on() -> None:
    for cut in range(1, len(EVAL)):
        assert read([EVAL[:cut]], limits=LIMITS) == Verdict([], "need-data")
        assert read([EVAL[:cut], EVAL[cut:]], limits=LIMITS) == Verdict([EVAL_VALUE], "need-data")
        end = read([EVAL + EVAL[:cut]], limits=LIMITS, close=True)
        assert end.messages == [EVAL_VALUE]
        assert end.end[1] == len(EVAL)


def test_two_messages_in_one_read_and_one_in_one_byte_reads() -> None:
    assert read([EVAL + pack({})], limits=LIMITS, close=True) == Verdict([EVAL_VALUE, {}], "closed")
    assert read(pieces(EVAL, range(len(EVAL))), limits=LIMITS) == Verdict([EVAL_VALUE], "need-data")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x81\xa1a\xc1", "starts no MessagePack value"),
        (b"\x81\x01\x02", "key"),
        (b"\x81\xc0\x02", "key"),
        (b"\x81\xc4\x01a\x02", "key must be text"),
        (b"\x81\xa1a\x81\xc4\x01a\x02", "key must be text"),
        (b"\x81\xa1\xff\x02", "not UTF-8"),
        (b"\x81\xa1a\xa1\xff", "not UTF-8"),
        (b"\x81\xa1a\xd4\x05\x00", "extension type 5"),
        (b"\x81\xa1a\xc7\x03\xff\x00\x00\x00", "not valid"),
        (b"\x80\x01", "not"),
        (b"\x80\x90", "not"),
        (b"\x80\xc1", "starts no MessagePack value"),
    ],
)
def test_malformed_bytes_name_an_offset(data: bytes, words: str) -> None:
    error = refusal(data)
    assert error.limit is None
    assert words in error.reason
    assert f"byte {error.offset}:" in error.reason


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (b"\x81\xa1a\xdd\xff\xff\xff\xff", "tokens"),
        (b"\x81\xa1a\xdf\xff\xff\xff\xff", "tokens"),
        (b"\xdf\xff\xff\xff\xff", "tokens"),
        (b"\x81\xa1a\xc9\xff\xff\xff\xff\x01", "integer-digits"),
        (b"\x81\xa1a\xdc\x27\x00" + b"\x90" * 0x2700, None),
        (b"\x81\xa1a\xdc\x27\x10" + b"\x90" * 0x2710, "tokens"),
        (b"\x81\xa1a" + b"\x91" * 62 + b"\x90", None),
        (b"\x81\xa1a" + b"\x91" * 63 + b"\x90", "depth"),
        (b"\x81\xa1a" * 63 + b"\x80", None),
        (b"\x81\xa1a" * 64 + b"\x80", "depth"),
        (b"\x81\xa1a" + b"\x91" * 100_000, "depth"),
        (b"\x81\xa1a" * 100_000, "depth"),
    ],
)
def test_each_limit_is_named(data: bytes, limit: str | None) -> None:
    if limit is None:
        assert len(read([data]).messages) == (0 if data.startswith(b"\x81\xa1a\xdc") else 1)
    else:
        error = refusal(data)
        assert error.limit == limit
        assert limit in error.reason


def test_message_bytes_counts_each_message_and_nothing_else() -> None:
    exact = FrameLimits(message_bytes=len(EVAL), integer_digits=30)
    less = FrameLimits(message_bytes=len(EVAL) - 1, integer_digits=30)
    for cuts in ((), range(0, 3000, 7), range(3000)):
        assert read(pieces(EVAL * 5, cuts), limits=exact) == Verdict([EVAL_VALUE] * 5, "need-data")
        verdict = read(pieces(EVAL * 5, cuts), limits=less)
        assert verdict.messages == []
        assert verdict.end[2] == "message-bytes"


def test_a_too_long_text_is_refused_once_message_bytes_of_it_are_here() -> None:
    limits = FrameLimits(message_bytes=1000)
    for header in (b"\x81\xa1a\xdb\xff\xff\xff\xff", b"\x81\xa1a\xc6\xff\xff\xff\xff", b"\x81\xa1a\xda\x03\xe8"):
        data = header + b"x" * (1000 - len(header))
        assert read([data[:-1]], limits=limits) == Verdict([], "need-data")
        assert refusal(data, limits=limits).limit == "message-bytes"


def test_a_later_message_may_be_as_long_as_the_first() -> None:
    small, most = pack({"a": 1}), pack({"a": "x" * 990})
    limits = FrameLimits(message_bytes=len(most))
    assert len(read([(small + most) * 3 + small], limits=limits).messages) == 7


def test_a_timestamp_is_seconds() -> None:
    assert read([b"\x81\xa1t\xd6\xff\x00\x00\x00\x02"]).messages == [{"t": 2.0}]
