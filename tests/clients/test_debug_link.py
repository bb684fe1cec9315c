"""The debugger's end of the wire, against a scripted server: attaching, and the order in which things are told."""

from __future__ import annotations

import pytest

from omega.clients import RequestRefused, connect
from omega.clients.debug_events import Stopped
from omega.clients.debug_link import DebugLink
from omega.clients.events import Done, Output

from .peer import Line, Request, scripted_peer


def test_stops_come_between_the_outputs_around_them() -> None:
    opened: list[Request] = []

    def script(request: Request, line: Line) -> None:
        if request["op"] == "debug-start":
            opened.append(request)
        elif request["op"] == "eval":
            for number in range(20):
                line.reply(request, out=str(number))
                line.reply(opened[0], "event", event="stopped", key=f"k{number}", reason="step")
            line.reply(request, "done")
        else:
            line.reply(request, "done")

    with scripted_peer(script) as port, connect(port) as client:
        link = DebugLink(client)
        link.attach()
        assert link.attached
        told = [
            event.text if isinstance(event, Output) else event.key if isinstance(event, Stopped) else "done"
            for event in client.stream("…", besides=[link])
        ]
        assert told == [text for number in range(20) for text in (str(number), f"k{number}")] + ["done"]


def test_an_evaluation_goes_on_without_the_debugger_that_has_left() -> None:
    opened: list[Request] = []

    def script(request: Request, line: Line) -> None:
        opened.append(request)
        line.reply(request, *(() if request["op"] in ("debug-start", "eval") else ("done",)), out="x")
        if request["op"] == "debug-stop":
            line.reply(opened[0], "done")
            line.reply(next(each for each in opened if each["op"] == "eval"), "done")

    with scripted_peer(script) as port, connect(port) as client:
        link = DebugLink(client)
        link.attach()
        stream = client.stream("…", besides=[link])
        assert isinstance(next(stream), Output)
        link.detach()
        assert not link.attached
        assert isinstance(list(stream)[-1], Done)


def test_a_second_debugger_is_refused() -> None:
    def script(request: Request, line: Line) -> None:
        refused = request["op"] == "debug-start"
        line.reply(request, *(("error", "debugger-attached", "done") if refused else ("done",)))

    with scripted_peer(script) as port, connect(port) as client:
        link = DebugLink(client)
        with pytest.raises(RequestRefused, match="debugger-attached"):
            link.attach()
        assert not link.attached
