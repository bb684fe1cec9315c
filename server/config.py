"""What the operator decides: one frozen ``Config``, read from defaults < TOML file < environment < flags.

Every field is declared once, with its kind and one line of help; flag (``--message-bytes``), environment variable
(``OMEGA_MESSAGE_BYTES``) and file key (``message-bytes``) are the field's name in three spellings. This file reads
settings and checks each by itself; it must never open a socket or act on a setting.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omega.server.store.file import SYNCS

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Unusable(Exception):
    """What a kind of setting raises for a value it cannot take: says what is expected."""


class ConfigError(Exception):
    """A setting that cannot be used; the text names the key, where it came from, and what is expected."""


def _count(raw: object) -> int:
    """A number of things, at least 0."""
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise Unusable("a whole number")
    try:
        value = int(raw)
    except ValueError:
        raise Unusable("a whole number") from None
    if value < 0:
        raise Unusable("a whole number of at least 0")
    return value


def _size(raw: object) -> int:
    """A number of bytes or characters: ``4096``, ``64K``, ``16MiB``, ``1G`` (powers of 1024)."""
    if isinstance(raw, str):
        text = raw.strip().lower().removesuffix("ib").removesuffix("b")
        digits, unit = (text[:-1], text[-1:]) if text[-1:] in ("k", "m", "g") else (text, "")
        digits = digits.strip()
        if not digits.isascii() or not digits.isdigit():
            raise Unusable("a size such as 4096, 64K, 16M or 1G")
        return int(digits) * _UNITS[unit]
    return _count(raw)


def _seconds(raw: object) -> float:
    """A length of time in seconds, fractions allowed, at least 0."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Unusable("a number of seconds")
    try:
        value = float(raw)
    except ValueError:
        raise Unusable("a number of seconds") from None
    if not 0 <= value < 1e9:
        raise Unusable("a number of seconds of at least 0")
    return value


def _days(raw: object) -> float:
    """A length of time in days, fractions allowed, at least 0."""
    try:
        return _seconds(raw)
    except Unusable:
        raise Unusable("a number of days of at least 0") from None


def _sync(raw: object) -> str:
    text = _text(raw).lower()
    if text not in SYNCS:
        raise Unusable(" or ".join(SYNCS))
    return text


def _port(raw: object) -> int:
    value = _count(raw)
    if value > 65535:
        raise Unusable("a port from 0 to 65535")
    return value


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if str(raw).lower() in _TRUE | _FALSE:
        return str(raw).lower() in _TRUE
    raise Unusable("true or false")


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise Unusable("a string")
    return raw


def _file(raw: object) -> str:
    return os.path.expanduser(_text(raw))


def _level(raw: object) -> str:
    text = _text(raw).lower()
    if text not in ("debug", "info", "warning", "error"):
        raise Unusable("debug, info, warning or error")
    return text


def _option(default: Any, kind: Callable[[object], object], help: str) -> Any:
    return dataclasses.field(default=default, metadata={"kind": kind, "help": help})


