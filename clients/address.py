"""Where a server is: TCP (plain or TLS) or a UNIX socket, and how people write that.

Owns the text forms and the ``.nrepl-port`` file. It must never open a connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from omega.clients.errors import BadAddress

DEFAULT_HOST = "127.0.0.1"
PORT_FILE = ".nrepl-port"

_TCP = re.compile(r"(?:(?P<host>\[[^\]]+\]|[^:/\[\]]+):)?(?P<port>\d{1,5})/?")


@dataclass(frozen=True, slots=True)
class Address:
    """``path`` of a UNIX socket, or ``host`` and ``port``. ``secure``: TLS was asked for (``nrepls://``)."""

    host: str = DEFAULT_HOST
    port: int = 0
    path: str | None = None
    secure: bool = False

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix:{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'nrepls' if self.secure else 'nrepl'}://{host}:{self.port}"


def parse_address(text: str, directory: Path | None = None) -> Address:
    """The address a person wrote.

    ``7888``, ``host:7888``, ``[::1]:7888``, ``nrepl://host:7888``, ``nrepls://host:7888`` (TLS), ``unix:/path``
    (also ``nrepl+unix:/path``, as nREPL writes it), or ``auto``: the port in ``.nrepl-port`` of ``directory``
    (default: the working directory). Raises ``BadAddress``.
    """
    if text == "auto":
        found = address_from_port_file(directory or Path.cwd())
        if found is None:
            raise BadAddress(f"no {PORT_FILE} in {directory or Path.cwd()}: is a server running here?")
        return found
    for prefix in ("nrepl+unix:", "unix:"):
        if text.startswith(prefix):
            path = text.removeprefix(prefix).removeprefix("//")
            if not path:
                raise BadAddress(f"{text!r} names no socket: write unix:/path/to/socket")
            return Address(path=path)
    secure = text.startswith("nrepls://")
    match = _TCP.fullmatch(text.removeprefix("nrepls://").removeprefix("nrepl://"))
    if match is None or not 0 < int(match["port"]) < 65536:
        raise BadAddress(f"{text!r} is not an address: write host:port, nrepl://host:port or unix:/path")
    return Address((match["host"] or DEFAULT_HOST).strip("[]"), int(match["port"]), None, secure)


def address_from_port_file(directory: Path) -> Address | None:
    """The address a server left in ``.nrepl-port`` of this directory; ``None`` if there is no such file.

    The file holds the port alone, as every nREPL tool expects. Raises ``BadAddress`` when it holds anything else.
    """
    try:
        text = (directory / PORT_FILE).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise BadAddress(f"{directory / PORT_FILE} holds {text[:40]!r}, not a port")
    return Address(port=int(text))


def choose_address(
    address: str | int | Address | None, *, port: int | None, host: str | None, unix: str | Path | None
) -> Address:
    """The one address given, in whichever way. Raises ``BadAddress`` unless exactly one was."""
    given = [value for value in (address, port, unix) if value is not None]
    if len(given) != 1:
        raise BadAddress("say where the server is, once: an address, a port, or unix=PATH")
    if unix is not None:
        return Address(path=str(unix))
    if isinstance(address, Address):
        return address
    if isinstance(address, str):
        return parse_address(address)
    return Address(host or DEFAULT_HOST, int(given[0]))  # type: ignore[arg-type]
