"""Copy the browser libraries that the studio imports from node_modules to src/sketch2fashion/studio/vendor/, with their licences.

Run after `npm ci` (`make` does both). The studio has no build step, so a library is served as its authors publish it:
`import { getStroke } from "./vendor/perfect-freehand/index.mjs"`. The `.d.mts` files beside them are for the type checker; what is
large is packed here once, so that neither the installation nor a phone pays for it in full.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from importlib import metadata
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
    "ag-psd": {  # loaded when somebody saves a PSD; it holds base64-js and pako (both MIT)
        "LICENSE": "LICENSE",
        "dist/bundle.js": "ag-psd.js.gz",
    },
    "onnxruntime-web": {  # loaded when somebody renders in the browser; only the build that runs on the CPU
        "dist/ort.wasm.bundle.min.mjs": "ort.mjs",
        "dist/ort-wasm-simd-threaded.wasm": "ort-wasm-simd-threaded.wasm.gz",
    },
}

# Packages that come without their licence → the Python distribution of the same project, which has it
LICENCES: dict[str, tuple[str, tuple[str, ...]]] = {"onnxruntime-web": ("onnxruntime", ("LICENSE", "ThirdPartyNotices.txt"))}


def main() -> None:
    """Replace the vendor folder; say what went in."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, files in FILES.items():
        version = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))["version"]
        for pattern, name in files.items():
            _copy(PACKAGES / package, pattern, VENDOR / package / name)
        if package in LICENCES:
            _copy_licences(*LICENCES[package], VENDOR / package)
        sys.stdout.write(f"studio/vendor/{package} {version}\n")


def _copy_licences(distribution: str, names: tuple[str, ...], folder: Path) -> None:
    for file in metadata.files(distribution) or ():
        if file.name in names:
            shutil.copyfile(str(file.locate()), folder / file.name)
    if not all((folder / name).is_file() for name in names):
        raise SystemExit(f"The Python package {distribution} has not all of {', '.join(names)}: install it first (make install).")


def _copy(package: Path, pattern: str, target: Path) -> None:
    found = sorted(package.glob(pattern))
    if not found:
        raise SystemExit(f"{package.name} has no {pattern}: did its layout change? Mend FILES in {Path(__file__).name}.")
    for file in found:
        place = target / file.name if "*" in pattern else target
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix == ".gz":  # large: kept packed, and served so (web/files.py)
            place.write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
        else:
            shutil.copyfile(file, place)


if __name__ == "__main__":
    main()
