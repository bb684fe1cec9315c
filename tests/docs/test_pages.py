"""Every fenced block of README.md and docs/ is run. The info string says how:

- ``console``: lines after ``$ `` are commands, the lines below one are what it prints (``…`` stands for any text). A
  page's commands run in one shell, in a scratch folder beside a real server; 7888 becomes that server's port.
- ``scheme``: forms are evaluated in order; ``; => v`` under or after a form is its value, ``; error: t`` the error's
  first line, ``; prints: t`` its output. A first line ``; name.scm`` puts the block into that file, for later commands.
- ``python``: the block runs; each ``print(…)  # text`` prints that text. A first line ``# name.py`` names a file.
- ``toml``: a server starts with the block as its configuration file.
- ``sh``: make targets; tests/packaging/test_make.py runs them from a clean clone.
- ``repl``: what a person sees in ``omega repl``: a line after a prompt (``omega> ``, ``omega[2]dbg> ``, ``restart> ``, or
  dots where a form goes on) is typed, the others are what is shown (``…`` as above).
- ``elisp``, ``vim``, ``lua``: settings of editors, which cannot run here; README.md holds none.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.report import describe

if TYPE_CHECKING:
    from tests.conftest import LaunchServer

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTATION = re.compile(r"; (=>|error:|prints:) ?(.*)$")
PROMPT = re.compile(r"(?:omega(?:\[\d+\]dbg|@\d+)?|restart|value)> |\.{3,} ")
FILE_NAME = re.compile(r"^[;#]+ (\S+\.(?:scm|py|toml))$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its page and line for reports, its info string, its text."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def file_name(self) -> str | None:
        """The file the block's first line names, if it does."""
        match = FILE_NAME.match(self.text)
        return match[1] if match else None


def all_blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text()
        for match in FENCE.finditer(text):
            yield Block(
                page.relative_to(ROOT).as_posix(), text.count("\n", 0, match.start()) + 1, match[1], match[2]
            )


BLOCKS = list(all_blocks())


