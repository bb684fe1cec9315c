"""The command that serves: reads the configuration, starts a server, and ends it on SIGINT or SIGTERM.

The first signal ends the server in order with exit status 0; a second one at once. ``serve_main`` is what ``omega
serve`` and ``omega-server`` call.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence

import trio

from omega.runtime.process import tune_process
from omega.server.config import Config, ConfigError, load_config
from omega.server.logs import configure, log
from omega.server.server import Server

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve_main(argv: Sequence[str] | None = None, *, prog: str = "omega-server") -> int:
    """Serve until told to stop; the exit status."""
    try:
        config = load_config(sys.argv[1:] if argv is None else argv, prog=prog)
    except ConfigError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return 2
    configure(config.log_level)
    tune_process()
    _allow_files(config.connections)
    status = 0
    try:
        trio.run(_serve, config)
    except* ConfigError as group:
        status = 2
        for leaf in _leaves(group):
            print(f"{prog}: {leaf}", file=sys.stderr)
    return status


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _allow_files(connections: int) -> None:
    """Raise the soft limit on open files so that all connections fit, as far as the hard limit allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 100
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _serve(config: Config) -> None:
    server = Server(config, announce=lambda line: print(line, flush=True))
    with trio.open_signal_receiver(*SIGNALS) as signals:
        async with trio.open_nursery() as nursery:
            await nursery.start(_run, server, nursery.cancel_scope)
            async for number in signals:
                if server.stopping:
                    log.warning("stopped at once", signal=signal.Signals(number).name)
                    os._exit(128 + number)
                log.info("signal", signal=signal.Signals(number).name)
                server.stop()
                server.stopping = True


async def _run(
    server: Server, scope: trio.CancelScope, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    await server.run(task_status)
    scope.cancel()
