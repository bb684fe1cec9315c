"""Both clients against the real server, in both codecs: one scenario each, written once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import trio

from omega.clients import ClientTimeout, RequestRefused, connect, open_client
from omega.clients.dialogue import CodecName
from omega.clients.events import FormValue, NeedRestart, Output

CODECS: tuple[CodecName, ...] = ("bencode", "msgpack")


@pytest.mark.parametrize("codec", CODECS)
def test_the_blocking_client(port: int, tmp_path: Path, codec: CodecName) -> None:
    program = tmp_path / "prog.scm"
    program.write_text('(define (twice x) "Two of it." (* 2 x))\n(display "loaded")\n(twice 21)\n')
    with connect(port, codec=codec) as client:
        assert client.eval("(+ 1 2)").value == "3"
        assert client.eval("1 (define x 5) x").values[-1] == "5"
        heard: list[tuple[str, str]] = []
        assert client.load_file(program, on_output=lambda *said: heard.append(said)).value == "42"
        assert heard == [("out", "loaded")]

        failed = client.eval("(display 'a)\n(car 5)\n'b", file="typed", line=10)
        assert (failed.out, failed.ex, failed.values[-1]) == ("a", "type-error", "b")
        assert "car" in failed.err and "typed:11:" in failed.err
        assert not failed.ok

        read = client.eval("(list (read-line) (read-line) (eof-object? (read-line)))", stdin="Ada\nBob\n")
        assert read.value == '("Ada" "Bob" #t)'

        assert "vector-ref" in [found.candidate for found in client.completions("vector-r")]
        found = client.lookup("twice")
        assert found is not None and (found.doc, found.arglists, found.line) == ("Two of it.", ("(x)",), 1)
        assert client.lookup("no-such-name") is None
        assert client.macroexpand("(when a b)").startswith("(if ")
        assert {"eval", "clone", "stdin"} <= set(client.describe().ops)
        assert client.describe(verbose=True).ops["eval"]["doc"]

        events = client.stream("(+ 1 (car 5))", on_error="restart")
        for event in events:
            if isinstance(event, NeedRestart):
                assert (event.ex, event.restarts[-1].name) == ("type-error", "abort")
                with pytest.raises(RequestRefused, match="needs a value"):
                    events.answer(event, 0)
                events.answer(event, 0, "x")
            elif isinstance(event, FormValue):
                assert event.text == "6"
        with pytest.raises(RequestRefused, match="stale-key"):
            client.answer(NeedRestart("old", "error", "", ()), 0)

        copy = client.clone()
        assert client.eval("(twice x)", session=copy).value == "10"
        assert {client.session, copy} <= set(client.ls_sessions())
        client.close_session(copy)
        assert copy not in client.ls_sessions()
        with pytest.raises(RequestRefused, match="unknown-session"):
            client.eval("1", session=copy)
        with pytest.raises(RequestRefused, match="unknown-op"):
            client.request("no/such-op")


def test_interrupts_of_the_blocking_client(port: int) -> None:
    with connect(port) as client:
        assert client.interrupt() is False, "nothing runs"
        threading.Timer(0.2, client.interrupt).start()
        assert client.eval("(let loop () (loop))", timeout=20).interrupted
        with pytest.raises(ClientTimeout):
            client.eval("(let loop () (loop))", timeout=0.1)
        assert client.eval("'still-here", timeout=20).value == "still-here"


@pytest.mark.parametrize("codec", CODECS)
async def test_the_trio_client(port: int, codec: CodecName) -> None:
    with trio.fail_after(30):
        async with open_client(port, codec=codec) as client:
            other = await client.clone()
            values: dict[str, str | None] = {}

            async def ask(code: str, session: str) -> None:
                values[code] = (await client.eval(code, session=session)).value

            async with trio.open_nursery() as nursery:
                nursery.start_soon(
                    ask, "(let loop ((i 0)) (if (< i 300000) (loop (+ i 1)) i))", client.session
                )
                nursery.start_soon(ask, "(* 6 7)", other)
            assert sorted(map(str, values.values())) == ["300000", "42"]

            async with client.stream('(display "hi") (* 2 3)') as events:
                seen = [event async for event in events]
            assert seen[0] == Output("out", "hi")
            assert FormValue("6", "user") in seen

            async with client.stream("(list (car 5))", on_error="restart") as events:
                async for event in events:
                    if isinstance(event, NeedRestart):
                        await events.answer(event, 0, "'instead")
                    elif isinstance(event, FormValue):
                        assert event.text == "(instead)"

            with trio.move_on_after(0.2):
                await client.eval("(let loop () (loop))")
            assert (await client.eval("'still-here")).value == "still-here"


async def test_output_that_never_ends_is_read_no_faster_than_it_is_taken(port: int) -> None:
    with trio.fail_after(30):
        async with open_client(port) as client:
            async with client.stream("(let loop () (display 'endless) (loop))") as events:
                size = 0
                async for event in events:
                    if isinstance(event, Output):
                        size += len(event.text)
                    if size > 1_000_000:
                        break
            assert (await client.eval("(+ 1 1)")).value == "2"
