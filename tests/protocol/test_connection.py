"""A connection from its first byte to its end."""

from __future__ import annotations

import pytest

from omega.protocol import (
    BENCODE,
    CLOSED,
    MSGPACK,
    NEED_DATA,
    Codec,
    Connection,
    FrameLimits,
    LocalProtocolError,
    RemoteProtocolError,
)

from .streams import pieces, read, refusal

TLS_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(189)
HTTP_REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:7888\r\nUser-Agent: curl/8\r\n\r\n"


@pytest.mark.parametrize("codec", [BENCODE, MSGPACK])
def test_the_first_byte_chooses_the_codec_of_both_directions(codec: Codec) -> None:
    client, server = Connection(codec=codec), Connection()
    assert server.codec is None
    server.receive_data(client.send({"op": "describe"}))
    assert server.codec is None
    assert server.next_message() == {"op": "describe"}
    assert server.codec is codec
    client.receive_data(server.send({"status": ["done"]}))
    assert client.next_message() == {"status": ["done"]}


def test_every_size_of_msgpack_map_is_recognised() -> None:
    for size in (0, 1, 15, 16, 70_000):
        data = MSGPACK.encoder()({str(number): number for number in range(size)})
        limits = FrameLimits(tokens=200_000)
        assert len(read([data], limits=limits).messages[0]) == size


@pytest.mark.parametrize("first", [*b"\x00\x01azZ0({[l\x90\xa0\xc0\xc1\xd9\xdc\xdd\xe0\xff"])
def test_any_other_first_byte_is_refused_in_words(first: int) -> None:
    error = refusal(bytes([first]))
    assert (error.offset, error.foreign) == (0, None)
    assert "expected a bencode dict" in error.reason
    assert "MessagePack map" in error.reason


def test_an_http_request_is_told_so_in_http() -> None:
    for request in (HTTP_REQUEST, b"POST /api HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        for parts in ([request], list(pieces(request, range(len(request))))):
            connection = Connection()
            with pytest.raises(RemoteProtocolError, match=r"an HTTP request arrived.*nREPL") as caught:
                for part in parts:
                    connection.receive_data(part)
                    connection.next_message()
            assert caught.value.foreign == "http"
            head, body = connection.error_reply(caught.value).split(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400 ")
            assert b"Content-Length: %d" % len(body) in head
            assert body.decode() == caught.value.reason + "\n"


def test_a_word_that_only_begins_like_http_is_not_called_http() -> None:
    assert refusal(b"GETTING").foreign is None
    assert read([b"GE"], close=True).end[1] == 0


def test_a_tls_hello_is_named() -> None:
    error = refusal(TLS_HELLO)
    assert (error.foreign, error.offset) == ("tls", 0)
    assert "a TLS hello arrived" in error.reason
    assert b"a TLS hello arrived" in Connection().error_reply(error)


def test_a_client_names_what_answers_instead_of_a_server_of_its_codec() -> None:
    assert "an HTTP response arrived" in refusal(b"HTTP/1.1 400 Bad Request\r\n", codec=BENCODE).reason
    error = refusal(b"\x80", codec=BENCODE)
    assert error.reason == "byte 0: expected a bencode dict (first byte 'd'), got MessagePack"
    assert "expected a MessagePack map" in refusal(b"de", codec=MSGPACK).reason


@pytest.mark.parametrize("codec", [BENCODE, MSGPACK])
def test_an_error_reply_names_limit_and_offset(codec: Codec) -> None:
    limits = FrameLimits(message_bytes=50)
    server, client = Connection(limits), Connection(codec=codec)
    server.receive_data(client.send({"code": "x" * 100}))
    with pytest.raises(RemoteProtocolError) as caught:
        server.next_message()
    client.receive_data(server.error_reply(caught.value))
    reply = client.next_message()
    assert isinstance(reply, dict)
    assert reply["limit"] == "message-bytes"
    assert reply["offset"] == caught.value.offset
    assert reply["status"] == ["error", "done", "protocol-error"]
    assert "message-bytes 50" in str(reply["message"])


@pytest.mark.parametrize("data", [b"dx", b"\x80\xc1", b"?"])
def test_after_an_error_the_connection_is_dead(data: bytes) -> None:
    connection = Connection()
    connection.receive_data(data)
    reasons = set()
    for _ in range(3):
        with pytest.raises(RemoteProtocolError) as caught:
            while connection.next_message() is not NEED_DATA:
                pass
        reasons.add(caught.value.reason)
        connection.receive_data(b"de")
    assert len(reasons) == 1


def test_messages_before_an_error_are_still_given() -> None:
    verdict = read([b"d2:op4:evaled2:op3:abcex"])
    assert verdict.messages == [{"op": "eval"}, {"op": "abc"}]
    assert verdict.end[1] == 23


def test_the_end_comes_after_the_messages_and_stays() -> None:
    connection = Connection()
    connection.receive_data(b"dede")
    connection.receive_data(b"")
    assert [connection.next_message() for _ in range(4)] == [{}, {}, CLOSED, CLOSED]
    connection.receive_data(b"")
    with pytest.raises(LocalProtocolError):
        connection.receive_data(b"de")


def test_a_peer_that_closes_without_a_word_is_no_error() -> None:
    assert read([], close=True).end == "closed"


def test_nothing_can_be_sent_before_the_codec_is_known() -> None:
    with pytest.raises(LocalProtocolError, match="codec"):
        Connection().send({})
