"""The ops that follow a session: its events as they happen, and what was missed while the connection was gone."""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import THE_SESSION

TABLE = (
    Op(
        "events/subscribe",
        "Send the session's events to this request, with status event, until events/unsubscribe or close. A client that "
        "does not keep up loses the oldest and is told how many.",
        required=(
            THE_SESSION,
            Param("names", Kind.LIST, "The events wanted, by name or by its beginning; none means all."),
        ),
        returns=(
            ("event", "With status event: the event's name; its fields stand beside it."),
            ("lost", "How many events this client has lost before this one, if it has."),
        ),
    ),
    Op(
        "events/unsubscribe",
        "End this connection's subscriptions of the session; each is answered done.",
        required=(THE_SESSION,),
    ),
    Op(
        "attach",
        "Go on with a session on this connection. What its evaluations said while nobody was there is sent now, with the "
        "ids of the requests that began them, and what they say from now on comes here. A request sent again with the id "
        "of one of them is answered with its replies instead of being evaluated once more.",
        required=(THE_SESSION,),
        returns=(
            ("replayed", "How many replies were sent again."),
            ("lost", "How many replies there was no room to keep."),
            ("running", "The ids of evaluations that run or wait."),
        ),
    ),
)