def written_in(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == language], ids=str)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the commands run in, holding the files that blocks name."""
    folder = tmp_path_factory.mktemp("reader")
    for block in BLOCKS:
        if block.file_name:
            (folder / block.file_name).write_text(block.text)
    return folder


@pytest.fixture(scope="module")
def port(scratch: Path, launch_server: LaunchServer) -> Iterator[int]:
    """A server as ``make serve`` starts it, its port file in the scratch folder."""
    omega = Path(sys.executable).with_name("omega")
    with launch_server([str(omega), "serve", "--port", "0"], cwd=scratch) as number:
        yield number


def run(command: list[str], scratch: Path) -> str:
    """What the command prints on stdout and stderr together, with nothing of this environment but the tools of Unix."""
    done = subprocess.run(
        command, check=False, cwd=scratch, env={"PATH": "/usr/bin:/bin", "HOME": str(scratch), "LANG": "C.UTF-8"},
        timeout=120, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return done.stdout


def assert_matches(expected: str, got: str, where: object) -> None:
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("…"))
    assert re.fullmatch(pattern, got.strip(), re.DOTALL), f"{where}\n expected: {expected}\n got: {got}"


def test_blocks_say_what_they_are() -> None:
    runnable = {"console", "repl", "scheme", "python", "toml", "sh", "text"}
    for block in BLOCKS:
        allowed = runnable if block.page == "README.md" else runnable | {"elisp", "vim", "lua", "json"}
        assert block.language in allowed, block
    assert not [b for b in BLOCKS if b.page == "README.md" and b.language == "text"]


@pytest.mark.parametrize("page", sorted({b.page for b in BLOCKS if b.language == "console"}))
def test_console(page: str, scratch: Path, port: int) -> None:
    (scratch / ".venv").unlink(missing_ok=True)
    (scratch / ".venv").symlink_to(Path(sys.executable).parent.parent)
    steps: list[tuple[str, str]] = []
    for block in BLOCKS:
        if (block.page, block.language) == (page, "console"):
            before, *texts = re.split(r"^\$ ", block.text.replace("7888", str(port)), flags=re.MULTILINE)
            assert not before.strip(), f"{block} starts with output"
            for text in texts:
                command, _, expected = text.replace("\\\n", "").partition("\n")
                steps.append((command, expected))
    mark = "_mark() { local status=$?; printf '\\036'; return $status; }\n"
    printed = run(["bash", "-c", mark + "".join(f"{command}\n_mark\n" for command, _ in steps)], scratch)
    for (command, expected), got in zip(steps, printed.split("\036"), strict=False):
        assert_matches(expected, got, f"{page}: {command}")
    assert printed.count("\036") == len(steps)


@written_in("scheme")
def test_scheme(block: Block) -> None:
    runtime, code, value, failure, printed = Runtime(), "", "", "", ""
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        expectation = EXPECTATION.search(line)
        code += line[: expectation.start()] if expectation else line + "\n"
        if not expectation:
            continue
        if code.strip():
            value, failure = "", ""
            try:
                value = written(runtime, code)
            except LispError as error:
                failure = describe(error.condition).splitlines()[0]
            printed, code = "".join(text for _, text in runtime.drain_output()), ""
        got = {"=>": value, "error:": failure, "prints:": printed}[expectation[1]]
        assert_matches(expectation[2], got, f"{block.page}:{number}")
    runtime.eval(code)


def written(runtime: Runtime, code: str) -> str:
    """The value of the last form, as ``write`` prints it."""
    printer, text = runtime.print(runtime.eval(code)), ""
    while not printer.done:
        text += printer.step()
    return text


def test_first_session_in_a_terminal(scratch: Path, port: int) -> None:
    """README's first session typed into `omega repl`, which reads forms and prints values when it has no terminal."""
    session = next(b.text for b in BLOCKS if (b.page, b.language) == ("README.md", "scheme"))
    wanted = [match[2] for line in session.splitlines() if (match := EXPECTATION.search(line))]
    assert_matches("…" + "…".join(wanted) + "…", typed_into_repl(session, scratch, port), "omega repl")


def typed_into_repl(text: str, scratch: Path, port: int) -> str:
    """What `omega repl` prints when this is typed."""
    (scratch / "typed").write_text(text)
    omega = Path(sys.executable).with_name("omega")
    return run(["bash", "-c", '"$0" repl --connect "$1" < typed', str(omega), f"127.0.0.1:{port}"], scratch)


@written_in("repl")
def test_repl(block: Block, scratch: Path, port: int) -> None:
    typed, shown = "", ""
    for line in block.text.splitlines(keepends=True):
        match = PROMPT.match(line)
        typed += line[match.end() :] if match else ""
        shown += "" if match else line
    assert typed, f"{block}: nothing is typed"
    assert_matches(shown, typed_into_repl(typed, scratch, port), block)


@written_in("python")
def test_python(block: Block, scratch: Path, port: int) -> None:
    expected = "\n".join(re.findall(r"^ *print\(.*\)  # (.*)$", block.text, re.MULTILINE))
    assert expected, "a python block prints something and says what"
    assert_matches(
        expected, run([sys.executable, "-c", block.text.replace("7888", str(port))], scratch), block
    )


@written_in("toml")
def test_toml(block: Block, tmp_path: Path, launch_server: LaunchServer) -> None:
    name = block.file_name
    assert name, "a toml block's first line names its file"
    (tmp_path / name).write_text(block.text.replace("7888", "0"))
    omega = Path(sys.executable).with_name("omega")
    with launch_server([str(omega), "serve", "--config", name], cwd=tmp_path):
        pass


@written_in("sh")
def test_sh(block: Block) -> None:
    for line in block.text.splitlines():
        command, *target = shlex.split(line, comments=True)
        assert command == "make", line
        assert "***" not in run(["make", "-C", str(ROOT), "--dry-run", *target], ROOT), line


def test_links_lead_somewhere() -> None:
    for page in (*PAGES, ROOT / "ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
