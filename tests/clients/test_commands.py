"""How a command is found by what was typed."""

from __future__ import annotations

import pytest

from omega.clients.command_table import COMMANDS
from omega.clients.commands import check_use, find_command, list_of_commands
from omega.clients.errors import BadCommand
from omega.clients.typed import command_word, pieces


@pytest.mark.parametrize(
    ("word", "name"),
    [(":step", ":step"), (":s", ":step"), (":b", ":break"), (":n", ":next"), (":c", ":continue"), (":bt", ":bt"),
     (":l", ":list"), (":cont", ":continue"), (":restart", ":restart"), (":finish", ":out")],
)  # fmt: skip
def test_names_abbreviations_and_beginnings(word: str, name: str) -> None:
    assert find_command(COMMANDS, word).name == name


def test_no_two_commands_answer_to_one_word() -> None:
    words = [word for command in COMMANDS for word in (command.name, *command.short)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("word", "complaint"),
    [(":brek", "there is no command :brek; did you mean :break?"), (":xyzzy", ":help lists them"),
     (":re", ":re is the beginning of :restart-frame and :restart and :restarts")],
)  # fmt: skip
def test_what_is_no_command_is_told(word: str, complaint: str) -> None:
    with pytest.raises(BadCommand) as caught:
        find_command(COMMANDS, word)
    assert complaint in str(caught.value)


def test_a_command_is_used_where_it_can_be() -> None:
    step, load, doc = (find_command(COMMANDS, word) for word in (":step", ":load", ":doc"))
    check_use(step, "", stopped=True)
    for command, rest, stopped, complaint in (
        (step, "", False, "nothing has stopped"),
        (load, "f", True, "an evaluation has stopped"),
        (doc, "", False, "usage: :doc NAME"),
        (find_command(COMMANDS, ":quit"), "now", False, "usage: :quit"),
    ):
        with pytest.raises(BadCommand, match=complaint):
            check_use(command, rest, stopped=stopped)


def test_only_a_colon_and_a_word_make_a_command() -> None:
    assert [command_word(text) for text in (" :step 3", "(f :step)", ":", "x :y", "':key")] == [
        ":step", None, None, None, None,
    ]  # fmt: skip


def test_help_lists_every_command() -> None:
    listed = list_of_commands(COMMANDS)
    assert all(f"  {command.name}" in listed for command in COMMANDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [""]),
        ("(f\n  :x)\n(g)", ["(f\n  :x)\n(g)"]),
        (":break f\n(define (f)\n  :x)\n(f)\n:bt\n", [":break f\n", "(define (f)\n  :x)\n", "(f)\n", ":bt\n"]),
        ('(display "\n:bt\n")\n\n:c', ['(display "\n:bt\n")\n', ":c"]),
    ],
)
def test_pasted_commands_stand_by_themselves(text: str, found: list[str]) -> None:
    assert pieces(text) == found
