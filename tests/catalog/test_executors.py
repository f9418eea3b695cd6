"""Executors: every chunk's results once, few chunks ahead, and a picture that ends its worker costs only itself."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from sketch2fashion.catalog.executors import InProcess, ProcessPool, executor_of
from sketch2fashion.catalog.pictures import Seen
from sketch2fashion.catalog.prepare import CHUNK, Executor, PreparedPicture, RawProduct, chunked, prepare, prepare_all, prepare_chunk
from sketch2fashion.errors import BadImage, BadValue
from sketch2fashion.images import decode

from .making import webp
from .writer import look

DEADLY = (255, 0, 0)  # a picture of this colour ends the process that looks at it


def look_or_die(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
    """The look of the tests, in which one picture is what a broken native decoder would be."""
    if any(abs(decode(picture)[0, 0, :3].astype(int) - DEADLY).max() < 12 for picture in webps):
        os._exit(11)
    return look(webps)


def look_and_refuse(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
    """Finds no garment in a green picture."""
    if any(decode(picture)[0, 0, 1] > 200 for picture in webps):
        raise BadImage("No garment was found in the photo.")
    return look(webps)


def products(count: int) -> list[RawProduct]:
    return [RawProduct(number, (webp((number % 200, 60, 90)),)) for number in range(count)]


@pytest.mark.parametrize("executor", [InProcess(), ProcessPool(2)], ids=["this process", "two processes"])
def test_every_product_comes_back_once(executor: Executor) -> None:
    numbers = [product.number for chunk in prepare_all(products(5 * CHUNK + 3), executor, look) for product in chunk]
    assert sorted(numbers) == list(range(5 * CHUNK + 3))


def test_a_process_of_the_pool_sees_what_this_process_sees() -> None:
    asked = products(5 * CHUNK)
    here = {product.number: product for chunk in prepare_all(asked, InProcess(), look) for product in chunk}
    for chunk in prepare_all(asked, ProcessPool(2), look):
        for product in chunk:
            (there,), (same,) = product.pictures, here[product.number].pictures
            assert isinstance(there, PreparedPicture)
            assert isinstance(same, PreparedPicture)
            assert there.webp == same.webp
            np.testing.assert_array_equal(there.seen.features.photo, same.seen.features.photo)


def test_few_chunks_are_taken_ahead() -> None:
    taken = 0

    def counted() -> Iterator[RawProduct]:
        nonlocal taken
        for product in products(40 * CHUNK):
            taken += 1
            yield product

    results = prepare_all(counted(), ProcessPool(2), look)
    next(results)
    assert taken <= 6 * CHUNK
    results.close()  # type: ignore[attr-defined]


def test_a_picture_that_ends_its_worker_costs_only_itself() -> None:
    asked = products(8)
    asked[5] = RawProduct(5, (webp((10, 20, 30)), webp(DEADLY)))
    pairs = iter([asked[start : start + 2] for start in range(0, 8, 2)])
    chunks = ProcessPool(2).map(functools.partial(prepare_chunk, look=look_or_die), pairs)
    results = {product.number: product for chunk in chunks for product in chunk}
    assert len(results) == 8
    good, bad = results.pop(5).pictures
    assert isinstance(good, PreparedPicture)
    assert bad == "Reading the picture ends the process that reads it."
    assert all(isinstance(picture, PreparedPicture) for product in results.values() for picture in product.pictures)


def test_a_bad_picture_says_why_in_its_place() -> None:
    prepared = prepare(RawProduct(7, (webp((10, 20, 30)), b"no picture", webp((10, 250, 10)))), look_and_refuse)
    good, foreign, empty = prepared.pictures
    assert prepared.number == 7
    assert isinstance(good, PreparedPicture)
    assert "no picture in a format" in str(foreign)
    assert empty == "No garment was found in the photo."


def test_chunks_hold_about_sixteen_pictures() -> None:
    picture = webp()
    asked = [RawProduct(number, (picture,) * 6) for number in range(7)]
    assert [[product.number for product in chunk] for chunk in chunked(asked)] == [[0, 1, 2], [3, 4, 5], [6]]


def test_one_worker_is_this_process_and_zero_is_one_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(executor_of(1), InProcess)
    three = executor_of(3)
    assert isinstance(three, ProcessPool)
    assert three.workers == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    assert isinstance(executor_of(0), InProcess)


@pytest.mark.parametrize("workers", [-1, 1000])
def test_a_number_of_workers_out_of_range_is_refused(workers: int) -> None:
    with pytest.raises(BadValue, match="between 0 and 256"):
        executor_of(workers)
