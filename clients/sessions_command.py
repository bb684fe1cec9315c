"""``omega sessions``: the sessions of a server, or of its data file while no server runs.

Everything is a verb of the server, shown; for a data file a private server is started on it, which ends with the command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from omega.clients.errors import BadCommand
from omega.clients.fields import Message, items_of, maps_of, optional_int, optional_text
from omega.clients.known_sessions import find_session, known_sessions, read_export, write_export
from omega.clients.verb_reply import when

if TYPE_CHECKING:
    import argparse

    from omega.clients.sync_client import Client

#: Entries in one page of a history.
_PAGE = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``omega sessions`` takes."""
    from omega.clients.connection_options import add_connection_options

    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the sessions we may use")
    show = actions.add_parser("show", help="a session and its history, the newest last")
    show.add_argument("session", metavar="SESSION", help="its name or id, or the beginning of that")
    show.add_argument("--count", type=int, default=20, metavar="N", help="evaluations shown (20)")
    export = actions.add_parser("export", help="write a session, its state and its history, to a file")
    export.add_argument("session", metavar="SESSION", help="its name or id, or the beginning of that")
    export.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    take = actions.add_parser("import", help="open a session from such a file as a new one")
    take.add_argument("file", metavar="FILE", type=Path, help="the file to read")
    take.add_argument("--name", metavar="NAME", help="what to call it (as it was called)")
    take.add_argument("--durable", action="store_true", help="it outlives the server; always so in a data file")
    prune = actions.add_parser("prune", help="delete durable sessions that were not used for some time")
    prune.add_argument("--days", type=int, required=True, metavar="N", help="for so many days")
    for action in actions.choices.values():
        action.add_argument("--data", metavar="FILE", help="those in a data file, while no server uses it")
        action.add_argument("--principal", metavar="NAME", help="with --data: whose they are, on a server with tokens")
        add_connection_options(action, "auto")


def main(options: argparse.Namespace) -> int:
    """Do it; the exit status. Raises ``OmegaClientError``."""
    with _client(options) as client:
        match options.action:
            case "list":
                _list(client)
            case "show":
                _show(client, find_session(_known(client), options.session), options.count)
            case "export":
                _export(client, find_session(_known(client), options.session), options.file)
            case "import":
                _import(client, options.file, options.name, options.durable or options.data is not None)
            case _:
                _prune(client, options.days)
    return 0


@contextmanager
def _client(options: argparse.Namespace) -> Iterator[Client]:
    """A client of the server that has the sessions."""
    import json

    from omega.clients.address import parse_address
    from omega.clients.connection_options import connect_with
    from omega.clients.private_server import private_server

    if options.data is None:
        options.connect = options.connect or "auto"
        with connect_with(options, parse_address(options.connect)) as client:
            yield client
        return
    if options.connect is not None:
        raise BadCommand("expected --connect or --data, got both")
    if not Path(options.data).exists() and options.action != "import":
        raise BadCommand(f"data file {options.data}: there is no such file")
    import secrets
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="omega-") as folder:  # mode 0700
        flags = ["--data", str(Path(options.data).resolve())]
        if options.principal is not None:
            token = secrets.token_hex()
            configuration, file = Path(folder, "omega.toml"), Path(folder, "token")
            configuration.write_text(f"[tokens]\n{json.dumps(options.principal)} = {json.dumps(token)}\n")
            file.write_text(token)
            flags += ["--config", str(configuration)]
            options.token_file = str(file)
        with private_server(*flags) as address, connect_with(options, address) as client:
            yield client


def _known(client: Client) -> list[Message]:
    """What is known of the sessions we may use, but for the one that asks."""
    return [each for each in known_sessions(client) if optional_text(each, "id") != client.session]


def _list(client: Client) -> None:
    found = _known(client)
    for each in found:
        kept = "durable" if each.get("durable") else "ephemeral"
        count = optional_int(each, "evaluations") or 0
        about = f"{count} evaluation" if count == 1 else f"{count} evaluations"
        line = f"{_text(each, 'id')}  {when(each, 'created')}  {kept:<9}  {_text(each, 'state'):<13}  {about}  {_text(each, 'name')}"
        print(line.rstrip())
    if not found:
        print("no sessions")


def _show(client: Client, known: Message, count: int) -> None:
    session = _text(known, "id")
    page = client.request("history/list", session=session, count=count).body
    known = client.request("sessions/info", session=session).body  # its state is in memory now
    print(f"{'id:':<13}{session}")
    for key in ("name", "state", "evaluations", "ticks", "effects", "errors", "memory"):
        print(f"{key + ':':<13}{_text(known, key)}".rstrip())
    print(f"{'created:':<13}{when(known, 'created')}")
    for entry in maps_of(page, "entries"):
        said = _text(entry, "error") or _text(entry, "value")
        code = " ".join(_text(entry, "code").split())
        print(f"{_text(entry, 'number'):>6}  {when(entry, 'time')}  {_text(entry, 'state'):<11}  {code}  => {said}")


def _export(client: Client, known: Message, file: Path) -> None:
    size = write_export(client.request("sessions/export", session=_text(known, "id")).body, file)
    print(f"{size} bytes in {file}")


def _import(client: Client, file: Path, name: str | None, durable: bool) -> None:
    flag = int(durable) or None
    done = client.request("sessions/import", data=read_export(file), name=name, durable=flag)
    print(_text(done.body, "new-session"))


def _prune(client: Client, days: int) -> None:
    gone = items_of(client.request("sessions/prune", days=days).body.get("pruned"))
    print(f"{len(gone)} sessions deleted", file=sys.stderr)
    for id in gone:
        print(id)


def _text(item: Message, key: str) -> str:
    return optional_text(item, key) or ""
