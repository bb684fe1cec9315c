"""The protocol logic both clients share, fed by hand."""

from __future__ import annotations

import pytest

from omega.clients import operations
from omega.clients.dialogue import Dialogue, Exchange, ReplyFold, first_of
from omega.clients.errors import ConnectionLost, RequestRefused
from omega.clients.events import Done, Event, EventReader, FormError, FormValue, NeedInput, Output
from omega.clients.results import Documentation, EvalFold, EvalResult
from omega.protocol import BENCODE, Connection, Sendable, Wire


class Server:
    """The other half of a dialogue: what was sent, as messages; messages, as bytes."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._connection = Connection(codec=BENCODE)

    def saw(self, data: bytes) -> dict[str, Wire]:
        self._connection.receive_data(data)
        message = self._connection.next_message()
        assert isinstance(message, dict)
        return message

    def says(self, *messages: dict[str, Sendable]) -> None:
        self._dialogue.receive(b"".join(map(self._connection.send, messages)))


def events_of(exchange: Exchange) -> list[Event]:
    reader = EventReader(exchange.op)
    events: list[Event] = []
    while (message := exchange.take()) is not None:
        events += reader.read(message)
    return events


def test_a_request_carries_op_id_session_and_only_the_parameters_given() -> None:
    dialogue = Dialogue()
    call = operations.evaluate("(f)", file=None, line=3, column=None, ns=None, quota=None)
    exchange, data = dialogue.open(call.op, "s", call.params)
    sent = Server(dialogue).saw(data)
    assert sent == {"op": "eval", "id": exchange.id, "session": "s", "code": "(f)", "line": 3}


def test_replies_are_sorted_by_id_in_whatever_order_they_come() -> None:
    dialogue = Dialogue()
    server = Server(dialogue)
    first, _ = dialogue.open("eval", None, {})
    second, _ = dialogue.open("eval", None, {})
    server.says(
        {"id": second.id, "value": "2", "ns": "user"},
        {"id": first.id, "out": "hi"},
        {"id": "somebody else's", "value": "9"},
        {"id": second.id, "status": ["done"]},
        {"id": first.id, "status": ["done"]},
    )
    assert events_of(second) == [FormValue("2", "user"), Done(("done",))]
    assert events_of(first) == [Output("out", "hi"), Done(("done",))]


def test_what_several_exchanges_were_told_has_one_order() -> None:
    dialogue = Dialogue()
    server = Server(dialogue)
    held, _ = dialogue.open("debug-start", None, {})
    program, _ = dialogue.open("eval", None, {})
    assert first_of([held, program]) is None
    server.says({"id": program.id, "out": "1"}, {"id": held.id, "event": "stopped"}, {"id": program.id, "out": "2"})
    seen = []
    while (found := first_of([held, program])) is not None:
        seen.append((found[0], found[1].get("out")))
    assert seen == [(program, "1"), (held, None), (program, "2")]


def test_one_byte_at_a_time_changes_nothing() -> None:
    dialogue = Dialogue()
    exchange, _ = dialogue.open("eval", None, {})
    id = f"2:id{len(exchange.id)}:{exchange.id}"
    for byte in f"d{id}5:value1:7ed{id}6:statusl4:doneee".encode():
        dialogue.receive(bytes([byte]))
    assert events_of(exchange) == [FormValue("7"), Done(("done",))]


def test_an_evaluation_folds_into_its_result() -> None:
    dialogue = Dialogue()
    exchange, _ = dialogue.open("eval", None, {})
    Server(dialogue).says(
        {"id": exchange.id, "out": "a"},
        {"id": exchange.id, "value": "1", "ns": "user"},
        {"id": exchange.id, "status": ["need-input"]},
        {"id": exchange.id, "out": "b"},
        {"id": exchange.id, "err": "type-error: no\n"},
        {"id": exchange.id, "status": ["eval-error"], "ex": "type-error", "root-ex": "type-error"},
        {"id": exchange.id, "status": ["done"]},
    )
    fold = EvalFold()
    events = events_of(exchange)
    for event in events:
        fold.add(event)
    assert NeedInput() in events and FormError("type-error") in events
    assert fold.result() == EvalResult(
        value="1",
        values=("1",),
        out="ab",
        err="type-error: no\n",
        status=("need-input", "eval-error", "done"),
        ex="type-error",
        interrupted=False,
    )
    assert not fold.result().ok


def test_a_refused_evaluation_is_an_exception_not_a_result() -> None:
    dialogue = Dialogue()
    exchange, _ = dialogue.open("eval", None, {})
    Server(dialogue).says(
        {"id": exchange.id, "status": ["error", "unknown-session", "done"], "message": "gone"}
    )
    with pytest.raises(RequestRefused, match=r"refused eval: unknown-session \(gone\)") as caught:
        events_of(exchange)
    assert caught.value.status == ("error", "unknown-session", "done")


def test_an_abandoned_exchange_keeps_nothing() -> None:
    dialogue = Dialogue()
    exchange, _ = dialogue.open("eval", None, {})
    server = Server(dialogue)
    server.says({"id": exchange.id, "out": "x"})
    exchange.abandon()
    server.says({"id": exchange.id, "out": "y"}, {"id": exchange.id, "status": ["done"]})
    assert exchange.take() is None and exchange.done


def test_a_closing_server_is_quoted() -> None:
    dialogue = Dialogue()
    exchange, _ = dialogue.open("eval", None, {})
    Server(dialogue).says({"status": ["error", "done"], "message": "message-size: 9 bytes are too many"})
    dialogue.receive(b"")
    assert exchange.take() is None
    assert isinstance(dialogue.failure, ConnectionLost)
    assert str(dialogue.failure) == "the server closed the connection: message-size: 9 bytes are too many"
    with pytest.raises(ConnectionLost):
        dialogue.open("eval", None, {})


def test_what_is_no_nrepl_ends_the_dialogue() -> None:
    dialogue = Dialogue()
    dialogue.receive(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert "broke the protocol" in str(dialogue.failure)


def test_a_parameter_no_codec_can_carry_is_refused_and_the_dialogue_goes_on() -> None:
    dialogue = Dialogue()
    with pytest.raises(RequestRefused, match="invalid-argument"):
        dialogue.open("eval", None, {"code": object()})  # type: ignore[dict-item]
    dialogue.open("eval", None, {})


def test_answers_that_are_errors_elsewhere() -> None:
    fold = ReplyFold()
    fold.add({"status": ["done", "error", "interrupt-id-mismatch"]})
    assert fold.answer(operations.interrupt("7")) is False
    fold = ReplyFold()
    fold.add({"status": ["done"]})
    assert fold.answer(operations.interrupt("7")) is True
    fold = ReplyFold()
    fold.add({"info": {"name": "f", "arglists-str": "(a b)\n(a)", "doc": [], "line": 3}, "status": ["done"]})
    assert fold.answer(operations.lookup("f", None)) == Documentation("f", arglists=("(a b)", "(a)"), line=3)
    fold = ReplyFold()
    fold.add({"info": [], "status": ["done"]})
    assert fold.answer(operations.lookup("f", None)) is None
    fold = ReplyFold()
    fold.add({"op": "x", "status": ["error", "unknown-op", "done"]})
    with pytest.raises(RequestRefused, match="refused completions: unknown-op"):
        fold.answer(operations.completions("f", None))
