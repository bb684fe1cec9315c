"""A small client of the Debug Adapter Protocol: ``omega dap`` as an editor sees it, over real pipes or a real socket.

It reads framing by itself, so that a mistake in ours is not made twice. It must never know what a message should be.
"""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tests.clients.conftest import OMEGA

Message = dict[str, Any]
#: Seconds to wait for a message.
PATIENCE = 30.0


class Failed(Exception):
    """A response without success; ``body`` is all of it."""

    def __init__(self, response: Message) -> None:
        super().__init__(response.get("message"))
        self.response = response


class DapClient:
    """Every message that has come stays in ``messages``, in order."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        self.messages: list[Message] = []
        self._reading, self._writing = reading, writing
        self._arrived = threading.Condition()
        self._over = False
        self._number = 0
        self._seen = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # Saying -----------------------------------------------------------------------------------------------------

    def send(self, command: str, **arguments: object) -> int:
        """A request whose response ``response`` waits for."""
        self._number += 1
        message: Message = {"seq": self._number, "type": "request", "command": command}
        if arguments:
            message["arguments"] = arguments
        self.raw(framed(message))
        return self._number

    def raw(self, data: bytes) -> None:
        self._writing.write(data)
        self._writing.flush()

    def hang_up(self) -> None:
        self._writing.close()

    # Hearing ----------------------------------------------------------------------------------------------------

    def response(self, number: int) -> Message:
        """The body of the response to a request. Raises ``Failed``."""
        response = self.wait(lambda m: m["type"] == "response" and m["request_seq"] == number)
        if not response["success"]:
            raise Failed(response)
        body: Message = response.get("body", {})
        return body

    def ask(self, command: str, **arguments: object) -> Message:
        return self.response(self.send(command, **arguments))

    def event(self, name: str) -> Message:
        """The body of the next event of this name that no earlier call has given."""
        return self.one_of(name)[1]

    def one_of(self, *names: str) -> tuple[str, Message]:
        """The name and the body of the next event of one of these names that no earlier call has given."""
        with self._arrived:
            deadline = time.monotonic() + PATIENCE
            while True:
                for index in range(self._seen, len(self.messages)):
                    message = self.messages[index]
                    if message["type"] == "event" and message["event"] in names:
                        self._seen = index + 1
                        return message["event"], message.get("body", {})
                self._wait(deadline, f"events {names}")

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """The first message, of all that have come, that is wanted."""
        with self._arrived:
            deadline = time.monotonic() + PATIENCE
            while True:
                for message in self.messages:
                    if wanted(message):
                        return message
                self._wait(deadline, "a message")

    def closed(self) -> None:
        """Wait for the end of what the adapter says."""
        self._reader.join(PATIENCE)
        assert self._over, "the adapter has not closed its stream"

    def output(self, *categories: str) -> str:
        """All output so far of these categories."""
        bodies = [m["body"] for m in self.messages if m["type"] == "event" and m["event"] == "output"]
        return "".join(body["output"] for body in bodies if body["category"] in categories)

    def events(self) -> list[str]:
        return [m["event"] for m in self.messages if m["type"] == "event"]

    def _wait(self, deadline: float, what: str) -> None:
        left = deadline - time.monotonic()
        if self._over or left <= 0 or not self._arrived.wait(left):
            shown = "\n".join(json.dumps(message)[:400] for message in self.messages[-12:])
            raise AssertionError(f"waited in vain for {what}; the last messages:\n{shown}")

    def _read(self) -> None:
        try:
            while True:
                length = None
                while line := self._reading.readline().strip():
                    name, _, value = line.partition(b":")
                    assert name == b"Content-Length", line
                    length = int(value)
                if length is None:
                    break
                message = json.loads(self._reading.read(length))
                with self._arrived:
                    self.messages.append(message)
                    self._arrived.notify_all()
        except (OSError, ValueError):
            pass
        finally:
            with self._arrived:
                self._over = True
                self._arrived.notify_all()

    # What an editor does at the start ---------------------------------------------------------------------------

    def initialize(self, **more: object) -> Message:
        return self.ask(
            "initialize", adapterID="omega", linesStartAt1=True, columnsStartAt1=True, pathFormat="path",
            supportsVariableType=True, supportsVariablePaging=True, supportsInvalidatedEvent=True, **more,
        )  # fmt: skip

    def launch(
        self, program: Path, breakpoints: Mapping[int, Message] | None = None, **more: object
    ) -> list[Message]:
        """The whole beginning, as VS Code has it; the breakpoints, by line, as the adapter answered them."""
        with self.launching(program, **more):
            wanted = [{"line": line, **rest} for line, rest in (breakpoints or {}).items()]
            source = {"path": str(program)}
            found: list[Message] = self.ask("setBreakpoints", source=source, breakpoints=wanted)["breakpoints"]
            self.ask("setExceptionBreakpoints", filters=["uncaught"])
        return found

    @contextmanager
    def launching(self, program: Path, **more: object) -> Iterator[None]:
        """A launch; the block says where to stop, then the program begins."""
        self.initialize()
        launched = self.send("launch", program=str(program), **more)
        self.event("initialized")
        yield
        self.ask("configurationDone")
        self.response(launched)


def framed(message: Mapping[str, object]) -> bytes:
    content = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(content) + content


@contextmanager
def adapter(
    *options: str, env: Mapping[str, str], cwd: Path, complaints: str | None = ""
) -> Iterator[DapClient]:
    """``omega dap`` on pipes. At the end it must have ended well, with no more than ``complaints`` on stderr."""
    process = subprocess.Popen(
        [OMEGA, "dap", *options], cwd=cwd, env=dict(env),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    alarm = threading.Timer(100, process.kill)
    alarm.start()
    try:
        client = DapClient(process.stdout, process.stdin)
        yield client
        client.hang_up()
        client.closed()
        said = process.stderr.read().decode()
        assert process.wait(PATIENCE) == 0, said
        assert said == complaints
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def connected(port: int) -> Iterator[DapClient]:
    """A client of an adapter that listens."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock:
        sock.settimeout(None)
        with sock.makefile("rb") as reading, sock.makefile("wb") as writing:
            yield DapClient(reading, writing)
            sock.shutdown(socket.SHUT_RDWR)
