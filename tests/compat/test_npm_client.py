"""nrepl-client (npm): takes any message with a status for the end, and re-encodes each reply to find the next, so only
canonical bencode keeps it in step. Its calls for describe, load-file and ls-sessions send no session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Drive
from .raw import Message, joined, status, words

Seen = dict[str, list[Message]]


@pytest.fixture(scope="module")
def seen(npm_client: Path, port: int, drive: Drive) -> Seen:
    """What the client's callbacks were given, step by step."""
    program = Path(__file__).with_name("drive_npm_client.js")
    module = npm_client / "node_modules" / "nrepl-client"
    shown: Seen = json.loads(drive(["node", "--no-deprecation", program, str(port), module], seconds=40))
    return shown


def values(messages: list[Message]) -> list[str]:
    return [message["value"] for message in messages if "value" in message]


def test_describe_verbose(seen: Seen) -> None:
    (reply,) = seen["describe"]
    assert reply["ops"]["eval"]["doc"]


def test_values(seen: Seen) -> None:
    assert values(seen["value"]) == ["3"]
    assert values(seen["ns"]) == ["4"]
    assert values(seen["forms"])[1:] == ["21", "22"]


def test_output_beyond_ascii(seen: Seen) -> None:
    assert joined(seen["output"], "out") == "größer λ\n2"
    assert values(seen["output"])[-1] == "ok"


def test_error_then_more(seen: Seen) -> None:
    assert "car" in joined(seen["error"], "err")
    assert "eval-error" in words(seen["error"])
    assert values(seen["after"]) == ["23"]


def test_load_file_without_a_session(seen: Seen) -> None:
    assert values(seen["load"]) == ["144"]


def test_eval_without_a_session(seen: Seen) -> None:
    assert values(seen["ephemeral"]) == ['"no session"']


def test_interrupt(seen: Seen) -> None:
    assert "interrupted" in words(seen["loop"])
    assert words(seen["interrupt"]) == {"done"}
    assert values(seen["again"]) == ["400"]


def test_sessions_and_close(seen: Seen) -> None:
    session = seen["clone"][0]["new-session"]
    assert session in seen["sessions"][0]["sessions"]
    assert "session-closed" in status(seen["close"][0])
    assert session not in seen["left"]
