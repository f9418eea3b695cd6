"""`sketch2fashion doctor`: check that everything is in place, and say what is not and how to mend it.

Each check is a function that returns its finding; one that raises has failed, and the others still run. That is also why nothing
but the standard library and click is imported at the top: a broken numpy must be a finding, not a crash.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sketch2fashion import __version__
from sketch2fashion.cli.output import emit_json, json_option

if TYPE_CHECKING:
    from sketch2fashion.search.shops.web import Question, WebShop

OK, WARNING, FAILED = "ok", "warning", "failed"
_MARKS = {OK: "✓", WARNING: "!", FAILED: "✗"}
EXIT_FAILED = 1
LEAST_FREE_GB = 1.0
LEAST_MEMORY_GB = 1.0
LEAST_TOKEN = 16  # characters
PLUGIN_GROUPS = ("renderers", "shops", "feeds")


@dataclass(frozen=True)
class Finding:
    """What one check found: its status, the facts, and what to do about it."""

    name: str
    status: str
    detail: str
    hint: str = ""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that `serve` would use.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port that `serve` would use.")
@click.option("--shops", is_flag=True, help="Ask each web shop that is turned on one question (with a drawn skirt); nothing else goes out.")
@json_option
@click.pass_context
def doctor(context: click.Context, host: str, port: int, shops: bool, as_json: bool) -> None:
    """Check that everything is in place, and say what is not.

    Exits 0 if all is well (warnings included) and 1 if something has failed.
    """
    findings = [*examine(host, port), *(examine_shops() if shops else ())]
    healthy = all(finding.status != FAILED for finding in findings)
    if as_json:
        emit_json({"ok": healthy, "version": __version__, "checks": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.status]} {finding.name}: {finding.detail}" + (f"\n    {finding.hint}" if finding.hint else ""))
    context.exit(0 if healthy else EXIT_FAILED)


def examine(host: str, port: int) -> Iterator[Finding]:
    """All findings, in an order in which an earlier failure explains later ones."""
    checks: dict[str, Callable[[], Finding]] = {
        "python": _python,
        "packages": _packages,
        "settings": _settings,
        "threads": _threads,
        **{f"model {name}": _model_check(name) for name in _model_names()},
        "catalogue": _catalogue,
        "space": _space,
        "memory": _memory,
        "jobs": _jobs,
        "secrets": _secrets,
        "clock": _clock,
        "plugins": _plugins,
        "browser libraries": _browser_libraries,
        "port": lambda: _port(host, port),
    }
    for name, check in checks.items():
        try:
            yield check()
        except Exception as problem:  # whatever is broken on this machine is what we are here to say
            yield Finding(name, FAILED, f"{type(problem).__name__}: {problem}" if not hasattr(problem, "hint") else str(problem))


def examine_shops() -> Iterator[Finding]:
    """One live question to each shop on the web that the operator has turned on."""
    from sketch2fashion.search.shops import shops
    from sketch2fashion.search.shops.web import WebShop

    for name, shop in sorted(shops().items()):
        if isinstance(shop, WebShop):
            yield _shop(name, shop)


def _shop(name: str, shop: WebShop) -> Finding:
    from sketch2fashion.errors import Sketch2FashionError

    if not shop.is_on:
        return Finding(f"shop {name}", OK, f"off (it is turned on by setting {' and '.join(shop.missing())})")
    started = time.perf_counter()
    try:
        found = shop.asked(_skirt())
    except Sketch2FashionError as problem:
        return Finding(f"shop {name}", FAILED, problem.message, problem.hint)
    seconds = time.perf_counter() - started
    if not found:
        return Finding(f"shop {name}", WARNING, f"it answers in {seconds:.1f} s, but finds nothing for a red skirt")
    return Finding(f"shop {name}", OK, f"{len(found)} products in {seconds:.1f} s, the first: {found[0].title[:60]}")


def _skirt() -> Question:
    """A red skirt as simple as can be: no picture of any user leaves this machine for a check."""
    import numpy as np

    from sketch2fashion.catalog.store import Filter
    from sketch2fashion.search.shops.web import Question, jpeg

    down, across = np.mgrid[:256, :256]
    inside = (down > 40) & (down < 220) & (np.abs(across - 128) < 30 + down * 0.3)
    return Question(jpeg(np.where(inside[..., None], (190, 30, 40), 255).astype(np.uint8)), "red skirt", Filter(), 5)


def _python() -> Finding:
    return Finding("python", OK, f"{platform.python_version()} ({sys.executable}) on {platform.platform()}")


def _packages() -> Finding:
    requirements = importlib.metadata.requires("sketch2fashion") or []
    needed = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in requirements if "extra ==" not in line]
    missing = [name for name in needed if not _is_installed(name)]
    if missing:
        return Finding("packages", FAILED, f"missing: {', '.join(missing)}", "Install them: pip install sketch2fashion")
    return Finding("packages", OK, ", ".join(f"{name} {importlib.metadata.version(name)}" for name in needed))


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _settings() -> Finding:
    from sketch2fashion.settings import explain, settings_file, unknown_variables

    changed = [f"{row.name} [{row.origin}]" for row in explain() if row.origin != "default"]
    detail = f"changed: {', '.join(changed)}" if changed else "all at their defaults"
    if unknown_variables():
        return Finding("settings", WARNING, detail, f"No setting of this version: {', '.join(unknown_variables())}.")
    return Finding("settings", OK, detail + ("" if settings_file().exists() else f"; no settings file at {settings_file()}"))


def _threads() -> Finding:
    from sketch2fashion.models.registry import threads

    choice = threads()
    return Finding("threads", OK, f"{choice.count} for each inference: {choice.why}; on the CPU, nothing here needs a GPU")


def _model_names() -> tuple[str, ...]:
    try:
        from sketch2fashion.models.registry import NAMES
    except ImportError:  # `packages` says which one is missing
        return ()
    return NAMES


def _model_check(name: str) -> Callable[[], Finding]:
    def check() -> Finding:
        from sketch2fashion.models import registry

        title = f"model {name}"
        path = registry.model_path(name)
        if not path.is_file():
            return Finding(title, FAILED, f"{path} is missing", "Reinstall the package.")
        card = registry.card(name)
        if not registry.verify(name):
            return Finding(title, FAILED, f"{path} is damaged: its checksum is not the card's", "Reinstall the package.")
        registry.session(name)
        return Finding(title, OK, f"{card.version}, {path.stat().st_size / 2**20:.1f} MiB, checksum verified, loads")

    return check


def _catalogue() -> Finding:
    from sketch2fashion.settings import settings

    uri = settings().catalog
    if "://" not in uri and not Path(uri).exists():
        return Finding("catalogue", WARNING, f"{uri} does not exist yet", "The first `sketch2fashion serve` fills it with demo products.")
    from sketch2fashion.catalog.store import open_catalog

    with open_catalog(uri) as home:
        count = home.count()
    hint = "" if count else "Fill it: sketch2fashion catalog import SOURCE"
    return Finding("catalogue", OK if count else WARNING, f"{uri}: {count} products", hint)


def _space() -> Finding:
    from sketch2fashion.settings import settings

    uri = settings().catalog
    places = [Path(tempfile.gettempdir()), settings().state, *([Path(uri)] if "://" not in uri else [])]
    free = {str(place): shutil.disk_usage(_existing(place)).free / 1e9 for place in places}
    detail = ", ".join(f"{gigabytes:.1f} GB free for {place}" for place, gigabytes in free.items())
    if min(free.values()) < LEAST_FREE_GB:
        return Finding("space", WARNING, detail, f"Below {LEAST_FREE_GB:g} GB imports and large uploads will soon be refused: free some.")
    return Finding("space", OK, detail)


def _memory() -> Finding:
    limits = [_first_number(Path("/sys/fs/cgroup/memory.max")), _first_number(Path("/proc/meminfo"), "MemTotal:", 1024)]
    known = [limit for limit in limits if limit]
    if not known:
        return Finding("memory", OK, "not known on this system")
    detail = f"{min(known) / 1e9:.1f} GB for this process and its like"
    if min(known) < LEAST_MEMORY_GB * 1e9:
        return Finding("memory", WARNING, detail, f"A worker needs up to {LEAST_MEMORY_GB:g} GB: run one, and raise the container's limit.")
    return Finding("memory", OK, detail)


def _jobs() -> Finding:
    from sketch2fashion.settings import settings
    from sketch2fashion.web.jobstore import JobStore

    folder = settings().state
    if not os.access(_existing(folder), os.W_OK):
        hint = "Batch jobs are refused until it is: set SKETCH2FASHION_STATE to a folder that this user may write."
        return Finding("jobs", WARNING, f"{folder} cannot be written", hint)
    waiting = JobStore(folder, most_jobs=settings().jobs, hours=settings().job_hours).open_items()
    return Finding("jobs", OK, f"{folder}: {waiting} drawings wait")


def _secrets() -> Finding:
    from sketch2fashion.settings import explain, settings, settings_file

    origin = next(row.origin for row in explain() if row.name == "admin_token")
    token = settings().admin_token
    if token is None:
        detail = "no admin token: nobody writes over HTTP"
    else:
        detail = f"admin token from {origin}" + (", as a hash" if token.startswith("sha256:") else "")
    if settings().keys is not None:
        from sketch2fashion.web.keys import read_keys

        detail += f"; read keys: {', '.join(key.name for key in read_keys(settings().keys or Path())) or 'none'}"
    if token and not token.startswith("sha256:") and len(token) < LEAST_TOKEN:
        return Finding("secrets", WARNING, detail, f"The admin token is short: take {LEAST_TOKEN} random characters or more.")
    if token and origin.startswith("file") and os.name == "posix" and settings_file().stat().st_mode & 0o077:
        return Finding("secrets", WARNING, detail, f"Others may read {settings_file()}: chmod 600 it.")
    return Finding("secrets", OK, detail)


def _clock() -> Finding:
    now = datetime.now(UTC)
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < built - timedelta(days=1):
        return Finding(
            "clock", WARNING, f"{now:%Y-%m-%d %H:%M} UTC, before this program was installed", "Set the clock: certificates need it."
        )
    return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC")


def _plugins() -> Finding:
    """Every entry point of ours, loaded: a plugin that fails here would fail a request."""
    found, broken = [], []
    for group in PLUGIN_GROUPS:
        for point in importlib.metadata.entry_points(group=f"sketch2fashion.{group}"):
            try:
                point.load()
                origin = point.dist.name if point.dist is not None else ""
                found.append(f"{group[:-1]} {point.name}" + ("" if origin == "sketch2fashion" else f" (from {origin})"))
            except Exception as problem:
                broken.append(f"{group[:-1]} {point.name}: {type(problem).__name__}: {problem}")
    if broken:
        return Finding("plugins", FAILED, "; ".join(broken), "Update or uninstall the package that brings it.")
    return Finding("plugins", OK, ", ".join(found) or "none", "" if found else "Install the package: pip install sketch2fashion")


def _existing(path: Path) -> Path:
    """The nearest folder that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _first_number(path: Path, before: str = "", factor: int = 1) -> int:
    """The first number of a file (behind `before`), 0 if there is none."""
    try:
        found = re.search(rf"{before}\s*(\d+)", path.read_text("ascii"))
    except (OSError, ValueError):
        return 0
    return int(found[1]) * factor if found else 0


def _browser_libraries() -> Finding:
    vendor = Path(__file__).parent.parent / "studio" / "vendor"
    found = sorted(folder.name for folder in vendor.glob("*/") if any(folder.iterdir()))
    if not found:
        return Finding("browser libraries", FAILED, f"{vendor} is empty", "In a checkout: make vendor. Otherwise reinstall the package.")
    return Finding("browser libraries", OK, ", ".join(found))


def _port(host: str, port: int) -> Finding:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return Finding("port", WARNING, f"{host}:{port}: {problem.strerror}", "Choose another: sketch2fashion serve --port N")
    return Finding("port", OK, f"{host}:{port} is free")
