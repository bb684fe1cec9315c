"""How people write where a server is."""

from __future__ import annotations

from pathlib import Path

import pytest

from omega.clients.address import Address, choose_address, parse_address
from omega.clients.errors import BadAddress


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("7888", Address(port=7888)),
        ("localhost:7888", Address("localhost", 7888)),
        ("nrepl://127.0.0.1:7888", Address("127.0.0.1", 7888)),
        ("nrepl://127.0.0.1:7888/", Address("127.0.0.1", 7888)),
        ("nrepls://lisp.example:1", Address("lisp.example", 1, secure=True)),
        ("[::1]:7888", Address("::1", 7888)),
        ("nrepl://[::1]:7888", Address("::1", 7888)),
        ("unix:/run/o.sock", Address(path="/run/o.sock")),
        ("unix:///run/o.sock", Address(path="/run/o.sock")),
        ("nrepl+unix:/run/o.sock", Address(path="/run/o.sock")),
        ("unix:relative", Address(path="relative")),
    ],
)
def test_every_way_to_write_an_address(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["", "host", "host:", "host:0", "host:65536", "host:12x", "http://h:1", "unix:", "::1:80", "a:b:1"],
)
def test_what_is_no_address_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(BadAddress, match=r"write (host:port|unix:)"):
        parse_address(text)


def test_auto_reads_the_port_file(tmp_path: Path) -> None:
    with pytest.raises(BadAddress, match=r"no \.nrepl-port"):
        parse_address("auto", tmp_path)
    (tmp_path / ".nrepl-port").write_text("4711\n")
    assert parse_address("auto", tmp_path) == Address(port=4711)
    (tmp_path / ".nrepl-port").write_text("seven")
    with pytest.raises(BadAddress, match="holds 'seven', not a port"):
        parse_address("auto", tmp_path)


def test_exactly_one_address_is_wanted() -> None:
    assert choose_address(None, port=1, host="h", unix=None) == Address("h", 1)
    assert choose_address(7, port=None, host=None, unix=None) == Address(port=7)
    assert choose_address(None, port=None, host=None, unix=Path("/s")) == Address(path="/s")
    for arguments in ({"port": None, "unix": None}, {"port": 1, "unix": "/s"}):
        with pytest.raises(BadAddress, match="once"):
            choose_address(None, host=None, **arguments)
