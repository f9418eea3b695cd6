"""Flags override the environment, which overrides the settings file, which overrides defaults; each value knows where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sketch2fashion.errors import BadValue
from sketch2fashion.settings import FILE_VARIABLE, PREFIX, Settings, explain, load_settings, unknown_variables

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable or file of the person who runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def write_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config" / "sketch2fashion" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def shown(name: str, **flags: Any) -> tuple[Any, str]:
    row = next(row for row in explain(**flags) if row.name == name)
    return row.value, row.origin


def test_the_default_catalogue_is_in_the_users_data_folder(tmp_path: Path) -> None:
    assert shown("catalog") == (str(tmp_path / "data" / "sketch2fashion" / "catalog"), "default")


def test_the_file_overrides_the_default(tmp_path: Path) -> None:
    path = write_file(tmp_path, "queue = 3\n")
    assert shown("queue") == (3, f"file {path}")


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path, "queue = 3\n")
    monkeypatch.setenv("SKETCH2FASHION_QUEUE", "4")
    assert shown("queue") == (4, "environment SKETCH2FASHION_QUEUE")


def test_a_flag_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_QUEUE", "4")
    assert shown("queue", queue=5) == (5, "flag")


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert shown("queue", queue=None) == (16, "default")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_QUEUE", "")
    assert shown("queue") == (16, "default")


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_ADMIN_TOKEN", "open sesame")
    assert load_settings().admin_token == "open sesame"
    assert "sesame" not in str(explain())
    assert "sesame" not in repr(load_settings())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("THREADS", "many", "SKETCH2FASHION_THREADS is 'many'"),
        ("THREADS", "-1", "greater than or equal to 0"),
        ("QUEUE", "10001", "less than or equal to 10000"),
        ("TIMEOUT", "0", "greater than 0"),
        ("LOG_JSON", "perhaps", "SKETCH2FASHION_LOG_JSON is 'perhaps'"),
        ("MODELS", "/nowhere/at/all", "there is no such folder"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(BadValue) as caught:
        load_settings()
    assert said in caught.value.message


def test_a_wrong_value_in_the_file_names_the_file(tmp_path: Path) -> None:
    path = write_file(tmp_path, "queue = -3\n")
    with pytest.raises(BadValue, match="queue in ") as caught:
        load_settings()
    assert str(path) in caught.value.message


@pytest.mark.parametrize("text", ["queue = ", "que = 3\n", "queue = 3\nqueue = 4\n"])
def test_a_broken_file_or_unknown_key_is_one_clear_line(text: str, tmp_path: Path) -> None:
    path = write_file(tmp_path, text)
    with pytest.raises(BadValue) as caught:
        load_settings()
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message


def test_a_named_file_that_is_missing_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "/nowhere/settings.toml")
    with pytest.raises(BadValue, match="which is not there"):
        load_settings()


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_THREDS", "2")
    assert unknown_variables() == ["SKETCH2FASHION_THREDS"]


def test_every_setting_is_documented() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`{PREFIX}{name.upper()}`" in page
        assert field.description
        assert field.description in page, "docs/settings.md is stale: make docs"


def test_a_home_folder_in_a_path_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_CATALOG", "~/shop")
    assert load_settings().catalog == str(Path.home() / "shop")


def test_a_milvus_address_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCH2FASHION_CATALOG", "milvus://host:19530/name")
    assert load_settings().catalog == "milvus://host:19530/name"
