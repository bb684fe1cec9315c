"""The reference pages say what the code says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from omega.server.config import Config

if TYPE_CHECKING:
    from tests.conftest import RunCommand


def test_reference_pages_are_up_to_date(repository: Path, run_command: RunCommand) -> None:
    done = run_command([sys.executable, "docs/generate.py", "--check"], cwd=repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_has_a_row(repository: Path, run_command: RunCommand) -> None:
    """Asks the server itself, not the table the page is made from."""
    usage = run_command([sys.executable, "-m", "omega.server", "--help"], cwd=repository).stdout
    flags = set(re.findall(r"\[--([a-z-]+)", usage))
    page = (repository / "docs" / "configuration.md").read_text()
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert rows == flags - {"config"}


def test_readme_states_the_default_limits(repository: Path) -> None:
    section = " ".join(
        (repository / "README.md").read_text().partition("\n## Limits\n")[2].partition("\n## ")[0].split()
    )
    config = Config()
    assert f"A session may hold {config.heap_per_session // 1024**2} MiB" in section
    assert f"an evaluation may print {config.output_per_evaluation // 1024**2} MiB" in section
    assert f"A message may have {config.message_bytes // 1024**2} MiB" in section
    assert config.ticks_per_evaluation == 0
    assert config.session_grace == 60
