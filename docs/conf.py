"""How Sphinx makes the site out of these pages (`make site`). English lies here, Korean in ko/; a page is a Markdown file."""

from __future__ import annotations

import re
from typing import Any

from sketch2fashion import __version__

project = "Sketch2Fashion"
author = "The Sketch2Fashion authors"
copyright = f"2026 {author}. Apache-2.0"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"  # the notebook's pictures are made when the site is made; `-D nb_execution_mode=off` leaves them out
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_merge_streams = True
exclude_patterns = ["_build"]
suppress_warnings = ["myst.header"]  # included pages begin at the heading that they need

default_role = "code"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_use_legacy_class_based = False
python_maximum_signature_line_length = 100

html_theme = "furo"
html_title = "Sketch2Fashion"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "../src/sketch2fashion/studio/favicon.svg"
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#a93010", "color-brand-content": "#a93010", "color-brand-visited": "#8a4a00"},
    "dark_css_variables": {"color-brand-primary": "#ff8a63", "color-brand-content": "#ff8a63", "color-brand-visited": "#ffc069"},
}

_CODE = re.compile(r"(`[^`]*`)")
_MARKUP = re.compile(r"([*|\\]|(?<=\w)_(?=\W|$))")


def setup(app: Any) -> None:
    """Docstrings are sentences, not reStructuredText: nothing in them but `code` and indented examples is markup."""
    app.connect("autodoc-process-docstring", _plain)


def _plain(app: Any, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    paragraphs = "\n".join(lines).split("\n\n")
    lines[:] = "\n\n".join(_example(paragraph) or _escaped(paragraph) for paragraph in paragraphs).split("\n")


def _example(paragraph: str) -> str:
    """An indented paragraph as a code block; empty for any other."""
    rows = [row for row in paragraph.split("\n") if row]
    if not rows or not all(row.startswith("    ") for row in rows):
        return ""
    return ".. code-block:: python\n\n" + "\n".join(f"   {row}" for row in rows)


def _escaped(paragraph: str) -> str:
    parts = _CODE.split(paragraph)
    return "".join(part if part.startswith("`") else _MARKUP.sub(r"\\\1", part) for part in parts)
