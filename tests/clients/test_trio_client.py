"""The trio client against a peer whose every word the test decides."""

from __future__ import annotations

import ssl
import threading

import pytest
import trio
import trustme

from omega.clients import ConnectionFailed, ConnectionLost, EvaluationFailed, connect, open_client
from omega.clients.events import Done, FormValue, NeedInput, Output

from .peer import Line, Request, scripted_peer


async def test_many_evaluations_at_once_each_get_their_own_answer() -> None:
    held: list[Request] = []

    def script(request: Request, line: Line) -> None:
        held.append(request)
        if len(held) == 20:
            for one in reversed(held):
                line.reply(one, value=str(one["code"]))
            for one in held:
                line.reply(one, "done")

    values: dict[int, str | None] = {}
    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client, trio.open_nursery() as nursery:

            async def ask(number: int) -> None:
                values[number] = (await client.eval(str(number))).value

            for number in range(20):
                nursery.start_soon(ask, number)
    assert values == {number: str(number) for number in range(20)}


async def test_a_reader_that_is_cancelled_hands_over_to_the_next() -> None:
    asked: list[Request] = []
    second = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def script(request: Request, line: Line) -> None:
        asked.append(request)
        if request["op"] == "interrupt":
            line.reply(asked[1], value="late")
            line.reply(asked[1], "done")
        elif len(asked) == 2:
            token.run_sync_soon(second.set)

    values: list[str | None] = []
    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client, trio.open_nursery() as nursery:
            first = trio.CancelScope()

            async def ask(scope: trio.CancelScope, code: str) -> None:
                with scope:
                    values.append((await client.eval(code)).value)

            nursery.start_soon(ask, first, "first")
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(ask, trio.CancelScope(), "second")
            await second.wait()
            first.cancel()
    assert values == ["late"]
    assert asked[2]["op"] == "interrupt" and asked[2]["interrupt-id"] == asked[0]["id"]


async def test_events_as_an_iterator_with_input() -> None:
    evals: list[Request] = []

    def script(request: Request, line: Line) -> None:
        if request["op"] == "eval":
            evals.append(request)
            line.reply(request, out="name? ")
            line.reply(request, "need-input")
        else:
            line.reply(request, "done")
            line.reply(evals[0], value="hello " + str(request["stdin"]), ns="user")
            line.reply(evals[0], "done")

    seen: list[object] = []
    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client, client.stream("(ask)") as events:
            async for event in events:
                seen.append(event)
                if isinstance(event, NeedInput):
                    await events.stdin("Ada")
    assert seen == [
        Output("out", "name? "),
        NeedInput(),
        FormValue("hello Ada", "user"),
        Done(("need-input", "done")),
    ]


async def test_leaving_the_block_early_interrupts_what_runs() -> None:
    asked: list[Request] = []
    interrupted = threading.Event()

    def script(request: Request, line: Line) -> None:
        asked.append(request)
        if request["op"] == "eval":
            line.reply(request, out="x")
        else:
            interrupted.set()

    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client, client.stream("(loop)") as events:
            async for event in events:
                assert event == Output("out", "x")
                break
        assert await trio.to_thread.run_sync(interrupted.wait, 2)
    assert asked[1]["interrupt-id"] == asked[0]["id"]


async def test_callbacks_and_input_may_be_async() -> None:
    evals: list[Request] = []

    def script(request: Request, line: Line) -> None:
        if request["op"] == "eval":
            evals.append(request)
            line.reply(request, "need-input")
        else:
            line.reply(request, "done")
            line.reply(evals[0], out=request["stdin"])
            line.reply(evals[0], "done")

    heard: list[tuple[str, str]] = []

    async def hear(stream: str, text: str) -> None:
        await trio.lowlevel.checkpoint()
        heard.append((stream, text))

    async def line_from_afar() -> str:
        await trio.lowlevel.checkpoint()
        return "hi\n"

    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client:
            result = await client.eval("(echo)", stdin=line_from_afar, on_output=hear)
    assert heard == [("out", "hi\n")] and result.out == "hi\n"


async def test_check_and_loss_and_refusal_are_exceptions() -> None:
    def script(request: Request, line: Line) -> None:
        if request.get("code") == "die":
            line.close()
            return
        line.reply(request, "eval-error", ex="error")
        line.reply(request, "done")

    with trio.fail_after(5), scripted_peer(script) as port:
        async with open_client(port) as client:
            with pytest.raises(EvaluationFailed):
                await client.eval("(error 1)", check=True)
            with pytest.raises(ConnectionLost, match="the server closed the connection"):
                await client.eval("die")
        with pytest.raises(KeyError):
            async with open_client(port):
                raise KeyError
    with pytest.raises(ConnectionFailed, match=r"cannot connect to nrepl://127\.0\.0\.1:\d+: Connection refused"):
        async with open_client(port):
            pass


async def test_tls_with_a_client_certificate_for_both_clients() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(server)
    server.verify_mode = ssl.CERT_REQUIRED
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    authority.issue_cert("somebody@example.org").configure_cert(ours)

    def script(request: Request, line: Line) -> None:
        line.reply(request, value=str(len(str(request["code"]))))
        line.reply(request, "done")

    def wrap(sock: object) -> ssl.SSLSocket:
        return server.wrap_socket(sock, server_side=True)  # type: ignore[arg-type]  # always a socket

    long = "x" * 3_000_000
    with trio.fail_after(20), scripted_peer(script, wrap) as port:
        async with open_client(port, tls=ours) as client:
            assert (await client.eval(long)).value == "3000000"
        with await trio.to_thread.run_sync(lambda: connect(port, tls=ours)) as blocking:
            assert (await trio.to_thread.run_sync(blocking.eval, long)).value == "3000000"
        with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
            async with open_client(f"nrepls://127.0.0.1:{port}"):
                pass
        with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
            await trio.to_thread.run_sync(connect, f"nrepls://127.0.0.1:{port}")
