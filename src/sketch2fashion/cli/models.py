"""`sketch2fashion models`: what the cards of the installed models say."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.output import emit_json, json_option

if TYPE_CHECKING:
    from sketch2fashion.models.registry import ModelCard


@click.command()
@json_option
def models(as_json: bool) -> None:
    """List the models with their versions, sizes and measured figures."""
    from sketch2fashion.models import registry

    cards = [registry.card(name) for name in registry.available()]
    if as_json:
        emit_json({"models": [{**asdict(card), "file": _file_facts(card.name)} for card in cards]})
        return
    missing = [name for name in registry.NAMES if name not in registry.available()]
    click.echo("\n\n".join(_card_text(card) for card in cards) or "No model is installed.")
    if missing:
        click.echo(f"\nNot installed: {', '.join(missing)}")


def _file_facts(name: str) -> dict[str, Any]:
    from sketch2fashion.models import registry

    path = registry.model_path(name)
    return {"path": str(path), "bytes": path.stat().st_size, "verified": registry.verify(name)}


def _card_text(card: ModelCard) -> str:
    file = _file_facts(card.name)
    size = f"{card.parameters / 1e6:.2f} M parameters, {card.macs / 1e9:.2f} GMAC, {file['bytes'] / 2**20:.1f} MiB"
    rows = {
        "file": file["path"] + ("" if file["verified"] else "  DAMAGED: the checksum differs from the card's"),
        "licence": card.licence,
        "data": card.data,
        "made by": card.command,
        **{name: _figure_text(value) for name, value in card.figures.items()},
    }
    width = max(len(name) for name in rows)
    return "\n".join([f"{card.name} {card.version}: {size}", *(f"  {name:<{width}}  {value}" for name, value in rows.items())])


def _figure_text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_figure_text(inner)}" for name, inner in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)
