"""Looking at a session: its debugger, its history, replays of it, travelling in it. Pure, like all of the runtime."""
