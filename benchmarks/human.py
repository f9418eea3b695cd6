"""Do drawings by untrained hands become whole garments?   python benchmarks/human.py --data ../shared/sketches/human -o build/human

`--data` holds `<category>/*.png`, dark lines on white. Each drawing is rendered without colours at ℓ = 0, 0.5 and 1. It is *filled* if

- one piece holds at least 95 % of the garment's opaque pixels,
- at least 75 % of the ink lies in the garment or within 4 px of it (at 256 px; the rest may be a hat's brim, a cord, a shadow),
- the garment has at least 30 % of the area of the ink's convex hull, and
- at most 10 % of its rim cuts across: farther than 4 px from every line, and deeper inside the hull than 8 % of the drawing's size. So
  what the hand left open is closed from end to end or not at all: an open hem, a neckline, but not half a sleeve.

None of it uses the program's own search for outlines. At ℓ = 1 the garment is cut anew; then it must fill the lines that it is cut by, and
*even* says how much its silhouette and its mirror picture have in common (intersection over union, median; hats may be seen from the side).
Edge F1, to what the hand drew, is that of `evaluate renderer`. Without `--all`, drawings that show no
garment (`training/human_keys.txt`) are left out. `-o` gets two sheets a category, without colours and with one dot, a sheet of what was not
filled, and the figures of every drawing. `--part 1/4` does a quarter of the work.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.designs.cuts import evenness
from sketch2fashion.drawing.grid import convex_hull, filled_polygon
from sketch2fashion.garment import Layers, Lines, Mask, Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.rendering.planes import SIDE
from sketch2fashion.rendering.renderer import Prepared, RenderOptions, as_meant, prepare, render
from sketch2fashion.training.evaluation.measures import edge_agreement

LEVELS = (0.0, 0.5, 1.0)
FILLED = 0.95  # of the drawings, at least
MAIN_PIECE, LEAST_INK, LEAST_OF_HULL, MOST_CUT = 0.95, 0.75, 0.3, 0.1
NEAR = 4  # px at 256 px: from a line
DEEP = 0.08  # of the drawing's longer side: inside the hull
WALL = 0.25  # ink from here on is a line
SHOWN = 40  # drawings of a category on a sheet
CELL, BESIDE = 128, 4  # px; drawings beside each other
DOT = 0.025  # of the garment's size: radius of the hint
COLOURS = ((196, 48, 52), (38, 70, 140), (60, 128, 72), (232, 196, 84), (90, 60, 110), (40, 40, 44), (240, 236, 228), (214, 120, 148))


@dataclass(frozen=True)
class Found:
    """One drawing at one ℓ."""

    category: str
    name: str
    level: float
    main_piece: float
    ink_held: float
    of_hull: float
    rim_cut: float
    even: float
    edge_f1: float

    @property
    def is_filled(self) -> bool:
        """Whether the drawing became one garment that fills its outline."""
        whole = self.main_piece >= MAIN_PIECE and self.of_hull >= LEAST_OF_HULL
        return bool(whole and self.ink_held >= LEAST_INK and self.rim_cut <= MOST_CUT)


def main() -> None:
    """Print the figures, write the sheets; exit 1 if fewer than 95 % are filled at some ℓ."""
    arguments = _arguments()
    chosen = _chosen(arguments)
    found: list[Found] = []
    failed: list[Rgb] = []
    arguments.output.mkdir(parents=True, exist_ok=True)
    for category, paths in chosen.items():
        strips: dict[bool, list[Rgb]] = {False: [], True: []}
        for number, path in enumerate(paths):
            layers = replace(read_drawing(path.read_bytes()), category=category)
            prepared = prepare(layers)
            pictures = [_rendered(layers, level) for level in LEVELS]
            here = [_measured(category, path.stem, layers, level, picture) for level, picture in zip(LEVELS, pictures, strict=True)]
            found += here
            strip = _strip(layers, pictures)
            if not all(each.is_filled for each in here):
                failed.append(strip)
            if number < arguments.shown:
                strips[False].append(strip)
                dotted = _with_a_dot(layers, prepared, COLOURS[number % len(COLOURS)])
                strips[True].append(_strip(dotted, [_rendered(dotted, level) for level in LEVELS]))
        for hinted, rows in strips.items():
            _write(rows, arguments.output / f"{category}{'-hinted' if hinted else ''}{_suffix(arguments.part)}.png")
    _write(failed, arguments.output / f"not-filled{_suffix(arguments.part)}.png")
    rows_of_all = [{**asdict(each), "filled": each.is_filled} for each in found]
    (arguments.output / f"figures{_suffix(arguments.part)}.json").write_text(json.dumps(rows_of_all, indent=1))
    sys.exit(0 if _report(found) else 1)


def _rendered(layers: Layers, level: float) -> Picture:
    return render(layers, RenderOptions(refine=level)).garments[0].pixels


def _measured(category: str, name: str, layers: Layers, level: float, picture: Picture) -> Found:
    opaque: Mask = picture[..., 3] > 127
    meant, _ = as_meant(layers, category, RenderOptions(refine=level))
    walls = _resized(meant.lines, opaque.shape) > WALL
    hull = filled_polygon(convex_hull(walls), walls.shape) | walls
    rim = opaque & ~ndimage.binary_erosion(opaque)
    far = ndimage.distance_transform_edt(~walls) > NEAR
    deep = ndimage.distance_transform_edt(hull) > DEEP * _longer_side(walls)
    pieces, count = ndimage.label(opaque, np.ones((3, 3)))
    return Found(
        category=category,
        name=name,
        level=level,
        main_piece=int(np.bincount(pieces[opaque]).max()) / np.count_nonzero(opaque) if count else 0.0,
        ink_held=_share(walls, ndimage.distance_transform_edt(~opaque) <= NEAR),
        of_hull=_share(hull, opaque),
        rim_cut=_share(rim, far & deep),
        even=evenness(opaque),
        edge_f1=edge_agreement(on_white(picture), _resized(layers.lines, opaque.shape)),
    )


def _longer_side(mask: Mask) -> int:
    return max(int(np.ptp(np.flatnonzero(mask.any(axis=axis)))) for axis in (0, 1)) + 1


def _share(part: Mask, of: Mask) -> float:
    return float(np.count_nonzero(part & of)) / max(int(np.count_nonzero(part)), 1)


def _with_a_dot(layers: Layers, prepared: Prepared, colour: tuple[int, int, int]) -> Layers:
    """The drawing with one dot of colour in the middle of its largest region."""
    areas = np.bincount(prepared.labels.ravel())
    areas[0] = 0
    depth = ndimage.distance_transform_edt(np.pad(prepared.labels == areas.argmax(), 1))[1:-1, 1:-1]
    frame = prepared.frame
    row, column = np.unravel_index(depth.argmax(), depth.shape)
    y, x = (start + (place + 0.5) * frame.side / SIDE for start, place in ((frame.top, row), (frame.left, column)))
    rows, columns = np.ogrid[: layers.lines.shape[0], : layers.lines.shape[1]]
    hints = layers.hints.copy()
    hints[np.hypot(rows - y, columns - x) <= DOT * frame.side] = (*colour, 255)
    return replace(layers, hints=hints)


# --- sheets and figures -------------------------------------------------------------------------------------------------------


def _strip(layers: Layers, pictures: Sequence[Picture]) -> Rgb:
    """The drawing and its renders, `CELL` px each."""
    paper = np.repeat(np.rint(255 * (1 - layers.lines)).astype(np.uint8)[..., None], 3, axis=2)
    drawing = np.where(layers.hints[..., 3:] > 0, layers.hints[..., :3], paper)
    cells = [_cell(drawing), *(_cell(on_white(picture)) for picture in pictures)]
    return np.concatenate(cells, axis=1)


def _cell(rgb: Rgb) -> Rgb:
    image = Image.fromarray(rgb)
    image.thumbnail((CELL, CELL), Image.Resampling.BOX)
    cell = Image.new("RGB", (CELL + 4, CELL + 4), "white")
    cell.paste(image, (2, 2))
    return np.asarray(cell)


def _write(strips: list[Rgb], path: Path) -> None:
    if not strips:
        return
    strips = strips + [np.full_like(strips[0], 255)] * (-len(strips) % BESIDE)
    rows = [np.concatenate(strips[start : start + BESIDE], axis=1) for start in range(0, len(strips), BESIDE)]
    Image.fromarray(np.concatenate(rows)).save(path)


def _report(found: list[Found]) -> bool:
    """Print a row for each category and one for all; whether enough are filled at every ℓ."""
    head = " | ".join(f"filled at ℓ {level:g}" for level in LEVELS)
    sys.stdout.write(f"| category | drawings | {head} | edge F1 at each ℓ | even at each ℓ |\n| --- {'| ---: ' * (len(LEVELS) + 3)}|\n")
    names = sorted({each.category for each in found})
    for name in [*names, "all"]:
        rows = [each for each in found if name in (each.category, "all")]
        of_level = [[each for each in rows if each.level == level] for level in LEVELS]
        shares = " | ".join(f"{statistics.mean(each.is_filled for each in row):.1%}" for row in of_level)
        f1 = " / ".join(f"{statistics.median(each.edge_f1 for each in row):.2f}" for row in of_level)
        even = " / ".join(f"{statistics.median(each.even for each in row):.2f}" for row in of_level)
        sys.stdout.write(f"| {name} | {len(of_level[0])} | {shares} | {f1} | {even} |\n")
    return all(statistics.mean(each.is_filled for each in found if each.level == level) >= FILLED for level in LEVELS)


def _resized(plane: Lines, shape: tuple[int, ...]) -> Lines:
    return np.asarray(Image.fromarray(plane).resize((shape[1], shape[0]), Image.Resampling.BOX), np.float32)


def _chosen(arguments: argparse.Namespace) -> dict[str, list[Path]]:
    """By category, the drawings of this part, evenly spread if there is a limit."""
    garments = set(resources.files("sketch2fashion.training").joinpath("human_keys.txt").read_text("utf-8").split())
    part, parts = (int(number) for number in arguments.part.split("/"))
    chosen = {}
    for folder in sorted(path for path in arguments.data.iterdir() if path.is_dir()):
        paths = sorted(folder.glob("*.png"))
        known = [path for path in paths if path.stem in garments]
        paths = paths if arguments.all or not known else known
        if arguments.limit and len(paths) > arguments.limit:
            paths = [paths[int(place)] for place in np.linspace(0, len(paths) - 1, arguments.limit)]
        chosen[folder.name] = paths[part - 1 :: parts]
    return chosen


def _suffix(part: str) -> str:
    return "" if part == "1/1" else f"-{part.replace('/', '-of-')}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/sketches/human"))
    parser.add_argument("-o", "--output", type=Path, default=Path("build/human"))
    parser.add_argument("--limit", type=int, help="drawings of each category")
    parser.add_argument("--shown", type=int, default=SHOWN, help="drawings of each category on its sheets")
    parser.add_argument("--part", default="1/1", help="1/4: the first quarter")
    parser.add_argument("--all", action="store_true", help="also drawings that show no garment")
    return parser.parse_args()


if __name__ == "__main__":
    main()
