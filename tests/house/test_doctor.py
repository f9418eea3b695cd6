"""The usual problems, made on purpose, and what `doctor` says of them."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from sketch2fashion.cli import doctor
from sketch2fashion.cli.doctor import FAILED, OK, WARNING
from sketch2fashion.settings import settings
from sketch2fashion.web.keys import new_key


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_short_token_is_warned_of_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_ADMIN_TOKEN", "hunter2")
    finding = doctor._secrets()
    assert finding.status == WARNING
    assert "short" in finding.hint
    assert "hunter2" not in str(finding)


def test_a_token_in_a_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "sketch2fashion" / "settings.toml"
    path.parent.mkdir()
    path.write_text('admin_token = "a-long-token-of-more-than-16"\n')
    path.chmod(0o644)
    assert "chmod 600" in doctor._secrets().hint
    path.chmod(0o600)
    assert doctor._secrets().status == OK


def test_keys_are_listed_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, lines = new_key("shop")
    (tmp_path / "keys.toml").write_text(lines)
    monkeypatch.setenv("SKETCH2FASHION_KEYS", str(tmp_path / "keys.toml"))
    assert "read keys: shop" in doctor._secrets().detail


def test_a_file_of_keys_that_is_not_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_KEYS", "/nowhere/keys.toml")
    finding = next(finding for finding in doctor.examine("127.0.0.1", 8000) if finding.name == "secrets")
    assert finding.status == FAILED
    assert "/nowhere/keys.toml" in finding.detail


def test_a_disk_that_is_nearly_full_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100e9, 99.9e9, 0.1e9))
    finding = doctor._space()
    assert finding.status == WARNING
    assert "0.1 GB free" in finding.detail


def test_too_little_memory_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_first_number", lambda path, before="", factor=1: 400_000_000)
    assert doctor._memory().status == WARNING


def test_a_state_folder_that_cannot_be_written_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    finding = doctor._jobs()
    assert finding.status == WARNING
    assert "SKETCH2FASHION_STATE" in finding.hint


def test_looking_writes_nothing(tmp_path: Path) -> None:
    for check in (doctor._secrets, doctor._space, doctor._memory, doctor._jobs, doctor._clock, doctor._plugins):
        assert check().status == OK
    assert not list(tmp_path.iterdir())
