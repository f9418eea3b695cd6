"""`sketch2fashion settings`: every setting, its value, and where the value came from."""

from __future__ import annotations

from dataclasses import asdict

import click

from sketch2fashion.cli.output import emit_json, json_option


@click.command()
@click.option("--new-key", metavar="NAME", help="Make a read key of that name instead: its text, and its lines for the file of keys.")
@json_option
def settings(new_key: str | None, as_json: bool) -> None:
    """Print every setting, its value and where the value came from.

    Flags override environment variables (SKETCH2FASHION_ and the name in capitals), which override the settings file, which
    overrides the defaults.
    """
    from sketch2fashion.settings import SettingValue, explain, settings_file

    if new_key is not None:
        _print_new_key(new_key, as_json)
        return

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


def _print_new_key(name: str, as_json: bool) -> None:
    from sketch2fashion.errors import BadValue
    from sketch2fashion.web.keys import new_key

    if not name.strip() or not name.isprintable() or len(name) > 60:
        raise BadValue("A key's name has 1 to 60 printable characters.")
    text, lines = new_key(name)
    if as_json:
        emit_json({"name": name, "key": text, "lines": lines})
        return
    click.echo(
        f"The key, shown once; hand it to who shall use it:\n{text}\n\nFor the file that SKETCH2FASHION_KEYS names:\n{lines}", nl=False
    )
