"""Sessions as verbs (SUBSYSTEMS 9): what a session is and has done, its life, and whole sessions kept by name or in a file.

A whole session is its state and its history. Opening one that was kept, or that comes from elsewhere, makes a new session; the
one that asks stays what it is. Other sessions are the ``Home``'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.home import SessionInfo, opened
from omega.runtime.debug.parcel import Parcel, unwrap, wrap
from omega.runtime.debug.shelf import Catalogue, Kept, describe
from omega.runtime.debug.snapshots import Forked
from omega.runtime.journal import Checkpoint, Volume
from omega.runtime.limits import Limits
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.plain import Between, Count, Name, Named
from omega.runtime.recording import Diverged
from omega.runtime.slices import Steps
from omega.runtime.verbs import Subsystem, long_verb, verb

if TYPE_CHECKING:
    from omega.runtime.runtime import Runtime

#: Ticks of a replay between two steps.
_TICKS = 10_000
_DAY = 24 * 3600.0

Bound = Annotated[int, Between(0)]


class Configuration(Struct, frozen=True):
    """The limits of a session."""

    ticks_per_evaluation: Annotated[int, "The ticks of one evaluation; 0 is no bound."]
    heap_per_session: Annotated[int, "The bytes of memory the session may hold."]
    object_bytes: Annotated[int, "The bytes of one string or vector."]
    integer_bits: Annotated[int, "The bits of one exact integer."]


class Sessions(Subsystem, name="sessions"):
    """The life of one session, and the sessions around it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @verb(capability="session")
    def info(self) -> SessionInfo:
        """What is known of this session."""
        return self._runtime.home.info(self._runtime)

    @verb(capability="session", outside=True)
    def list(self) -> Annotated[tuple[SessionInfo, ...], Named("sessions", "The sessions, the oldest first.")]:
        """The sessions that whoever uses this one may use."""
        return tuple(self._runtime.home.sessions())

    @verb(capability="session", changes=True)
    def rename(self, name: Annotated[Name, "Its name from now on."]) -> SessionInfo:
        """Give this session another name, for people."""
        self._runtime.name = name
        self._runtime.home.changed(self._runtime)
        return self.info()

    # -- its life

    @verb(capability="session", changes=True)
    def configure(
        self,
        *,
        ticks_per_evaluation: Annotated[Bound | None, "The ticks of one evaluation."] = None,
        heap_per_session: Annotated[Bound | None, "The bytes of memory the session may hold."] = None,
        object_bytes: Annotated[Bound | None, "The bytes of one string or vector."] = None,
        integer_bits: Annotated[Bound | None, "The bits of one exact integer."] = None,
    ) -> Configuration:
        """The limits of this session, after changing those that are given; never beyond those of its host."""
        runtime = self._runtime
        given = {
            "ticks_per_evaluation": ticks_per_evaluation,
            "heap_per_session": heap_per_session,
            "object_bytes": object_bytes,
            "integer_bits": integer_bits,
        }
        for name, wanted in given.items():
            most = getattr(runtime.ceiling, name)
            if wanted is not None and ((most and wanted > most) or (not wanted and (most or name != "ticks_per_evaluation"))):
                shown = name.replace("_", "-")
                message = f"sessions.configure: {shown}: expected at most {most}, which the host allows, and at least 1, got {wanted}"
                raise LispError(Condition("state-conflict", message))
        current = runtime.state.limits
        fields = {name: getattr(current, name) for name in Limits.__struct_fields__}
        runtime.state.limits = limits = Limits(**fields | {name: each for name, each in given.items() if each is not None})
        return Configuration(
            limits.ticks_per_evaluation, limits.heap_per_session, limits.object_bytes, limits.integer_bits
        )

    @verb(capability="session")
    def pause(self) -> SessionInfo:
        """Let this session do no work until sessions.resume. What runs waits where it is; what comes waits its turn."""
        return self._set_paused(True)

    @verb(capability="session")
    def resume(self) -> SessionInfo:
        """Let this session go on with its work."""
        return self._set_paused(False)

    def _set_paused(self, paused: bool) -> SessionInfo:
        self._runtime.is_paused = paused
        self._runtime.home.changed(self._runtime)
        return self.info()

    @long_verb(capability="session", changes=True)
    def reset(self) -> Steps[SessionInfo]:
        """Let this session be as a new one. That is one more entry of its history; what it was can still be looked at."""
        yield from self._runtime.adopt(type(self._runtime)(self._runtime.state.limits).snapshot(), "(sessions.reset)")
        return self.info()

    @verb(capability="session")
    def terminate(self) -> None:
        """End this session for good. What it evaluates is interrupted."""
        self._runtime.home.terminate(self._runtime)

    # -- keeping it

    @long_verb(capability="session", changes=True)
    def save(
        self,
        name: Annotated[Name, "What to call it; one of that name is replaced."],
        *,
        description: Annotated[str, "What to say about it."] = "",
    ) -> Steps[Kept]:
        """Keep a copy of this session, its state and its history, under a name that all sessions share."""
        data = yield from self._packed()
        kept = describe(name, data, time=self._runtime.clock(), description=description)
        self._runtime.home.shelf.put(kept, data)
        return kept

    @verb(capability="session", outside=True)
    def saved(self) -> Annotated[tuple[Kept, ...], Named("saved", "The sessions that are kept, the oldest first.")]:
        """The sessions that are kept by name, the oldest first."""
        return self._runtime.home.shelf.list()

    @long_verb(capability="session", changes=True, outside=True)
    def restore(
        self,
        name: Annotated[Name, "The name it is kept under."],
        *,
        durable: Annotated[bool, "Whether the new session is to outlive the server."] = False,
    ) -> Steps[Forked]:
        """Open a session that is kept by name, as a new session."""
        data = self._kept.data("sessions.restore", name)
        return (yield from self._open("sessions.restore", data, name, durable))

    @verb(capability="session", changes=True, outside=True)
    def delete(self, name: Annotated[Name, "The name it is kept under."]) -> None:
        """Delete a session that is kept by name."""
        self._kept.delete("sessions.delete", name)

    @long_verb(capability="session", changes=True)
    def export(self) -> Steps[Annotated[bytes, Named("data", "The contents of a file that another server imports.")]]:
        """This session, its state and its history, as the contents of a file, which sessions.import takes, also elsewhere."""
        name = self._runtime.name or "session"
        data = yield from self._packed()
        return (yield from wrap(Parcel("session", name, "", self._runtime.clock(), data)))

    @long_verb(capability="session", changes=True, outside=True)
    def import_(
        self,
        data: Annotated[bytes, "The contents of the file."],
        *,
        name: Annotated[Name | None, "What to call it; what it was called where it comes from by default."] = None,
        durable: Annotated[bool, "Whether the new session is to outlive the server."] = False,
    ) -> Steps[Forked]:
        """Open a session that sessions.export made, perhaps elsewhere, as a new session."""
        parcel = yield from unwrap("sessions.import", data, "session")
        return (yield from self._open("sessions.import", parcel.data, name or parcel.name, durable))

    @verb(capability="session", changes=True, outside=True)
    def prune(
        self, *, days: Annotated[Count, "For how many days nobody must have used them."]
    ) -> Annotated[tuple[str, ...], Named("pruned", "The ids of the sessions that are gone.")]:
        """Delete the durable sessions that nobody has used for some time."""
        return tuple(self._runtime.home.prune(days * _DAY))

    @property
    def _kept(self) -> Catalogue:
        return Catalogue("session", self._runtime.home.shelf)

    def _packed(self) -> Steps[bytes]:
        """The history, and the state it has led to."""
        runtime = self._runtime
        state = yield from runtime.capture(None)
        past = runtime.past
        if past is None:
            return Volume(runtime.seed, Checkpoint(0, state), [], []).pack()
        return past.packed(Checkpoint(past.last, state))

    def _open(self, verb: str, data: bytes, name: str, durable: bool) -> Steps[Forked]:
        from omega.runtime.debug.history import History

        runtime = self._runtime
        try:
            history = History.unpacked(data, runtime.ceiling)
            yield
            replay = history.replay()
            while not replay.run(_TICKS):
                yield
        except (SnapshotError, Diverged, ValueError) as error:
            raise LispError(Condition("parse-error", f"{verb}: {error}")) from None
        made = replay.runtime
        made.state.limits = made.ceiling = runtime.ceiling
        made.past = history
        made.recount()
        return Forked((yield from opened(runtime.home, made, name, durable)))
