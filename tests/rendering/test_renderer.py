"""The renderer as a caller meets it: colours hold, shapes hold, the same call gives the same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.designs.cuts import evenness
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.errors import BadValue, EmptyDrawing, UnknownCategory
from sketch2fashion.garment import Layers
from sketch2fashion.images import decode
from sketch2fashion.rendering.backends import painting_with
from sketch2fashion.rendering.exact import exact_colours
from sketch2fashion.rendering.provenance import png_of
from sketch2fashion.rendering.renderer import LIKELY, RECUT_FROM, RenderOptions, render
from tests.drawing.test_recut import LOPSIDED

RED, BLUE, WHITE, BLACK = (200, 30, 45), (30, 60, 190), (250, 250, 248), (20, 20, 22)
T_SHIRT = [(150, 90), (200, 70), (240, 100), (280, 70), (330, 90), (410, 180), (360, 220), (330, 190), (330, 420), (150, 420), (150, 190)]
T_SHIRT += [(120, 220), (70, 180), (150, 90)]


def drawing(dots: dict[tuple[int, int], tuple[int, int, int]] | None = None, gap: bool = False) -> Layers:
    """A t-shirt with a hem seam, drawn with a 4 px pen, and colour dots on it."""
    image = Image.new("L", (480, 512), 0)
    pen = ImageDraw.Draw(image)
    pen.line(T_SHIRT[2:] if gap else T_SHIRT, fill=255, width=4, joint="curve")
    pen.line([(150, 395), (330, 395)], fill=255, width=4)
    lines = np.asarray(image, np.float32) / np.float32(255)
    hints = np.zeros((*lines.shape, 4), np.uint8)
    for (x, y), colour in (dots or {}).items():
        hints[y - 5 : y + 6, x - 5 : x + 6] = (*colour, 255)
    return Layers(lines, hints, np.zeros_like(lines))


def body(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A patch in the middle of the shirt, (n, 4)."""
    height, width = pixels.shape[:2]
    return pixels[int(0.5 * height) : int(0.7 * height), int(0.4 * width) : int(0.6 * width)].reshape(-1, 4)


@pytest.mark.parametrize("colour", [RED, BLUE, WHITE, BLACK])
def test_one_dot_colours_the_whole_shirt_with_exactly_that_colour(colour: tuple[int, int, int]) -> None:
    pixels = render(drawing({(240, 300): colour}), RenderOptions(category="t-shirt")).garments[0].pixels
    shirt = body(pixels)
    assert (shirt[:, 3] > 230).mean() > 0.99
    assert np.abs(np.median(shirt[:, :3], axis=0) - colour).max() <= 8


def test_a_dot_on_the_hem_leaves_the_body_as_it_was() -> None:
    plain, hemmed = (
        render(drawing(dots), RenderOptions(category="t-shirt")).garments[0].pixels
        for dots in ({(240, 300): RED}, {(240, 300): RED, (240, 408): BLUE})
    )
    assert np.abs(np.median(body(plain), axis=0) - np.median(body(hemmed), axis=0)).max() <= 4
    height, width = hemmed.shape[:2]
    hem = hemmed[int(408 / 512 * height), int(0.4 * width) : int(0.6 * width), :3].astype(int)
    assert (hem[:, 2] > hem[:, 0]).mean() > 0.9


def test_a_part_marked_auto_differs_between_variants_while_the_rest_keeps_its_colour() -> None:
    layers = drawing({(240, 300): RED})
    auto = np.zeros(layers.lines.shape, np.bool_)
    auto[404:412, 236:244] = True
    garments = render(replace(layers, auto=auto), RenderOptions(category="t-shirt", variants=4)).garments
    hems = {tuple(np.median(each.pixels[int(408 / 512 * 256), 100:140, :3], axis=0)) for each in garments}
    assert len(hems) > 1
    for each in garments:
        rest = each.pixels[: int(390 / 512 * 256)]  # a variant's lamp may leave its middle darker than its shoulders
        assert np.abs(np.median(rest[rest[..., 3] > 230][:, :3], axis=0) - RED).max() <= 8


def test_an_open_outline_still_gives_a_filled_shirt() -> None:
    pixels = render(drawing({(240, 300): RED}, gap=True), RenderOptions(category="t-shirt")).garments[0].pixels
    assert (body(pixels)[:, 3] > 230).mean() > 0.95
    assert (pixels[:8, :8, 3] < 30).all()


