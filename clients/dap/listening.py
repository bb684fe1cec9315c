"""What the server says unasked, told to the client: output, stops, breakpoints, the end of the program.

It must never ask the server anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.debuggee import Debuggee, Evaluation
from omega.clients.dap.messages import Body, Json
from omega.clients.dap.places import Places
from omega.clients.errors import RequestRefused
from omega.clients.events import Done, Event, NeedInput, Output
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

#: The one thread a session has, and its number.
THREAD = 1
_CATEGORY = {"out": "stdout", "err": "stderr"}


class Listener:
    """Of one debuggee."""

    def __init__(self, adapter: Adapter, debuggee: Debuggee) -> None:
        self._adapter = adapter
        self._debuggee = debuggee
        #: Output that is put together with what follows it at once.
        self._stream: str | None = None
        self._pieces: list[str] = []

    async def listen(self) -> Done | None:
        """Until the launched program is over (its end), or nothing more can come. Raises ``ConnectionLost``."""
        async for messages in self._debuggee.next_messages():
            async with self._adapter.order:
                for exchange, message in messages:
                    done = await self._hear(self._debuggee.evaluations.get(exchange), message)
                    if done is not None:
                        await self._flush()
                        return done
                await self._flush()
        return None

    async def _hear(self, evaluation: Evaluation | None, message: Message) -> Done | None:
        """Tell of one message, of an evaluation or of the debugger; the program's end, if it is that."""
        if evaluation is None:
            await self._happened(message)
            return None
        try:
            for event in evaluation.reader.read(message):
                await self._said(evaluation, event)
                if isinstance(event, Done) and evaluation is self._debuggee.program:
                    return event
        except RequestRefused as error:
            self._debuggee.end(evaluation)
            await self._say(f"{error}\n", "important")
            if evaluation is self._debuggee.program:
                return Done(error.status, 1)
        return None

    # Evaluations ------------------------------------------------------------------------------------------------

    async def _said(self, evaluation: Evaluation, event: Event) -> None:
        evaluation.fold.add(event)
        if isinstance(event, Output):
            await self._print(_CATEGORY[event.stream], event.text)
        elif isinstance(event, NeedInput):
            self._debuggee.wants_input = True
            await self._say("The program reads a line: enter it here.\n")
        elif isinstance(event, Done):
            self._debuggee.end(evaluation)

    async def _print(self, category: str, text: str) -> None:
        if self._stream != category:
            await self._flush()
            self._stream = category
        self._pieces.append(text)

    async def _flush(self) -> None:
        if self._stream is not None:
            await self._adapter.say("".join(self._pieces), self._stream)
            self._stream = None
            self._pieces.clear()

    async def _say(self, text: str, category: str = "console", place: Body | None = None) -> None:
        await self._flush()
        await self._adapter.say(text, category, place)

    # The debugger -----------------------------------------------------------------------------------------------

    async def _happened(self, message: Message) -> None:
        match optional_text(message, "event"):
            case "stopped":
                await self._stopped(message)
            case "continued":
                if self._debuggee.stopped:  # somebody else has sent it on
                    self._debuggee.go()
                    await self._event("continued", {"threadId": THREAD, "allThreadsContinued": True})
            case "breakpoint":
                changed = self._adapter.breakpoints.changed(mapping_of(message.get("breakpoint")), self._adapter.places)
                if changed is not None:
                    await self._event("breakpoint", {"reason": "changed", "breakpoint": changed})
            case "output":
                text = optional_text(message, "output") or ""
                if stream := optional_text(message, "stream"):  # of an expression that somebody evaluates
                    await self._print(_CATEGORY.get(stream, "stdout"), text)
                else:
                    category = optional_text(message, "category") or "console"
                    await self._say(_line(text), category, _place(message, self._adapter.places))
            case "terminated":
                self._debuggee.go()
            case _:
                pass  # the end, or what a newer server tells of

    async def _stopped(self, message: Message) -> None:
        key = optional_text(message, "key")
        if key is None:
            return
        self._debuggee.stop(key)
        reason = optional_text(message, "reason") or "pause"
        if self._debuggee.went_back and self._adapter.preferences.invalidated:
            await self._event("invalidated", {"areas": ["all"]})
        self._debuggee.went_back = False
        body: dict[str, Json] = {"reason": reason, "threadId": THREAD, "allThreadsStopped": True}
        for name in ("description", "text"):
            if text := optional_text(message, name):
                body[name] = text
        if value := optional_text(message, "value"):  # clients have no other place for what has just been computed
            body["description"] = f"{body.get('description', reason)}, value {value}"
        if "text" not in body and (condition := optional_text(message, "condition")):
            body["text"] = condition
        numbers = [number for number in items_of(message.get("hit-breakpoints")) if isinstance(number, int)]
        if hit := self._adapter.breakpoints.ours(numbers):
            body["hitBreakpointIds"] = hit
        await self._event("stopped", body)
        if offers := items_of(message.get("restarts")):
            await self._say(restart_list([mapping_of(offer) for offer in offers]))

    async def _event(self, name: str, body: Body) -> None:
        await self._flush()
        await self._adapter.event(name, body)


def restart_list(offers: list[Message]) -> str:
    """The ways to go on from a condition, as the console shows them."""
    lines = ["Restarts (:restart NUMBER, or :restart NUMBER EXPRESSION where a value is needed):\n"]
    for offer in offers:
        words = (optional_text(offer, "name") or "", optional_text(offer, "description") or "")
        lines.append(f"  {optional_int(offer, 'index') or 0}: {': '.join(filter(None, words))}\n")
    return "".join(lines)


def _line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _place(message: Message, places: Places) -> Body:
    file = optional_text(message, "file")
    if file is None:
        return {}
    place = places.range(message)
    return {"source": places.source(file), **place}
