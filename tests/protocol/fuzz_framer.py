"""The fuzz target of the framer and the decoders behind it. Its invariant, in one sentence:

However a stream of bytes is cut into reads, a connection gives the same messages and then the same end (waiting,
or one ``RemoteProtocolError`` that names its offset and, if it is one, the limit), each message can be sent and read again unchanged,
each bencode frame is one whole value to bencode.py, and nothing else is ever raised.

``test_fuzz.py`` runs it bounded; for longer: ``python -m tests.protocol.fuzz_framer SECONDS [SEED]``.
"""

from __future__ import annotations

import sys
from random import Random
from time import monotonic

from bencodepy import BencodeDecoder

from omega.protocol import BENCODE, MSGPACK, Connection, FrameLimits, RemoteProtocolError, Wire
from omega.protocol.framing import BencodeFramer

from .streams import pieces, read

LIMITS = FrameLimits(message_bytes=300, depth=6, tokens=40, integer_digits=12)
_MESSAGES: list[dict[str, Wire]] = [
    {"op": "eval", "code": "(+ 1 2)", "id": "1", "session": "0f2c"},
    {"op": "load-file", "file": "(define x 1)\n" * 9, "file-path": "/tmp/ä.scm", "id": 7},
    {"a": [1, -2, [3, {"b": []}]], "c": {"d": {"e": "f"}}, "n": 123_456_789_012},
    {"x": b"\xff\xfe", "y": True, "z": None, "w": 1.5},
    {},
]
_SEEDS = [
    *(BENCODE.encoder()(message) for message in _MESSAGES),
    *(MSGPACK.encoder()(message) for message in _MESSAGES),
    *(b"d0:i1e-6:e", b"d1:ai+5ee", b"d1:ai1_000ee", b"d03:abce", b"d1:a" * 7),
    b"d1:al" + b"i1e" * 30 + b"ee",
    *(b"\x81\xa1a\xdd\xff\xff\xff\xff", b"\xdf\x00\x00\x00\x01\xa1a\xc0", b"\x81\xa1n\xc7\x09\x01" + b"\x01" * 9),
    *(b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\xc8"),
]
_FRAGMENTS = [
    *(b"d", b"e", b"l", b"i", b":", b"-", b"0", b"9", b"1:a", b"i1e", b"i-1e", b"le", b"de", b"299:", b"99999999"),
    *(b"\x80", b"\x81", b"\x90", b"\x91", b"\xa1a", b"\xc0", b"\xc1", b"\xc7", b"\xd9\x05", b"\xde", b"\xdf", b"\xff"),
]


def stream(random: Random) -> bytes:
    """A few messages one after the other, a little damaged."""
    data = bytearray(b"".join(random.choice(_SEEDS) for _ in range(random.randint(1, 3))))
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        at = random.randint(0, len(data))
        match random.randrange(5):
            case 0:
                data[at : at + 1] = random.choice(_FRAGMENTS)
            case 1:
                data[at:at] = random.choice(_FRAGMENTS) * random.choice((1, 1, 2, 50))
            case 2:
                del data[at : at + random.randint(1, 9)]
            case 3:
                data[at : at + 1] = random.randbytes(1)
            case _:
                data[at:at] = data[random.randint(0, at) : at]
    return bytes(data)


def check(data: bytes, random: Random) -> None:
    """Raise ``AssertionError`` if the invariant does not hold for ``data``."""
    whole = read(pieces(data, ()), limits=LIMITS)
    cuts = [random.randint(0, len(data)) for _ in range(random.randint(1, 8))]
    # By repr, for which NaN is itself, and 1 is not 1.0.
    assert repr(read(pieces(data, cuts), limits=LIMITS)) == repr(whole), cuts
    assert repr(read(pieces(data, range(len(data))), limits=LIMITS)) == repr(whole)
    for message in whole.messages:
        for codec in (BENCODE, MSGPACK):
            sent = Connection(codec=codec).send(message)
            again = read([sent]).messages
            if codec is MSGPACK:
                assert repr(again) == repr([message])
            else:
                assert read([Connection(codec=codec).send(again[0])]).messages == again
    _check_frames(data)


def _check_frames(data: bytes) -> None:
    framer = BencodeFramer(LIMITS)
    framer.receive(data)
    try:
        while (frame := framer.next_frame()) is not None:
            assert len(frame) <= LIMITS.message_bytes
            assert isinstance(BencodeDecoder(max_depth=LIMITS.depth).decode(frame), dict)
    except RemoteProtocolError:
        pass


def main(seconds: float, seed: int) -> None:
    """Check streams until the time is over; a failure shows the stream and ends the run."""
    random = Random(seed)
    end = monotonic() + seconds
    count = 0
    while monotonic() < end:
        data = stream(random)
        try:
            check(data, random)
        except BaseException:
            print(f"seed {seed}, stream {count}: {data!r}", file=sys.stderr)
            raise
        count += 1
    print(f"{count} streams, seed {seed}")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
