"""The renderer's data, losses, loop and export, on garments that the test draws."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from sketch2fashion.errors import BadFeed, BadValue, NotFound
from sketch2fashion.models import registry
from sketch2fashion.rendering import planes as runtime
from sketch2fashion.training.export import count_macs, parity
from sketch2fashion.training.loop import Budget, generator, resume, train
from sketch2fashion.training.networks import renderer as network
from sketch2fashion.training.renderer import RendererConfig, RendererTask, build, regression_losses
from sketch2fashion.training.renderer_data import GarmentSet, Sampler, prepare
from sketch2fashion.training.renderer_export import export_renderer, write_statistics
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, build_task, choose_device
from tests.training.garments import drawn_set

TINY = RendererConfig(side=64, batch=2, critic_from=1, critic_every=2)


@pytest.fixture(scope="module")
def garments() -> GarmentSet:
    return drawn_set(6)


def task(garments: GarmentSet, config: RendererConfig = TINY) -> RendererTask:
    return RendererTask(config, garments, garments, torch.device("cpu"))


def test_the_network_is_within_its_budget() -> None:
    renderer = network.Renderer()
    macs = count_macs(renderer, torch.zeros(1, network.PLANES, 256, 256), torch.zeros(1, network.CONDITIONS))
    assert sum(weight.numel() for weight in renderer.parameters()) <= 8e6
    assert macs <= 2e9


def test_runtime_and_training_agree_on_the_planes() -> None:
    lines = np.full((256, 256), 0.25, np.float32)
    flats = np.zeros((256, 256, 4), np.uint8)
    flats[:128] = (255, 0, 51, 255)
    built = runtime.input_planes(lines, flats, np.ones((256, 256), bool), np.zeros((256, 256), np.float32))
    assert built.shape[0] == network.PLANES == runtime.PLANES
    assert built[:6, 0, 0] == pytest.approx([0.25, 1.0, 0.0, 0.2, 1.0, 1.0])
    assert built[:6, 200, 0] == pytest.approx([0.25, 0.0, 0.0, 0.0, 0.0, 1.0])
    assert runtime.condition_vector("hat", 0.5, np.zeros(runtime.STYLES, np.float32)).shape == (network.CONDITIONS,)


def test_an_untrained_renderer_shows_the_flats_and_the_silhouette() -> None:
    planes = torch.zeros(1, network.PLANES, 64, 64)
    planes[:, 1], planes[:, 4:6, 16:48, 16:48] = 0.8, 1.0
    planes[:, 1:4] *= planes[:, 4:5]
    with torch.no_grad():
        rgba = network.Renderer().eval()(planes, torch.zeros(1, network.CONDITIONS))
    assert rgba[0, 0, 32, 32].item() == pytest.approx(0.8, abs=0.1)
    assert rgba[0, 3, 32, 32] > 0.9
    assert rgba[0, 3, 2, 2] < 0.1


def test_colours_meet_without_stairs_and_leave_nothing_beside_what_is_known() -> None:
    flats = torch.zeros(1, 4, 32, 32)
    for row in range(32):  # two colours, one beside the other along a slanted edge; nothing is known from column 28 on
        flats[0, 0, row, : 10 + row // 4] = 0.8
        flats[0, 2, row, 10 + row // 4 : 28] = 0.6
    flats[0, 3, :, :28] = 1.0
    soft = network.softened(flats)
    edge = soft[0, :, 9, 11:14]
    assert ((edge[0] > 0.05) & (edge[0] < 0.75)).sum() == 2
    assert torch.allclose(edge[0] / 0.8 + edge[2] / 0.6, torch.ones(3))
    assert torch.allclose(soft[0, :, :, :8], flats[0, :3, :, :8])
    assert torch.allclose(soft[0, 2, :, 24:28], torch.full((32, 4), 0.6))
    assert (soft[0, :, :, 28:] == 0).all()
    planes = torch.zeros(1, network.PLANES, 32, 32)
    planes[:, 1:5] = flats
    assert torch.allclose(network.compose(torch.zeros(1, 16, 16, 16), planes)[0][..., :28], soft[..., :28])


def test_regions_follow_the_lines_and_carry_the_photos_colours(garments: GarmentSet) -> None:
    labels = garments.regions[0]
    above, below = int(labels[60, 128]), int(labels[200, 128])
    assert above > 0
    assert below > 0
    assert above != below
    assert torch.allclose(garments.region_colours[0][above].float(), garments.garments[0, :3, 60, 128].float(), atol=45)


def test_a_drawn_silhouette_is_what_the_outline_encloses_and_the_photos_where_nothing_does(garments: GarmentSet) -> None:
    drawn, photo = garments.silhouettes[0] > 0, garments.garments[0, 3] > 127
    assert (drawn & photo).sum() > 0.95 * (drawn | photo).sum()
    assert not torch.equal(drawn, photo)
    assert (garments.regions[0] > 0).equal(drawn | photo)
    pixels = np.zeros((1, 256, 256, 4), np.uint8)
    pixels[:, 40:200, 60:190] = (200, 40, 40, 255)
    pocket = np.zeros((1, 256, 256), np.uint8)
    pocket[:, 100:130, 100:103] = 255
    unlike = prepare(pixels, pocket, np.zeros_like(pocket), ["skirt"], workers=1)
    assert (unlike.silhouettes[0] > 0).equal(unlike.garments[0, 3] > 127)


def test_about_half_of_the_batch_has_drawn_silhouettes_and_flats_end_with_them(garments: GarmentSet) -> None:
    batch = Sampler(replace(garments, silhouettes=torch.zeros_like(garments.silhouettes)), 64).batch(64, generator(0, 1))
    missing = batch.planes[:, 5].sum((1, 2)) == 0
    assert 20 <= missing.sum() <= 44
    assert batch.planes[missing, 1:5].abs().max() == 0
    assert batch.planes[~missing, 4].sum() > 0


def test_the_critic_stops_and_the_rate_falls(garments: GarmentSet) -> None:
    trainee = task(garments, RendererConfig(side=64, batch=2, critic_from=0, critic_every=1, critic_until=1, settle_from=1, settle_half=1))
    assert "critic" in trainee.step(0)
    assert trainee.optimiser.param_groups[0]["lr"] == trainee.config.rate
    assert "critic" not in trainee.step(3)
    assert trainee.optimiser.param_groups[0]["lr"] == pytest.approx(trainee.config.rate / 4)


def test_a_batch_depends_on_seed_and_step_alone(garments: GarmentSet) -> None:
    first, again = (Sampler(garments, 64).batch(4, generator(0, 7)) for _ in range(2))
    other = Sampler(garments, 64).batch(4, generator(0, 8))
    assert torch.equal(first.planes, again.planes)
    assert torch.equal(first.target, again.target)
    assert not torch.equal(first.planes, other.planes)


def test_the_hand_moves_the_drawing_but_not_the_target(garments: GarmentSet) -> None:
    sampler = Sampler(garments, 128)
    calm, wild = (sampler.fixed(torch.tensor([0]), level=level) for level in (0.0, 1.0))
    assert torch.equal(calm.target, wild.target)
    assert (calm.planes - wild.planes).abs().mean() > 0.01


def test_the_structure_loss_sees_folds_that_flat_colour_lacks(garments: GarmentSet) -> None:
    batch = Sampler(garments, 128).fixed(torch.tensor([0, 1]))
    perfect = torch.cat([batch.target[:, :3] / batch.target[:, 3:].clamp(min=1e-3), batch.target[:, 3:]], dim=1)
    flat = torch.cat([batch.planes[:, 1:4], batch.planes[:, 5:6]], dim=1)
    assert regression_losses(perfect, batch)["structure"] < 1e-3 < regression_losses(flat, batch)["structure"]


def test_four_steps_equal_two_and_two_resumed(garments: GarmentSet, tmp_path: Path) -> None:
    whole = task(garments)
    losses = [whole.step(number) for number in range(4)]
    half = task(garments)
    run = Run.create(tmp_path, "renderer", {"seed": 0})
    assert train(half, run, Budget(minutes=5, steps=2)) == 2
    resumed = task(garments)
    first = resume(resumed, Run.latest(tmp_path, "renderer"))
    assert first == 2
    assert resumed.step(2) == pytest.approx(losses[2], rel=1e-4)
    assert resumed.step(3) == pytest.approx(losses[3], rel=1e-3)


def test_a_run_is_a_folder_with_config_metrics_and_a_sheet(garments: GarmentSet, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "renderer", {"seed": 0})
    train(task(garments), run, Budget(minutes=5, steps=1))
    assert run.folder.name == "0001-renderer"
    assert run.config["seed"] == 0
    rows = [json.loads(line) for line in (run.folder / "metrics.jsonl").read_text().splitlines()]
    assert rows[-1]["val"].keys() >= {"ssim", "ssim_flats", "iou"}
    assert run.last_validation() == rows[-1]["val"]
    assert list((run.folder / "samples").glob("*.png"))


def test_a_missing_or_damaged_checkpoint_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no run of renderer"):
        Run.latest(tmp_path, "renderer")
    run = Run.create(tmp_path, "renderer", {})
    (run.folder / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(BadValue, match="damaged"):
        Run.latest(tmp_path, "renderer").load()


def test_a_run_of_another_versions_network_is_one_clear_sentence(garments: GarmentSet, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "renderer", {})
    state = task(garments).state_dict()
    del state["average"]["head.weight"], state["generator"]["head.weight"]
    run.save({"step": 3, **state})
    for use in (lambda: resume(task(garments), run), lambda: run.fill(network.Renderer())):
        with pytest.raises(BadValue, match="of another version"):
            use()


def test_training_lowers_the_loss(garments: GarmentSet) -> None:
    trainee = task(garments, RendererConfig(side=64, batch=4, critic_from=10**6, rate=2e-3))
    losses = [trainee.step(number)["pixel"] for number in range(30)]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])


def test_the_exported_file_says_the_same_as_torch_at_other_sizes(tmp_path: Path) -> None:
    torch.manual_seed(1)
    renderer = network.Renderer().eval()
    path = tmp_path / "renderer.onnx"
    assert export_renderer(renderer, path) < 4e-3
    assert path.stat().st_size <= 16 * 2**20
    small = {"planes": torch.rand(1, network.PLANES, 96, 64), "conditions": torch.rand(1, network.CONDITIONS)}
    assert parity(renderer, small, path) < 4e-3
    assert [value.name for value in ort.InferenceSession(str(path)).get_outputs()] == ["rgba"]


def test_statistics_cover_what_the_set_holds(garments: GarmentSet, tmp_path: Path) -> None:
    write_statistics(garments, tmp_path / "renderer-statistics.json")
    rows = json.loads((tmp_path / "renderer-statistics.json").read_text())
    assert set(rows) == {"t-shirt", "skirt"}
    assert len(rows["skirt"]["style_mean"]) == network.STYLES
    assert all(0 <= value <= 255 for palette in rows["skirt"]["palettes"] for colour in palette for value in colour)


def test_a_model_or_device_that_is_none_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be trained"):
        build_task("shape-shifter", TrainOptions(tmp_path, tmp_path))
    with pytest.raises(BadValue, match="must be auto, cpu or cuda"):
        choose_device("tpu")
    assert choose_device("cpu").why


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed):
        build(TrainOptions(tmp_path, tmp_path))


def test_model_names_never_become_paths() -> None:
    with pytest.raises(NotFound):
        registry.model_path("../../etc/passwd")
