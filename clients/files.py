"""The user's own files, for a program that runs in the user's own process: no rules but those of the system."""

from __future__ import annotations

import os


class OwnFiles:
    """``Files`` of ``runtime/files.py``; names are relative to the working directory."""

    def read(self, name: str, limit: int) -> bytes:
        with open(name, "rb") as file:
            return file.read(limit + 1)

    def write(self, name: str, content: bytes, *, append: bool) -> None:
        with open(name, "ab" if append else "wb") as file:
            file.write(content)

    def list(self, name: str) -> list[str]:
        return sorted(os.listdir(name))

    def exists(self, name: str) -> bool:
        return os.path.exists(name)

    def delete(self, name: str) -> None:
        os.remove(name)
