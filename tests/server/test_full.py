"""A full disk: new work is refused in words, nothing that was kept is lost, and the server goes on when there is room again.

The disk is a real one: a file system of 6 MB in memory, mounted for the test where that may be done. The setting
``data-bytes`` makes the same of any disk.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trio

from .peer import SPIN, Message, Peer, Place, keeping, serving

#: A definition of some size, each another text.
DEFINE = '(begin (define x{n} "' + "y" * 20_000 + '") (set! n {n}))'


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def fill(peer: Peer, session: str) -> tuple[int, Message]:
    """Define until that is refused: how often it was done, and the refusal."""
    for n in range(1, 1000):
        last = (await peer.request("eval", code=DEFINE.format(n=n), session=session))[-1]
        if "error" in last["status"]:
            return n - 1, last
    raise AssertionError("there was always room")


async def refused_and_recovered(place: Place, make_room: Any) -> tuple[str, str]:
    """Fill the file, see what is refused and what is not, make room, and go on; the session and its ``n``."""
    peer, other = await place.connect(), await place.connect()
    session, neighbour, passing = await peer.clone(durable=1), await other.clone(durable=1), await other.clone()
    await peer.values("(define n 0)", session=session)
    await other.values("(define m 7)", session=neighbour)
    done, refusal = await fill(peer, session)
    assert done > 10
    assert refusal["status"] == ["error", "done", "storage-full"]
    assert refusal["message"] == "there is no room left to keep this: nothing of it was done to the session"
    # What was refused was not done, and what was answered before is still there: looking needs no room.
    names = [one["candidate"] for one in (await peer.one("completions", prefix="x", session=session))["completions"]]
    assert set(names) >= {f"x{n}" for n in range(1, done + 1)}
    assert f"x{done + 1}" not in names
    # Others that are to be kept are refused before they begin; those that are not go on.
    for op, params in (("eval", {"code": "(set! m 8)", "session": neighbour}), ("clone", {"durable": 1})):
        reply = (await other.request(op, **params))[-1]
        assert reply["status"] == ["error", "done", "storage-full"], reply
    assert await other.values("(+ 1 2)", session=passing) == ["3"]
    make_room()
    with trio.fail_after(10):
        while (await peer.request("eval", code="n", session=session))[-1]["status"] != ["done"]:  # noqa: ASYNC110
            await trio.sleep(0.1)  # the server looks for room now and then
    assert await peer.values("n", session=session) == [str(done)]
    assert await other.values("m", session=neighbour) == ["7"]
    return session, str(done)


async def test_a_full_disk(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(4 * 1024 * 1024))
    async with keeping(small_disk) as place:
        session, done = await refused_and_recovered(place, ballast.unlink)
    async with keeping(small_disk) as place:
        assert await (await place.connect()).values("n", session=session) == [done]


async def test_a_full_disk_at_the_end(small_disk: Path) -> None:
    """The server ends while there is no room, and another begins."""
    async with keeping(small_disk) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define n 0)", session=session)
        done, _ = await fill(peer, session)
        (small_disk / "ballast").write_bytes(bytes(os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
        await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.05)
    async with keeping(small_disk) as place:
        looked = await (await place.connect()).one("completions", prefix=f"x{done}", session=session)
        assert [one["candidate"] for one in looked["completions"]] == [f"x{done}"]


async def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    async with keeping(tmp_path, data_bytes=1024 * 1024) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define n 0)", session=session)
        _, refusal = await fill(peer, session)
        assert refusal["status"] == ["error", "done", "storage-full"]
        # Deleting what a session kept makes room for another.
        assert (await peer.one("close", session=session))["status"][:1] == ["done"]
    async with keeping(tmp_path) as place:
        assert (await (await place.connect()).one("ls-sessions"))["sessions"] == []
    assert (tmp_path / "data").stat().st_size <= 1024 * 1024 + 64 * 1024


async def test_a_state_that_does_not_fit_is_made_again_instead(tmp_path: Path) -> None:
    async with keeping(tmp_path, data_bytes=1024 * 1024, checkpoint_evaluations=1) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define v (make-string 3000000 #\\a))", session=session)
        for n in range(20):
            await peer.values(f"(define n {n})", session=session)
    async with keeping(tmp_path) as place:
        values = await (await place.connect()).values("(list (string-length v) n)", session=session)
        assert values == ["(3000000 19)"]


async def test_what_is_imported_is_there_when_that_is_answered_or_it_is_refused(tmp_path: Path) -> None:
    async with serving() as place:
        peer = await place.connect()
        small, large = await peer.clone(), await peer.clone()
        await peer.values("(define x 1)", session=small)
        await peer.values("(define x (make-string 3000000 #\\a))", session=large)
        files = [(await peer.one("sessions/export", session=session))["data"] for session in (small, large)]
    async with keeping(tmp_path, data_bytes=1024 * 1024) as place:
        peer = await place.connect()
        asking = await peer.clone()
        imported = await peer.one("sessions/import", session=asking, data=files[0], durable=1)
        assert await peer.values("x", session=imported["new-session"]) == ["1"]
        refused = await peer.one("sessions/import", session=asking, data=files[1], durable=1)
        assert refused["status"] == ["error", "done", "verb-error"]
        assert "no room" in refused["message"]
        listed = (await peer.one("ls-sessions"))["sessions"]
        assert set(listed) == {asking, imported["new-session"]}
