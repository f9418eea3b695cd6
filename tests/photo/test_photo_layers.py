"""A photo taken apart as a whole, and the command for it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from scipy import ndimage

from sketch2fashion.cli.photo import photo
from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.errors import BadImage
from sketch2fashion.images import resize
from sketch2fashion.photo import LONGEST_SIDE, photo_layers
from tests.photo.pictures import RED, cut_shirt, overlap, shirt_mask, shirt_photo


@pytest.fixture(scope="module")
def shirt_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "shirt.jpg"
    Image.fromarray(shirt_photo()[..., :3]).save(path, quality=92)
    return path


def test_every_plane_is_registered_to_the_photo() -> None:
    taken = photo_layers(shirt_photo())
    assert taken.cutout.shape == (400, 300, 4)
    assert taken.layers.size == taken.sketch.canvas == (300, 400)
    assert overlap(taken.cutout[..., 3] > 127, shirt_mask()) > 0.95
    edge = shirt_mask() & ~ndimage.binary_erosion(shirt_mask())
    assert (edge & ndimage.binary_dilation(taken.layers.lines > 0.5, iterations=3)).sum() > 0.95 * edge.sum()


def test_the_dots_say_the_garment_s_colour() -> None:
    hints = photo_layers(shirt_photo()).layers.hints
    marked = hints[hints[..., 3] > 0][:, :3]
    assert len(marked)
    assert np.abs(np.median(marked, axis=0) - RED).max() < 25
    assert shirt_mask()[hints[..., 3] > 0].all()


def test_the_sketch_draws_the_same_lines_and_dots() -> None:
    taken = photo_layers(shirt_photo())
    again = rasterise(Sketch.from_json(taken.sketch.to_json()))
    outline = ndimage.binary_dilation(again.lines > 0.5, iterations=3)
    assert outline[taken.layers.lines > 0.6].mean() > 0.9
    assert (again.hints[..., 3] > 0).any()


def test_the_category_comes_from_whoever_recognises_it() -> None:
    assert photo_layers(cut_shirt()).category is None
    taken = photo_layers(cut_shirt(), recognise=lambda rgb: {"hat": 0.1, "t-shirt": 0.9} if rgb.shape[2] == 3 else {})
    assert taken.category == taken.layers.category == taken.sketch.category == "t-shirt"
    assert taken.category_scores == {"hat": 0.1, "t-shirt": 0.9}


def test_a_large_photo_comes_back_reduced() -> None:
    taken = photo_layers(resize(shirt_photo(), 1500, 2000))
    assert max(taken.layers.size) == LONGEST_SIDE


def test_a_picture_of_nothing_is_refused() -> None:
    with pytest.raises(BadImage, match="No garment"):
        photo_layers(np.zeros((50, 50, 4), np.uint8))


def test_the_command_writes_four_files_and_one_object(shirt_file: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(photo, [str(shirt_file), "-o", str(tmp_path / "out"), "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert {Path(path).name for path in said["out"].values()} == {"cutout.png", "lines.png", "hints.png", "sketch.s2f"}
    for name in ("cutout", "lines", "hints"):
        with Image.open(tmp_path / "out" / f"{name}.png") as image:
            assert image.size == (300, 400)
    assert Sketch.from_json((tmp_path / "out" / "sketch.s2f").read_bytes()).canvas == (300, 400)


def test_the_command_gives_the_same_bytes_again(shirt_file: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        CliRunner().invoke(photo, [str(shirt_file), "-o", str(tmp_path / name)], catch_exceptions=False)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.shared
def test_real_photos_are_cut_out_as_their_masks_say() -> None:
    shared = Path(__file__).parents[2].parent / "shared" / "data"
    if not shared.is_dir():
        pytest.skip("needs ../shared/data")
    from sketch2fashion.images import decode
    from sketch2fashion.photo.cutout import cutout
    from sketch2fashion.training.cutout_views import load_photo
    from sketch2fashion.training.dataset.table import read_table

    rows = [row for row in read_table(shared) if row.split == "val" and row.has_photo][::40]
    scores = []
    for row in rows:
        wanted = np.asarray(load_photo(shared, row)[3])
        cut = cutout(decode((shared / "photos" / f"{row.id}.jpg").read_bytes(), longest=max(wanted.shape)))
        assert cut.shape[:2] == wanted.shape
        scores.append(overlap(cut[..., 3] > 127, wanted > 127))
    assert np.mean(scores) > 0.9
