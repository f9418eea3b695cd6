"""Copy the browser libraries that the studio imports from node_modules to src/sketch2fashion/studio/vendor/, with their licences.

Run after `npm ci` (`make` does both). The studio has no build step, so a library is served as its authors publish it:
`import { getStroke } from "./vendor/perfect-freehand/index.mjs"`. The `.d.mts` files beside them are for the type checker.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "sketch2fashion" / "studio" / "vendor"

# package → {file in the package (or a glob): its name here (a folder for a glob)}
FILES: dict[str, dict[str, str]] = {
    "perfect-freehand": {
        "LICENSE": "LICENSE",
        "dist/esm/index.mjs": "index.mjs",
        "dist/types/index.d.ts": "index.d.mts",
        "dist/types/getStroke*.d.ts": "",
        "dist/types/types.d.ts": "types.d.ts",
    },
}


def main() -> None:
    """Replace the vendor folder; say what went in."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, files in FILES.items():
        version = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))["version"]
        for pattern, name in files.items():
            _copy(PACKAGES / package, pattern, VENDOR / package / name)
        sys.stdout.write(f"studio/vendor/{package} {version}\n")


def _copy(package: Path, pattern: str, target: Path) -> None:
    found = sorted(package.glob(pattern))
    if not found:
        raise SystemExit(f"{package.name} has no {pattern}: did its layout change? Mend FILES in {Path(__file__).name}.")
    for file in found:
        place = target / file.name if "*" in pattern else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


if __name__ == "__main__":
    main()
