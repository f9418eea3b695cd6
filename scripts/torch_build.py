"""Exit 1 if the installed torch is a build that needs CUDA's packages on this machine, else 0 (the CPU build, macOS, Windows)."""

import importlib.metadata
import sys

from packaging.requirements import Requirement


def main() -> None:
    """Read what torch's own metadata asks for here."""
    wanted = [Requirement(line) for line in importlib.metadata.requires("torch") or []]
    sys.exit(any(needed.name.startswith(("nvidia-", "cuda-")) and (needed.marker is None or needed.marker.evaluate()) for needed in wanted))


if __name__ == "__main__":
    main()
