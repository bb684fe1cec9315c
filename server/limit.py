"""A limit of the configuration that was reached: whoever asked for more is told its name."""

from __future__ import annotations


class LimitReached(Exception):
    """``limit``: the limit's name, as in the configuration, with dashes."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(f"{message} (limit: {limit})")
        self.limit = limit
