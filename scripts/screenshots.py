"""Take the pictures of the studio that the documentation shows, from a running server and in a real Chromium.

sketch2fashion serve --port 8123 &
python scripts/screenshots.py http://127.0.0.1:8123
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "img"
PATIENCE_MS = 60_000


def main(address: str) -> None:
    """Write every picture into docs/img."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        desktop = open_studio(browser, address, 1440, 900)
        shoot(desktop, "studio-1440x900")
        desktop.locator('.garment > [data-action="find"]').click()
        desktop.locator(".product img").nth(3).wait_for()
        desktop.wait_for_timeout(1500)
        shoot(desktop, "studio-results")
        shoot(open_studio(browser, address, 390, 844, phone=True), "studio-390x844")
        shoot(open_studio(browser, address, 1440, 900, dark=True, korean=True), "studio-dark-korean")
        browser.close()


def open_studio(
    browser: Browser, address: str, width: int, height: int, *, phone: bool = False, dark: bool = False, korean: bool = False
) -> Page:
    """The studio as on a first visit, with its example, the other designs beside it, and the tip read."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if dark else "light",
        locale="ko-KR" if korean else "en-US",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.locator(".design:not(:disabled)").nth(3).wait_for()
    page.locator("#tip-close").click()
    page.wait_for_timeout(1000)
    return page


def shoot(page: Page, name: str) -> None:
    """One picture, as small as PNG gets."""
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
