"""The contours' network and training, and the file that they share with the embedder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `train`")

from sketch2fashion.training.contours import HANDS, ContoursConfig, ContoursTask, contrast, redrawn  # noqa: E402
from sketch2fashion.training.networks.contours import CONTOUR_SIZE, SIDE, Contours, directions, oriented_filters  # noqa: E402
from sketch2fashion.training.networks.embedder import Embedder, EmbedderModel, fit_principal  # noqa: E402
from sketch2fashion.training.wardrobe import Wardrobe, edge_ink, outline_of  # noqa: E402

TINY = ContoursConfig(steps=4, garments=4, warm_up=1)


@pytest.fixture(scope="module")
def wardrobe() -> Wardrobe:
    """Five blocks of different widths."""
    garments = np.zeros((5, SIDE, SIDE, 4), np.uint8)
    for index, garment in enumerate(garments):
        garment[8:120, 20 : 60 + 12 * index] = (40 * index, 90, 200, 255)
    random = np.random.default_rng(0)
    ink = torch.from_numpy(np.stack([edge_ink(garment, random) for garment in garments]))[:, None]
    pixels = torch.from_numpy(garments).permute(0, 3, 1, 2).contiguous()
    outlines = tuple(outline_of(garment) for garment in garments)
    return Wardrobe(tuple("abcde"), torch.tensor([0, 0, 1, 1, 2]), torch.arange(5), pixels, ink, ink, ink, outlines)


def test_lines_answer_in_their_direction_and_in_any_ink() -> None:
    paper = torch.ones(2, 3, SIDE, SIDE)
    paper[0, :, :, 62:65] = 0
    paper[1, :, 62:65] = 0
    answers = directions(paper, oriented_filters()).mean((2, 3))
    assert answers[0].argmax() == 0  # changes from left to right
    assert answers[1].argmax() == 4
    grey = 1 - (1 - paper) * 0.6
    assert torch.allclose(directions(grey, oriented_filters()), directions(paper, oriented_filters()), rtol=0.2, atol=0.05)
    assert float(directions(torch.ones(1, 3, SIDE, SIDE), oriented_filters()).abs().max()) == 0


def test_vectors_have_length_one() -> None:
    vectors = Contours().eval()(torch.rand(3, 3, SIDE, SIDE))
    assert vectors.shape == (3, CONTOUR_SIZE)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(3), atol=1e-5)


def test_hands_draw_every_garment_once_and_the_cache_gives_the_same(wardrobe: Wardrobe, tmp_path: Path) -> None:
    drawn = redrawn(wardrobe, tmp_path)
    assert drawn.shape == (5, HANDS, SIDE, SIDE)
    assert drawn.dtype == torch.uint8
    assert bool((drawn.flatten(2).amax(2) > 200).all())
    assert not torch.equal(drawn[:, 0], drawn[:, 1])
    assert torch.equal(redrawn(wardrobe, tmp_path), drawn)
    assert list(tmp_path.glob("hands-*.npy"))


def test_two_and_two_steps_reach_what_four_steps_reach(wardrobe: Wardrobe, tmp_path: Path) -> None:
    unbroken = ContoursTask(wardrobe, wardrobe, TINY, tmp_path)
    for number in range(4):
        expected = unbroken.step(number)
    first, second = (ContoursTask(wardrobe, wardrobe, TINY, tmp_path) for _ in range(2))
    for number in range(2):
        first.step(number)
    second.load_state_dict(first.state_dict())
    for number in range(2, 4):
        got = second.step(number)
    assert got == pytest.approx(expected, rel=1e-5)
    assert 0 <= second.validate()["recall@1"] <= 1
    assert second.sheet().dtype == np.uint8


def test_near_duplicates_are_neither_right_nor_wrong() -> None:
    vectors = torch.eye(3)
    twins = torch.tensor([0, 0, 1])
    crossed = vectors[[1, 0, 2]]  # each twin looks like the other
    assert contrast(crossed, vectors, torch.arange(3)) > contrast(crossed, vectors, twins)


def test_the_embedders_halves_share_the_cosine_as_told() -> None:
    model = EmbedderModel(Embedder(), Contours(), contour_share=0.7).eval()
    assert fit_principal(model.principal, torch.randn(400, 256)) > 0.5
    with torch.no_grad():
        vectors, scores = model(torch.rand(2, 3, 224, 224))
    assert vectors.shape == (2, 256)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(2), atol=1e-5)
    assert torch.allclose(vectors[:, 128:].norm(dim=1) ** 2, torch.full((2,), 0.7), atol=1e-5)
    assert sum(parameter.numel() for parameter in model.parameters()) <= 6_000_000
    assert bool(((scores > 0) & (scores < 1)).all())
