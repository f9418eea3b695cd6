"""A style of one's own: learned in a moment, kept in a small file, and every design of it is a garment of its cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from safetensors.numpy import load, save

from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.errors import BadValue, NotFound
from sketch2fashion.garment import Layers
from sketch2fashion.rendering import shelf
from sketch2fashion.rendering.learning import garments_of_designs, learn_from_photos, learn_from_sketches
from sketch2fashion.rendering.renderer import RenderOptions, prepare, render
from sketch2fashion.rendering.style import Style, _outline_like, designs, numbers_in
from sketch2fashion.settings import settings

RED, TEAL = (200, 30, 45), (20, 130, 120)


def skirt(hem: int, length: int, colour: tuple[int, int, int] | None = None, pocket: bool = False) -> Layers:
    """A skirt with a waistband, `hem` px wide below and `length` px long, and perhaps a pocket on its left side."""
    image = Image.new("L", (512, 512), 0)
    pen = ImageDraw.Draw(image)
    outline = [(200, 60), (312, 60), (256 + hem // 2, 60 + length), (256 - hem // 2, 60 + length)]
    pen.line([*outline, outline[0]], fill=255, width=5, joint="curve")
    pen.line([(198, 84), (314, 84)], fill=255, width=5)
    if pocket:
        pen.rectangle((190, 200, 240, 250), outline=255, width=5)
    lines = np.asarray(image, np.float32) / np.float32(255)
    hints = np.zeros((*lines.shape, 4), np.uint8)
    if colour:
        hints[150:160, 250:260] = (*colour, 255)
    return Layers(lines, hints, np.zeros_like(lines), "skirt")


@pytest.fixture(scope="module")
def skirts() -> Style:
    return learn_from_sketches("skirts", [skirt(hem, length, pocket=True) for hem, length in ((150, 380), (190, 390), (230, 380))])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SKETCH2FASHION_STYLES", str(tmp_path / "styles"))
    settings.cache_clear()
    yield tmp_path / "styles"
    monkeypatch.undo()
    settings.cache_clear()


def slenderness(layers: Layers) -> float:
    rows, columns = np.nonzero(prepare(layers).silhouette)
    return float(np.ptp(rows) / np.ptp(columns))


def test_designs_keep_to_the_cut_of_the_sketches(skirts: Style) -> None:
    given = [slenderness(skirt(hem, length)) for hem, length in ((150, 380), (190, 390), (230, 380))]
    found = [slenderness(rasterise(design.sketch)) for design in designs(skirts, 12)]
    assert min(given) * 0.75 < min(found) < max(found) < max(given) * 1.25
    assert max(found) - min(found) > 0.1


def test_designs_have_the_pockets_of_the_sketches(skirts: Style) -> None:
    for design in designs(skirts, 4, seed=5):
        assert len(np.unique(prepare(rasterise(design.sketch)).labels)) - 1 >= 3  # waistband, cloth, pocket


def test_a_slider_moves_the_designs_its_way(skirts: Style) -> None:
    """The sketches differ most in the width of their hem, which is thus their first direction."""
    ends = []
    for value in (-2.0, 2.0):
        widths = []
        for design in designs(skirts, 3, seed=1, sliders=[value]):
            rows = np.flatnonzero(prepare(rasterise(design.sketch)).silhouette.any(axis=1))
            mask = prepare(rasterise(design.sketch)).silhouette
            widths.append(float(mask[rows[-8]].sum() / mask[rows[8]].sum()))
        ends.append(np.mean(widths))
    assert abs(ends[1] - ends[0]) > 0.4


def test_the_same_seed_gives_the_same_design_and_another_one_another(skirts: Style) -> None:
    one, again, other = (designs(skirts, 1, seed)[0].sketch.to_json() for seed in (4, 4, 5))
    assert one == again != other
    assert designs(skirts, 3, 2)[2].sketch.to_json() == one


def test_one_sketch_is_enough() -> None:
    style = learn_from_sketches("one", [skirt(180, 360)])
    made = [slenderness(rasterise(design.sketch)) for design in designs(style, 6)]
    assert style.sliders == 3
    assert max(made) - min(made) > 0.05


def test_sketches_in_several_pieces_are_paired_by_their_largest() -> None:
    places = np.indices((256, 256))
    tall = np.abs(places[1] - 60) + np.abs(places[0] - 128) * 0.3 < 40  # left of the middle …
    button = np.hypot(places[0] - 128, places[1] - 128) < 12  # … where a small piece lies
    middle = np.abs(places[1] - 128) + np.abs(places[0] - 128) * 0.3 < 40
    assert np.ptp(_outline_like(tall | button, middle), axis=0).min() > 60


def test_a_style_with_two_categories_designs_both() -> None:
    trousers = replace(skirt(150, 400), category="pants")
    style = learn_from_sketches("both", [skirt(200, 380), trousers])
    assert {design.category for design in designs(style, 12)} == {"skirt", "pants"}


def test_a_file_brings_the_whole_style_back(skirts: Style) -> None:
    data = skirts.to_bytes()
    assert len(data) < 300_000
    assert data == skirts.to_bytes()
    again = Style.from_bytes(data)
    assert (again.name, again.sliders, again.palettes) == (skirts.name, skirts.sliders, skirts.palettes)
    one, other = (rasterise(designs(each, 1)[0].sketch).lines > 0.5 for each in (skirts, again))
    assert (one != other).mean() < 0.001  # points are kept in single precision


def test_sketches_with_colours_give_their_palettes_to_other_drawings() -> None:
    style = learn_from_sketches("coloured", [skirt(150, 380, RED), skirt(230, 380, TEAL)])
    assert {palette[0] for palette in style.palettes} == {RED, TEAL}
    for seed in range(3):
        pixels = render(skirt(200, 300), RenderOptions(seed=seed, style=style)).garments[0].pixels
        colour = np.median(pixels[pixels[..., 3] > 200][:, :3], axis=0)
        assert min(np.abs(colour - each).max() for each in (RED, TEAL)) <= 25
    asked = render(skirt(200, 300, (40, 40, 160)), RenderOptions(style=style)).garments[0].pixels
    assert np.abs(np.median(asked[asked[..., 3] > 200][:, :3], axis=0) - (40, 40, 160)).max() <= 8


def test_photos_teach_colours_and_fabric() -> None:
    photo = render(skirt(200, 360, TEAL), RenderOptions(background="white", size=512, seed=3)).garments[0].pixels
    style = learn_from_photos("house", [photo])
    assert style.photos
    assert style.fabric is not None
    assert np.abs(np.subtract(style.palettes[0][0], TEAL)).max() < 30
    made = garments_of_designs(style, 2)
    assert all((garment.pixels[..., 3] > 200).mean() > 0.1 for _, garment in made)
    assert Style.from_bytes(style.to_bytes()).fabric is not None


def test_the_shelf_keeps_lists_replaces_and_forgets(folder: Path, skirts: Style) -> None:
    path = shelf.keep(skirts)
    assert [entry.name for entry in path.parent.iterdir()] == ["skirts.safetensors"]
    assert [(each.name, each.sketches, each.photos) for each in shelf.kept_styles()] == [("skirts", 3, False)]
    assert isinstance(RenderOptions(style="skirts").style, Style)
    (folder / "broken.safetensors").write_bytes(b"no style")
    assert [each.name for each in shelf.kept_styles()] == ["skirts"]
    with pytest.raises(BadValue, match=r'no style named "mine".*skirts'):
        RenderOptions(style="mine")
    shelf.remove("skirts")
    assert shelf.kept_styles() == []
    with pytest.raises(NotFound):
        shelf.remove("skirts")


@pytest.mark.parametrize("name", ["", "a/b", "../up", ".hidden", "a\\b", "x" * 65, "end.", "nul\0"])
def test_a_name_that_is_no_name_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(BadValue, match="name of a style"):
        shelf.style_named(name)


@pytest.mark.parametrize("count", [0, 11])
def test_a_style_comes_from_one_to_ten_sketches(count: int) -> None:
    with pytest.raises(BadValue, match="1 to 10 sketches"):
        learn_from_sketches("many", [skirt(200, 300)] * count)


@pytest.mark.parametrize("sliders", [[0.0] * 99, [4.0], [float("nan")]])
def test_sliders_beyond_their_range_are_refused(skirts: Style, sliders: list[float]) -> None:
    with pytest.raises(BadValue, match="-3 to 3"):
        designs(skirts, 1, 0, sliders)


def test_sliders_that_are_no_numbers_are_refused() -> None:
    assert numbers_in("1, -2.5") == [1.0, -2.5]
    with pytest.raises(BadValue, match="no list of sliders"):
        numbers_in("1;2")


def damaged(style: Style, **changed: object) -> bytes:
    """The file of a style whose facts or tensors were tampered with."""
    data = style.to_bytes()
    tensors = load(data)
    about = json.loads(json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]["style"])
    for name, value in changed.items():
        if name in tensors:
            tensors[name] = np.asarray(value)
        else:
            about[name] = value
    return save(tensors, {"style": json.dumps(about)})


def test_bytes_that_are_no_style_are_refused_in_one_sentence(skirts: Style) -> None:
    whole = skirts.to_bytes()
    for data in (b"", b"\x00" * 40, whole[:200], b"\xff" * 8 + whole[8:], save({"a": np.zeros(3)})):
        with pytest.raises(BadValue, match="This file is no style"):
            Style.from_bytes(data)
    for data in (
        whole[:-50],
        damaged(skirts, outlines=np.full((3, 5, 2), 1.0, np.float32)),
        damaged(skirts, points=np.full_like(load(whole)["points"], np.nan)),
        damaged(skirts, lengths=np.array([-1, 5], np.int32)),
        damaged(skirts, categories=["sock"] * 3),
        damaged(skirts, palettes=[[[999, 0, 0]]]),
        damaged(skirts, palettes=[3]),
    ):
        with pytest.raises(BadValue, match="damaged"):
            Style.from_bytes(data)


def test_a_style_of_another_version_is_refused_with_both_versions_named(skirts: Style) -> None:
    with pytest.raises(BadValue, match="version 2; this program reads version 1"):
        Style.from_bytes(damaged(skirts, version=2))