@pytest.mark.parametrize("refine", [0.0, 0.3, 1.0])
def test_black_cloth_has_no_pale_rim_and_one_sharp_edge(refine: float) -> None:
    pixels = render(drawing({(240, 300): BLACK}), RenderOptions(category="t-shirt", refine=refine)).garments[0].pixels
    seen = pixels[..., 3] > 64
    rim = seen & ~ndimage.binary_erosion(seen, iterations=5)
    assert (pixels[rim, :3].max(axis=1) > 110).mean() < 0.02
    half_clear = np.count_nonzero((pixels[..., 3] > 25) & (pixels[..., 3] < 230))
    assert half_clear < 2.2 * np.count_nonzero(seen & ~ndimage.binary_erosion(seen))


def test_the_picture_is_registered_to_the_drawing() -> None:
    for size in (256, 512):
        rendering = render(drawing({(240, 300): RED}), RenderOptions(category="t-shirt", size=size))
        pixels = rendering.garments[0].pixels
        assert pixels.shape == (size, round(480 / 512 * size), 4)
        rows, columns = np.nonzero(pixels[..., 3] > 128)
        scale = size / 512
        assert abs(columns.min() - 70 * scale) < 8 * scale + 3
        assert abs(columns.max() - 410 * scale) < 8 * scale + 3
        assert abs(rows.max() - 420 * scale) < 8 * scale + 3
        assert rendering.box.as_list() == pytest.approx([68 * scale, 68 * scale, 344 * scale, 354 * scale], abs=6 * scale)


def test_the_same_call_gives_the_same_bytes() -> None:
    options = RenderOptions(category="t-shirt", seed=5)
    first, again = (png_of(render(drawing(), options).garments[0]) for _ in range(2))
    assert first == again


def test_variants_without_a_colour_differ_and_say_their_seeds() -> None:
    rendering = render(drawing(), RenderOptions(category="t-shirt", variants=4, seed=3))
    colours = [np.median(body(garment.pixels)[:, :3], axis=0) for garment in rendering.garments]
    assert [garment.seed for garment in rendering.garments] == [3, 4, 5, 6]
    assert min(np.abs(a - b).max() for i, a in enumerate(colours) for b in colours[:i]) > 10


def test_a_candidate_rendered_alone_looks_as_it_did_in_the_grid() -> None:
    grid = render(drawing(), RenderOptions(category="t-shirt", variants=3, seed=4)).garments
    alone = render(drawing(), RenderOptions(category="t-shirt", seed=6)).garments[0]
    assert np.abs(grid[2].pixels.astype(int) - alone.pixels).max() <= 1


def test_a_chosen_category_wins_and_the_scores_cover_all() -> None:
    rendering = render(drawing(), RenderOptions(category="sweater"))
    assert rendering.category == "long-sleeve"
    assert set(rendering.category_scores) == set(CATEGORY_NAMES)
    assert render(replace(drawing(), category="polo")).category == "polo"


def test_a_plain_t_shirt_is_recognised_as_something_worn_above_the_waist() -> None:
    assert render(drawing()).category in {"t-shirt", "top", "polo", "shirt", "long-sleeve"}


def test_a_white_background_is_opaque() -> None:
    pixels = render(drawing(), RenderOptions(background="white")).garments[0].pixels
    assert (pixels[..., 3] == 255).all()
    assert (pixels[0, 0, :3] == 255).all()


def test_the_png_says_what_made_it() -> None:
    garment = render(drawing(), RenderOptions(category="hat", seed=9)).garments[0]
    data = png_of(garment)
    assert (decode(data) == garment.pixels).all()
    assert b"generative model" in data
    assert b"trainedAlgorithmicMedia" in data


def test_no_ink_is_one_clear_sentence() -> None:
    blank = np.zeros((64, 64), np.float32)
    with pytest.raises(EmptyDrawing, match="no ink"):
        render(Layers(blank, np.zeros((64, 64, 4), np.uint8), blank))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"refine": 1.5}, "between 0"),
        ({"variants": 0}, "between 1 and 16"),
        ({"size": 300}, "256 or 512"),
        ({"seed": -1}, "between 0 and"),
        ({"background": "pink"}, "transparent or white"),
        ({"style": "mine"}, "no style named"),
    ],
)
def test_an_option_outside_its_range_says_what_is_allowed(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadValue, match=sentence):
        RenderOptions(**wrong)  # type: ignore[arg-type]


def test_an_unknown_category_lists_the_known_ones() -> None:
    with pytest.raises(UnknownCategory, match=r"spaceship.*t-shirt"):
        RenderOptions(category="spaceship")


