"""nrepl-python-client (PyPI, 2014): the decoder that forgives least. An empty text, list or dict, or a 0, ends whatever
dict it stands in, so none of the replies asked for here may hold one."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Drive

Seen = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def seen(port: int, drive: Drive) -> Seen:
    """What the client got, step by step."""
    if importlib.util.find_spec("nrepl") is None:
        pytest.skip("nrepl-python-client is not installed: make setup")
    program = Path(__file__).with_name("drive_python_client.py")
    shown: Seen = json.loads(drive([sys.executable, program, str(port)], seconds=40))
    return shown


def values(messages: list[dict[str, Any]]) -> list[str]:
    return [message["value"] for message in messages if "value" in message]


def text(messages: list[dict[str, Any]], key: str) -> str:
    return "".join(message.get(key, "") for message in messages)


def status(messages: list[dict[str, Any]]) -> list[str]:
    return [word for message in messages for word in message.get("status", [])]


def test_describe_survives_the_decoder(seen: Seen) -> None:
    (reply,) = seen["describe"]
    assert isinstance(reply, dict), reply
    assert {"clone", "close", "eval", "interrupt", "load-file", "describe"} <= reply["ops"].keys()
    assert reply["versions"]["omega"]["version-string"]
    assert reply["status"] == ["done"]


def test_values_carry_the_namespace(seen: Seen) -> None:
    assert values(seen["value"]) == ["3"]
    assert seen["value"][0]["ns"] == "user"
    assert values(seen["forms"])[1:] == ["21", "22"]


def test_output_comes_before_the_value(seen: Seen) -> None:
    assert text(seen["output"], "out") == "to\nyou"
    keys = [key for message in seen["output"] for key in ("out", "value", "status") if key in message]
    assert keys[0] == "out" and keys[-2:] == ["value", "status"]


def test_an_integer_id_comes_back_as_an_integer(seen: Seen) -> None:
    assert [message["id"] for message in seen["integer-id"]] == [7, 7]
    assert values(seen["integer-id"]) == ["400"]


@pytest.mark.parametrize("step", ["error", "read-error"])
def test_errors_leave_the_session_working(seen: Seen, step: str) -> None:
    assert text(seen[step], "err")
    assert "eval-error" in status(seen[step])
    assert values(seen["after"]) == ["23"]


def test_load_file(seen: Seen) -> None:
    assert values(seen["load-file"]) == ["144"]


def test_a_request_without_a_session(seen: Seen) -> None:
    assert values(seen["no-session"]) == ["#(1 2)"]


def test_unknown_op(seen: Seen) -> None:
    assert set(status(seen["unknown-op"])) == {"error", "unknown-op", "done"}


def test_interrupt(seen: Seen) -> None:
    assert text(seen["loop"], "out") == "on"
    assert "interrupted" in status(seen["loop"])
    assert status(seen["stop"]) == ["done"]


def test_input(seen: Seen) -> None:
    assert values([m for m in seen["input"] if m["id"] == "input"]) == ['"a line"']


def test_close(seen: Seen) -> None:
    assert set(status(seen["close"])) == {"done", "session-closed"}


def test_the_watching_thread(seen: Seen) -> None:
    assert values(seen["watched"]) == ["10"]
