"""Both codecs: what is sent is what arrives, however the bytes are cut; and what each refuses to send."""

from __future__ import annotations

import math
from time import process_time
from typing import cast

import pytest
from bencodepy import BencodeDecoder
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.protocol import (
    BENCODE,
    MSGPACK,
    NEED_DATA,
    Codec,
    Connection,
    FrameLimits,
    LocalProtocolError,
    Sendable,
    Wire,
)

from .streams import Verdict, pieces, read, refusal
from .values import MESSAGES

CUTS = st.lists(st.integers(0, 400), max_size=20)


def through_bencode(value: Wire) -> Wire:
    """What a value becomes on its way through bencode (WIRE.md, *Encoding*), said once more."""
    match value:
        case None | False:
            return []
        case True:
            return 1
        case float():
            return str(value)
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value
        case list():
            return [through_bencode(item) for item in value]
        case dict():
            return {key: through_bencode(item) for key, item in value.items()}
        case _:
            return value


@settings(deadline=None, max_examples=150)
@given(st.lists(MESSAGES, min_size=1, max_size=3), CUTS)
def test_bencode_round_trip_in_any_pieces(messages: list[dict[str, Wire]], cuts: list[int]) -> None:
    sender = Connection(codec=BENCODE)
    data = b"".join(sender.send(message) for message in messages)
    expected = [cast("dict[str, Wire]", through_bencode(message)) for message in messages]
    assert read(pieces(data, cuts), close=True) == Verdict(expected, "closed")


@settings(deadline=None, max_examples=150)
@given(st.lists(MESSAGES, min_size=1, max_size=3), CUTS)
def test_msgpack_round_trip_in_any_pieces(messages: list[dict[str, Wire]], cuts: list[int]) -> None:
    sender = Connection(codec=MSGPACK)
    data = b"".join(sender.send(message) for message in messages)
    verdict = read(pieces(data, cuts), close=True)
    assert verdict == Verdict(messages, "closed")
    assert repr(verdict.messages) == repr(messages)  # 1, 1.0 and True are equal, and different


@settings(deadline=None, max_examples=50)
@given(MESSAGES)
def test_what_we_send_is_canonical_bencode(message: dict[str, Wire]) -> None:
    data = Connection(codec=BENCODE).send(message)
    decoded = BencodeDecoder(max_depth=500).decode(data)
    assert isinstance(decoded, dict)
    assert list(decoded) == sorted(key.encode() for key in message)


def test_msgpack_carries_floats_that_are_no_numbers() -> None:
    data = Connection(codec=MSGPACK).send({"a": math.nan, "b": math.inf})
    (message,) = read([data]).messages
    assert math.isnan(cast("float", message["a"]))
    assert message["b"] == math.inf


def test_the_mapping_to_bencode() -> None:
    message: dict[str, Sendable] = {
        "z": None,
        "yes": True,
        "no": False,
        "half": 0.5,
        "raw": b"\xff",
        "status": ("done", "error"),
        "nested": {"b": 1, "a": "ä"},
    }
    assert Connection(codec=BENCODE).send(message) == (
        b"d4:half3:0.56:nestedd1:a2:\xc3\xa41:bi1ee2:nole3:raw1:\xff6:statusl4:done5:errore3:yesi1e1:zlee"
    )


def test_integers_beyond_64_bits_travel_as_an_extension_of_msgpack() -> None:
    for number in (2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**300, -(10**300), 2**71, -(2**71)):
        data = Connection(codec=MSGPACK).send({"n": number})
        assert read([data], limits=FrameLimits(integer_digits=301)).messages == [{"n": number}]
    assert refusal(Connection(codec=MSGPACK).send({"n": 10**20})).limit == "integer-digits"
    assert refusal(Connection(codec=MSGPACK).send({"n": 10**500})).limit == "integer-digits"


@pytest.mark.parametrize("codec", [BENCODE, MSGPACK])
def test_what_has_no_encoding_is_the_senders_error(codec: Codec) -> None:
    loop: list[object] = []
    loop.append(loop)
    for value in (object(), {1, 2}, "\ud800", loop):
        connection = Connection(codec=codec)
        with pytest.raises(LocalProtocolError, match=codec.name):
            connection.send({"value": cast("Sendable", value)})
        assert read([connection.send({"op": "x"})]).messages == [{"op": "x"}]  # nothing of the failed one is left


def test_keys_that_are_no_text_cannot_be_sent_as_bencode() -> None:
    for wrong in ({1: "a"}, {b"a": "a"}, {"a": "b", 1: "c"}, {None: "a"}):
        with pytest.raises(LocalProtocolError):
            Connection(codec=BENCODE).send(cast("dict[str, Sendable]", wrong))


@pytest.mark.parametrize("codec", [BENCODE, MSGPACK])
def test_a_great_many_messages_in_one_read_take_linear_time(codec: Codec) -> None:
    """Eight times the messages take about eight times as long; moving what is left each time would take 64 times."""
    data = codec.encoder()({"op": "eval", "code": "(+ 1 2)"})

    def seconds(count: int) -> float:
        connection = Connection(FrameLimits(message_bytes=1_000_000))
        connection.receive_data(data * count)
        begin = process_time()
        for _ in range(count):
            assert connection.next_message() is not NEED_DATA
        assert connection.next_message() is NEED_DATA
        return process_time() - begin

    small = min(seconds(15_000) for _ in range(3))
    assert seconds(8 * 15_000) < 8 * small * 3
