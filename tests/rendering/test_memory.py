"""What rendering leaves behind, measured in a process of its own that is set up as a worker is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LARGEST_MB = 700  # that a worker may ever have, with the drawing decoded and all pictures of one request

_RENDERING = """
import json
from pathlib import Path
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.web.server import keep_memory_small
from tests.drawing.shapes import T_SHIRT, closed, layers_of, lines_of

def memory_mb(name):
    return int(Path("/proc/self/status").read_text().split(name + ":")[1].split()[0]) / 1000

keep_memory_small()
drawing = layers_of(lines_of(closed(T_SHIRT)))
render(drawing, RenderOptions(category="t-shirt", size=512))
before = memory_mb("VmRSS")
pictures = render(drawing, RenderOptions(category="t-shirt", size=512, variants=16)).garments
print(json.dumps({"pictures": len(pictures), "before": before, "after": memory_mb("VmRSS"), "most": memory_mb("VmHWM")}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_sixteen_large_pictures_take_little_more_memory_than_one() -> None:
    run = subprocess.run([sys.executable, "-c", _RENDERING], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    measured = json.loads(run.stdout)
    assert measured["pictures"] == 16
    assert measured["most"] < _LARGEST_MB
    assert measured["after"] < 1.5 * measured["before"]
