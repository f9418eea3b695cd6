"""`sketch2fashion settings`: every setting, its value, and where the value came from."""

from __future__ import annotations

from dataclasses import asdict

import click

from sketch2fashion.cli.output import emit_json, json_option


@click.command()
@json_option
def settings(as_json: bool) -> None:
    """Print every setting, its value and where the value came from.

    Environment variables (SKETCH2FASHION_ and the name in capitals) override the settings file, which overrides the defaults.
    """
    from sketch2fashion.settings import SettingValue, explain, settings_file

    def line(row: SettingValue) -> str:
        value = "-" if row.value is None else str(row.value)
        return f"{row.name:<{width}}  {value}\n{'':<{width}}  {row.help} [{row.origin}]"

    rows = explain()
    if as_json:
        emit_json({"file": str(settings_file()), "settings": [asdict(row) for row in rows]})
        return
    width = max(len(row.name) for row in rows)
    click.echo(f"Settings file: {settings_file()}\n")
    click.echo("\n".join(line(row) for row in rows))