_METAVARS: Mapping[Callable[[object], object], str] = {
    _count: "N", _size: "SIZE", _seconds: "SECONDS", _port: "PORT", _text: "TEXT", _file: "FILE", _level: "LEVEL",
    _days: "DAYS", _sync: "|".join(SYNCS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a server is told at its start. Sizes are bytes unless the help says characters; 0 means no bound
    where the help says so."""

    host: str = _option("127.0.0.1", _text, "address to listen on; one beyond this machine needs TLS and a token")
    port: int = _option(7888, _port, "TCP port; 0 picks a free one (the startup line and .nrepl-port tell which)")
    unix: str = _option("", _file, "listen on this UNIX socket instead of TCP")
    stdio: bool = _option(False, _flag, "serve one connection on standard input and output instead of TCP")
    tls_cert: str = _option("", _file, "PEM file with the server's certificate chain; turns TLS on")
    tls_key: str = _option("", _file, "PEM file with the certificate's private key (default: inside --tls-cert)")
    tls_client_ca: str = _option("", _file, "PEM file of authorities; clients must show a certificate from one")
    allow_insecure: bool = _option(False, _flag, "accept an address beyond this machine without TLS")
    token_file: str = _option("", _file, "file with the token clients must send with the auth op (first line)")
    port_file: bool = _option(True, _flag, "write the port to .nrepl-port in the working directory")
    message_bytes: int = _option(16 * 1024**2, _size, "largest message a client may send")
    connections: int = _option(2000, _count, "open connections at a time")
    pending_requests: int = _option(10_000, _count, "requests of one connection that wait for an answer")
    pending_bytes: int = _option(64 * 1024**2, _size, "code, in characters, of one connection's waiting requests")
    sessions_per_connection: int = _option(1024, _count, "sessions one connection may hold open")
    sessions: int = _option(16_384, _count, "sessions of the whole server")
    stdin_bytes: int = _option(1024**2, _size, "input, in characters, that waits in one session to be read")
    output_per_evaluation: int = _option(64 * 1024**2, _size, "characters one evaluation may print; 0 = no bound")
    ticks_per_evaluation: int = _option(0, _count, "calls and loop turns of one evaluation; 0 = no bound")
    heap_per_session: int = _option(256 * 1024**2, _size, "memory one session may hold")
    shelf_bytes: int = _option(64 * 1024**2, _size, "bytes of snapshots, and of histories, that one session keeps by name")
    outbox_bytes: int = _option(1024**2, _size, "replies that wait for a slow reader before its evaluations pause")
    replay_bytes: int = _option(256 * 1024, _size, "replies of one session kept for a client that comes back; 0 = none")
    session_grace: float = _option(60.0, _seconds, "seconds a session outlives its last connection")
    handshake_seconds: float = _option(10.0, _seconds, "time a client has for the TLS handshake")
    drain_seconds: float = _option(3.0, _seconds, "time running evaluations have to end when the server stops")
    slice_seconds: float = _option(0.002, _seconds, "length of one evaluation slice between two looks at the network")
    operation_time: float = _option(0.2, _seconds, "seconds one operation of a program may take before it ends in an error")
    file_root: str = _option("", _file, "folder whose files programs may read and write; empty = they get no files")
    data: str = _option("", _file, "file that keeps durable sessions; empty = there are none, all end with the server")
    data_sync: str = _option("full", _sync, "full: what is kept survives a power failure; normal: only the end of the server")
    data_bytes: int = _option(0, _size, "how large the data file may become; 0 = no bound")
    history_entries: int = _option(10_000, _count, "evaluations a durable session keeps beyond its state's; 0 = no bound")
    history_days: float = _option(0.0, _days, "days for which it keeps them; 0 = no bound")
    history_bytes: int = _option(64 * 1024**2, _size, "bytes of the data file it may take for them; 0 = no bound")
    checkpoint_evaluations: int = _option(500, _count, "evaluations of a durable session after which its state is written")
    checkpoint_ticks: int = _option(3_000_000, _count, "ticks of its evaluations after which it is written, too")
    unload_seconds: float = _option(900.0, _seconds, "seconds after which an unused durable session leaves the memory")
    log_level: str = _option("info", _level, "debug, info, warning or error")
    tokens: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)


_FIELDS = {field.name: field for field in dataclasses.fields(Config) if "kind" in field.metadata}
#: Settings without which nothing could ever be answered: 0 is a mistake there.
_POSITIVE = ("message_bytes", "connections", "pending_requests", "pending_bytes", "sessions_per_connection",
             "sessions", "heap_per_session", "shelf_bytes", "outbox_bytes", "slice_seconds", "checkpoint_evaluations", "checkpoint_ticks", "operation_time")  # fmt: skip

_EPILOG = """\
Every flag is also an environment variable and a key of the TOML file:
  --message-bytes 1M    OMEGA_MESSAGE_BYTES=1M    message-bytes = "1M"
Flags win over the environment, the environment over the file (--config or OMEGA_CONFIG).
The file may name several clients, each with a token and sessions of its own:  [tokens]  alice = "..."

examples:
  omega serve                                       on 127.0.0.1:7888, for this machine only
  omega serve --port 0                              on any free port; see .nrepl-port
  omega serve --unix /run/user/1000/omega.sock      on a UNIX socket only its owner can open
  omega serve --host 0.0.0.0 --tls-cert server.pem --token-file token
  omega serve --stdio                               for an editor that starts the server itself
"""


def parser(prog: str) -> argparse.ArgumentParser:
    """The command line of a server, with help that teaches."""
    made = argparse.ArgumentParser(
        prog=prog,
        description="Serve Omega sessions over nREPL to editors, scripts and terminals.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--config", metavar="FILE", help="TOML file with settings")
    for name, field in _FIELDS.items():
        flag = "--" + name.replace("_", "-")
        default = field.default if field.default != "" else "none"
        text = f"{field.metadata['help']} (default: {default})".replace("%", "%%")
        if isinstance(field.default, bool):
            made.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=text)
        else:
            made.add_argument(flag, metavar=_METAVARS[field.metadata["kind"]], help=text)
    return made


def load_config(
    argv: Sequence[str], environment: Mapping[str, str] = os.environ, *, prog: str = "omega-server"
) -> Config:
    """The configuration these flags, this environment and the file they name give. ConfigError if any is unusable."""
    flags = vars(parser(prog).parse_args(argv))
    file = flags.pop("config") or environment.get("OMEGA_CONFIG")
    values, tokens = _from_file(Path(file)) if file else ({}, {})
    for name in _FIELDS:
        key = "OMEGA_" + name.upper()
        if environment.get(key):
            values[name] = _checked(name, environment[key], f"environment variable {key}")
        if flags[name] is not None:
            values[name] = _checked(name, flags[name], f"flag --{name.replace('_', '-')}")
    if path := values.get("token_file"):
        tokens = {**tokens, "token-file": _read_token(Path(str(path)))}
    return Config(**values, tokens=tokens)


def _from_file(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"configuration file {path}: {error}") from None
    values: dict[str, Any] = {}
    tokens = table.pop("tokens", {})
    if not isinstance(tokens, dict) or not all(isinstance(token, str) and token for token in tokens.values()):
        raise ConfigError(f"tokens in {path}: expected a table of name = \"token\"")
    for key, raw in table.items():
        name = key.replace("-", "_")
        if name not in _FIELDS:
            raise ConfigError(f"{key} in {path}: there is no such setting; known are {', '.join(_known())}")
        values[name] = _checked(name, raw, str(path))
    return values, tokens


def _known() -> list[str]:
    return [name.replace("_", "-") for name in _FIELDS]


def _checked(name: str, raw: object, origin: str) -> object:
    try:
        value = _FIELDS[name].metadata["kind"](raw)
        if name in _POSITIVE and not value:
            raise Unusable("more than 0")
    except Unusable as error:
        raise ConfigError(f"{name.replace('_', '-')} from {origin}: expected {error}, got {raw!r}") from None
    return value


def _read_token(path: Path) -> str:
    try:
        token = path.read_text("utf-8").splitlines()[:1]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"token-file {path}: {error}") from None
    if not token or not token[0].strip():
        raise ConfigError(f"token-file {path}: the first line must hold the token, it is empty")
    return token[0].strip()
