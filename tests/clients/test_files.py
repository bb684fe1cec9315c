"""Programs that use the user's own files, exit with a status, and ask about their process: no server, a real folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from omega.clients.files import OwnFiles
from omega.clients.local import own_host
from omega.runtime import LispError, Runtime, String
from omega.runtime.files import OPERATIONS, answer_file
from omega.runtime.limits import Limits
from omega.runtime.syntax.printer import write_string

from .conftest import RunOmega


def run(folder: Path, code: str) -> str:
    """The value of code whose names ``(in "x")`` are in the folder."""
    runtime = Runtime()
    host = own_host(["prog.scm", "one"], runtime.state.limits.object_bytes)
    runtime.eval(f"(define (in name) (string-append {write_string(String(str(folder)))} \"/\" name))")
    return write_string(runtime.eval(code, host=host))


def test_text_goes_out_and_comes_back(tmp_path: Path) -> None:
    code = """
      (call-with-output-file (in "a.txt") (lambda (p) (write '(1 "zwei") p) (newline p) (display "λ\\r\\n" p)))
      (call-with-input-file (in "a.txt") (lambda (p) (let* ((a (read p)) (b (read-line p)) (c (read-line p))) (list a b c (read-char p)))))"""
    assert run(tmp_path, code) == '((1 "zwei") "" "λ" #<eof>)'
    assert (tmp_path / "a.txt").read_bytes() == '(1 "zwei")\nλ\r\n'.encode()


def test_bytes_go_out_and_come_back(tmp_path: Path) -> None:
    code = """
      (let ((p (open-binary-output-file (in "a.bin")))) (write-u8 255 p) (write-bytevector (bytevector 0 10) p) (close-port p))
      (call-with-port (open-binary-input-file (in "a.bin")) (lambda (p) (read-bytevector 10 p)))"""
    assert run(tmp_path, code) == "#u8(255 0 10)"
    assert (tmp_path / "a.bin").read_bytes() == bytes((255, 0, 10))


def test_the_current_ports_can_be_files(tmp_path: Path) -> None:
    code = """
      (with-output-to-file (in "a.txt") (lambda () (display "hello") (newline)))
      (with-input-from-file (in "a.txt") (lambda () (let* ((a (read-line)) (b (read-line))) (list a b))))"""
    assert run(tmp_path, code) == '("hello" #<eof>)'


def test_a_port_carries_away_what_it_holds(tmp_path: Path) -> None:
    """When it holds much, when it is flushed, when it is closed; never twice."""
    code = """
      (define p (open-output-file (in "a.txt")))
      (let loop ((i 0)) (if (< i 10000) (begin (write i p) (newline p) (loop (+ i 1)))))
      (write (iota 20000) p)"""
    runtime = Runtime()
    host = own_host([], runtime.state.limits.object_bytes)
    runtime.eval(f"(define (in name) (string-append {write_string(String(str(tmp_path)))} \"/\" name))")
    runtime.eval(code, host=host)
    file = tmp_path / "a.txt"
    whole = "".join(f"{i}\n" for i in range(10_000)) + "(" + " ".join(map(str, range(20_000))) + ")"
    early = file.read_text()
    assert 60_000 < len(early) < len(whole) and whole.startswith(early)
    runtime.eval("(flush-output-port p)", host=host)
    assert file.read_text() == whole
    runtime.eval("(display \"end\" p) (close-port p) (close-port p)", host=host)
    assert file.read_text() == whole + "end"


def test_a_file_is_made_or_emptied_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    run(tmp_path, '(open-output-file (in "new.txt")) (open-binary-output-file (in "old.txt"))')
    assert (tmp_path / "new.txt").read_bytes() == (tmp_path / "old.txt").read_bytes() == b""


def test_names_can_be_asked_for_and_deleted(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("")
    (tmp_path / "a").mkdir()
    assert run(tmp_path, '(list (directory-files (in "")) (file-exists? (in "b")) (file-exists? (in "c")))') == (
        '(("a" "b") #t #f)'
    )
    run(tmp_path, '(delete-file (in "b"))')
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('(open-input-file (in "no"))', "no such file or directory"),
        ('(delete-file (in "no"))', "no such file or directory"),
        ('(directory-files (in "no"))', "no such file or directory"),
        ('(open-output-file (in "no/such"))', "no such file or directory"),
        ('(open-input-file (in ""))', "is a directory"),
        ('(open-input-file (in "latin"))', "it is not UTF-8 text"),
        ('(open-input-file "a\\x0;b")', "a file cannot have this name"),
    ],
)
def test_what_cannot_be_done_is_a_file_error(tmp_path: Path, call: str, message: str) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    assert run(tmp_path, f"(guard (e ((file-error? e) 'file-error)) {call})") == "file-error"
    with pytest.raises(LispError, match=rf"file-error: file.*: cannot .*: {message}"):
        run(tmp_path, call)


def test_a_file_larger_than_an_object_may_be_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 1001)
    (tmp_path / "fits").write_bytes(b"x" * 1000)
    big, fits = (String(str(tmp_path / name)) for name in ("big", "fits"))
    assert answer_file("file.read.op", (fits,), OwnFiles(), 1000).text == "x" * 1000
    with pytest.raises(LispError, match=r"budget-exceeded: .*object-bytes"):
        answer_file("file.read.op", (big,), OwnFiles(), 1000)


@pytest.mark.parametrize("op", OPERATIONS)
def test_requests_that_make_no_sense_are_refused(op: str) -> None:
    for arguments in ((), (5,), (String("x"), 5, 5)) if op == "file.write.op" else ((), (5,)):
        with pytest.raises(LispError, match="type-error"):
            answer_file(op, arguments, OwnFiles(), 1000)


def test_a_port_may_not_hold_more_than_an_object() -> None:
    runtime = Runtime(Limits(object_bytes=10_000))
    runtime.eval("(define p (open-output-string)) (define b (open-output-bytevector))")
    with pytest.raises(LispError, match=r"budget-exceeded: write-string: .*object-bytes"):
        runtime.eval('(let loop () (write-string "0123456789" p) (loop))')
    assert runtime.eval("(string-length (get-output-string p))") == 2500
    with pytest.raises(LispError, match=r"budget-exceeded: write-u8: .*object-bytes"):
        runtime.eval("(let loop () (write-u8 1 b) (loop))")


def test_a_program_ends_with_its_status(omega: RunOmega, tmp_path: Path) -> None:
    (tmp_path / "p.scm").write_text(
        "(dynamic-wind (lambda () #f) (lambda () (display (command-line)) (exit 7)) (lambda () (display 'left)))"
        "(display 'never)"
    )
    done = omega("run", "p.scm", "a", "b c")
    assert (done.returncode, done.stdout, done.stderr) == (7, "(p.scm a b c)left", "")
    for call, status in (("(exit)", 0), ("(exit #t)", 0), ("(exit #f)", 1), ("(emergency-exit 300)", 44)):
        assert omega("eval", f"{call} (car 5)").returncode == status


def test_a_program_sees_its_environment_and_its_folder(
    omega: RunOmega, environment: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("42")
    code = """
      (list (get-environment-variable "PATH") (get-environment-variable "NO_SUCH") (call-with-input-file "data" read))"""
    assert omega("eval", code).stdout == f'("{environment["PATH"]}" #f 42)\n'


def test_what_a_program_leaves_in_its_ports_is_written_when_it_ends(omega: RunOmega, tmp_path: Path) -> None:
    for end in ("", "(exit)", "(let loop ((n 0)) (if (= n 5) (exit 2) (loop (+ n 1))))"):
        code = f'(define p (open-output-file "left")) (write "all of it" p) {end}'
        omega("eval", code)
        assert (tmp_path / "left").read_text() == '"all of it"'
        (tmp_path / "left").unlink()


def test_only_so_many_files_are_open_for_output(tmp_path: Path) -> None:
    opened = '(let loop ((n 0)) (if (< n 300) (begin (open-output-file (in "a")) (loop (+ n 1)))))'
    with pytest.raises(LispError, match="file-error: open-output-file: 256 files are open for output already"):
        run(tmp_path, opened)
    closed = '(let loop ((n 0)) (if (< n 300) (begin (close-port (open-output-file (in "a"))) (loop (+ n 1)))))'
    run(tmp_path, closed)


def test_a_program_sleeps(tmp_path: Path) -> None:
    start = time.monotonic()
    assert run(tmp_path, "(begin (sleep 1/10) (sleep 0) 'awake)") == "awake"
    assert time.monotonic() - start >= 0.1
    with pytest.raises(LispError, match=r"type-error: sleep: expected a number of seconds"):
        run(tmp_path, "(effect 'sleep.op \"long\")")
