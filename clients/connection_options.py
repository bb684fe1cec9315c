"""The command line options that say which server to use and how to prove who we are; shared by the subcommands.

It must never connect by itself: ``connect_with`` and ``security_of`` are called once the arguments make sense.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, NamedTuple

from omega.clients.errors import ConnectionFailed

if TYPE_CHECKING:
    from ssl import SSLContext

    from omega.clients.address import Address
    from omega.clients.dialogue import CodecName
    from omega.clients.sync_client import Client

TOKEN_VARIABLE = "OMEGA_TOKEN"


def add_connection_options(parser: argparse.ArgumentParser, default: str) -> None:
    """Add ``--connect`` and its companions; ``default`` says what happens without."""
    group = parser.add_argument_group("connection")
    group.add_argument(
        "--connect",
        metavar="ADDR",
        help="server to use: HOST:PORT, nrepl://HOST:PORT, nrepls://HOST:PORT (TLS), unix:/PATH, or "
        f"auto (the port in ./.nrepl-port); default: {default}",
    )
    group.add_argument(
        "--token-file",
        metavar="FILE",
        help=f"file with the server's access token (default: ${TOKEN_VARIABLE}, if it is set)",
    )
    group.add_argument("--tls-ca", metavar="FILE", help="use TLS and trust the certificates in FILE")
    group.add_argument("--tls-cert", metavar="FILE", help="our certificate (PEM), if the server wants one")
    group.add_argument(
        "--tls-key", metavar="FILE", help="the key of --tls-cert, if it is in a file of its own"
    )
    group.add_argument("--codec", choices=["bencode", "msgpack"], default="bencode", help="default: bencode")


class Security(NamedTuple):
    """How to speak to a server, whichever it is: our secret, its certificates, the codec."""

    token: str | None
    tls: SSLContext | None
    codec: CodecName


def security_of(options: argparse.Namespace) -> Security:
    """What these options say. Raises ``ConnectionFailed`` if a file cannot be read."""
    import ssl

    try:
        token = None
        if options.token_file:
            with open(options.token_file, encoding="utf-8") as file:
                token = file.read().strip()
        tls = None
        if options.tls_ca or options.tls_cert:
            tls = ssl.create_default_context(cafile=options.tls_ca)
            if options.tls_cert:
                tls.load_cert_chain(options.tls_cert, options.tls_key)
    except (OSError, ValueError) as error:
        raise ConnectionFailed(f"cannot read a token or certificate file: {error}") from error
    return Security(token or os.environ.get(TOKEN_VARIABLE) or None, tls, options.codec)


def connect_with(options: argparse.Namespace, address: Address) -> Client:
    """Connect as these options say. Raises ``ConnectionFailed``."""
    from omega.clients.sync_client import connect

    return connect(address, **security_of(options)._asdict())
