"""Real programs over the wire: SICP's first chapter, and the heaviest things people write, beside a session at ease."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import trio

from .peer import Peer, serving

SICP = Path(__file__).parents[1] / "runtime" / "language" / "sicp1.scm"

GENERATOR = """
(define (make-generator items)
  (define return #f)
  (define (generate)
    (call/cc (lambda (r)
      (set! return r)
      (for-each (lambda (item) (call/cc (lambda (next) (set! generate (lambda () (next #f))) (return item)))) items)
      (return 'done))))
  (lambda () (call/cc (lambda (r) (set! return r) (generate)))))
(define next (make-generator (iota 20000)))
(let loop ((sum 0)) (let ((item (next))) (if (eq? item 'done) sum (loop (+ sum item)))))
"""

HEAVY = {
    "a million calls deep": (
        "(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1))))) (count 1000000)",
        "1000000",
    ),
    "ten million turns": ("(let loop ((i 0)) (if (= i 10000000) i (loop (+ i 1))))", "10000000"),
    "a generator by re-entered call/cc": (GENERATOR, "199990000"),
}


async def test_sicp_chapter_1_by_load_file() -> None:
    text = SICP.read_text(encoding="utf-8")
    assert text.count("\n") > 250
    # Two of the book's forms are there to show an error, which would end load-file.
    text = re.sub(r"^\([^\n]*\)\n;error:[^\n]*$", "", text, flags=re.MULTILINE)
    # Every one-line form that states its answer prints it.
    stated = re.compile(r"^(\([^\n]*\))\n;=> ([^\n]*)$", re.MULTILINE)
    answers = [answer for _, answer in stated.findall(text)]
    assert len(answers) > 60
    text = "(define (answer value) (write value) (newline))\n" + stated.sub(r"(answer \1)", text)
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request("load-file", file=text, file_name="sicp1.scm", session=session)
        assert not any("err" in reply or "ex" in reply for reply in replies), replies
        printed = "".join(reply.get("out", "") for reply in replies).splitlines()
        assert [line for line in printed if line in answers] == answers


@pytest.mark.parametrize("name", HEAVY)
async def test_heavy_programs_leave_other_sessions_responsive(name: str) -> None:
    program, answer = HEAVY[name]
    async with serving() as place:
        busy, other = await place.connect(), await place.connect()
        session = await busy.clone()
        at_ease = await other.clone()
        id = await busy.start("eval", code=program, session=session)
        waits = []
        values: list[str] = []

        async def collect(peer: Peer) -> None:
            values.extend(reply["value"] for reply in await peer.replies(id) if "value" in reply)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(collect, busy)
            while len(values) == 0 or values[-1] != answer:
                start = trio.current_time()
                assert await other.values("(+ 1 2)", session=at_ease) == ["3"]
                waits.append(trio.current_time() - start)
                await trio.sleep(0.01)
        assert values[-1] == answer
        # Far above what it takes, so that only an evaluation that held everything up can fail it.
        assert sorted(waits)[len(waits) // 2] < 0.5
