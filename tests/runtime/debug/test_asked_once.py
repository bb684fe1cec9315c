"""What was asked of the world is asked once: a real HTTP server, which plays a model, sees no request of a replay."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from omega.runtime import EffectRequest, Finished, OutOfTicks, Runtime, String
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.history import History
from omega.runtime.debug.stop import Stop
from omega.runtime.evaluation import Evaluation

FILE = "/ask.scm"
COUNT = 50
PROGRAM = f"""(define said '())
(define (ask n)
  (effect 'infer.op (string-append "question " (number->string n))))
(define (ask-all n)
  (let loop ((i 0))
    (if (< i n)
        (begin
          (set! said (cons (ask i) said))
          (loop (+ i 1)))))
  (length said))
(ask-all {COUNT})
(display (car said))
"""


class Model(ThreadingHTTPServer):
    """Answers prompts, never twice the same. ``prompts``: what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.prompts: list[str] = []

    def ask(self, prompt: str) -> str:
        body = json.dumps({"prompt": prompt}).encode()
        address = f"http://127.0.0.1:{self.server_port}/complete"
        with urllib.request.urlopen(urllib.request.Request(address, body), timeout=20) as answer:
            found = json.load(answer)["text"]
        assert isinstance(found, str)
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.prompts.append(asked["prompt"])
        body = json.dumps({"text": f"{asked['prompt']}: answer {len(self.server.prompts)}"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[Model]:
    with Model() as found:
        thread = Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def answer(evaluation: Evaluation, request: EffectRequest, model: Model) -> None:
    assert request.op == "infer.op"
    evaluation.answer(String(model.ask(request.args[0].text)))


def test_replays_ask_nobody(model: Model) -> None:
    runtime = Runtime()
    runtime.begin_history()
    evaluation = runtime.evaluate(PROGRAM, file=FILE)
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, EffectRequest):
            answer(evaluation, outcome, model)
    runtime.end(evaluation, "done")
    assert len(model.prompts) == COUNT
    state = fingerprint(runtime)
    assert runtime.past is not None
    # Here, and, from bytes alone, as another process would.
    for past in (runtime.past, History.unpacked(runtime.past.packed(), runtime.state.limits)):
        replay = past.replay()
        while not replay.run(100):
            pass
        assert fingerprint(replay.runtime) == state
    assert len(model.prompts) == COUNT


def test_going_back_and_forth_asks_nobody(model: Model) -> None:
    runtime = Runtime()
    runtime.begin_history()
    debugger = Debugger(runtime)
    evaluation = runtime.evaluate(PROGRAM, file=FILE)
    debugger.attach(evaluation)
    printed: list[str] = []

    def stop() -> Stop | None:
        while True:
            outcome = debugger.run(1_000)
            printed.extend(text for _, text in runtime.drain_output())
            if isinstance(outcome, Stop):
                return outcome
            if isinstance(outcome, Finished):
                return None
            if isinstance(outcome, EffectRequest):
                answer(evaluation, outcome, model)
            else:
                assert isinstance(outcome, OutOfTicks) or not evaluation.is_behind

    def stopped() -> int:
        found = stop()
        assert found is not None and found.place is not None
        return found.place.span.line

    debugger.set_breakpoints(FILE, [Spec(line=12)])
    assert stopped() == 12 and len(model.prompts) == COUNT
    end = fingerprint(runtime, evaluation)
    debugger.step_back()
    assert stopped() == 11 and evaluation.ticks == 0
    debugger.step_over()
    assert stopped() == 12 and fingerprint(runtime, evaluation) == end
    debugger.set_breakpoints(FILE, [Spec(line=9)])
    for _ in range(5):
        debugger.reverse_continue()
        assert stopped() == 9
    debugger.step_back("expression")
    stopped()
    debugger.goto(evaluation.ticks // 2)
    stopped()
    debugger.set_breakpoints(FILE, [])
    debugger.resume()
    assert stop() is None
    assert len(model.prompts) == COUNT and printed == [f"question {COUNT - 1}: answer {COUNT}"]
