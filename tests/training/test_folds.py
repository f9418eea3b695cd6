"""The renderer's second stage: what it learns from, its step, and the file that both stages ship in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from sketch2fashion.errors import BadFeed, BadValue
from sketch2fashion.training.export import count_macs
from sketch2fashion.training.folds import FoldsTask, drawn, plainness
from sketch2fashion.training.loop import Budget, resume, train
from sketch2fashion.training.networks.folds import DARK, Drape, Draped, Folds, relative_light, told_by_lines
from sketch2fashion.training.networks.renderer import CONDITIONS, PLANES, Renderer, seams
from sketch2fashion.training.renderer_data import GarmentSet, prepare
from sketch2fashion.training.renderer_export import export_renderer
from sketch2fashion.training.run import Run
from tests.training.garments import drawn_garment

CPU = torch.device("cpu")


def plain_set(count: int = 4) -> GarmentSet:
    """Garments of one colour with stripes of light, as folds make them."""
    garments, lines = [], []
    for seed in range(count):
        garment, ink = drawn_garment(seed)
        light = 150 + 12 * np.sin(np.arange(256) / 5 + seed)
        garment[..., :3] = np.where(garment[..., 3:] > 0, light[None, :, None], 0).astype(np.uint8)
        garments.append(garment)
        lines.append(ink)
    return prepare(np.stack(garments), np.stack(lines), np.zeros((count, 256, 256), np.uint8), ["skirt"] * count, workers=1)


@pytest.fixture(scope="module")
def examples() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return drawn(Renderer(), plain_set(), count=16, size=8)


def test_plain_is_one_colour_in_any_light() -> None:
    garment, _ = drawn_garment(1)
    two_colours = garment.transpose(2, 0, 1)
    assert plainness(two_colours) < 0.93
    one_colour = two_colours.copy()
    one_colour[:3] = np.where(one_colour[3] > 0, np.linspace(120, 160, 256), 0).astype(np.uint8)
    assert plainness(one_colour) == 1


def test_a_set_without_plain_garments_is_refused() -> None:
    garments, lines = (np.stack(column) for column in zip(*(drawn_garment(seed) for seed in (1, 2)), strict=True))
    patterned = prepare(garments, lines, np.zeros_like(lines), ["skirt"] * 2, workers=1)
    with pytest.raises(BadFeed, match="no plain garments"):
        drawn(Renderer(), patterned, count=4, size=4)


def test_examples_hold_light_relative_to_the_cloth(examples: dict[str, torch.Tensor]) -> None:
    inside = examples["alpha"] > 0.99
    light = examples["real"][inside].float()
    assert light.median().abs() < 0.03
    assert 0.02 < light.std() < 0.2
    assert (examples["real"][examples["alpha"] == 0] == 0).all()


def test_a_step_teaches_and_a_resumed_run_takes_the_same_next_step(examples: dict[str, torch.Tensor], tmp_path: Path) -> None:
    run, task = Run.create(tmp_path, "folds", {}), FoldsTask(examples, "1.1", batch=4, device=CPU)
    before = task.validate()
    train(task, run, Budget(minutes=5, steps=30))
    after = task.validate()
    assert after["octave_3"] != before["octave_3"]
    other = FoldsTask(examples, "1.1", batch=4, device=CPU)
    first = resume(other, run)
    assert first == 30
    assert other.step(first) == pytest.approx(task.step(first), rel=1e-3)
    with pytest.raises(BadValue, match=r"belong to renderer 1\.1, not to 2\.7"):
        resume(FoldsTask(examples, "2.7", batch=4, device=CPU), run)


def test_both_stages_ship_in_one_file_within_the_budget(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = Draped(Renderer(), Folds(), Drape(relief=0.3)).eval()
    assert count_macs(network, torch.zeros(1, PLANES, 256, 256), torch.zeros(1, CONDITIONS)) <= 2_000_000_000
    export_renderer(network, tmp_path / "renderer.onnx")
    assert (tmp_path / "renderer.onnx").stat().st_size <= 16 * 2**20
    session = ort.InferenceSession(str(tmp_path / "renderer.onnx"), providers=["CPUExecutionProvider"])
    planes = np.zeros((2, PLANES, 256, 256), np.float32)
    planes[:, 1:6, 64:192, 64:192] = 0.5
    planes[:, 4:6, 64:192, 64:192] = 1
    planes[1, 6] = np.random.default_rng(0).standard_normal((256, 256))
    (rgba,) = session.run(["rgba"], {"planes": planes, "conditions": np.zeros((2, CONDITIONS), np.float32)})
    assert rgba.shape == (2, 4, 256, 256)
    assert np.abs(rgba[0, :3, 100:150, 100:150] - rgba[1, :3, 100:150, 100:150]).max() > 1e-4  # the noise makes the folds


def test_folds_leave_the_silhouette_alone() -> None:
    torch.manual_seed(0)
    renderer = Renderer().eval()
    planes, condition = torch.rand(1, PLANES, 64, 64), torch.rand(1, CONDITIONS)
    with torch.no_grad():
        assert torch.equal(Draped(renderer, Folds(), Drape()).eval()(planes, condition)[:, 3], renderer(planes, condition)[:, 3])


def test_folds_that_are_drawn_are_not_imagined() -> None:
    torch.manual_seed(0)
    lines, silhouette = torch.zeros(3, 1, 256, 256), torch.zeros(3, 1, 256, 256)
    silhouette[:, :, 48:208, 48:208] = 1
    lines[1, :, 48:208:4, 48:208], lines[2, :, 48:208:4, 48:208] = 0.5, 1
    small = torch.nn.functional.avg_pool2d(silhouette, 2)
    assert told_by_lines(lines, small).flatten().tolist() == [0, 1, 0], "pale lines are folds, black ones are seams"
    outline = silhouette[:1] - (-torch.nn.functional.max_pool2d(-silhouette[:1], 9, 1, 4))
    assert told_by_lines(0.5 * outline, small[:1]).item() == 0, "an outline tells nothing, however thick"
    planes, condition = torch.rand(3, PLANES, 256, 256), torch.rand(3, CONDITIONS)
    planes[:, :1], planes[:, 5:6] = lines, silhouette
    renderer = Renderer().eval()
    with torch.no_grad():
        draped = Draped(renderer, Folds(), Drape(folds=5)).eval()(planes, condition)
        plain = renderer(planes, condition)[:, :3] * (1 - seams(lines))
    assert torch.allclose(draped[1, :3], plain[1], atol=1e-6)
    for bare in (0, 2):
        assert (draped[bare, :3] - plain[bare]).abs().max() > 1e-3


def test_geometry_alone_drapes_a_renderer_without_folds() -> None:
    """One lamp above, on the left: that side of a garment is lighter than the other, and the middle is not darkened."""
    planes = torch.zeros(1, PLANES, 256, 256)
    planes[:, 1:4, 48:208, 48:208], planes[:, 4:6, 48:208, 48:208] = 0.5, 1
    renderer = Renderer().eval()
    with torch.no_grad():
        draped = Draped(renderer, None, Drape(relief=0.6)).eval()(planes, torch.zeros(1, CONDITIONS))[0, 0]
        plain = renderer(planes, torch.zeros(1, CONDITIONS))[0, 0]
    left, middle, right = ((draped / plain)[128, place].item() for place in (56, 128, 200))
    assert left > right + 0.02
    assert middle == pytest.approx(1, abs=0.02)


def test_colours_below_black_leave_light_a_number() -> None:
    """What the first stage paints outside the cloth may be as dark as that; 0 / 0 there once spread over a whole hat."""
    light = torch.linspace(-0.1, 1, 1101).double()
    below = torch.cat([light, torch.tensor([-DARK]).double()])[None, None, None]
    assert relative_light(below, below).isfinite().all()
    assert relative_light(below, below)[..., below[0, 0, 0] >= 0].abs().max() < 1e-6
