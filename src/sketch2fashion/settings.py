"""The one settings table. Flags override environment variables, which override the settings file, which overrides defaults.

Each field has a default, a range and one sentence of help; `sketch2fashion settings` prints value and origin, and the table in
`docs/settings.md` is generated from here (`make docs`). The settings file is TOML with the field names as keys.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from sketch2fashion.errors import BadValue

PREFIX = "SKETCH2FASHION_"
FILE_VARIABLE = PREFIX + "CONFIG"  # names another settings file; itself no setting
_FROM_FILE = "file:"  # a secret that stands in a file of its own, as container platforms hand them over
_SECRET_ENDINGS = ("token", "_key", "_secret")  # settings whose values are never shown
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


class Settings(BaseSettings):
    """Every knob of the library and the service. Frozen: a process reads its settings once."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    catalog: str = Field(
        default_factory=lambda: str(_home("XDG_DATA_HOME", ".local/share") / "catalog"),
        description="Where the catalogue lives: a folder, or milvus://host:port/name.",
    )
    exact_pictures: int = Field(
        default=200_000,
        ge=0,
        description="Pictures that a search in a folder's catalogue looks at one by one; a larger catalogue gets a graph.",
    )
    models: Path | None = Field(default=None, description="A folder with model files that replace the shipped ones of the same name.")
    styles: Path = Field(
        default_factory=lambda: _home("XDG_DATA_HOME", ".local/share") / "styles",
        description="A folder for the styles that `style learn` makes; the service offers them to everyone.",
    )
    renderer: str = Field(default="network", description="What paints garments: the shipped network, or an installed plugin's name.")
    threads: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Threads for one inference; 0 means one for each CPU core that this process may use.",
    )
    max_bytes: int = Field(default=32_000_000, ge=1_000, description="Largest upload or picture file, in bytes.")
    max_pixels: int = Field(default=52_000_000, ge=10_000, description="Largest picture, in pixels, before it is decoded.")
    concurrency: int = Field(default=2, ge=1, le=256, description="Inferences that one worker runs at a time.")
    queue: int = Field(default=16, ge=0, le=10_000, description="Requests that may wait for an inference before new ones get 503.")
    timeout: float = Field(default=30.0, gt=0, le=3_600, description="Seconds after which a waiting request is given up.")
    work_timeout: float = Field(default=60.0, gt=0, le=3_600, description="Seconds that the work of one request may take.")
    connections: int = Field(
        default=512, ge=8, le=100_000, description="Open connections of one worker; beyond it the longest idle one is closed."
    )
    admin_token: str | None = Field(
        default=None,
        repr=False,
        description="Token for writes (POST and DELETE of products); without it writes are refused. "
        "Itself, sha256: and its hash, or file: and the path of a file that holds either.",
    )
    keys: Path | None = Field(default=None, description="A TOML file of read keys (see security.md); made by `settings --new-key NAME`.")
    public: bool = Field(default=True, description="Whether the API answers requests without a read key.")
    rate: int = Field(default=0, ge=0, le=100_000, description="API requests a minute of one address without a key; 0 sets no limit.")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Web sites that may use the API from their pages: https://shop.example, separated by commas."
    )
    state: Path = Field(
        default_factory=lambda: _home("XDG_STATE_HOME", ".local/state"),
        description="A folder for what the service must remember: the batch jobs.",
    )
    jobs: int = Field(default=100, ge=0, le=10_000, description="Batch jobs that are kept; 0 accepts none.")
    job_items: int = Field(default=64, ge=1, le=1_000, description="Drawings in one batch job.")
    job_hours: float = Field(default=24.0, gt=0, le=8_760, description="Hours for which a batch job's results are kept.")
    keep_drawings: Path | None = Field(
        default=None, description="A folder in which drawings and photos that are sent are kept; without it none are."
    )
    keep_days: float = Field(default=30.0, gt=0, le=3_650, description="Days after which a kept drawing is deleted.")
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts (images.internal, or 10.0.0.7:8080) from which an import may fetch pictures although they are private, also by "
        "http; separated by commas.",
    )
    shop_country: str = Field(default="KR", pattern="^[A-Z]{2}$", description="Where web shops should deliver: ISO 3166, two letters.")
    shop_currency: str = Field(default="KRW", pattern="^[A-Z]{3}$", description="The currency in which web shops are asked: ISO 4217.")
    shop_language: str = Field(default="ko", pattern="^[a-z]{2}$", description="The language in which web shops are asked.")
    shop_quota: int = Field(
        default=1_000, ge=0, le=10_000_000, description="Requests a day to each web shop, from one process; 0 sets no limit."
    )
    shopify_profile: str | None = Field(
        default=None,
        pattern="^https://",
        description="Turns on the shop `shopify`: the https address of your UCP agent profile (see shops.md).",
    )
    shopify_token: str | None = Field(default=None, repr=False, description="A token for the Shopify catalogue; it also works without.")
    ebay_id: str | None = Field(default=None, description="Turns on the shop `ebay`, with ebay_secret: the client id of your application.")
    ebay_secret: str | None = Field(default=None, repr=False, description="The client secret of your eBay application.")
    ebay_marketplace: str = Field(default="EBAY_US", pattern="^EBAY_[A-Z]{2}$", description="The eBay site that is searched.")
    ebay_campaign: str | None = Field(default=None, pattern="^[0-9]+$", description="Your eBay partner campaign, if links should name it.")
    channel3_key: str | None = Field(default=None, repr=False, description="Turns on the shop `channel3`: its API key.")
    lens_key: str | None = Field(default=None, repr=False, description="Turns on the shop `lens`, with lens_images: the service's key.")
    lens_service: str = Field(
        default="https://serpapi.com/search", pattern="^https://", description="The Lens-shaped service that the shop `lens` asks."
    )
    lens_images: str | None = Field(
        default=None,
        pattern="^https://",
        description="A public place of yours for the pictures that `lens` is asked with: they are put to (and deleted from) this address.",
    )
    log_json: bool = Field(default=False, description="Log one JSON object a line instead of readable text.")

    @field_validator("catalog")
    @classmethod
    def _home_in_catalog(cls, value: str) -> str:
        return value if "://" in value else str(Path(value).expanduser())

    @field_validator("models")
    @classmethod
    def _models_is_a_folder(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        folder = value.expanduser()
        if not folder.is_dir():
            raise ValueError("there is no such folder")
        return folder

    @field_validator("keys", "state", "keep_drawings")
    @classmethod
    def _home_in_path(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @field_validator("admin_token", "shopify_token", "ebay_secret", "channel3_key", "lens_key")
    @classmethod
    def _token_from_file(cls, value: str | None) -> str | None:
        if value is None or not value.startswith(_FROM_FILE):
            return value
        path = Path(value.removeprefix(_FROM_FILE)).expanduser()
        try:
            token = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"the file {path} cannot be read") from None
        if not token:
            raise ValueError(f"the file {path} is empty")
        return token

    @field_validator("origins", "private_hosts", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        return [part.strip().lower().rstrip("/") for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("origins")
    @classmethod
    def _origins_are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            require_origin(origin)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the settings file."""
        return init_settings, env_settings, _FileSource(settings_cls)


class _FileSource(PydanticBaseSettingsSource):
    """The settings file as a source for pydantic-settings."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return _file_values().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return _file_values()


@dataclass(frozen=True)
class SettingValue:
    """One setting as `sketch2fashion settings` shows it. A token's value is never shown."""

    name: str
    value: Any
    origin: str  # "flag", "environment NAME", "file PATH" or "default"
    help: str


def require_origin(origin: str) -> str:
    """The origin itself if it is one: scheme, host and port, no path and no `*`. Raises `ValueError`."""
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f'"{origin}" is no origin; write https://shop.example or http://localhost:8080')
    return origin


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once. Raises `BadValue` that names the setting and what is allowed."""
    return load_settings()


def load_settings(**flags: Any) -> Settings:
    """Read the settings afresh, with `flags` (command-line options that were given; None means not given) on top."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as problem:
        raise BadValue(_said(problem, given)) from None


def explain(**flags: Any) -> list[SettingValue]:
    """Every setting with its value and where the value came from."""
    loaded = load_settings(**flags)
    return [
        SettingValue(name, _shown(name, getattr(loaded, name)), _origin(name, flags), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def data_folder() -> Path:
    """Where this program keeps a user's data unless a setting says otherwise."""
    return _home("XDG_DATA_HOME", ".local/share")


def unknown_variables() -> list[str]:
    """Environment variables that look like settings of ours and are none: misspelt, or of another version."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def settings_file() -> Path:
    """The settings file that is read if it is there."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named).expanduser() if named else _home("XDG_CONFIG_HOME", ".config") / "settings.toml"


def _file_values() -> dict[str, Any]:
    path = settings_file()
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if os.environ.get(FILE_VARIABLE):
            raise BadValue(f"{FILE_VARIABLE} names {path}, which is not there.") from None
        return {}
    except (OSError, ValueError) as problem:  # ValueError: bad TOML or bad UTF-8
        raise BadValue(f"The settings file {path} cannot be read: {problem}.") from None


def _said(problem: ValidationError, flags: Mapping[str, Any]) -> str:
    """The first fault of a validation as one sentence that names the culprit where the user wrote it."""
    first = problem.errors()[0]
    name = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{settings_file()} sets {name}, which is no setting. Settings: {', '.join(Settings.model_fields)}."
    places = {"flag": f"--{name.replace('_', '-')}", "file": f"{name} in {settings_file()}"}
    place = places.get(_origin(name, flags).split()[0], PREFIX + name.upper())
    why = first["msg"].removeprefix("Value error, ")
    return f"{place} is {_shown(name, first.get('input'))!r}: {why[0].lower()}{why[1:]}."


def _origin(name: str, flags: Mapping[str, Any]) -> str:
    if flags.get(name) is not None:
        return "flag"
    variable = PREFIX + name.upper()
    if any(key.upper() == variable and value for key, value in os.environ.items()):
        return f"environment {variable}"
    if name in _file_values():
        return f"file {settings_file()}"
    return "default"


def _shown(name: str, value: Any) -> Any:
    if name.endswith(_SECRET_ENDINGS) and value is not None:
        return "(set, not shown)"
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return str(value) if isinstance(value, Path) else value


def _home(variable: str, below_home: str) -> Path:
    """This program's folder in the user's data or configuration home (XDG; on Windows the local application data)."""
    named = os.environ.get(variable) or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    if named:
        return Path(named) / "sketch2fashion"
    try:
        return Path.home() / below_home / "sketch2fashion"
    except RuntimeError:
        raise BadValue(f"No home folder is known for this user; set {variable} to a folder.") from None
