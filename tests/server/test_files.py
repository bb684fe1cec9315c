"""File effects over the wire: in the folder the operator names, nowhere else, and without holding up anybody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from omega.runtime import LispError, String
from omega.runtime.files import answer_file
from omega.server.files import RootedFiles

from .peer import SPIN, Peer, serving


async def value(peer: Peer, session: str, code: str) -> str:
    """The value of one form, or the type of its error."""
    replies = await peer.request("eval", code=code, session=session)
    return next(str(reply.get("value", reply.get("ex"))) for reply in replies if "value" in reply or "ex" in reply)


async def test_without_a_folder_there_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("secret")
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for call in ("open-input-file", "open-output-file", "file-exists?", "delete-file", "directory-files"):
            assert await value(peer, session, f'({call} "{tmp_path}/a")') == "capability-denied"
        assert await value(peer, session, "(guard (e (#t (condition-type e))) (open-input-file \"a\"))") == "capability-denied"
        assert await value(peer, session, "(get-environment-variables)") == "capability-denied"
        assert await value(peer, session, "(command-line)") == "capability-denied"
    assert (tmp_path / "a").read_text() == "secret"


async def test_programs_use_the_files_of_the_folder(tmp_path: Path) -> None:
    async with serving(file_root=str(tmp_path)) as place:
        peer = await place.connect()
        session = await peer.clone()
        write = '(call-with-output-file "a.txt" (lambda (p) (write \'(1 "two") p)))'
        await peer.request("eval", code=write, session=session)
        assert (tmp_path / "a.txt").read_text() == '(1 "two")'
        assert await value(peer, session, '(call-with-input-file "a.txt" read)') == '(1 "two")'
        assert await value(peer, session, '(list (directory-files ".") (file-exists? "b"))') == '(("a.txt") #f)'
        assert await value(peer, session, '(open-input-file "b")') == "file-error"
        await peer.request("eval", code='(delete-file "a.txt")', session=session)
        assert not (tmp_path / "a.txt").exists()


async def test_an_evaluation_that_waits_for_a_file_can_be_interrupted_and_holds_up_nobody(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x" * 1000)
    async with serving(file_root=str(tmp_path)) as place:
        peer = await place.connect()
        session, other = await peer.clone(), await peer.clone()
        loop = "(let loop () (call-with-input-file \"a\" read-line) (loop))"
        running = await peer.start("eval", code=loop, session=session)
        for _ in range(20):
            assert await value(peer, other, "(+ 1 2)") == "3"
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        assert (await peer.replies(running))[-1]["status"] == ["done", "interrupted"]
        assert await value(peer, session, '(string-length (call-with-input-file "a" read-line))') == "1000"


async def test_the_end_of_the_server_waits_for_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    async with serving(file_root=str(tmp_path), drain_seconds=0.1) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.start("eval", code="(let loop () (call-with-input-file \"a\" read-line) (loop))", session=session)
        assert await value(peer, await peer.clone(), "1") == "1"


async def test_exit_ends_the_evaluation_and_nothing_else(tmp_path: Path) -> None:
    async with serving() as place:
        peer = await place.connect()
        session, other = await peer.clone(), await peer.clone()
        spinning = await peer.start("eval", code=SPIN, session=other)
        replies = await peer.request("eval", code="(define x 5) (display x) (exit 3) (display 'never)", session=session)
        assert "".join(reply.get("out", "") for reply in replies) == "5"
        assert [reply["exit"] for reply in replies if "exit" in reply] == [3]
        assert replies[-1]["status"] == ["done"] and "exit" not in replies[-1]
        assert await value(peer, session, "x") == "5"
        replies = await peer.request("load-file", file="(display 1) (exit) (display 2)", session=session)
        assert [reply.get("out", reply.get("exit")) for reply in replies[:-1]] == ["1", 0]
        await peer.one("interrupt", session=other)
        assert (await peer.replies(spinning))[-1]["status"] == ["done", "interrupted"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file, beside things that must stay out of reach."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    root = tmp_path / "root"
    (root / "inner").mkdir(parents=True)
    (root / "file").write_text("inside")
    (root / "to-file").symlink_to("file")
    (root / "to-outside").symlink_to(tmp_path / "outside")
    (root / "to-secret").symlink_to("../outside/secret")
    (root / "to-nothing").symlink_to("../outside/new")
    return root


ESCAPES = ["../outside/secret", "inner/../../outside/secret", "to-outside/secret", "to-secret", "to-nothing",
           "/etc/passwd", "inner/../to-secret", "./to-outside/../../outside/secret"]  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("op", ["file.read.op", "file.write.op", "file.list.op", "file.exists.op"])
def test_nothing_leads_out_of_the_folder(root: Path, name: str, op: str) -> None:
    arguments = (String(name), String("overwritten")) if op == "file.write.op" else (String(name),)
    with pytest.raises(LispError, match="capability-denied"):
        answer_file(op, arguments, RootedFiles(str(root)), 1000)
    outside = root.parent / "outside"
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("secret", "secret")]


def test_links_inside_are_followed_and_deleted_as_links(root: Path) -> None:
    files = RootedFiles(str(root))
    assert files.read("to-file", 100) == files.read(str(root / "file"), 100) == b"inside"
    files.delete("to-secret")
    files.delete("to-file")
    assert not (root / "to-file").is_symlink() and (root / "file").read_text() == "inside"
    assert (root.parent / "outside" / "secret").read_text() == "secret"
    with pytest.raises(LispError, match="capability-denied"):
        files.delete("to-outside/secret")


def test_only_regular_files_are_opened(root: Path) -> None:
    os.mkfifo(root / "pipe")
    for name in ("pipe", "inner", "."):
        for op in ("file.read.op", "file.write.op"):
            with pytest.raises(LispError, match="file-error"):
                answer_file(op, (String(name), String("")), RootedFiles(str(root)), 1000)
