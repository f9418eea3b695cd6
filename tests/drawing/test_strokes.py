"""`.s2f` in and out, and what strokes leave on the raster planes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.strokes import KINDS, TOOLS, Kind, Layer, Sketch, Stroke, Tool, rasterise
from sketch2fashion.errors import BadSketch, UnknownCategory


def line(*points: tuple[float, float], **more: Any) -> Stroke:
    return Stroke(points=tuple((x, y, 0.5, 0.0) for x, y in points), **more)


def sketch(*layers: Layer, canvas: tuple[int, int] = (64, 48)) -> Sketch:
    return Sketch(canvas=canvas, layers=layers)


# --- round trip ---------------------------------------------------------------------------------------------------------------

coordinates = st.floats(-1e5, 1e5, allow_nan=False)
points = st.tuples(coordinates, coordinates, st.floats(0, 1), st.floats(0, 1e9))
json_leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
json_values = st.recursive(json_leaves, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
extras = st.dictionaries(st.text(min_size=1).map(lambda key: "x-" + key), json_values, max_size=2)
strokes = st.builds(
    Stroke,
    points=st.lists(points, max_size=4).map(tuple),
    tool=st.sampled_from(TOOLS),
    width=st.floats(0, 4096),
    colour=st.from_regex(r"\A#[0-9a-f]{6}\Z"),
    mirror=st.booleans(),
    extra=extras,
)
layers = st.builds(
    Layer,
    id=st.text(),
    kind=st.sampled_from(KINDS),
    visible=st.booleans(),
    opacity=st.floats(0, 1),
    strokes=st.lists(strokes, max_size=3).map(tuple),
    extra=extras,
)
sketches = st.builds(
    Sketch,
    canvas=st.tuples(st.integers(1, 8192), st.integers(1, 8192)),
    category=st.none() | st.sampled_from(CATEGORY_NAMES),
    layers=st.lists(layers, max_size=3).map(tuple),
    extra=extras,
)


@given(sketches)
@settings(max_examples=80, deadline=None)
def test_any_sketch_survives_the_file(drawn: Sketch) -> None:
    assert Sketch.from_json(drawn.to_json()) == drawn


def test_unknown_keys_survive_on_every_level() -> None:
    entry = {
        "format": "s2f",
        "version": 1,
        "canvas": [10, 10],
        "category": None,
        "zoom": 2,
        "layers": [{"id": "a", "kind": "line", "locked": True, "strokes": [{"points": [[1, 2]], "seam": "flat"}]}],
    }
    again = json.loads(Sketch.from_json(json.dumps(entry)).to_json())
    assert again["zoom"] == 2
    assert again["layers"][0]["locked"] is True
    assert again["layers"][0]["strokes"][0]["seam"] == "flat"
    assert again["layers"][0]["strokes"][0]["points"] == [[1, 2, 0.5, 0]]


def test_auto_focus_and_gap_survive_the_file() -> None:
    drawn = Sketch((8, 8), layers=(Layer("c", "colour", strokes=(line((1, 1), auto=True),)),), focus=(1, 2, 3.5, 4), gap=12)
    again = Sketch.from_json(drawn.to_json())
    assert again == drawn
    assert json.loads(drawn.to_json())["focus"] == [1, 2, 3.5, 4]


def test_a_mark_of_any_colour_is_no_hint() -> None:
    marks = (line((10, 10), auto=True, width=8.0), line((40, 10), colour="#ff0000", width=8.0))
    layers = rasterise(sketch(Layer("c", "colour", strokes=marks)))
    assert layers.auto is not None
    assert layers.auto[10, 10]
    assert not layers.hints[10, 10].any()
    assert tuple(layers.hints[10, 40]) == (255, 0, 0, 255)
    assert rasterise(sketch(Layer("c", "colour", strokes=marks[1:]))).auto is None


def test_a_colour_over_a_mark_of_any_colour_wins() -> None:
    marks = (line((10, 10), auto=True, width=8.0), line((10, 10), colour="#ff0000", width=8.0))
    layers = rasterise(sketch(Layer("c", "colour", strokes=marks)))
    assert layers.auto is None
    assert tuple(layers.hints[10, 10]) == (255, 0, 0, 255)


def test_only_what_lies_in_the_focus_is_drawn() -> None:
    drawn = sketch(Layer("l", "line", strokes=(line((10, 10), (10, 40)), line((50, 10), (50, 40)))))
    lines = rasterise(replace(drawn, focus=(30, 0, 34, 48))).lines
    assert not lines[:, :30].any()
    assert np.array_equal(lines[:, 30:], rasterise(drawn).lines[:, 30:])


def test_a_synonym_of_a_category_is_understood() -> None:
    assert Sketch.from_json('{"format":"s2f","canvas":[4,4],"category":"sneaker"}').category == "shoes"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "svg"}, '"format": "s2f"'),
        ({"version": 2}, "reads version 1"),
        ({"canvas": [0, 5]}, "1 to 8192"),
        ({"canvas": [9000, 5]}, "1 to 8192"),
        ({"canvas": None}, "[width, height]"),
        ({"layers": {}}, "layers is {}"),
        ({"layers": [{"kind": "photo"}]}, "line, colour, border"),
        ({"layers": [{"visible": 1}]}, "true or false"),
        ({"layers": [{"opacity": 2}]}, "from 0 to 1"),
        ({"layers": [{"strokes": [{"tool": "spray"}]}]}, "pen, erase, fill"),
        ({"layers": [{"strokes": [{"colour": "red"}]}]}, "#rrggbb"),
        ({"layers": [{"strokes": [{"points": [[1]]}]}]}, "layers[0].strokes[0].points[0]"),
        ({"layers": [{"strokes": [{"points": [[1, 1e9]]}]}]}, "from -100000 to 100000"),
        ({"layers": [{"strokes": [{"points": [["1", 2]]}]}]}, "must be a number"),
        ({"layers": [{"strokes": [{"auto": 1}]}]}, "layers[0].strokes[0].auto"),
        ({"focus": [1, 2, 3]}, "[x, y, width, height]"),
        ({"focus": [1, 2, -3, 4]}, "from 0 to"),
        ({"gap": "wide"}, "gap is"),
    ],
)
def test_a_mistake_is_named_with_its_place(change: dict[str, Any], said: str) -> None:
    entry: dict[str, Any] = {"format": "s2f", "version": 1, "canvas": [8, 8], "layers": []} | change
    with pytest.raises(BadSketch) as caught:
        Sketch.from_json(json.dumps(entry))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "nul",
        "\x00",
        "[" * 100_000,
        '{"format":"s2f","canvas":[NaN,1]}',
        '{"format":"s2f","canvas":[9,9],"extra":1e999}',
        b"\xff\xfe\x00",
    ],
)
def test_broken_json_is_one_clear_error(text: str | bytes) -> None:
    with pytest.raises(BadSketch):
        Sketch.from_json(text)


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(UnknownCategory):
        Sketch.from_json('{"format":"s2f","canvas":[4,4],"category":"spoon"}')


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketch2fashion.drawing.strokes.POINTS_MAX", 3)
    two = {"strokes": [{"points": [[1, 1], [2, 2]]}]}
    with pytest.raises(BadSketch, match="at most"):
        Sketch.from_json(json.dumps({"format": "s2f", "canvas": [8, 8], "layers": [two, two]}))


# --- raster -------------------------------------------------------------------------------------------------------------------


def test_a_pen_leaves_ink_of_its_width() -> None:
    ink = rasterise(sketch(Layer("a", strokes=(line((8, 24), (56, 24), width=6),)))).lines
    assert ink.shape == (48, 64)
    assert ink.dtype == np.float32
    assert ink[:, 32].sum() == pytest.approx(6, abs=0.5)
    assert ink[:, 2].sum() == 0


def test_pressure_widens_the_stroke() -> None:
    stroke = Stroke(points=((8, 24, 0.0, 0), (56, 24, 1.0, 0)), width=8)
    ink = rasterise(sketch(Layer("a", strokes=(stroke,)))).lines
    assert ink[:, 52].sum() > 2 * ink[:, 12].sum()


def test_the_edge_of_a_stroke_is_smooth() -> None:
    ink = rasterise(sketch(Layer("a", strokes=(line((4, 4), (60, 40), width=3),)))).lines
    assert np.count_nonzero((ink > 0.1) & (ink < 0.9)) > 40


def test_erase_acts_on_earlier_strokes_of_its_own_layer_only() -> None:
    across = line((0, 24), (64, 24), width=4)
    rubber = line((32, 0), (32, 48), width=10, tool="erase")
    both = rasterise(sketch(Layer("a", strokes=(across, rubber, line((32, 40), (33, 40), width=4)))))
    assert both.lines[24, 32] == 0
    assert both.lines[24, 10] == 1
    assert both.lines[40, 32] == 1
    apart = rasterise(sketch(Layer("a", strokes=(across,)), Layer("b", strokes=(rubber,))))
    assert apart.lines[24, 32] == 1


def test_a_mirrored_stroke_is_symmetric() -> None:
    ink = rasterise(sketch(Layer("a", strokes=(line((6, 6), (20, 40), width=4, mirror=True),)))).lines
    assert np.abs(ink - ink[:, ::-1]).max() < 0.26
    assert ink[:, 40:].sum() > 20


@pytest.mark.parametrize("hidden", [{"visible": False}, {"opacity": 0.0}])
def test_hidden_layers_leave_nothing(hidden: dict[str, Any]) -> None:
    layer = replace(Layer("a", strokes=(line((0, 24), (64, 24)),)), **hidden)
    assert rasterise(sketch(layer)).lines.max() == 0


def test_each_kind_goes_to_its_own_plane() -> None:
    stroke = line((8, 24), (56, 24), width=6, colour="#ff0000")
    for kind in ("line", "colour", "border"):
        planes = rasterise(sketch(Layer("a", kind=kind, strokes=(stroke,))))
        marked = {"line": planes.lines.any(), "colour": planes.hints.any(), "border": planes.borders.any()}
        assert [name for name, found in marked.items() if found] == [kind]


def test_a_colour_stays_exact_and_unblended() -> None:
    stroke = line((8, 10), (56, 40), width=7, colour="#12ab9f")
    hints = rasterise(sketch(Layer("a", kind="colour", opacity=0.4, strokes=(stroke,)))).hints
    marks = hints[hints[..., 3] > 0]
    assert np.unique(marks, axis=0).tolist() == [[0x12, 0xAB, 0x9F, 255]]


def test_a_click_of_the_fill_tool_leaves_a_dot() -> None:
    hints = rasterise(sketch(Layer("a", kind="colour", strokes=(line((32, 24), width=0, tool="fill"),)), canvas=(512, 512))).hints
    assert 10 <= np.count_nonzero(hints[..., 3]) <= 60


def test_a_large_canvas_is_reduced() -> None:
    planes = rasterise(sketch(Layer("a", strokes=(line((0, 0), (8000, 4000), width=20),)), canvas=(8000, 4000)))
    assert planes.lines.shape == (1024, 2048)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("kind", KINDS)
def test_odd_strokes_do_no_harm(tool: Tool, kind: Kind) -> None:
    odd = (Stroke(points=()), line((5, 5)), line((5, 5), (5, 5)), line((-1e5, -1e5), (1e5, 1e5), width=0), line((1e5, 3), width=4096))
    layer = Layer("a", kind=kind, strokes=tuple(replace(stroke, tool=tool) for stroke in odd))
    planes = rasterise(sketch(layer))
    assert np.isfinite(planes.lines).all()
