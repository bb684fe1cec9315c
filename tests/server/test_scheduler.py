"""The scheduler's policy, with work that only counts."""

from __future__ import annotations

import time

import trio

from omega.server.scheduler import FIRST_RATE, Progress, Scheduler
from omega.server.watchdog import Watchdog

SLICE = 0.002


class Work:
    """Work of some slices; notes when it ran."""

    def __init__(self, name: str, seconds: float, log: list[str]) -> None:
        self.name = name
        self.left = seconds
        self.log = log
        self.ticket = 0
        self.used = 0.0
        self.rate = FIRST_RATE

    def step(self, ticks: int) -> tuple[Progress, int]:
        self.log.append(self.name)
        began = time.thread_time()
        while time.thread_time() < min(began + ticks / FIRST_RATE, began + self.left):
            pass
        spent = time.thread_time() - began
        self.left -= spent
        return (Progress.MORE if self.left > 0 else Progress.IDLE), int(spent * FIRST_RATE)


def make() -> tuple[Scheduler, list[str]]:
    return Scheduler(SLICE, Watchdog(1.0, 1.0)), []


def until(scheduler: Scheduler, log: list[str], name: str) -> int:
    """The number of turns until this work has run."""
    turns = 0
    while name not in log:
        assert scheduler.turn()
        turns += 1
    return turns


def test_new_work_does_not_wait_for_a_round_of_old_work() -> None:
    scheduler, log = make()
    for number in range(100):
        scheduler.ready(Work(f"long{number}", 10.0, log))
    for _ in range(110):
        scheduler.turn()
    scheduler.ready(Work("new", 0.0001, log))
    assert until(scheduler, log, "new") <= 2


def test_old_work_is_not_starved_by_new_work() -> None:
    scheduler, log = make()
    old = Work("old", 10.0, log)
    scheduler.ready(old)
    for _ in range(20):
        scheduler.turn()
    log.clear()
    for number in range(40):
        for each in range(10):
            scheduler.ready(Work(f"new{number}-{each}", 0.0002, log))
        scheduler.turn()
    assert 5 <= log.count("old") <= 40


def test_every_one_of_many_gets_its_turns() -> None:
    scheduler, log = make()
    names = [f"w{number}" for number in range(50)]
    for name in names:
        scheduler.ready(Work(name, 10.0, log))
    while len(log) < 1000:
        scheduler.turn()
    assert min(log.count(name) for name in names) >= 5


def test_an_urgent_one_goes_first_even_if_it_is_queued_already() -> None:
    scheduler, log = make()
    works = [Work(f"w{number}", 1.0, log) for number in range(10)]
    for work in works:
        scheduler.ready(work)
    scheduler.ready(works[7], urgent=True)
    scheduler.turn()
    assert log[0] == "w7"
    assert log.count("w7") <= 2


def test_many_short_ones_share_one_turn() -> None:
    scheduler, log = make()
    for number in range(10):
        scheduler.ready(Work(f"w{number}", 0.00001, log))
    scheduler.turn()
    assert len(log) == 10
    assert not scheduler.turn()


def test_withdrawn_work_does_not_run() -> None:
    scheduler, log = make()
    work = Work("w", 1.0, log)
    scheduler.ready(work)
    scheduler.withdraw(work)
    assert not scheduler.turn()
    assert log == []


def test_the_quota_follows_the_measured_speed() -> None:
    scheduler, log = make()

    class Slow(Work):
        def step(self, ticks: int) -> tuple[Progress, int]:
            end = time.thread_time() + ticks * 10 / FIRST_RATE  # ten times slower than assumed
            while time.thread_time() < end:
                pass
            return Progress.MORE, ticks

    slow = Slow("slow", 1.0, log)
    scheduler.ready(slow)
    for _ in range(10):
        scheduler.turn()
    began = time.thread_time()
    for _ in range(10):
        scheduler.turn()
    assert (time.thread_time() - began) / 10 < 5 * SLICE


async def test_it_sleeps_when_there_is_nothing_to_do_and_wakes_for_work() -> None:
    scheduler, log = make()
    turns = 0

    def turn() -> bool:
        nonlocal turns
        turns += 1
        return scheduler.turn()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(scheduler.run, turn)
        await trio.sleep(0.05)
        assert turns == 1
        scheduler.ready(Work("w", 0.0001, log))
        await trio.sleep(0.05)
        assert log == ["w"]
        # Work that comes while it is held runs at the release, without the task.
        turns = 0
        scheduler.hold()
        scheduler.ready(Work("v", 0.0001, log))
        scheduler.release()
        assert log == ["w", "v"]
        await trio.sleep(0.02)
        assert turns <= 1
        nursery.cancel_scope.cancel()
