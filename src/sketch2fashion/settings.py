"""The one settings table. Flags override environment variables, which override `.env`-style files, which override defaults.

Each field has a default, a range and one sentence of help; `sketch2fashion settings` prints value and origin, and the table in
`docs/settings.md` is generated from here.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sketch2fashion.errors import BadValue

PREFIX = "SKETCH2FASHION_"


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sketch2fashion"


class Settings(BaseSettings):
    """Every knob of the library and the service."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    catalog: str = Field(default_factory=lambda: str(_data_home() / "catalog"), description="Where the catalogue lives: a folder, or milvus://host:port/name.")
    models: Path | None = Field(default=None, description="A folder with model files that replace the shipped ones of the same name.")
    threads: int = Field(default=0, ge=0, le=256, description="Threads for one inference; 0 means one for each CPU core that this process may use.")
    max_bytes: int = Field(default=32_000_000, ge=1_000, description="Largest upload or picture file, in bytes.")
    max_pixels: int = Field(default=50_000_000, ge=10_000, description="Largest picture, in pixels, before it is decoded.")
    concurrency: int = Field(default=2, ge=1, le=256, description="Inferences that one worker runs at a time.")
    queue: int = Field(default=16, ge=0, le=10_000, description="Requests that may wait for an inference before new ones get 503.")
    timeout: float = Field(default=30.0, gt=0, description="Seconds after which a waiting request is given up.")
    admin_token: str | None = Field(default=None, repr=False, description="Token for writes (POST and DELETE of products); without it writes are refused.")
    log_json: bool = Field(default=False, description="Log one JSON object a line instead of readable text.")


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once. Raises `BadValue` that names the variable and what is allowed."""
    return load_settings()


def load_settings(**overrides: Any) -> Settings:
    """Read the settings afresh, with `overrides` (command-line flags) on top."""
    try:
        return Settings(**overrides)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BadValue(f"{name} is {first.get('input')!r}: {first['msg'].lower()}.") from None
