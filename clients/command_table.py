"""All commands of ``omega repl``, in the order in which ``:help`` lists them, and ``:help`` itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients import break_commands, history_commands, repl_commands, stop_commands, time_commands
from omega.clients.commands import Command, find_command, help_of, list_of_commands

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_KEYS = """
Keys:
  Enter          evaluate, or go on to the next line while a parenthesis is open; at a stop: once more
  Tab            complete the name at the cursor
  F1, Ctrl-Q     documentation of the name at the cursor
  Up, Ctrl-R     earlier input, search in it
  Ctrl-C         interrupt what runs (with the debugger attached: stop it first), or drop what is typed
  Ctrl-D         leave; at a stop: end the evaluation
  restart>       the number of a restart; Enter or Ctrl-C for abort; :bt, :locals and the like look around first; a form is
                 evaluated after an abort

The beginning of a command's name is enough where it is the only one. :help COMMAND says more.
"""


def _help(repl: Repl, text: str) -> None:
    if text:
        word = text if text.startswith(":") else f":{text}"
        repl.console.write(help_of(find_command(COMMANDS, word)))
    else:
        repl.console.write(list_of_commands(COMMANDS) + _KEYS)


COMMANDS = (
    *repl_commands.COMMANDS,
    Command(":help", "[COMMAND]", "this list, or more about one", "The session", _help, (":h", ":?")),
    *break_commands.COMMANDS,
    *stop_commands.COMMANDS,
    *history_commands.COMMANDS,
    *time_commands.COMMANDS,
)
