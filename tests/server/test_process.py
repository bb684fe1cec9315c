"""The server as a process of its own: startup line, ``.nrepl-port``, signals, standard input and output."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from omega.protocol import BENCODE, NEED_DATA, Connection, Signal

from .peer import SPIN, Closed, Peer

COMMAND = [sys.executable, "-m", "omega.server"]


@contextmanager
def server(folder: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server process started in a folder, and its port."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OMEGA_")}
    with subprocess.Popen(
        [*COMMAND, "--port", "0", *flags], cwd=folder, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            match = re.fullmatch(r"nREPL server started on port (\d+) on host (\S+) - nrepl://\2:\1\n", line)
            assert match, line or process.communicate()
            yield process, int(match[1])
        finally:
            process.kill()


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send a signal; the exit status and what was logged."""
    process.send_signal(number)
    _, logged = process.communicate(timeout=20)
    return process.returncode, logged


async def connect(port: int) -> Peer:
    return Peer(await trio.open_tcp_stream("127.0.0.1", port))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_startup_line_port_file_and_a_clean_exit(tmp_path: Path, number: signal.Signals) -> None:
    with server(tmp_path) as (process, port):
        assert (tmp_path / ".nrepl-port").read_text() == str(port)
        status, logged = end(process, number)
        assert status == 0
        assert not (tmp_path / ".nrepl-port").exists()
        records = [json.loads(line) for line in logged.splitlines()]
        assert {"started", "signal", "stopped"} <= {record["event"] for record in records}


async def test_a_signal_lets_short_evaluations_end_and_interrupts_long_ones(tmp_path: Path) -> None:
    with server(tmp_path, "--drain-seconds", "0.5") as (process, port):
        async with (peer := await connect(port)).stream:
            first, second, third = await peer.clone(), await peer.clone(), await peer.clone()
            code = "(let loop ((i 0)) (if (< i 100000) (loop (+ i 1)) 'ended))"
            short = await peer.start("eval", code=code, session=first)
            long = await peer.start("eval", code=SPIN, session=second)
            reading = await peer.start("eval", code="(read-line)", session=third)
            await peer.until("need-input")
            process.send_signal(signal.SIGTERM)
            assert (await peer.replies(short))[0]["value"] == "ended"
            for id in (long, reading):
                assert (await peer.replies(id))[-1]["status"] == ["done", "interrupted"]
            with pytest.raises(Closed):
                await peer.next()
        assert await trio.to_thread.run_sync(process.wait, 20) == 0


async def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    with server(tmp_path, "--drain-seconds", "30") as (process, port):
        async with (peer := await connect(port)).stream:
            await peer.start("eval", code=SPIN)
            await trio.sleep(0.05)
            process.send_signal(signal.SIGINT)
            await trio.sleep(0.2)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert await trio.to_thread.run_sync(process.wait, 20) == 128 + signal.SIGINT
            assert time.monotonic() - began < 2


def converse(folder: Path, messages: Sequence[dict[str, Any]], *flags: str) -> tuple[list[dict[str, Any]], str]:
    """Give a stdio server these messages and the end of input: its replies, and what it logged."""
    connection = Connection(codec=BENCODE)
    asked = b"".join(connection.send(message) for message in messages)
    ended = subprocess.run(
        [*COMMAND, "--stdio", *flags], cwd=folder, input=asked, capture_output=True, timeout=30, check=True
    )
    connection.receive_data(ended.stdout)
    replies = []
    while (message := connection.next_message()) is not NEED_DATA:
        assert not isinstance(message, Signal)
        replies.append(message)
    return replies, ended.stderr.decode()


def test_stdio_answers_everything_before_it_ends(tmp_path: Path) -> None:
    code = "(let loop ((i 0)) (if (< i 30000) (loop (+ i 1)) 'ended))"
    replies, _ = converse(tmp_path, [{"op": "eval", "id": 1, "code": code}, {"op": "describe", "id": 2}])
    assert [reply["value"] for reply in replies if "value" in reply] == ["ended"]
    assert sorted(reply["id"] for reply in replies if "done" in reply.get("status", ())) == [1, 2]
    assert not (tmp_path / ".nrepl-port").exists()


def test_stdio_interrupts_what_does_not_end(tmp_path: Path) -> None:
    replies, _ = converse(tmp_path, [{"op": "eval", "id": 1, "code": SPIN}], "--drain-seconds", "0.2")
    assert [reply["status"] for reply in replies] == [["done", "interrupted"]]


def test_no_code_is_logged_at_info(tmp_path: Path) -> None:
    _, logged = converse(tmp_path, [{"op": "eval", "id": 1, "code": '(display "tiger")'}])
    assert "connection opened" in logged
    assert "tiger" not in logged


def run(folder: Path, *flags: str) -> tuple[int, str]:
    ended = subprocess.run([*COMMAND, *flags], cwd=folder, capture_output=True, text=True, timeout=20, check=False)
    return ended.returncode, ended.stderr


def test_mistakes_end_with_status_2_and_one_line(tmp_path: Path) -> None:
    for flags, text in (
        (["--host", "0.0.0.0"], "--allow-insecure"),
        (["--sessions", "x"], "sessions from flag --sessions"),
        (["--tls-cert", "/no/such"], "tls-cert /no/such"),
    ):
        status, logged = run(tmp_path, *flags)
        assert status == 2
        assert text in logged
        assert "Traceback" not in logged
