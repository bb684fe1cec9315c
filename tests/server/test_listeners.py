"""TCP, UNIX socket and TLS; who is let in and who is not."""

from __future__ import annotations

import socket
import ssl
import stat
from pathlib import Path

import pytest
import trio
import trustme

from omega.server.config import Config, ConfigError
from omega.server.listeners import PortFile, open_tcp, open_unix, startup_line
from omega.server.server import Server

from .peer import Closed, Peer, serving


async def test_nodelay_on_every_connection() -> None:
    async with serving() as place:
        peer = await place.connect()
        await peer.request("describe")
        client = next(iter(place.server.clients))
        assert isinstance(client.stream, trio.SocketStream)
        assert client.stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_unix_socket_only_its_owner_can_open(tmp_path: Path) -> None:
    path = tmp_path / "omega.sock"
    async with serving(unix=str(path)) as place:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert await (await place.connect()).values("(+ 1 2)") == ["3"]
    assert not path.exists()


async def test_a_dead_servers_socket_is_replaced_a_living_ones_is_not(tmp_path: Path) -> None:
    path = tmp_path / "omega.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    async with serving(unix=str(path)) as place:
        assert await (await place.connect()).values("1") == ["1"]
        with pytest.raises(ConfigError, match="in use"):
            open_unix(path)
    path.write_text("something else")
    with pytest.raises(ConfigError):
        open_unix(path)
    assert path.read_text() == "something else"


class Certificates:
    """A certificate authority, a server's certificate and a client's, as files."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.authority, self.server = str(folder / "ca.pem"), str(folder / "server.pem")
        self._authority.cert_pem.write_to_path(self.authority)
        self._authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(self.server)

    def client(self, *, certificate: bool = False) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        if certificate:
            self._authority.issue_cert("me@example.org").configure_cert(context)
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


async def test_tls(certificates: Certificates) -> None:
    async with serving(tls_cert=certificates.server) as place:
        stream = trio.SSLStream(await place.stream(), certificates.client(), server_hostname="localhost")
        peer = Peer(stream)
        session = await peer.clone()
        assert await peer.values("(+ 1 2)", session=session) == ["3"]
        big = "(let loop ((i 0) (l '())) (if (= i 30000) l (loop (+ i 1) (cons 1234 l))))"
        assert len((await peer.values(big, session=session))[0]) == 5 * 30000 + 1


async def test_plain_text_to_a_tls_server_harms_nobody(certificates: Certificates) -> None:
    async with serving(tls_cert=certificates.server) as place:
        plain = await place.connect()
        await plain.send({"op": "describe"})
        with pytest.raises((Closed, Exception)):
            await plain.next()
        stream = trio.SSLStream(await place.stream(), certificates.client(), server_hostname="localhost")
        assert await Peer(stream).values("1") == ["1"]


async def test_client_certificates(certificates: Certificates) -> None:
    async with serving(tls_cert=certificates.server, tls_client_ca=certificates.authority) as place:
        with_one = trio.SSLStream(
            await place.stream(), certificates.client(certificate=True), server_hostname="localhost"
        )
        assert await Peer(with_one).values("1") == ["1"]
        without = trio.SSLStream(await place.stream(), certificates.client(), server_hostname="localhost")
        with pytest.raises((trio.BrokenResourceError, Closed)):
            await Peer(without).values("1")
        assert len(place.server.clients) == 1


async def test_a_silent_tls_client_is_dropped(certificates: Certificates) -> None:
    async with serving(tls_cert=certificates.server, handshake_seconds=0.1) as place:
        stream = await place.stream()
        with trio.fail_after(5):
            assert await stream.receive_some(1) == b""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
async def test_an_address_beyond_this_machine_needs_tls_or_a_flag_and_a_token(
    host: str, certificates: Certificates
) -> None:
    token = {"me": "secret"}
    refused: tuple[tuple[dict[str, object], str], ...] = (
        ({}, "--tls-cert .* --allow-insecure and .*--token-file"),
        ({"allow_insecure": True}, "--token-file"),
        ({"tls_cert": certificates.server}, "--token-file"),
        ({"tokens": token}, "--tls-cert"),
    )
    for settings, missing in refused:
        with pytest.raises(ConfigError, match=missing):
            await open_tcp(Config(host=host, port=0, **settings))  # type: ignore[arg-type]  # one dict, many types


async def test_loopback_names_need_nothing() -> None:
    for host in ("127.0.0.1", "localhost", "127.8.9.10"):
        for listener in await open_tcp(Config(host=host, port=0)):
            await listener.aclose()


async def test_a_taken_port_is_an_error_that_says_so() -> None:
    (listener,) = await open_tcp(Config(port=0))
    port = listener.socket.getsockname()[1]
    with pytest.raises(ConfigError, match=f"port {port}.*--port 0"):
        await open_tcp(Config(port=port))
    await listener.aclose()


async def test_unusable_settings_end_run_with_a_config_error(tmp_path: Path) -> None:
    for settings, match in (
        ({"tls_cert": str(tmp_path / "none.pem")}, "tls-cert"),
        ({"tls_key": "x"}, "tls-cert"),
        ({"host": "no such host"}, "host no such host"),
    ):
        server = Server(Config(port=0, **settings), announce=print, folder=tmp_path)  # type: ignore[arg-type]
        with pytest.RaisesGroup(pytest.RaisesExc(ConfigError, match=match), flatten_subgroups=True):
            await server.run()


def test_the_startup_line_is_nrepls() -> None:
    assert startup_line("127.0.0.1", 7888) == (
        "nREPL server started on port 7888 on host 127.0.0.1 - nrepl://127.0.0.1:7888"
    )
    assert startup_line("::1", 1).endswith(" on host ::1 - nrepl://[::1]:1")


def test_the_port_file_is_removed_only_while_it_is_ours(tmp_path: Path) -> None:
    path = tmp_path / ".nrepl-port"
    ours, theirs = PortFile(tmp_path), PortFile(tmp_path)
    ours.write(1111)
    assert path.read_text() == "1111"
    theirs.write(2222)
    ours.remove()
    assert path.read_text() == "2222"
    theirs.remove()
    assert not path.exists()
    theirs.remove()
    assert not PortFile(tmp_path / "missing").write(1)
