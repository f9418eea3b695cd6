"""Random views for the embedder's training."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `train`")

from torch import Generator  # noqa: E402

from sketch2fashion.training.views import drawing_views, hand_offsets, outlines, partly, photo_views, render_views  # noqa: E402


def seeded() -> Generator:
    return Generator().manual_seed(0)


def test_the_hands_largest_move_grows_with_the_level() -> None:
    level = torch.tensor([0.0, 0.5, 1.0])
    moves = hand_offsets(level, 256, seeded()).norm(dim=3).amax((1, 2)) * 128  # px at 256
    assert moves.tolist() == pytest.approx([0.0, 10.0, 20.0], abs=2.5)


def test_about_the_wanted_share_of_ink_stays() -> None:
    ink = torch.ones(64, 1, 96, 96)
    for share in (0.25, 0.7):
        assert float(partly(ink, torch.full((64,), share), seeded()).mean()) == pytest.approx(share, abs=0.08)


def test_an_outline_runs_along_the_silhouette() -> None:
    alpha = torch.zeros(1, 1, 32, 32)
    alpha[:, :, 8:24, 8:24] = 1
    ink = outlines(alpha)
    assert float(ink[0, 0, 8, 16]) == 1
    assert float(ink[0, 0, 16, 16]) == 0
    assert float(ink[0, 0, 2, 2]) == 0


def test_views_are_pictures_on_white() -> None:
    garments = torch.zeros(4, 4, 64, 64)
    garments[:, :, 16:48, 16:48] = 0.8
    garments[:, 3, 16:48, 16:48] = 1
    ink = outlines(garments[:, 3:])
    for view in (photo_views(garments, 32, seeded()), render_views(garments, ink, 32, seeded()), drawing_views(ink, 32, seeded())):
        assert view.shape == (4, 3, 32, 32)
        assert float(view.min()) >= 0
        assert float(view.max()) <= 1
        assert float(view[:, :, 0, 0].min()) > 0.95  # the corner is paper


def test_the_same_generator_gives_the_same_view() -> None:
    ink = torch.rand(2, 1, 64, 64)
    assert torch.equal(drawing_views(ink, 32, seeded()), drawing_views(ink, 32, seeded()))
