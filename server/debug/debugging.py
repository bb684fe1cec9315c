"""A debugger attached to a session by one client: the held ``debug-start``, its events, its key, and its end.

A debugger never outlives its client: ``end`` is called on ``debug-stop``, when the session closes and when the
connection is gone. This file owns who may ask (the key) and when; what there is to see belongs to the runtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec import UNSET

from omega.protocol import RequestId, Response, Sendable
from omega.runtime import Evaluation, Outcome
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.stop import Changed, Logged, Stop
from omega.runtime.events import ConditionSeen, Continued, Stopped
from omega.runtime.report import message_line
from omega.server.debug.fields import breakpoint_fields, logged_fields, stop_fields

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.job import Job
    from omega.server.session import Session

EVENT = ("event",)
DONE = ("done",)


class Debugging:
    """The debugger of one session. ``id``: of the request that is held open for its events. ``pauses``: whether a stopped
    evaluation stays so when the client goes. ``on_entry``: whether the next evaluation stops at its start."""

    def __init__(self, client: Client, id: RequestId, session: Session, *, pauses: bool, on_entry: bool) -> None:
        self.client = client
        self.pauses = pauses
        self.on_entry = on_entry
        self.session = session
        #: What ops about the stop repeat, while an evaluation is stopped.
        self.key: str | None = None
        #: Whether the evaluation that runs is to stop as soon as can be.
        self.pausing = False
        self.debugger = Debugger(session.runtime)
        self.id = id
        self._job: Job | None = None
        client.held.add(self)
        session.debug(self)

    def tell(self, event: str, **fields: Sendable) -> None:
        """Send an event; ``_`` in a name stands for ``-``."""
        self._tell(event, {name.replace("_", "-"): value for name, value in fields.items()})

    def _tell(self, event: str, fields: dict[str, Sendable]) -> None:
        self.client.send(Response(self.id, self.session.id, EVENT, {"event": event, **fields}))

    # -- the evaluation

    def attach(self, job: Job, evaluation: Evaluation) -> None:
        """Debug this evaluation, which has begun, until it has ended."""
        self._job = job
        self.debugger.attach(evaluation, self.on_entry)
        self.on_entry = False
        if self.pausing:
            self.debugger.pause()

    def take_up(self, job: Job, debugger: Debugger) -> None:
        """Go on with an evaluation that an earlier client's debugger has left stopped."""
        self._job = job
        self.debugger = debugger
        for kind, file in {(each.kind, each.file) for each in debugger.breakpoints.all.values()}:
            debugger.breakpoints.set(kind, [], file)
        debugger.set_exception_breakpoints([])
        self.report()

    def run(self, ticks: int) -> Outcome | Stop:
        """What ``Evaluation.run`` says, or that it has stopped."""
        return self.debugger.run(ticks)

    def report(self) -> None:
        """Tell the client what there is to tell. What the program has printed until now has been sent."""
        for notice in self.debugger.drain():
            match notice:
                case Logged():
                    self._tell("output", logged_fields(notice))
                case Changed(id):
                    breakpoint = self.debugger.breakpoints.all.get(id)
                    if breakpoint is not None:
                        self.tell("breakpoint", reason="changed", breakpoint=breakpoint_fields(breakpoint))
        stop = self.debugger.stopped
        if stop is not None and self.key is None:
            self._stopped(stop)

    def ended(self, job: Job) -> None:
        """An evaluation is over."""
        if self._job is job:
            self.report()
            self._job = self.key = None
            self.pausing = False
            self.debugger.detach()
            self.tell("terminated", eval_id=job.id)

    def interrupted(self, job: Job) -> None:
        """The evaluation is being ended: it may not stop any more."""
        if self._job is not job:
            return
        was_stopped, self.key, self.pausing = self.key is not None, None, False
        self.debugger.detach()
        if was_stopped:
            self._continued()

    def _stopped(self, stop: Stop) -> None:
        assert self._job is not None
        self.pausing = False
        self.key = str(uuid4())
        self._show(stop)
        events = self.session.events
        if stop.caught and stop.condition is not None and events.wants(ConditionSeen):
            events.emit(ConditionSeen(self._job.id, stop.condition.type, message_line(stop.condition)))
        if events.wants(Stopped):
            file, line, column = (UNSET, UNSET, UNSET) if stop.place is None else stop.place.span[:3]
            events.emit(Stopped(self._job.id, stop.reason, stop.ticks, stop.operation, file, line, column))

    def _show(self, stop: Stop) -> None:
        """Tell the client where it has stopped."""
        assert self._job is not None
        fields = {"key": self.key, "eval-id": self._job.id, "can-step-back": int(self.debugger.can_go_back)}
        self._tell("stopped", {**fields, **stop_fields(stop)})

    def _continued(self) -> None:
        id = None if self._job is None else self._job.id
        self.tell("continued", eval_id=id)
        if self.session.events.wants(Continued):
            self.session.events.emit(Continued(id))

    # -- the client

    def pause(self) -> None:
        """Have the evaluation that runs, or is about to, stop as soon as can be."""
        if self.key is None and self.session.look():
            self.pausing = True
            if self._job is not None:
                self.debugger.pause()

    def went_on(self) -> None:
        """The debugger has been told to leave the stop."""
        self.key = None
        self._continued()
        self.session.go_on()

    def settle(self) -> str | None:
        """Before the evaluation goes back: the name of an effect that is being done for it, if it is too late for that."""
        return None if self._job is None else self._job.settle()

    def forget_questions(self) -> None:
        """The evaluation has gone back: what it had asked may never have been."""
        if self._job is not None:
            self._job.forget_questions()

    def end(self) -> None:
        """Detach: the one ``done`` of ``debug-start``. What is stopped goes on."""
        self._detach()
        self.debugger.close()
        self.session.go_on()

    def vanish(self) -> None:
        """The client is gone: what is stopped goes on, or stays as it is for the next."""
        job, is_stopped = self._job, self.key is not None
        self._detach()
        if job is not None and is_stopped and self.pauses:
            job.left = self.debugger
        else:
            self.debugger.close()
            self.session.go_on()

    def _detach(self) -> None:
        self._job = self.key = None
        self.client.held.discard(self)
        self.session.debug(None)
        self._done()

    def _done(self) -> None:
        """There is nothing more to hear of."""
        self.client.send(Response(self.id, self.session.id, DONE))
