"""Where the prelude's image is kept between processes: the only code in the runtime that touches files.

It does what Python does with ``.pyc`` files, with the same trust: the image is beside them in ``__pycache__``, made by
whoever first runs Omega and may write there. Where nobody may, or does not want Python to, it is in the user's own
cache folder, and is only read there if nobody else could have written it. Where there is no place, each process
compiles the prelude for itself. Nothing here raises: an image is a convenience.

An image is good for exactly the sources that made it, the compiler's as well as the prelude's: the sizes and times of
all of them are in it, and a digest of what they say for when only the times differ (a copied installation).
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32
from contextlib import suppress

_MAGIC = b"OMEGA\0\r\n"
_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: How many images the user's cache folder holds at most.
_KEPT = 12
_SUFFIXES = (".py", ".scm")

#: Path below the package, size, and time of last change in nanoseconds, of each source.
Stamp = tuple[tuple[str, int, int], ...]


class ImageFile:
    """The image of this installation, for this Python. ``data``: what it holds, if it is good."""

    def __init__(self) -> None:
        self._stamp = _stamp()
        self.data = self._read() if self._stamp else None

    def write(self, data: bytes) -> None:
        """Keep this from now on, where that is possible. Other processes see the whole file or none."""
        if not self._stamp:
            return
        content = marshal.dumps((sys.version, self._stamp, _digest(self._stamp), data))
        content = b"".join((_MAGIC, crc32(content).to_bytes(4, "little"), content))
        for path in _writable():
            unfinished = f"{path}.{os.getpid()}"
            try:
                os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
                with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
                    file.write(content)
                os.replace(unfinished, path)
            except OSError:
                with suppress(OSError):
                    os.remove(unfinished)
            else:
                if path == _own():
                    _prune(os.path.dirname(path))
                return

    def _read(self) -> bytes | None:
        loaded = [marshal.loads(content) for path in (_beside(), _own()) if (content := _content(path)) is not None]
        images = [image for image in loaded if image[0] == sys.version]
        for _, stamp, _, data in images:
            if stamp == self._stamp:
                assert isinstance(data, bytes)
                return data
        digest = _digest(self._stamp) if images else b""
        for _, _, known, data in images:
            if known == digest:
                assert isinstance(data, bytes)
                self.write(data)  # so that the next start sees at once that it is good
                return data
        return None


def _content(path: str | None) -> memoryview | None:
    """What an image file says, if it is whole and nobody else's."""
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            if path != _beside():
                about = os.stat(file.fileno())
                if about.st_uid != os.getuid() or about.st_mode & 0o022:
                    return None
            found = memoryview(file.read())
    except OSError:
        return None
    head = len(_MAGIC) + 4
    content = found[head:]
    if len(found) < head or found[:head] != _MAGIC + crc32(content).to_bytes(4, "little"):
        return None
    return content


def _prune(folder: str) -> None:
    """Keep the images that were made last: installations come and go."""
    with suppress(OSError):
        names = [name for name in os.listdir(folder) if name.startswith("prelude-")]
        paths = [os.path.join(folder, name) for name in names]
        for path in sorted(paths, key=os.path.getmtime)[:-_KEPT]:
            os.remove(path)


def _stamp() -> Stamp:
    """What the sources are; nothing when the package is not in a folder."""
    found: list[tuple[str, int, int]] = []
    pending = [""]
    try:
        while pending:
            folder = pending.pop()
            with os.scandir(os.path.join(_FOLDER, folder)) as entries:
                for entry in entries:
                    name = os.path.join(folder, entry.name)
                    if entry.name.endswith(_SUFFIXES):
                        about = entry.stat()
                        found.append((name, about.st_size, about.st_mtime_ns))
                    elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                        pending.append(name)
    except OSError:
        return ()
    return tuple(sorted(found))


def _digest(stamp: Stamp) -> bytes:
    """What the sources say; nothing when that cannot be found out."""
    import hashlib  # takes as long as loading the image, which seldom needs it

    digest = hashlib.sha256()
    try:
        for name, size, _ in stamp:
            digest.update(f"{name}\0{size}\0".encode())
            with open(os.path.join(_FOLDER, name), "rb") as file:
                digest.update(file.read())
    except OSError:
        return b""
    return digest.digest()


def _file_name(before: str = "") -> str:
    return f"prelude{before}.{sys.implementation.cache_tag}.image"


def _beside() -> str:
    """The place among the compiled modules."""
    return os.path.join(_FOLDER, "__pycache__", _file_name())


def _own() -> str | None:
    """The place in the user's cache folder, one for each installation."""
    if not hasattr(os, "getuid"):
        return None
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(cache):
        return None
    return os.path.join(cache, "omega", _file_name(f"-{crc32(_FOLDER.encode()):08x}"))


def _writable() -> list[str]:
    """The places to try, best first."""
    places = [] if sys.dont_write_bytecode or sys.pycache_prefix else [_beside()]
    own = _own()
    return places if own is None else [*places, own]
