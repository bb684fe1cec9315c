"""Where clients come in: TCP (with TLS if asked), a UNIX socket, standard input and output.

Opening is where the rules of reach are kept: an address beyond this machine needs TLS or an explicit flag, and a token.
This file must never serve a connection; it hands out listeners.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import ssl
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import trio

from omega.server.config import Config, ConfigError

BACKLOG = 1024


async def open_tcp(config: Config) -> list[trio.SocketListener]:
    """Listeners on every address of ``config.host``. ConfigError if the address may not or cannot be used."""
    try:
        found = await trio.socket.getaddrinfo(
            config.host or None, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise ConfigError(f"host {config.host}: {error.strerror}") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in addresses):
        _check_reach(config)
    try:
        return await trio.open_tcp_listeners(config.port, host=config.host or None, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "; --port 0 takes any free one" if error.errno == errno.EADDRINUSE else ""
        raise ConfigError(f"cannot listen on {config.host} port {config.port}: {reason}{hint}") from None


def _check_reach(config: Config) -> None:
    missing = []
    if not config.tls_cert and not config.allow_insecure:
        missing.append("TLS (--tls-cert FILE) or the flag --allow-insecure")
    if not config.tokens:
        missing.append("a token (--token-file FILE)")
    if missing:
        raise ConfigError(
            f"host {config.host} can be reached from beyond this machine, and whoever reaches it can run code: "
            f"add {' and '.join(missing)}, or listen on 127.0.0.1"
        )


def tls_context(config: Config) -> ssl.SSLContext | None:
    """The server's TLS settings, None without a certificate. ConfigError if a file cannot be used."""
    if not config.tls_cert:
        if config.tls_key or config.tls_client_ca:
            raise ConfigError("tls-key and tls-client-ca need tls-cert as well")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(config.tls_cert, config.tls_key or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"tls-cert {config.tls_cert}: {error}") from None
    if config.tls_client_ca:
        try:
            context.load_verify_locations(config.tls_client_ca)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"tls-client-ca {config.tls_client_ca}: {error}") from None
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def open_unix(path: Path) -> trio.SocketListener:
    """A listener on a new socket file only its owner can open. A file a dead server left behind is replaced."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        mask = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(mask)
        listening.listen(BACKLOG)
        return trio.SocketListener(trio.socket.from_stdlib_socket(listening))
    except OSError as error:
        listening.close()
        raise ConfigError(f"cannot listen on {path}: {error.strerror or error}") from None


def remove_unix(path: str) -> None:
    """Remove the socket's file."""
    Path(path).unlink(missing_ok=True)


def _remove_stale(path: Path) -> None:
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            return  # bind reports that something else is there
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)


def stdio_stream() -> trio.abc.Stream:
    """Standard input and output as one stream. Whatever else prints goes to stderr from now on, not between replies."""
    reading, writing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    sys.stdout.flush()
    return trio.StapledStream(trio.lowlevel.FdStream(writing), trio.lowlevel.FdStream(reading))


def startup_line(host: str, port: int) -> str:
    """What editors wait for: the wording is nREPL's."""
    address = f"[{host}]" if ":" in host else host
    return f"nREPL server started on port {port} on host {host} - nrepl://{address}:{port}"


def ports(listeners: Sequence[trio.SocketListener]) -> int:
    """The port of the first listener."""
    port = listeners[0].socket.getsockname()[1]
    assert isinstance(port, int)
    return port


class PortFile:
    """``.nrepl-port`` in a folder: how editors find the server of a project."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".nrepl-port"
        self._port: str | None = None

    def write(self, port: int) -> bool:
        """Write the port; False if the folder cannot be written."""
        try:
            self._path.write_text(str(port), "ascii")
        except OSError:
            return False
        self._port = str(port)
        return True

    def remove(self) -> None:
        """Remove the file if it still says what this server wrote."""
        try:
            if self._port is not None and self._path.read_text("ascii") == self._port:
                self._path.unlink()
        except (OSError, UnicodeDecodeError):
            pass
