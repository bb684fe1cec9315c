"""docs/debugging.md and docs/vscode/: the fields they name are the adapter's, the commands are those it has, and the
extension has the shape that Visual Studio Code wants."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import trio

from omega.clients.dap.capabilities import CAPABILITIES
from omega.clients.dap.commands import help_text
from omega.clients.dap.configuration import attach_configuration, launch_configuration
from omega.clients.dap.messages import Arguments, Refused

Object = dict[str, Any]
#: What clients add to every configuration.
THEIRS = {"type", "request", "name", "debugServer"}


@pytest.fixture(scope="module")
def extension(repository: Path) -> Path:
    return repository / "docs" / "vscode"


@pytest.fixture(scope="module")
def manifest(extension: Path) -> Object:
    loaded: Object = json.loads((extension / "package.json").read_text())
    return loaded


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "debugging.md").read_text()


def attributes(manifest: Object) -> dict[str, Object]:
    (debugger,) = manifest["contributes"]["debuggers"]
    found: dict[str, Object] = debugger["configurationAttributes"]
    return found


def test_the_extension_starts_the_adapter_for_the_language_it_brings(manifest: Object, extension: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", manifest["name"]) and re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert manifest["publisher"] and manifest["engines"]["vscode"].startswith("^1.")
    assert "main" not in manifest and "activationEvents" not in manifest, "it has no code"
    contributes = manifest["contributes"]
    (language,), (debugger,) = contributes["languages"], contributes["debuggers"]
    assert [each["language"] for each in contributes["breakpoints"]] == [language["id"]] == debugger["languages"]
    assert [debugger["runtime"], *debugger["runtimeArgs"]] == ["omega", "dap"]
    assert "program" not in debugger, "it would be the path of a file in the extension"
    words = re.compile(json.loads((extension / language["configuration"]).read_text())["wordPattern"])
    assert words.findall("(vector-ref my-vector* '(a b?))") == ["vector-ref", "my-vector*", "a", "b?"]


@pytest.mark.parametrize("request_name", ["launch", "attach"])
def test_every_field_of_the_extension_is_one_that_the_adapter_reads(
    manifest: Object, request_name: str, tmp_path: Path
) -> None:
    (tmp_path / "p.scm").write_text("1")
    good = {"program": str(tmp_path / "p.scm"), "connect": "127.0.0.1:1"}

    def configure(fields: Object) -> None:
        arguments = Arguments(request_name, fields)
        if request_name == "launch":
            trio.run(launch_configuration, arguments, None)
        else:
            attach_configuration(arguments, None)

    configure(good)
    properties = attributes(manifest)[request_name]["properties"]
    for name, described in properties.items():
        with pytest.raises(Refused, match=f"{name}: expected "):
            configure({**good, name: 5})
        for choice in described.get("enum", ()):
            configure({**good, name: choice})


def test_the_page_names_the_fields_that_the_extension_has(manifest: Object, page: str) -> None:
    described = {
        field: request
        for field, request in re.findall(r"^\| `(\w+)` \| (launch|attach|both) \|", page, re.MULTILINE)
        if field != "noDebug"  # Visual Studio Code has a command for it
    }
    for request, schema in attributes(manifest).items():
        assert set(schema["properties"]) == {name for name, of in described.items() if of in (request, "both")}


def test_configurations_use_fields_that_there_are(manifest: Object, page: str) -> None:
    shown = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)]
    (debugger,) = manifest["contributes"]["debuggers"]
    written = [configuration for file in shown for configuration in file["configurations"]]
    written += debugger["initialConfigurations"]
    written += [snippet["body"] for snippet in debugger["configurationSnippets"]]
    assert len(written) >= 5
    for configuration in written:
        schema = attributes(manifest)[configuration["request"]]
        assert set(configuration) - THEIRS <= set(schema["properties"])
        assert set(schema.get("required", ())) <= set(configuration)
        assert configuration["type"] == debugger["type"]


def test_the_console_has_the_commands_that_the_page_lists(page: str) -> None:
    assert f"```text\n{help_text()}\n```" in page


def test_filters_have_what_clients_show_of_them() -> None:
    filters = CAPABILITIES["exceptionBreakpointFilters"]
    assert isinstance(filters, list)
    assert [(each["filter"], each["default"]) for each in filters] == [("uncaught", True), ("all", False)]
