"""What leaves one server as a file and comes to another: a snapshot, a history or a whole session, with its name.

``omega-export``, a version, the SHA-256 of the rest, and a map that says what it is. Whoever opens one is told clearly what is
wrong with it. What is inside has a format of its own, which is checked by whoever reads that.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

from omega.runtime.condition import Condition, LispError
from omega.runtime.machine.snapshot.format import Format
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.plain import LONGEST_NAME

_EXPORT = Format(b"omega-export", 1, "an export")

ParcelKind: TypeAlias = Literal["snapshot", "history", "session"]


class Parcel(Struct, frozen=True):
    """``kind``: what ``data`` is. The rest is what was known of it where it comes from."""

    kind: ParcelKind
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    description: str
    time: float
    data: bytes


def wrap(parcel: Parcel) -> bytes:
    """The bytes of a file that holds it."""
    # Only now: msgpack is not needed where nothing is exported.
    from omega.runtime.machine.snapshot.envelope import seal

    return seal({"parcel": to_builtins(parcel, builtin_types=(bytes,))}, _EXPORT)


def unwrap(verb: str, data: bytes, kind: ParcelKind) -> Parcel:
    """What is in such a file, which must be of this kind. Raises ``LispError``."""
    from omega.runtime.machine.snapshot.envelope import unseal

    try:
        parcel = convert(unseal(data, _EXPORT).get("parcel"), Parcel)
    except SnapshotError as error:
        raise LispError(Condition("parse-error", f"{verb}: {error}")) from None
    except ValidationError:
        raise LispError(Condition("parse-error", f"{verb}: the export is damaged: it says not what is in it")) from None
    if parcel.kind != kind:
        raise LispError(Condition("state-conflict", f"{verb}: expected the export of a {kind}, got that of a {parcel.kind}"))
    return parcel
