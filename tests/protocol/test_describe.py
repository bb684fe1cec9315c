"""What describe says, and that the op table is complete."""

from __future__ import annotations

from omega.protocol import BENCODE, OPS, Connection, FrameLimits, Request, describe_ops, parse_request

from .streams import read

NREPL = {
    *("clone", "close", "ls-sessions", "describe", "eval", "interrupt", "stdin", "load-file"),
    *("completions", "lookup", "macroexpand", "forward-system-output"),
}


#: What follows the Debug Adapter Protocol, and what follows a session.
DEBUGGER = {
    *("debug-start", "debug-stop", "pause", "continue", "step-over", "step-into", "step-out", "step-back"),
    *("reverse-continue", "restart-frame", "goto", "stack-trace", "scopes", "variables", "set-variable", "evaluate"),
    *("set-breakpoints", "set-function-breakpoints", "set-exception-breakpoints", "set-effect-breakpoints"),
    *("set-tick-breakpoints", "set-data-breakpoints", "data-breakpoint-info", "breakpoint-locations"),
    *("exception-info", "restarts", "invoke-restart", "debug-state", "debug-completions", "source"),
}
#: What editors ask under two names, and the names under which they ask what is above.
EDITORS = {
    *("info", "eldoc", "complete", "complete-doc", "apropos", "ns-list", "ns-vars", "ns-vars-with-meta", "ns-path"),
    *("format-code", "analyze-last-stacktrace", "stacktrace", "macroexpand", "classpath"),
    *("out-subscribe", "out-unsubscribe", "init-debugger", "debug-input", "debug-instrumented-defs"),
    *("inspect-push", "inspect-pop", "inspect-next-sibling", "inspect-previous-sibling", "inspect-next-page"),
    *("inspect-prev-page", "inspect-refresh", "inspect-set-page-size", "inspect-set-max-atom-length", "inspect-clear"),
    *("inspect-get-path", "inspect-print-current-value", "inspect-def-current-value", "inspect-last-exception"),
}
FOLLOWING = {"events/subscribe", "events/unsubscribe", "attach"}


def test_the_table_holds_the_ops_of_nrepl_and_ours() -> None:
    assert set(OPS) == NREPL | {"auth", "classpath", "answer"} | DEBUGGER | FOLLOWING | EDITORS | {
        f"cider/{name}" for name in EDITORS
    }


def test_a_request_under_another_name_is_one_for_the_op() -> None:
    parsed = parse_request({"op": "cider/complete", "prefix": "a"})
    assert isinstance(parsed, Request) and parsed.op == "completions"


def test_terse_says_one_sentence_of_each_op() -> None:
    assert describe_ops(verbose=False) == {name: {"doc": op.doc} for name, op in OPS.items()}


def test_verbose_tells_every_parameter() -> None:
    described = describe_ops(verbose=True)
    for name, op in OPS.items():
        entry = described[name]
        assert isinstance(entry, dict)
        assert entry == {
            "doc": op.doc,
            "requires": {param.name: param.doc for param in op.required},
            "optional": {param.name: param.doc for param in op.optional},
            "returns": dict(op.returns),
        }
        assert op.doc.endswith(".")


def test_it_fits_a_message() -> None:
    data = Connection(codec=BENCODE).send({"ops": describe_ops(verbose=True)})
    assert read([data], limits=FrameLimits()).messages == [{"ops": describe_ops(verbose=True)}]


def test_names_do_not_repeat_within_an_op() -> None:
    for op in OPS.values():
        assert len(op.params) == len(op.required) + len(op.optional)


def test_print_options_are_on_what_prints_values() -> None:
    for name in ("eval", "load-file"):
        for option in ("print", "options", "stream?", "buffer-size", "quota"):
            assert f"nrepl.middleware.print/{option}" in OPS[name].params
        assert {"out-limit", "budget"} <= set(OPS[name].params)
    assert parse_request({"op": "load-file", "file": ""}) is not None
