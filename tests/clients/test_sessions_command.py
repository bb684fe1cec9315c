"""``omega sessions`` on a running server and on the data file of one that has ended."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from omega.clients import connect
from tests.conftest import LaunchServer

from .conftest import RunOmega

ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file."""
    return tmp_path / "data"


@pytest.fixture
def port(launch_server: LaunchServer, data: Path, tmp_path: Path) -> Iterator[int]:
    """The port of a server with that data file."""
    with launch_server([sys.executable, "-m", "omega.server", "--port", "0", "--data", str(data)], cwd=tmp_path) as port:
        yield port


@pytest.fixture
def session(port: int) -> str:
    """A durable session called ``work``, in which something was done."""
    with connect(port=port) as client:
        id = client.clone(durable=True, name="work")
        for code in ("(define x 42)", "(car\n 5)"):
            client.eval(code, session=id)
    return id


def test_list_show_export_import_prune(omega: RunOmega, session: str, tmp_path: Path) -> None:
    # The server's port is in .nrepl-port of the folder.
    listed = omega("sessions", "list").stdout
    assert re.fullmatch(rf"{session}  \S+ \S+  durable    ready          2 evaluations  work\n", listed), listed
    shown = omega("sessions", "show", session[:8]).stdout.splitlines()
    assert shown[:4] == [f"id:          {session}", "name:        work", "state:       ready", "evaluations: 2"]
    assert [re.sub(r"  \S+ \S+  ", "  ", line, count=1) for line in shown[-2:]] == [
        "     1  done         (define x 42)  => x",
        "     2  error        (car 5)  => car: expected a pair, got 5 (integer)",
    ]
    exported = omega("sessions", "export", session[:8], "work.omega")
    assert exported.stdout == f"{(tmp_path / 'work.omega').stat().st_size} bytes in work.omega\n"
    imported = omega("sessions", "import", "work.omega", "--name", "copy", "--durable").stdout.strip()
    assert re.fullmatch(ID, imported)
    assert omega("eval", "--connect", "auto", "1").stdout == "1\n"
    assert "(define x 42)" in omega("sessions", "show", imported).stdout
    assert omega("sessions", "prune", "--days", "1").stderr == "0 sessions deleted\n"


def test_a_data_file_while_no_server_runs(
    omega: RunOmega, launch_server: LaunchServer, data: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "omega.server", "--port", "0", "--data", str(data)]
    with launch_server(command, cwd=tmp_path) as port:
        with connect(port=port) as client:
            session = client.clone(durable=True, name="work")
            client.eval("(define x 42)", session=session)
        busy = omega("sessions", "list", "--data", "data")
        assert (busy.returncode, busy.stdout) == (3, "")
        assert "another server uses it" in busy.stderr
    assert omega("sessions", "list", "--data", "data").stdout.startswith(session)
    assert omega("sessions", "export", session, "work.omega", "--data", "data").returncode == 0
    imported = omega("sessions", "import", "work.omega", "--data", "other").stdout.strip()
    assert omega("sessions", "list", "--data", "other").stdout.startswith(imported)
    assert "(define x 42)  => x" in omega("sessions", "show", imported, "--data", "other").stdout
    pruned = omega("sessions", "prune", "--days", "0", "--data", "other")
    assert (pruned.stdout, pruned.stderr) == (f"{imported}\n", "1 sessions deleted\n")
    assert omega("sessions", "list", "--data", "other").stdout == "no sessions\n"


def test_whose_sessions_in_a_data_file(
    omega: RunOmega, launch_server: LaunchServer, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "omega.toml").write_text('[tokens]\nalice = "a-token"\n')
    command = [sys.executable, "-m", "omega.server", "--port", "0", "--data", str(data), "--config", "omega.toml"]
    with launch_server(command, cwd=tmp_path) as port, connect(port=port, token="a-token") as client:
        session = client.clone(durable=True, name="hers")
    assert omega("sessions", "list", "--data", "data").stdout == "no sessions\n"
    assert omega("sessions", "list", "--data", "data", "--principal", "alice").stdout.startswith(session)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("list", "--data", "nowhere"), 1, "data file nowhere: there is no such file"),
        (("list", "--data", "x", "--connect", "127.0.0.1:1"), 1, "expected --connect or --data, got both"),
        (("list",), 3, ".nrepl-port"),
        (("import", "nowhere", "--data", "new"), 1, "cannot read nowhere: No such file or directory"),
        (("show", "abc", "--data", "new"), 1, "data file new: there is no such file"),
    ],
)
def test_mistakes(omega: RunOmega, arguments: tuple[str, ...], status: int, message: str) -> None:
    done = omega("sessions", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_id_must_be_that_of_one_session(omega: RunOmega, session: str) -> None:
    done = omega("sessions", "show", "zzz")
    assert (done.returncode, done.stderr) == (1, "omega: there is no session called zzz, or with an id that begins so\n")


def test_what_is_no_export_is_refused(omega: RunOmega, session: str, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"nothing of the sort")
    done = omega("sessions", "import", "bad")
    assert done.returncode == 1
    assert "these bytes are not an export" in done.stderr
