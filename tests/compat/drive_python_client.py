"""Run by test_python_client.py as a program of its own: nrepl-python-client against the port in argv[1].

Prints one JSON object: the messages each step got back, as the client decoded them. It is a separate process because
the client's reader thread cannot be stopped and its sockets are never closed by it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

import nrepl  # type: ignore[import-untyped]  # the package ships no types

Message = dict[str, Any]

LOOP: Final = "(let loop () (loop))"


def main(port: str) -> None:
    """Every step on one connection; only the description and the client's watching thread have their own."""
    seen: dict[str, list[Message]] = {"describe": [described(port)]}
    client = nrepl.connect(f"nrepl://127.0.0.1:{port}")

    def until_done(request_id: str | int, on_message: Callable[[Message], None] = lambda _: None) -> list[Message]:
        got: list[Message] = []
        while not (got and got[-1].get("id") == request_id and "done" in got[-1].get("status", [])):
            got.append(client.read())
            on_message(got[-1])
        return got

    def step(name: str, request: Message) -> None:
        client.write({"id": name, **request})
        seen[name] = until_done(request.get("id", name))

    step("clone", {"op": "clone"})
    session = seen["clone"][0]["new-session"]
    step("value", {"op": "eval", "code": "(+ 1 2)", "session": session})
    step("forms", {"op": "eval", "code": "(define x 20) (+ x 1) (+ x 2)", "session": session})
    step("output", {"op": "eval", "code": '(display "to") (newline) (display "you") 7', "session": session})
    step("integer-id", {"op": "eval", "code": "(* x x)", "session": session, "id": 7})
    step("error", {"op": "eval", "code": "(car 5)", "session": session})
    step("read-error", {"op": "eval", "code": "(list 1 2", "session": session})
    step("after", {"op": "eval", "code": "(+ x 3)", "session": session})
    step("load-file", {"op": "load-file", "session": session, "file-name": "square.scm",
                       "file": "(define (square n) (* n n))\n(square 12)"})  # fmt: skip
    step("no-session", {"op": "eval", "code": "(vector 1 2)"})
    step("unknown-op", {"op": "no-such-op", "session": session})

    client.write({"op": "eval", "id": "loop", "code": f'(display "on") {LOOP}', "session": session})
    seen["loop"] = [client.read()]
    client.write({"op": "interrupt", "id": "stop", "interrupt-id": "loop", "session": session})
    ended: set[object] = set()
    while ended != {"loop", "stop"}:
        message = client.read()
        seen.setdefault(message["id"], []).append(message)
        ended |= {message["id"]} if "done" in message.get("status", []) else set()

    def answer(message: Message) -> None:
        if "need-input" in message.get("status", []):
            client.write({"op": "stdin", "id": "stdin", "stdin": "a line\n", "session": session})

    client.write({"op": "eval", "id": "input", "code": "(read-line)", "session": session})
    seen["input"] = until_done("input", answer)
    step("close", {"op": "close", "session": session})

    seen["watched"] = watched(port)
    print(json.dumps(seen))
    sys.stdout.flush()
    os._exit(0)  # closing the client would wait for its reader thread, and that waits for the server


def described(port: str) -> Message:
    """The server's description, on a connection of its own: a decoder that has lost its place never finds it again."""
    client = nrepl.connect(f"nrepl://127.0.0.1:{port}")
    client.write({"op": "describe", "id": "describe"})
    reply: Message = client.read()
    return reply


def watched(port: str) -> list[Message]:
    """The same client as its README uses it: a thread reads, and hands messages to whoever watches for them."""
    connection = nrepl.WatchableConnection(nrepl.connect(f"nrepl://127.0.0.1:{port}"))
    got: list[Message] = []
    done = threading.Event()

    def callback(message: Message, _connection: object, _key: str) -> None:
        got.append(message)
        if "done" in message.get("status", []):
            done.set()

    connection.watch("mine", {"id": "watched"}, callback)
    connection.send({"op": "eval", "id": "watched", "code": "(apply + (list 1 2 3 4))"})
    assert done.wait(10), got
    return got


if __name__ == "__main__":
    main(sys.argv[1])
