"""The op table of this server: what the protocol knows by itself, and an op for each verb of the runtime."""

from __future__ import annotations

from collections.abc import Mapping

from omega.protocol import OPS, Op
from omega.server.ops import verbs

TABLE: Mapping[str, Op] = {**OPS, **verbs.TABLE}
