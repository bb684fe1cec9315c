"""The blocking client against a peer whose every word the test decides."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from omega.clients import (
    ClientTimeout,
    ConnectionFailed,
    ConnectionLost,
    EvaluationFailed,
    RequestRefused,
    connect,
)

from .peer import Line, Request, scripted_peer


def test_streams_output_and_feeds_input_in_order() -> None:
    fed: list[object] = []

    def script(request: Request, line: Line) -> None:
        if request["op"] == "eval":
            line.reply(request, out="name? ")
            line.reply(request, "need-input")
            evals.append(request)
            return
        fed.append(request["stdin"])
        line.reply(request, "done")
        line.reply(evals[0], **({"out": "more"} if len(fed) == 1 else {"value": "7", "ns": "user"}))
        line.reply(evals[0], "need-input" if len(fed) == 1 else "done")

    evals: list[Request] = []
    heard: list[tuple[str, str]] = []
    with scripted_peer(script) as port, connect(port) as client:
        result = client.eval("(read-line)", stdin="Ada\n", on_output=lambda *said: heard.append(said))
    assert heard == [("out", "name? "), ("out", "more")]
    assert fed == ["Ada\n", ""], "the text, then the end of input"
    assert (result.value, result.out, result.ok) == ("7", "name? more", True)


def test_interrupt_from_another_thread_while_this_one_reads() -> None:
    running: list[Request] = []
    started = threading.Event()

    def script(request: Request, line: Line) -> None:
        if request["op"] == "eval":
            running.append(request)
            started.set()
        else:
            line.reply(running[0], "done", "interrupted")
            line.reply(request, "done")

    answers: list[bool] = []
    with scripted_peer(script) as port, connect(port) as client:

        def press() -> None:
            assert started.wait(5)
            answers.append(client.interrupt())

        thread = threading.Thread(target=press)
        thread.start()
        result = client.eval("(loop)", timeout=5)
        thread.join(5)
    assert answers == [True]
    assert result.interrupted and not result.ok


def test_several_threads_share_one_connection() -> None:
    held: list[Request] = []

    def script(request: Request, line: Line) -> None:
        held.append(request)
        if len(held) == 8:
            for one in reversed(held):  # the last asked is answered first
                line.reply(one, value=str(one["code"]))
            for one in held:
                line.reply(one, "done")

    values: dict[int, str | None] = {}
    with scripted_peer(script) as port, connect(port) as client:

        def ask(number: int) -> None:
            values[number] = client.eval(str(number), timeout=5).value

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
    assert values == {number: str(number) for number in range(8)}


def test_a_timeout_interrupts_the_evaluation_and_the_client_stays_usable() -> None:
    seen: list[Request] = []

    def script(request: Request, line: Line) -> None:
        seen.append(request)
        if request.get("code") == "fast":
            line.reply(seen[0], "done", "interrupted")  # late, and of no interest to anybody
            line.reply(request, value="1")
            line.reply(request, "done")

    with scripted_peer(script) as port, connect(port) as client:
        with pytest.raises(ClientTimeout):
            client.eval("slow", timeout=0.05)
        assert client.eval("fast", timeout=5).value == "1"
    assert [request["op"] for request in seen] == ["eval", "interrupt", "eval"]
    assert seen[1]["interrupt-id"] == seen[0]["id"]


def test_an_exception_in_a_callback_interrupts_the_evaluation() -> None:
    seen: list[Request] = []
    interrupted = threading.Event()

    def script(request: Request, line: Line) -> None:
        seen.append(request)
        if request["op"] == "eval":
            line.reply(request, out="x")
        else:
            interrupted.set()

    def fail(stream: str, text: str) -> None:
        raise KeyError(text)

    with scripted_peer(script) as port, connect(port) as client:
        with pytest.raises(KeyError):
            client.eval("(loop)", on_output=fail)
        assert interrupted.wait(5)
    assert [request["op"] for request in seen] == ["eval", "interrupt"]


def test_check_raises_what_the_program_said() -> None:
    def script(request: Request, line: Line) -> None:
        line.reply(request, err="type-error: car: expected a pair\n")
        line.reply(request, "eval-error", ex="type-error", root_ex="type-error")
        line.reply(request, "done")

    with scripted_peer(script) as port, connect(port) as client:
        assert client.eval("(car 1)").ex == "type-error"
        with pytest.raises(EvaluationFailed, match=r"^type-error: car: expected a pair$") as caught:
            client.eval("(car 1)", check=True)
    assert caught.value.result.ex == "type-error"


def test_a_server_that_goes_away_is_reported_to_every_waiting_thread() -> None:
    waiting = threading.Barrier(3)

    def script(request: Request, line: Line) -> None:
        if request["code"] == "second":
            line.close()

    errors: list[ConnectionLost] = []
    with scripted_peer(script) as port, connect(port) as client:

        def ask(code: str) -> None:
            waiting.wait(5)
            if code == "second":
                time.sleep(0.05)
            try:
                client.eval(code, timeout=5)
            except ConnectionLost as error:
                errors.append(error)

        threads = [threading.Thread(target=ask, args=(code,)) for code in ("first", "second")]
        for thread in threads:
            thread.start()
        waiting.wait(5)
        for thread in threads:
            thread.join(5)
        with pytest.raises(ConnectionLost, match="the server closed the connection"):
            client.eval("third")
    assert len(errors) == 2


def test_closing_the_client_wakes_who_waits() -> None:
    started = threading.Event()
    errors: list[str] = []
    with scripted_peer(lambda request, line: started.set()) as port:
        client = connect(port)

        def ask() -> None:
            try:
                client.eval("(loop)")
            except ConnectionLost as error:
                errors.append(str(error))

        thread = threading.Thread(target=ask)
        thread.start()
        assert started.wait(5)
        client.close()
        client.close()
        thread.join(5)
    assert errors == ["this client is closed"]


def test_refusals_of_other_operations_are_exceptions() -> None:
    def script(request: Request, line: Line) -> None:
        line.reply(request, "error", "unknown-op", "done", op=request["op"])

    with scripted_peer(script) as port, connect(port) as client:
        with pytest.raises(RequestRefused, match="refused macroexpand: unknown-op"):
            client.macroexpand("(when 1 2)")
        with pytest.raises(RequestRefused) as caught:
            client.request("budget/state", detail=1)
    assert caught.value.op == "budget/state"


def test_a_connection_that_fails_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(
        ConnectionFailed, match=rf"cannot connect to nrepl://127\.0\.0\.1:{port}: Connection refused"
    ):
        connect(port)
    with pytest.raises(ConnectionFailed, match="No such file"):
        connect(unix=tmp_path / "nobody")


def test_a_server_that_says_nothing_or_nonsense_is_no_connection() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(ConnectionFailed, match="no answer"),
    ):
        connect(listener.getsockname()[1], timeout=0.1)

    def nonsense() -> None:
        sock, _ = listener.accept()
        with sock:
            sock.recv(100)
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=nonsense)
        thread.start()
        with pytest.raises(ConnectionFailed, match="broke the protocol"):
            connect(listener.getsockname()[1], timeout=5)
        thread.join(5)


def test_a_refused_token_is_no_connection() -> None:
    def script(request: Request, line: Line) -> None:
        good = request["op"] == "auth" and request["token"] == "secret"
        line.reply(request, *(["done"] if good else ["error", "unauthorized", "done"]))

    with scripted_peer(script) as port:
        with pytest.raises(ConnectionFailed, match="refused auth: unauthorized"):
            connect(port, token="wrong")
        connect(port, token="secret").close()


def test_msgpack_on_request() -> None:
    def script(request: Request, line: Line) -> None:
        line.reply(request, value="3")
        line.reply(request, "done", weight=0.5)

    with scripted_peer(script) as port, connect(port, codec="msgpack") as client:
        assert client.eval("(+ 1 2)").value == "3"
        assert client.request("anything").body["weight"] == 0.5, "bencode has no floats"


def test_a_large_request_is_sent_whole_to_a_slow_reader() -> None:
    sizes: list[int] = []

    def script(request: Request, line: Line) -> None:
        sizes.append(len(str(request["code"])))
        line.reply(request, "done")

    with scripted_peer(script) as port, connect(port) as client:
        client.eval("x" * 8_000_000, timeout=10)
    assert sizes == [8_000_000]
