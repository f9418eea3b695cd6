"""Write the generated pages again (`make docs`): docs/settings.md from the settings table, docs/cli.md from the commands, docs/models.md
from the models' cards.

With `--check`, write nothing and exit 1 if a page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sketch2fashion.cli import cli
from sketch2fashion.models.registry import ModelCard, available, card, model_path
from sketch2fashion.settings import FILE_VARIABLE, PREFIX, Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"
CLI_HEAD = """# Command line
Made by `make docs` from the commands themselves. Results go to standard output, everything else to standard error; a user's mistake
exits 2 with one line.
"""
SETTINGS_HEAD = f"""# Settings
Made by `make docs` from the settings table in `settings.py`. Command-line flags override environment variables, which override the
settings file, which overrides the defaults. The file is TOML with the names below as keys; it lies at
`$XDG_CONFIG_HOME/sketch2fashion/settings.toml` (`~/.config` by default) or where `{FILE_VARIABLE}` says.
`sketch2fashion settings` prints every value and where it came from.

| setting | environment | default | allowed | what it is |
| --- | --- | --- | --- | --- |
"""

MODELS_HEAD = """# Models
Made by `make docs` from the cards beside the model files. `sketch2fashion models` prints the same of what is installed;
`sketch2fashion doctor` verifies the checksums. All run on the CPU, all weights are fp16 (those of `strokes` six
bits), and all are licensed as their cards say.

Intended use: drawings and photos of single garments, to design and to find clothes. Not intended: judging people, or photos of people.
"""


def settings_page() -> str:
    """docs/settings.md."""
    return SETTINGS_HEAD + "".join(_settings_rows())


def cli_page() -> str:
    """docs/cli.md."""
    return CLI_HEAD + "".join(_command_sections())


def models_page() -> str:
    """docs/models.md."""
    return MODELS_HEAD + "".join(_model_section(card(name), model_path(name).stat().st_size) for name in available())


def main() -> None:
    """Write, or with `--check` compare."""
    stale = [name for name, page in PAGES.items() if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != page()]
    if "--check" in sys.argv:
        sys.exit(f"Stale: {', '.join(stale)}. Run: make docs" if stale else 0)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), "utf-8")
        sys.stdout.write(f"docs/{name}\n")


def _settings_rows() -> list[str]:
    return [
        f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(name)} | {_allowed(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    ]


def _default(name: str) -> str:
    if name == "catalog":  # depends on the machine
        return "`$XDG_DATA_HOME/sketch2fashion/catalog`"
    value = Settings.model_fields[name].default
    return "–" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _allowed(field: Any) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    limits = [f"{sign} {getattr(rule, name):,}" for rule in field.metadata for name, sign in signs.items() if hasattr(rule, name)]
    return ", ".join(limits) or {bool: "true, false"}.get(field.annotation, "any")


def _model_section(model: ModelCard, size: int) -> str:
    rows = {
        "version": model.version,
        "size": f"{model.parameters:,} parameters, {model.macs / 1e9:.2f} GMAC a run, {size / 2**20:.1f} MiB",
        "learned from": model.data,
        "made by": f"`{model.command}`",
        "licence": model.licence,
        "SHA-256": f"`{model.sha256}`",
        **{name.replace("_", " "): _figure(value) for name, value in model.figures.items()},
    }
    return f"\n## {model.name}\n| | |\n| --- | --- |\n" + "".join(f"| {name} | {value} |\n" for name, value in rows.items())


def _figure(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_figure(inner)}" for name, inner in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _command_sections() -> list[str]:
    root = click.Context(cli, info_name="sketch2fashion")
    return [_section(command, click.Context(command, parent=root, info_name=name)) for name, command in _commands(cli, root)]


def _commands(group: click.Group, context: click.Context) -> list[tuple[str, click.Command]]:
    """The commands and, behind a group, those below it, as (name as typed, command)."""
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        found.append((name, command))
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=context, info_name=name)
            found += [(f"{name} {below}", deeper) for below, deeper in _commands(command, inner)]
    return found


def _section(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = 110
    return f"\n## {context.command_path}\n```\n{command.get_help(context)}\n```\n"


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page, "models.md": models_page, "cli.md": cli_page}

if __name__ == "__main__":
    main()
