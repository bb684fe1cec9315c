"""Whatever a client says, each request is answered once, with a message for people, and the conversation goes on."""

from __future__ import annotations

import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.clients.connection_options import Security
from omega.clients.dap.adapter import Adapter
from omega.clients.dap.framing import Framer, decode, encode
from omega.clients.dap.requests import HANDLERS

FIELDS = [
    "program", "args", "cwd", "connect", "session", "noDebug", "granularity", "source", "path", "sourceReference", "breakpoints",
    "lines", "line", "column", "condition", "hitCondition", "name", "filters", "filterOptions", "filterId", "frameId", "threadId",
    "variablesReference", "value", "expression", "context", "text", "requestId", "terminateDebuggee", "pathFormat", "levels",
]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["all", "uncaught", "effect:x", "tick:1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=6,
)
REQUESTS = st.tuples(
    st.sampled_from(sorted(HANDLERS.keys() - {"disconnect"})) | st.text(max_size=8),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(REQUESTS, min_size=1, max_size=12))
def test_any_request_is_answered_once(requests: list[tuple[str, dict[str, object]]]) -> None:
    answers = trio.run(_converse, requests)
    assert sorted(answers) == list(range(1, len(requests) + 2))
    for number, answer in answers.items():
        if not answer["success"]:
            body = answer["body"]
            assert isinstance(body, dict), number
            text = body["error"]["format"]
            assert text and "internal-error" not in text and "Traceback" not in text and len(text) < 1000


async def _converse(requests: list[tuple[str, dict[str, object]]]) -> dict[int, dict[str, object]]:
    ours, theirs = trio.testing.memory_stream_pair()
    answers: dict[int, dict[str, object]] = {}

    async def listen() -> None:
        framer = Framer()
        while data := await ours.receive_some(65536):
            framer.receive(bytes(data))
            while (content := framer.next_content()) is not None:
                message = decode(content)
                if message["type"] == "response":
                    number = message["request_seq"]
                    assert isinstance(number, int) and number not in answers
                    answers[number] = message

    async def talk() -> None:
        for number, (command, arguments) in enumerate([*requests, ("disconnect", {})], 1):
            message = {"type": "request", "seq": number, "command": command, "arguments": arguments}
            await ours.send_all(encode(message))

    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listen)
            nursery.start_soon(talk)
            await Adapter(theirs, HANDLERS, "127.0.0.1:1", Security(None, None, "bencode")).run()
            await theirs.aclose()
    return answers
