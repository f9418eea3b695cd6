"""The edge of the command line: errors are one line on standard error and exit 2; pipes and Ctrl-C end quietly."""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
import pytest

from sketch2fashion.cli import COMMANDS, LazyGroup, cli, main
from sketch2fashion.errors import BadValue

EXECUTABLE = [sys.executable, "-c", "from sketch2fashion.cli import main; main()"]


@pytest.fixture
def command_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Put a command named `probe` into the group."""

    def put(body: Callable[[], None]) -> None:
        probe = click.Command("probe", callback=body)
        monkeypatch.setattr(LazyGroup, "get_command", lambda self, context, name: probe)

    return put


def exit_code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    assert isinstance(caught.value.code, int)
    return caught.value.code


def one_line_of(captured: str) -> str:
    assert captured.count("\n") == 1, captured
    assert "Traceback" not in captured
    return captured.strip()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there_and_explains_itself(name: str) -> None:
    module, _, attribute = COMMANDS[name].where.partition(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help


def test_a_mistake_is_one_line_and_exit_2(command_that: Callable[[Callable[[], None]], None], capsys: pytest.CaptureFixture[str]) -> None:
    def body() -> None:
        raise BadValue("The size is 3,\n at least 256 is needed.", hint="Use --size 256.")

    command_that(body)
    assert exit_code_of("probe") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert one_line_of(captured.err) == "Error: The size is 3, at least 256 is needed. Use --size 256."


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--nonsense"], ["settings", "--nonsense"], ["doctor", "--port", "99999"], ["serve", "--port", "many"]],
    ids=" ".join,
)
def test_a_wrong_option_is_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(*arguments) == 2
    assert one_line_of(capsys.readouterr().err).startswith("Error: ")


def test_a_file_that_cannot_be_opened_is_one_line(
    command_that: Callable[[Callable[[], None]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that(lambda: open("/nowhere/picture.png").close())
    assert exit_code_of("probe") == 2
    assert one_line_of(capsys.readouterr().err) == 'Error: "/nowhere/picture.png": No such file or directory.'


def test_a_fault_of_ours_is_no_users_mistake(command_that: Callable[[Callable[[], None]], None]) -> None:
    def body() -> None:
        raise ZeroDivisionError

    command_that(body)
    with pytest.raises(ZeroDivisionError):
        main(["probe"])


def test_ctrl_c_exits_130_quietly(command_that: Callable[[Callable[[], None]], None], capsys: pytest.CaptureFixture[str]) -> None:
    def body() -> None:
        raise KeyboardInterrupt

    command_that(body)
    assert exit_code_of("probe") == 128 + signal.SIGINT
    assert "Traceback" not in capsys.readouterr().err


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of() == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_leaves_early_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([*EXECUTABLE, "settings"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert result.stderr == ""


def test_the_group_keeps_the_order_of_the_table() -> None:
    assert cli.list_commands(click.Context(cli)) == list(COMMANDS)


def test_settings_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of("settings", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["settings"]
    assert {"name", "value", "origin", "help"} == set(rows[0])


def test_models_json_names_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    from sketch2fashion.models.registry import available

    assert exit_code_of("models", "--json") == 0
    models = json.loads(capsys.readouterr().out)["models"]
    assert [model["name"] for model in models] == list(available())
    assert all(model["file"]["verified"] for model in models)


class TestDoctor:
    def test_it_reports_every_check(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SKETCH2FASHION_CATALOG", str(tmp_path / "none"))
        code = exit_code_of("doctor", "--json")
        report = json.loads(capsys.readouterr().out)
        assert code == (0 if report["ok"] else 1)
        names = [check["name"] for check in report["checks"]]
        assert {"python", "packages", "settings", "threads", "model renderer", "catalogue", "browser libraries", "port"} <= set(names)

    def test_a_damaged_model_is_found(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        from sketch2fashion.models import registry
        from sketch2fashion.settings import settings

        (tmp_path / "renderer.onnx").write_bytes(b"damaged")
        card = registry.ModelCard("renderer", "1", "0" * 64, 1, 1, "Apache-2.0", "none", "none", {})
        (tmp_path / "renderer.json").write_text(json.dumps(asdict(card)), "utf-8")
        monkeypatch.setenv("SKETCH2FASHION_MODELS", str(tmp_path))
        settings.cache_clear()
        try:
            assert exit_code_of("doctor", "--json") == 1
        finally:
            monkeypatch.undo()
            settings.cache_clear()
        checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
        assert checks["model renderer"]["status"] == "failed"
        assert "checksum" in checks["model renderer"]["detail"]

    def test_a_taken_port_is_a_warning(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            exit_code_of("doctor", "--port", str(taken.getsockname()[1]), "--json")
        checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
        assert checks["port"]["status"] == "warning"


class TestServe:
    def test_a_taken_port_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            assert exit_code_of("serve", "--port", port, "--no-demo") == 2
        assert f"127.0.0.1:{port}" in one_line_of(capsys.readouterr().err)

    def test_half_of_tls_is_a_mistake(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        (tmp_path / "cert.pem").write_text("")
        assert exit_code_of("serve", "--tls-cert", str(tmp_path / "cert.pem")) == 2
        assert one_line_of(capsys.readouterr().err) == "Error: TLS needs both --tls-cert and --tls-key."
