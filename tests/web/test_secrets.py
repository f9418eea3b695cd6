"""Secrets come from the environment or a file, and nothing that the program writes shows them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sketch2fashion.errors import BadValue
from sketch2fashion.settings import explain, load_settings
from sketch2fashion.web.keys import new_key

from .test_server import process, wait_until_ready

TOKEN = "a-token-that-nobody-may-see-0123456789"


def test_a_token_is_read_from_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    monkeypatch.setenv("SKETCH2FASHION_ADMIN_TOKEN", f"file:{secret}")
    assert load_settings().admin_token == TOKEN
    row = next(row for row in explain() if row.name == "admin_token")
    assert (row.value, row.origin) == ("(set, not shown)", "environment SKETCH2FASHION_ADMIN_TOKEN")


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_a_token_file_that_holds_none_is_one_clear_error(tmp_path: Path, content: str | None) -> None:
    secret = tmp_path / "token"
    if content is not None:
        secret.write_text(content)
    with pytest.raises(BadValue, match=r"the file .*token"):
        load_settings(admin_token=f"file:{secret}")


@pytest.mark.parametrize("command", [["settings"], ["settings", "--json"], ["doctor", "--json"]])
def test_no_command_prints_a_secret(tmp_path: Path, command: list[str]) -> None:
    key, lines = new_key("shop")
    (tmp_path / "keys.toml").write_text(lines)
    variables = {"SKETCH2FASHION_ADMIN_TOKEN": TOKEN, "SKETCH2FASHION_KEYS": str(tmp_path / "keys.toml"), "XDG_DATA_HOME": str(tmp_path)}
    code = "from sketch2fashion.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, *command], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert result.stdout
    assert TOKEN not in result.stdout + result.stderr
    assert key not in result.stdout + result.stderr


@pytest.mark.slow
def test_the_log_holds_neither_keys_nor_tokens_nor_drawings(tmp_path: Path, catalog_folder: Path) -> None:
    key, lines = new_key("shop")
    (tmp_path / "keys.toml").write_text(lines)
    secrets = {"SKETCH2FASHION_KEYS": str(tmp_path / "keys.toml"), "SKETCH2FASHION_STATE": str(tmp_path / "state")}
    data_id = "my-own-data-id-that-is-secret"
    sketch = json.dumps({"format": "s2f", "version": 1, "canvas": [64, 64], "layers": [], "note": "MY-IDEA"}).encode()
    with process(tmp_path, catalog_folder, workers=1, **secrets) as (url, child):
        wait_until_ready(url, 120)
        headers = {"X-Api-Key": key, "X-Data-Id": data_id, "Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{url}/api/v1/categories?secret=MY-QUERY", headers=headers).status_code == 200
        assert httpx.post(f"{url}/api/v1/render", files={"sketch": sketch}, headers=headers).status_code == 422
        assert httpx.post(f"{url}/api/v1/render", files={"sketch": b"\x89PNG\r\n\x1a\nMY-IDEA"}, headers=headers).status_code == 422
        assert httpx.get(f"{url}/api/v1/categories", headers={"X-Api-Key": "s2f_wrong-but-secret-too"}).status_code == 401
        httpx.delete(f"{url}/api/v1/data", headers=headers)
        metrics = httpx.get(f"{url}/metrics").text
        child.terminate()
        child.wait(60)
    written = (tmp_path / "log").read_text() + metrics
    assert '"path": "/api/v1/render"' in written
    for secret in (key, TOKEN, data_id, "MY-QUERY", "MY-IDEA", "wrong-but-secret-too", "Bearer"):
        assert secret not in written


def test_nothing_reports_to_anyone(tmp_path: Path) -> None:
    code = (
        "import os, sketch2fashion.models.registry\n"
        "names = [os.readlink(f'/proc/self/fd/{fd}') for fd in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{fd}')]\n"
        "print([name for name in names if name.endswith('.db')])"
    )
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("looks at the open files in /proc")
    result = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]", "onnxruntime's telemetry keeps a database where it is on"
    assert not list(tmp_path.rglob("onnxruntime.db"))
