"""A real Milvus 2.3.5 (the PyPI package `milvus` carries one), nobody's but ours: `python milvus_server.py FOLDER COMMAND…`

Starts the server in FOLDER, runs COMMAND beside it, stops the server and exits as the command did. It listens on many ports without a
password, so it is to be started where only the loopback is: `unshare --net`. That is what `run_beside_milvus` does.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ADDRESS = "127.0.0.1:19530"
VARIABLE = "MILVUS_OF_TESTS"  # tells a command beside the server where it is
_ROLES = ("rootCoord", "proxy", "queryCoord", "queryNode", "indexNode", "dataCoord", "dataNode")
_HURRY = {"proxy.timeTickInterval": 20, "queryCoord.checkInterval": 50, "queryCoord.distPullInterval": 50}  # tests make many collections
_SPACE = ("unshare", "--map-root-user", "--net")  # a network of its own, also for those who are not root


def why_not() -> str:
    """Why the server cannot be started here; empty if it can."""
    for package in ("milvus", "pymilvus"):
        if importlib.util.find_spec(package) is None:
            return f"the package {package} is not installed (make scale-tests)"
    if not (shutil.which("unshare") and shutil.which("ip")):
        return "unshare and ip are needed to keep the server from the network"
    if subprocess.run([*_SPACE, "true"], capture_output=True, check=False).returncode:
        return "this user may not make a network namespace"
    return ""


def run_beside_milvus(folder: Path, command: list[str], timeout: float) -> subprocess.CompletedProcess[str]:
    """Run a command in a namespace in which nothing but a new Milvus server listens. Raises `subprocess.TimeoutExpired`."""
    inside = 'ip link set lo up && exec "$@"'
    whole = [*_SPACE, "sh", "-c", inside, "sh", sys.executable, __file__, str(folder), *command]
    return subprocess.run(whole, capture_output=True, text=True, timeout=timeout, check=False)


def main(folder: str, *command: str) -> int:
    """Start, run, stop."""
    from milvus import default_server

    for role in _ROLES:
        default_server.config.set(f"{role}.ip", "127.0.0.1")
    default_server.config.update(data_dir=folder)
    for name, milliseconds in _HURRY.items():
        default_server.config.set(name, milliseconds)
    default_server.config.set("proxy_port", int(ADDRESS.rsplit(":", 1)[1]))
    default_server.start()
    try:
        return subprocess.run(command, env={**os.environ, VARIABLE: ADDRESS}, check=False).returncode
    finally:
        default_server.stop()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
