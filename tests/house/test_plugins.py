"""The tutorials of docs/plugins.md, installed as packages of their own and run as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from .test_api import drawn_shirt

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"
GROUPS = {"flatpaint": "renderers", "stanzafeed": "feeds", "bargains": "shops"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a site-packages, with the three plugins in it."""
    folder = tmp_path_factory.mktemp("site")
    text = PAGE.read_text("utf-8")
    for name, group in GROUPS.items():
        code = re.search(rf"`{name}\.py`\n```python\n(.*?)```", text, re.S)
        entry = re.search(rf'entry-points\."sketch2fashion\.{group}"\]\n(.*?)```', text, re.S)
        assert code is not None
        assert entry is not None
        (folder / f"{name}.py").write_text(code[1], "utf-8")
        metadata = folder / f"sketch2fashion_{name}-1.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: sketch2fashion-{name}\nVersion: 1\n")
        line = entry[1].strip().replace('"', "")
        (metadata / "entry_points.txt").write_text(f"[sketch2fashion.{group}]\n{line}\n")
    return folder


def run(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    home = {"PYTHONPATH": str(site), "XDG_DATA_HOME": str(site / "data"), "XDG_STATE_HOME": str(site / "state"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", "from sketch2fashion.cli import main; main()", *arguments]
    return subprocess.run(command, env={**os.environ, **home, **environment}, capture_output=True, text=True, check=False)


def test_doctor_lists_plugins_and_where_they_are_from(site: Path) -> None:
    checks = json.loads(run(site, "doctor", "--json").stdout)["checks"]
    (plugins,) = [check for check in checks if check["name"] == "plugins"]
    assert plugins["status"] == "ok"
    for said in ("renderer flat (from sketch2fashion-flatpaint)", "feed stanza (from", "shop bargains (from", "renderer network,"):
        assert said in plugins["detail"]


def test_doctor_names_a_plugin_that_does_not_load(site: Path, tmp_path: Path) -> None:
    metadata = tmp_path / "broken-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[sketch2fashion.shops]\nlost = nowhere_at_all:SHOP\n")
    result = run(tmp_path, "doctor", "--json")
    (plugins,) = [check for check in json.loads(result.stdout)["checks"] if check["name"] == "plugins"]
    assert plugins["status"] == "failed"
    assert "shop lost: ModuleNotFoundError" in plugins["detail"]
    assert result.returncode == 1


def test_the_renderer_paints_in_the_networks_place(site: Path, tmp_path: Path) -> None:
    image = drawn_shirt()
    image.paste((200, 30, 40), (120, 120, 136, 136))
    image.save(tmp_path / "shirt.png")
    command = ["render", str(tmp_path / "shirt.png"), "-o", str(tmp_path / "flat.png"), "--category", "t-shirt", "--json"]
    result = run(site, *command, SKETCH2FASHION_RENDERER="flat")
    assert result.returncode == 0, result.stderr
    red, green, blue, alpha = Image.open(tmp_path / "flat.png").getpixel((128, 180))  # type: ignore[misc]
    assert alpha == 255
    assert abs(red - 200) + abs(green - 30) + abs(blue - 40) < 12


def test_a_renderer_that_is_not_installed_is_one_clear_line(site: Path, tmp_path: Path) -> None:
    drawn_shirt().save(tmp_path / "shirt.png")
    result = run(site, "render", str(tmp_path / "shirt.png"), "-o", str(tmp_path / "x.png"), SKETCH2FASHION_RENDERER="oil")
    assert result.returncode == 2
    assert result.stderr.strip() == 'Error: There is no renderer "oil". Installed: flat, network.'


def test_the_feed_is_read_and_the_shop_finds_what_is_cheap(site: Path, tmp_path: Path) -> None:
    drawn_shirt().save(tmp_path / "shirt.png")
    stanzas = [f"id={id}\ntitle=Shirt {id}\nprice={price} EUR\nimage_link=shirt.png\n" for id, price in (("cheap", 9), ("dear", 90))]
    (tmp_path / "shop.stanza").write_text("\n".join(stanzas))
    catalogue = ("--catalog", str(tmp_path / "catalogue"))
    imported = run(site, "catalog", "import", str(tmp_path / "shop.stanza"), *catalogue)
    assert imported.returncode == 0, imported.stderr
    found = run(site, "search", str(tmp_path / "shirt.png"), "--shop", "bargains", "--json", SKETCH2FASHION_CATALOG=catalogue[1])
    assert found.returncode == 0, found.stderr
    assert [(match["id"], match["shop"]) for match in json.loads(found.stdout)["matches"]] == [("cheap", "bargains")]
