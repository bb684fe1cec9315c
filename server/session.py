"""A session: one isolated runtime and the queue of evaluations that run in it, strictly in order, one at a time.

Exactly one side ends an evaluation: whoever takes the running job out of ``_running`` (nREPL's swap of the running
id). The job's own end takes it and answers a bare ``done``; an interrupt that was first takes it and the job, once
unwound, answers ``done interrupted``. Either way there is one ``done``. This file must never await.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from omega.protocol import Request, RequestId, Sendable
from omega.runtime import EffectRequest, Evaluation, Runtime
from omega.runtime.events import Done, Events, SessionState, State
from omega.runtime.slices import Steps
from omega.server.audience import NOBODY
from omega.server.durable import Keeper
from omega.server.editors.inspector import Inspector
from omega.server.effects import Effects
from omega.server.files import Answer
from omega.server.job import Job
from omega.server.limit import LimitReached
from omega.server.logs import log
from omega.server.residence import Called, Residence, away
from omega.server.scheduler import FIRST_RATE, Progress, Scheduler
from omega.server.store import Fault, StoreError
from omega.server.tokens import Principal
from omega.server.transcript import Transcript
from omega.server.turn import NOTHING, Ending, Turn
from omega.server.typed import Typed

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.debug.debugging import Debugging
    from omega.server.editors.marks import Marks
    from omega.server.following import Following
    from omega.server.home import SessionHome

DONE = ("done",)
INTERRUPTED = ("done", "interrupted")
CLOSED = ("done", "interrupted", "session-closed")


class Interrupt(Enum):
    """What became of an interrupt."""

    DONE = "done"
    IDLE = "session-idle"
    MISMATCH = "interrupt-id-mismatch"


def _not_kept(fault: Fault) -> Ending:
    """How a request ends that was not done, because it could not be kept."""
    return ("error", "done", fault.status), {"message": fault.message}


class Session:
    """One session. ``runtime``: how to get its runtime, called once, when it is first needed; of a durable one, whose
    state comes from its ``keeper``, each time it is brought back. ``effects``: who does what its
    programs ask for. ``transcript``: what is kept of what its evaluations say. ``ephemeral``: it was made for one
    request and ends with it. ``ended``: called once, when it is closed and its last job has ended; ``unloaded``: when its
    runtime is gone though it is not closed."""

    def __init__(
        self,
        id: str,
        principal: Principal,
        runtime: Callable[[], Runtime],
        scheduler: Scheduler,
        stdin_limit: int,
        effects: Effects,
        transcript: Transcript,
        *,
        ephemeral: bool = False,
        keeper: Keeper | None = None,
        ended: Callable[[Session], None],
        unloaded: Callable[[], None],
    ) -> None:
        self.id = id
        self.principal = principal
        self.ephemeral = ephemeral
        #: The connections that have used it and are still open; who cloned it, for the limit per connection.
        self.holders: set[Client] = set()
        self.owner: Client | None = None
        #: What its programs see of the sessions around it.
        self.home: SessionHome | None = None
        #: When a request last named it.
        self.found = 0.0
        #: The debugger that is attached to it.
        self.debugging: Debugging | None = None
        #: The forms that are stepped through, for the client that wants that.
        self.marks: Marks | None = None
        #: What its values are looked at with.
        self.inspector = Inspector()
        #: Who is told of its events.
        self.followers: list[Following] = []
        self.events = Events(lambda error: log.error("event handler failed", session=id, exc_info=error))
        self._state: State = "idle"
        #: The scheduler's notes.
        self.ticket = 0
        self.used = 0.0
        self.rate = FIRST_RATE
        self._scheduler = scheduler
        self._typed = Typed(stdin_limit)
        self._effects = effects
        self.transcript = transcript
        self._ended = ended
        self.keeper = keeper
        self._residence = Residence(runtime, self._made, keeper, lambda: scheduler.ready(self), unloaded)
        #: The job that is over, and whose end is being kept.
        self._keeping: Turn | None = None
        #: Whether its state is to be written when nothing else is done.
        self._is_due = False
        self._writing: Steps[None] | None = None
        self._jobs: deque[Turn] = deque()
        #: Verbs that are done beside what runs.
        self._aside: deque[Turn] = deque()
        self._running: Turn | None = None
        self._closing: list[Callable[[], None]] | None = None

    @property
    def runtime(self) -> Runtime:
        """The session's runtime; made now if this is the first use. LimitReached if there may be no more; ``NotReady`` if it
        has to come back from the log first."""
        self.wake()
        return self._residence.runtime or self.start()

    def wake(self) -> None:
        """Raise ``NotReady`` if the session has to come back from the log first."""
        self._residence.wake()

    def start(self) -> Runtime:
        """Make the runtime."""
        return self._residence.start()

    def _made(self, runtime: Runtime) -> Runtime:
        """A runtime of its own."""
        if self.home is not None:
            runtime.home, runtime.id, runtime.ceiling = self.home, self.id, self.home.limits
        runtime.events = self.events
        if self.keeper is not None:
            runtime.name, runtime.created = self.keeper.record.name, self.keeper.record.created
        return runtime

    def begin_with(self, runtime: Runtime) -> None:
        """Have this runtime, as it is."""
        self._residence.begin_with(runtime)

    def renewed(self) -> None:
        """Its runtime has another name, or has been paused or resumed."""
        runtime = self._residence.runtime
        if runtime is not None and self.keeper is not None and self.keeper.record.name != runtime.name:
            self.keeper.rename(runtime.name)
        if runtime is not None and runtime.is_paused:
            self._is_now("paused")
        elif self._state == "paused":
            self._is_now("running" if self._jobs else "idle")
        self._resume()

    @property
    def state(self) -> State:
        """What it does, as its events say."""
        return self._state

    @property
    def is_returning(self) -> bool:
        """Whether its state is on its way back from the log."""
        return self._residence.is_returning

    @property
    def is_broken(self) -> bool:
        """Whether its state could not be made again."""
        return self._residence.is_broken

    @property
    def started(self) -> bool:
        """Whether it has a runtime."""
        return self._residence.runtime is not None

    # -- the queue

    def submit(self, job: Turn, *, aside: bool = False) -> None:
        """Add an evaluation, or a verb that changes the session, to the end of the queue. ``aside``: a verb that is done
        beside whatever runs."""
        job.client.job_started(job)
        job.events = self.events
        if aside:
            self._aside.append(job)
            return self._scheduler.ready(self)
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._begin(job)
            self._scheduler.ready(self)

    def _begin(self, job: Turn) -> None:
        """This one is next."""
        self._running = job
        if self.debugging is not None and isinstance(job, Job):
            job.debug(self.debugging)

    def step(self, ticks: int) -> tuple[Progress, int]:
        """Let the evaluation that runs go on: the scheduler's call."""
        is_away = self._residence.is_away
        if is_away and not (self._jobs and self._jobs[0].interrupted):
            return self._come_back(ticks)
        if self._aside and not is_away:
            self._step_aside(ticks)
            return self._next, 0
        if self._keeping is not None:
            return Progress.WAITING, 0
        if self._is_due:
            self._write()
            return self._next, 0
        if not self._jobs:  # it was called ready in the midst of its last step
            return Progress.IDLE, 0
        job = self._jobs[0]
        if not job.interrupted and not (isinstance(job, Job) and job.is_pausing):
            for outbox in job.outboxes:
                if outbox.full:
                    outbox.park(self._resume)
                    return Progress.WAITING, 0
            if self.started and self.runtime.is_paused:
                return Progress.WAITING, 0
            if job.stopped or job.asked is not None or job.key is not None or (job.wants_input and not self._feed(job)):
                return Progress.WAITING, 0
            if not job.prepared():
                return Progress.MORE, 0
        self._is_now("running")
        before = job.ticks
        is_dropped = job.interrupted and not job.started
        if self.keeper is not None and not is_dropped:
            if not job.started:
                if self.keeper.fault is not None:
                    return self._refuse(job, self.keeper.fault), 0
                self.keeper.begin(job, self.runtime)
            job.hold()
        try:
            over = is_dropped or job.step(self.runtime, ticks)
        except LimitReached as reached:
            status, body = away(reached)
            self._finish(job, ("error", "done", status), body)
            return Progress.IDLE, 0
        spent = max(0, job.ticks - before)  # it may have gone back in time
        if over:
            job.conclude()
            ending = (job.ending or (DONE, NOTHING)) if self._take(job) is not None else (INTERRUPTED, NOTHING)
            if self.keeper is not None and job.did:
                self._keep(self.keeper, job, ending)
                return Progress.WAITING, spent
            self._finish(job, *ending)
            return self._next, spent
        if self.keeper is not None:
            self.keeper.note(job)
            job.release()
        if isinstance(job, Job) and job.debugging is not None:
            job.debugging.report()
        if job.stopped:
            self.used = 0.0
            self._is_now("stopped")
            return Progress.WAITING, spent
        if job.key is not None:
            self.used = 0.0
            self._is_now("waiting")
            return Progress.WAITING, spent
        if job.wants_input and not self._feed(job):
            job.send(("need-input",))
            self.used = 0.0
            self._is_now("waiting")
            return Progress.WAITING, spent
        if job.asked is not None:
            self._perform(job, job.asked)
            return Progress.WAITING, spent
        return Progress.MORE, spent

    def _step_aside(self, ticks: int) -> None:
        """Do one step of the first of the verbs that are done beside what runs."""
        errand = self._aside[0]
        if not errand.interrupted and not errand.step(self.runtime, ticks):
            return
        rested = self._running
        if isinstance(rested, Job) and rested.is_abandoned and self._take(rested) is not None:
            rested.interrupt()
        status, body = errand.ending or (INTERRUPTED, NOTHING)
        if self.keeper is None or not errand.did:
            self._finish(errand, status, body)
        elif errand.entry is not None:  # the session is another: that is kept when what rested is over
            self._aside.remove(errand)
            self._jobs.insert(1, errand)
            if self._jobs[0] is errand:
                self._begin(errand)
        else:
            self._aside.remove(errand)
            self.keeper.when_kept(lambda fault: self._dismiss(errand, *((status, body) if fault is None else _not_kept(fault))))

    @property
    def at_rest(self) -> Evaluation | None:
        """The evaluation that runs, if it waits where a person looks at it."""
        running = self._running
        is_at_rest = isinstance(running, Job) and (running.key is not None or running.stopped)
        return running.evaluation if isinstance(running, Job) and is_at_rest else None

    def _perform(self, job: Turn, asked: EffectRequest) -> None:
        """Have an effect done that takes time; the evaluation goes on when it is, unless it has been ended meanwhile."""

        assert isinstance(job, Job)  # a verb asks nobody

        def done(answer: Answer) -> None:
            if job.asked is not asked:
                return
            if job.stopped:
                job.answered = answer
            else:
                job.resolve(answer)
                self._scheduler.ready(self)

        job.cancel = self._effects.start(asked, self.runtime.state.limits.object_bytes, done)

    def _take(self, job: Turn) -> Turn | None:
        """Take the running job: the one side that gets it decides how it ends. None: the other side was first."""
        if self._running is not job:
            return None
        self._running = None
        return job

    def _finish(self, job: Turn, status: tuple[str, ...], body: Mapping[str, Sendable] = NOTHING) -> None:
        """Send a job's one ``done`` and let the next run."""
        first = bool(self._jobs) and self._jobs[0] is job
        if job in self._aside:
            self._aside.remove(job)
        else:
            self._jobs.remove(job)
        if self.started and isinstance(job, Job):
            self.runtime.settle()
            self._is_due = self._is_due or (self.keeper is None and self.runtime.has_long_history)
        self._dismiss(job, status, body)
        if isinstance(job, Job) and job.debugging is not None:
            job.debugging.ended(job)
        if self.events.wants(Done) and isinstance(job, Job):
            self.events.emit(Done(job.id, status, job.ticks))
        if not self._jobs:
            self._is_now("idle")
        if first and self._jobs:
            self._begin(self._jobs[0])
        if not self._jobs and not self._aside and (self.ephemeral or self._closing is not None):
            self._end()

    def _dismiss(self, job: Turn, status: tuple[str, ...], body: Mapping[str, Sendable]) -> None:
        """Send the ``done`` of a job that is in no queue any more."""

        def say(fault: Fault | None) -> None:
            job.release()
            job.send(*((status, body) if fault is None else _not_kept(fault)))
            job.client.job_ended(job)

        if job.keeps and self.home is not None:
            self.home.when_kept(say)
        else:
            say(None)

    def _is_now(self, state: State) -> None:
        """Say so, if that is new."""
        if self._state != state:
            self._state = state
            if self.events.wants(SessionState):
                self.events.emit(SessionState(state))

    def _resume(self) -> None:
        if self._jobs:
            self._scheduler.ready(self)

    # -- the log

    def _write(self) -> None:
        """Do one step of writing the state: what is to be evaluated waits for the last one."""
        if self._writing is None:
            runtime, keeper = self.runtime, self.keeper
            self._writing = runtime.shorten_history() if keeper is None else keeper.checkpoint(runtime)
        if next(self._writing, self) is self:
            self._is_due, self._writing = False, None

    def _keep(self, keeper: Keeper, job: Turn, ending: Ending) -> None:
        """A job is over: have that kept, and only then say so."""

        def kept(fault: Fault | None) -> None:
            if self._keeping is not job:
                return  # the server has ended
            self._keeping = None
            if fault is None:
                self._finish(job, *ending)
                self._is_due = keeper.is_due and self._state != "closed"
            else:  # the client is told that it was not done, so it must not have been: the state comes back from the log
                job.take_back()
                self.unload()
                self._finish(job, *_not_kept(fault))
            if self._needs_runtime:
                self._scheduler.ready(self)

        self._keeping = job
        keeper.end(job, self.runtime, kept)

    def _refuse(self, job: Turn, fault: Fault) -> Progress:
        """Do not begin what could not be kept."""
        self._take(job)
        self._finish(job, *_not_kept(fault))
        return self._next

    def when_ready(self, call: Called) -> None:
        """Call this when the session has come back from its log, or cannot."""
        self._residence.when_ready(call)

    def _come_back(self, ticks: int) -> tuple[Progress, int]:
        """Go on making the session's state again, if somebody needs it."""
        if not self._needs_runtime:
            return Progress.IDLE, 0
        assert self.keeper is not None
        try:
            waits, spent = self._residence.come_back(ticks)
        except (LimitReached, StoreError) as error:
            self._stay_away(error)
            return Progress.IDLE, 0
        if not self.started:
            return Progress.WAITING if waits else Progress.MORE, spent
        self._is_due = self.keeper.came_back(self.runtime)
        self._residence.tell(None)
        return self._next, 0

    def _stay_away(self, error: LimitReached | StoreError) -> None:
        """The session cannot come back: all who wait for that are told why."""
        self._residence.give_up(error)
        status, body = away(error)
        for job in [*self._jobs, *self._aside]:
            self._take(job)
            self._finish(job, ("error", "done", status), body)
        self._residence.tell(error)

    @property
    def _needs_runtime(self) -> bool:
        """Whether anybody waits for the session, or it is on its way back or to be written."""
        return bool(self._jobs or self._aside or self._is_due or self._residence.is_awaited)

    @property
    def _next(self) -> Progress:
        """What is to be done when a job has ended."""
        return Progress.MORE if self._needs_runtime else Progress.IDLE

    @property
    def is_idle(self) -> bool:
        """Whether nothing would be noticed of its runtime being gone."""
        runtime = self._residence.runtime
        if runtime is not None and (runtime.is_paused or runtime.look is not None):
            return False
        return not (self._needs_runtime or self.debugging or self.marks or self.followers)

    def unload(self) -> None:
        """Let go of the runtime: it comes back from the log when it is needed."""
        if self._residence.unload():
            self._is_due, self._writing = False, None

    # -- the debugger

    def debug(self, debugging: Debugging | None) -> None:
        """Have this debugger from now on, or none."""
        self.debugging = debugging
        if isinstance(self._running, Job):
            self._running.debug(debugging)

    def look(self) -> bool:
        """Let the evaluation that runs see, before all others, that it is to stop; False if there is none."""
        if not isinstance(self._running, Job):
            return False
        self._scheduler.ready(self, urgent=True)
        return True

    def go_on(self) -> None:
        """The evaluation that was stopped is not any more."""
        job = self._running
        if isinstance(job, Job) and job.stopped:
            job.stopped = False
            if job.answered is not None and job.asked is not None:
                job.resolve(job.answered)
            job.answered = None
            self._scheduler.ready(self)

    # -- ending evaluations

    def interrupt(self, id: RequestId) -> Interrupt:
        """End the evaluation with this request id, running or queued; without an id the running one."""
        running = self._running
        if running is None and (id is None or (len(self._jobs) < 2 and not self._aside)):
            return Interrupt.IDLE
        if running is not None and (id is None or running.id == id):
            self._interrupt(running)
            return Interrupt.DONE
        for job in [*self._aside, *self._jobs]:
            if job.id == id and not job.interrupted and job is not self._keeping:
                self._finish(job, INTERRUPTED)
                return Interrupt.DONE
        return Interrupt.MISMATCH

    def _interrupt(self, job: Turn) -> None:
        if self._take(job) is not None:
            job.interrupt()
            self.used = 0.0
            self._scheduler.ready(self, urgent=True)

    def stop_waiting(self) -> None:
        """End the running evaluation if it waits for the client."""
        if self._running is not None and self._running.waits:
            self._interrupt(self._running)

    def drop(self, client: Client) -> None:
        """End every evaluation of a client that is gone, but those that are to go on without it."""
        self.transcript.vanished(client)
        debugged = self.debugging is not None and self.debugging.client is client
        for job in [job for job in (*self._aside, *self._jobs) if job.client is client]:
            persists = (job.persists or debugged) and not self.ephemeral
            if persists:
                job.move(NOBODY)
            elif job in self._aside or job is not self._jobs[0]:
                self._finish(job, INTERRUPTED)
            elif job is self._running:
                self._interrupt(job)

    # -- clients that come back

    def attach(self, client: Client) -> tuple[int, int]:
        """Go on for this client: its evaluations whose client is gone are its own now, and it gets what was missed. How
        many replies that were, and how many are kept no longer."""
        alone = [job for job in self._jobs if job.client is NOBODY]
        for job in alone:
            job.move(client)
        return self.transcript.replay(client, [job.telling for job in alone if job.waits and job.telling is not None])

    @property
    def pending(self) -> list[RequestId]:
        """The ids of evaluations that run or wait."""
        return [job.id for job in self._jobs if job.id is not None]

    def repeat(self, client: Client, request: Request) -> bool:
        """Give a request that is sent again the replies that it got, and those still to come; False if it is a new one."""
        telling = self.transcript.find(client, request)
        for job in self._jobs:
            if job.telling is not None and job.telling.answers(client, request):
                telling = job.telling
                job.move(client)
                self._resume()  # it may have waited for another reader
        if telling is None:
            return False
        self.transcript.repeat(telling, client, request)
        return True

    def close(self, closed: Callable[[], None] | None = None) -> None:
        """End every evaluation, then the session; ``closed`` is called when that is done."""
        if self._state == "closed":  # it has ended already
            if closed is not None:
                closed()
            return
        if self.marks is not None:
            self.marks.end()
        if self.debugging is not None:
            self.debugging.end()
        for errand in list(self._aside):
            self._finish(errand, CLOSED)
        if self._closing is None:
            self._closing = []
        if closed is not None:
            self._closing.append(closed)
        for job in list(self._jobs)[1:]:
            self._finish(job, CLOSED)
        if self._running is not None:
            self._interrupt(self._running)
        if not self._jobs:
            self._end()

    def abandon(self) -> None:
        """Free the session without another word: the server ends."""
        self._jobs.clear()
        self._aside.clear()
        self._residence.abandon()
        self._keeping = None
        self._end()

    def _end(self) -> None:
        """Nothing runs any more: free what the session holds."""
        self._is_now("closed")
        for following in list(self.followers):
            following.end()
        self._scheduler.withdraw(self)
        self._is_due, self._writing = False, None
        if self._residence.is_awaited:
            self._stay_away(StoreError("session: it has been closed"))
        if self.started:
            self.runtime.close()
        for closed in self._closing or ():
            closed()
        self._closing = []
        self._ended(self)

    # -- questions to the client

    def restart(self, key: str, index: int, code: str) -> bool:
        """Go on with the restart that the client chose; False if that is not the question that is open. Raises
        ``LispError`` if the answer cannot be used; the question stays open."""
        running = self._running
        if running is None or running.key is None or running.key != key or running.stopped:
            return False
        assert isinstance(running, Job)  # a verb has no questions
        running.restart(index, code)
        self._scheduler.ready(self)
        return True

    def supply(self, text: str) -> bool:
        """Console input from the client; empty is the end of input. False if too much waits to be read already."""
        if not self._typed.add(text):
            return False
        if self._jobs and self._jobs[0].wants_input:
            self._scheduler.ready(self)
        return True

    def _feed(self, job: Turn) -> bool:
        """Give a waiting machine what there is; False if there is nothing."""
        assert isinstance(job, Job)  # a verb never waits
        text = self._typed.take()
        if text is not None:
            job.answer(text)
        return text is not None
