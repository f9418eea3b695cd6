"""Draw the studio's icons for home screens from its favicon: python scripts/icons.py (needs the browser that the tests use)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STUDIO = Path(__file__).resolve().parent.parent / "src" / "sketch2fashion" / "studio"
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "maskable-512": (512, 0.72)}  # name → px, share of the side


def main() -> None:
    """Write every icon into studio/icons."""
    drawing = (STUDIO / "favicon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (side, share) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            ground = "#c93c16" if share < 1 else "transparent"
            inner = round(side * share)
            style = f"margin:0;display:grid;place-items:center;height:{side}px;background:{ground}"
            page.set_content(f'<body style="{style}"><div style="width:{inner}px;height:{inner}px;display:grid">{drawing}</div></body>')
            page.screenshot(path=STUDIO / "icons" / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
