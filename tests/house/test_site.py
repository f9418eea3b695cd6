"""The documentation's site: it builds without a warning, no link leads nowhere, and what it calls things is what the studio calls them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LANGUAGES = {"en": DOCS / "guide", "ko": DOCS / "ko"}
OF_THE_STUDIO = ("draw.md", "colour.md", "modify.md", "find.md")


class Page(HTMLParser):
    """The links that a page has, and the places in it that a link can name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = {""}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.add(value)
            if name == "id" and value:
                self.places.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, with warnings as errors, its notebook shown but not run (test_notebook.py runs it)."""
    folder = tmp_path_factory.mktemp("site")
    options = ["-q", "-W", "--keep-going", "-b", "html", "-D", "nb_execution_mode=off", "-d", str(folder / "trees")]
    command = [sys.executable, "-m", "sphinx", *options, str(DOCS), str(folder / "html")]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONWARNINGS": "default"})
    assert result.returncode == 0, result.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path.resolve(): Page(path.read_text("utf-8")) for path in site.rglob("*.html")}


def test_every_link_and_anchor_of_the_site_resolves(pages: dict[Path, Page]) -> None:
    links = [(path, link) for path, page in pages.items() for link in page.links]
    dead = [f"{path.name} → {link}" for path, link in links if is_dead(path, link, pages)]
    assert not dead
    assert len(links) > 1_000


def is_dead(path: Path, link: str, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target in pages:
        return unquote(parts.fragment) not in pages[target].places
    return not target.is_file()


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page]) -> None:
    html = "".join(path.read_text("utf-8") for path in pages)
    assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]+', html)


def test_every_page_of_the_guide_is_there_in_both_languages() -> None:
    english, korean = ({path.name for path in folder.glob("*.md")} for folder in LANGUAGES.values())
    assert english <= korean


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_THE_STUDIO)
def test_the_guide_calls_things_what_the_studio_calls_them(language: str, name: str) -> None:
    words = set(json.loads((ROOT / f"src/sketch2fashion/studio/i18n/{language}.json").read_text("utf-8")).values())
    shown = re.findall(r"\*\*(.+?)\*\*", (LANGUAGES[language] / name).read_text("utf-8").replace("\n", " "))
    assert shown
    assert not [text for text in shown if text not in words]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keys_of_the_guide_are_those_of_the_studio(language: str) -> None:
    actions = "".join(path.read_text("utf-8") for path in (ROOT / "src/sketch2fashion/studio/ui").glob("*actions.js"))
    known = {key for line in re.findall(r"tool\(.*\)|keys: \[.*\]", actions) for key in re.findall(r"\bKey([A-Z])\b", line)}
    shown = {key for name in OF_THE_STUDIO for key in re.findall(r"`([A-Z])`", (LANGUAGES[language] / name).read_text("utf-8"))}
    assert shown
    assert shown <= known
