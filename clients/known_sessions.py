"""The sessions of a server as people call them, by name or by the beginning of an id, and their files.

Both ``omega repl`` and ``omega sessions`` stand on this. It must never print anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from omega.clients.errors import BadCommand
from omega.clients.fields import Message, maps_of, optional_text

if TYPE_CHECKING:
    from omega.clients.sync_client import Client


def known_sessions(client: Client) -> list[Message]:
    """What is known of each session that we may use, the oldest first."""
    return maps_of(client.request("sessions/list").body, "sessions")


def find_session(known: list[Message], wanted: str) -> Message:
    """The session of this name or id, or else the one whose id begins so. Raises ``BadCommand`` if that is not one."""
    exact = [each for each in known if wanted in (optional_text(each, "name"), optional_text(each, "id"))]
    found = exact or [each for each in known if (optional_text(each, "id") or "").startswith(wanted)]
    if len(found) != 1:
        what = "is no session" if not found else f"are {len(found)} sessions"
        raise BadCommand(f"there {what} called {wanted}, or with an id that begins so")
    return found[0]


def write_export(body: Message, file: Path) -> int:
    """Write what an export answered to a file; how many bytes that are. Raises ``BadCommand``."""
    from base64 import b64decode

    data = body.get("data")
    contents = data if isinstance(data, bytes) else b64decode(optional_text(body, "data") or "")
    try:
        file.write_bytes(contents)
    except OSError as error:
        raise BadCommand(f"cannot write {file}: {error.strerror}") from None
    return len(contents)


def read_export(file: Path) -> str:
    """What an import takes, from a file. Raises ``BadCommand``."""
    from base64 import b64encode

    try:
        return b64encode(file.read_bytes()).decode()
    except OSError as error:
        raise BadCommand(f"cannot read {file}: {error.strerror}") from None
