"""Looking at a session in time: its history, replays of it, and travelling in it. Pure, like all of the runtime."""
