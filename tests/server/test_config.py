"""The configuration: where each value comes from, and what is said of one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from omega.server.config import Config, ConfigError, load_config


def test_defaults() -> None:
    config = load_config([], {})
    assert config == Config()
    assert (config.host, config.port) == ("127.0.0.1", 7888)


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "omega.toml"
    file.write_text('port = 1\npending-requests = 1\nsessions = 1\nmessage-bytes = "1M"\nport-file = false\n')
    environment = {"OMEGA_CONFIG": str(file), "OMEGA_PENDING_REQUESTS": "2", "OMEGA_SESSIONS": "2", "OMEGA_HOST": ""}
    config = load_config(["--sessions", "3"], environment)
    assert (config.port, config.pending_requests, config.sessions) == (1, 2, 3)
    assert config.message_bytes == 1024**2
    assert config.port_file is False
    assert config.host == "127.0.0.1"
    assert load_config(["--port-file"], environment).port_file is True
    # The flag names another file.
    other = tmp_path / "other.toml"
    other.write_text("port = 9\n")
    assert load_config(["--config", str(other)], environment).port == 9


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("4096", 4096), ("64K", 65536), ("16MiB", 16 << 20), ("1g", 1 << 30), ("2 kb", 2048)]
)
def test_sizes(text: str, value: int) -> None:
    assert load_config(["--output-per-evaluation", text], {}).output_per_evaluation == value


@pytest.mark.parametrize(
    ("argv", "environment", "expected"),
    [
        (["--port", "70000"], {}, "port from flag --port: expected a port from 0 to 65535, got '70000'"),
        (["--sessions", "many"], {}, "sessions from flag --sessions: expected a whole number"),
        (["--message-bytes", "0"], {}, "message-bytes from flag --message-bytes: expected more than 0"),
        ([], {"OMEGA_MESSAGE_BYTES": "big"}, "message-bytes from environment variable OMEGA_MESSAGE_BYTES: expected a size"),
        ([], {"OMEGA_STDIO": "perhaps"}, "OMEGA_STDIO: expected true or false"),
        (["--session-grace", "-1"], {}, "session-grace from flag --session-grace: expected a number of seconds"),
        (["--log-level", "loud"], {}, "expected debug, info, warning or error"),
        (["--config", "/no/such.toml"], {}, "/no/such.toml: .*No such file"),
        (["--token-file", "/no/such"], {}, "token-file /no/such: "),
    ],
)  # fmt: skip
def test_an_unusable_value_is_named_with_its_origin(
    argv: list[str], environment: dict[str, str], expected: str
) -> None:
    with pytest.raises(ConfigError, match=expected):
        load_config(argv, environment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prot = 1", r"prot in .*omega.toml: there is no such setting; known are host, port"),
        ('port = "x"', r"port from .*omega.toml: expected a whole number, got 'x'"),
        ("port = true", "expected a whole number"),
        ("host = 7", "expected a string"),
        ("port = ", "omega.toml: "),
        ("[tokens]\nme = 5", 'tokens in .*: expected a table of name = "token"'),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "omega.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=expected):
        load_config(["--config", str(file)], {})


def test_tokens_come_from_the_file_and_are_not_shown(tmp_path: Path) -> None:
    file, token = tmp_path / "omega.toml", tmp_path / "token"
    file.write_text('[tokens]\nalice = "tiger"\n')
    token.write_text("lion\nignored\n")
    config = load_config(["--config", str(file), "--token-file", str(token)], {})
    assert config.tokens == {"alice": "tiger", "token-file": "lion"}
    assert "tiger" not in repr(config)
    token.write_text("\n")
    with pytest.raises(ConfigError, match="first line must hold the token"):
        load_config(["--token-file", str(token)], {})


def test_help_names_every_setting_and_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        load_config(["--help"], {}, prog="omega serve")
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for name in Config.__dataclass_fields__:
        assert name == "tokens" or "--" + name.replace("_", "-") in text
    assert "OMEGA_MESSAGE_BYTES" in text
    assert "examples:" in text