class Stamp:
    """Paints a grey square over the whole picture."""

    name = "stamp"
    version = "3"

    def paint(self, planes: NDArray[np.float32], conditions: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.concatenate([np.full((len(planes), 3, 256, 256), 0.5), np.ones((len(planes), 1, 256, 256))], axis=1).astype(np.float32)


def test_another_backend_paints_for_as_long_as_it_is_asked_to() -> None:
    ours = render(drawing()).garments[0]
    with painting_with(Stamp()):
        stamped = render(drawing()).garments[0]
    assert stamped.model == "stamp 3"
    assert body(stamped.pixels)[:, :3].std(axis=0).max() < 0.5 < body(ours.pixels)[:, :3].std(axis=0).max(), "no cloth, one colour"
    assert render(drawing()).garments[0].pixels.tobytes() == ours.pixels.tobytes()


def test_exact_colours_move_each_region_to_its_own_colour() -> None:
    random = np.random.default_rng(0)
    rgb = random.integers(90, 130, (40, 40, 3)).astype(np.uint8)
    labels = np.zeros((40, 40), np.int32)
    labels[:, 20:] = 2
    labels[:, :18] = 1
    flats = np.zeros((40, 40, 4), np.uint8)
    flats[labels == 1], flats[labels == 2] = (200, 40, 40, 255), (40, 40, 200, 255)
    shifted = exact_colours(rgb, flats, labels, np.ones((40, 40), bool))
    assert np.median(shifted[labels == 1], axis=0) == pytest.approx([200, 40, 40], abs=1)
    assert np.median(shifted[labels == 2], axis=0) == pytest.approx([40, 40, 200], abs=1)
    assert (shifted[labels == 0] == rgb[labels == 0]).all()


def test_512_is_sharper_than_256_enlarged_and_keeps_its_colours() -> None:
    small, large = (
        render(drawing({(240, 300): RED}), RenderOptions(category="t-shirt", size=size)).garments[0].pixels for size in (256, 512)
    )
    height, width = large.shape[:2]
    plain = np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
    assert edge_strength(large) > 1.2 * edge_strength(plain)
    assert edge_strength(large) > 117.8, "1.3 times what 256 px enlarged had before its own edge became sharper"
    assert np.abs(np.median(body(large), axis=0) - np.median(body(small), axis=0)).max() <= 2
    assert ((large[..., 3] > 0) & (plain[..., 3] == 0)).mean() < 0.002


def edge_strength(pixels: NDArray[np.uint8]) -> float:
    """The steepest step of alpha in each row of the shirt's side, on average."""
    rows = pixels[int(0.55 * len(pixels)) : int(0.75 * len(pixels)), :, 3].astype(float)
    return float(np.abs(np.diff(rows, axis=1)).max(axis=1).mean())


def lopsided(dot: tuple[int, int, int] = RED) -> Layers:
    image = Image.new("L", (512, 512), 0)
    ImageDraw.Draw(image).line(LOPSIDED, fill=255, width=5, joint="curve")
    lines = np.asarray(image, np.float32) / np.float32(255)
    hints = np.zeros((512, 512, 4), np.uint8)
    hints[290:301, 250:261] = (*dot, 255)
    return Layers(lines, hints, np.zeros_like(lines))


def test_refining_beyond_smoothing_cuts_the_garment_anew() -> None:
    even = {}
    for refine in (0.0, RECUT_FROM, 0.8, 1.0):
        rendering = render(lopsided(), RenderOptions(category="t-shirt", refine=refine))
        assert rendering.refine == rendering.garments[0].refine == refine
        pixels = rendering.garments[0].pixels
        even[refine] = evenness(pixels[..., 3] > 128)
        assert np.abs(np.median(pixels[pixels[..., 3] > 230][:, :3], axis=0) - RED).max() <= 8
    assert even[0.0] < 0.85
    assert even[RECUT_FROM] < 0.85
    assert even[RECUT_FROM] < even[0.8] < even[1.0]
    assert even[1.0] > 0.95


STAR = [(256, 40), (310, 200), (480, 200), (340, 300), (400, 470), (256, 370), (110, 470), (170, 300), (30, 200), (200, 200), (256, 40)]


def test_what_is_no_garment_is_not_cut_into_one_unless_somebody_says_which() -> None:
    image = Image.new("L", (512, 512), 0)
    ImageDraw.Draw(image).line(STAR, fill=255, width=5, joint="curve")
    lines = np.asarray(image, np.float32) / np.float32(255)
    layers = Layers(lines, np.zeros((512, 512, 4), np.uint8), np.zeros_like(lines))
    unsaid = render(layers, RenderOptions(refine=1.0))
    assert max(unsaid.category_scores.values()) < LIKELY
    said = render(layers, RenderOptions(category="t-shirt", refine=1.0))
    star = silhouette(lines)[::2, ::2]
    shared = [(each.garments[0].pixels[..., 3] > 128) & star for each in (unsaid, said)]
    of_star = [float(mask.sum() / star.sum()) for mask in shared]
    outside = [float((each.garments[0].pixels[..., 3] > 128)[~star].mean()) for each in (unsaid, said)]
    assert of_star[0] > 0.93
    assert outside[0] < 0.02
    assert outside[1] > 0.05
