"""What CIDER's debugger sends for what a person does at a stop."""

from __future__ import annotations

import pytest

from omega.server.editors.inputs import DebugInput, debug_input


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (":next", DebugInput("next")),
        (" :continue-all\n", DebugInput("continue-all")),
        ("{:response :out :force? true}", DebugInput("out", force=True)),
        ("{:response :here, :coord (3 1 2) :force? false}", DebugInput("here", coord=(3, 1, 2))),
        ("{:response :here, :coord [] :force? true}", DebugInput("here", coord=(), force=True)),
        ("{:response :eval, :code (list :code '{a} #\\})}", DebugInput("eval", code="(list :code '{a} #\\})")),
        ("{:response :inspect-prompt, :code x}", DebugInput("inspect-prompt", code="x")),
        ("next", None),
        ("", None),
        ("{:code x}", None),
        ("{:response next}", None),
        ("{:response :next", None),
    ],
)
def test_inputs(text: str, meant: DebugInput | None) -> None:
    assert debug_input(text) == meant
