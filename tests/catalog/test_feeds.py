"""Feeds: what is read, what is refused, and that one bad row costs only itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sketch2fashion.catalog.feeds import Row, feed_of
from sketch2fashion.catalog.feeds.columns import offer_of
from sketch2fashion.catalog.product import Product
from sketch2fashion.errors import BadFeed, NotFound, Sketch2FashionError

from .making import webp

SHARED = Path(__file__).parents[2].parent / "shared" / "catalogue"


def rows(source: Path) -> list[Row]:
    feed, path = feed_of(source)
    return list(feed.rows(path))


def write(folder: Path, name: str, text: str | bytes) -> Path:
    (folder / "a.webp").write_bytes(webp())
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


def products(source: Path) -> list[Product]:
    return [offer_of(row).product for row in rows(source)]


def problem_of(folder: Path, **fields: str) -> str:
    (folder / "a.webp").write_bytes(webp())
    with pytest.raises(Sketch2FashionError) as caught:
        offer_of(Row("row 2", folder, {"id": "1", "title": "One", "image_link": "a.webp", **fields}))
    return str(caught.value)


def test_a_merchant_table_is_read_column_by_column(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        "feed.csv",
        "id,title,link,image_link,price,availability,product_type,color,brand\n"
        '7,"Shirt, plain",https://shop.example/7,a.webp,"39,000 KRW",in stock,Apparel > Shirts & Tops > Polos,Navy,Nobody\n',
    )
    (product,) = products(source)
    expected = Product(
        "7", "Shirt, plain", "39000", "KRW", "https://shop.example/7", "polo", "Navy",
        extra={"product_type": "Apparel > Shirts & Tops > Polos", "brand": "Nobody"},
    )  # fmt: skip
    assert product == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_encoding_and_the_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    table = ["상품코드", "상품명", "이미지", "가격", "통화"], ["가1", "빨간 치마", "a.webp", "39000", "KRW"]
    text = "\n".join(separator.join(cells) for cells in table)
    (product,) = products(write(tmp_path, "feed.csv", text.encode(encoding)))
    assert (product.id, product.title, product.price) == ("가1", "빨간 치마", "39000")


def test_json_lines_keep_numbers_exact_and_understand_merchant_prices(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "title": "One", "image_link": "a.webp", "price": {"value": "15.00", "currency": "USD"}, "in_stock": True},
        {"id": "2", "title": "Two", "image_link": ["a.webp", "b.webp"], "price": None, "sizes": {"s": 1}, "availability": "out of stock"},
    ]
    exact = '{"id":"3","title":"Three","image_link":"a.webp","price":9007199254.93,"currency":"USD"}'
    text = "\n".join([*map(json.dumps, lines), "", exact])
    one, two, three = products(write(tmp_path, "feed.jsonl", text))
    assert (one.id, one.price, one.in_stock) == ("1", "15.00", True)
    assert (two.price, two.in_stock, two.extra["sizes"]) == (None, False, '{"s": "1"}')
    assert three.price == "9007199254.93"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{broken", "no JSON"),
        ("[1, 2]", "no JSON object"),
        ('"text"', "no JSON object"),
        ("\xff\xfe", "no JSON"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_read(tmp_path: Path, line: str, said: str) -> None:
    good = json.dumps({"id": "1", "title": "One", "image_link": "a.webp"})
    bad_row, good_row = rows(write(tmp_path, "feed.jsonl", line.encode("latin-1") + b"\n" + good.encode()))
    assert said in bad_row.problem
    assert bad_row.place == "line 1"
    assert offer_of(good_row).product.id == "1"


def test_a_bad_table_row_is_told_and_the_next_one_read(tmp_path: Path) -> None:
    text = "id,title,image_link\n1,One\n\n2,Two,a.webp,extra\n3,Three,a.webp,,\n4,Four,a.webp\n"
    read = rows(write(tmp_path, "feed.csv", text))
    assert [bool(row.problem) for row in read] == [True, True, False, False]
    assert "2 values for 3 columns" in read[0].problem
    assert [row.place for row in read] == ["row 2", "row 4", "row 5", "row 6"]


def test_a_folder_is_a_feed_whose_sub_folders_are_categories(tmp_path: Path) -> None:
    twins = "skirts/summer/a.webp", "skirts/summer/a.png"
    for name in ("trousers/Wide-leg_blue.webp", "misc/odd.webp", *twins, ".hidden/x.webp", "top.webp", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(webp())
    found = {product.id: product for product in products(tmp_path)}
    assert set(found) == {"trousers:Wide-leg_blue", "misc:odd", "skirts:summer:a.webp", "skirts:summer:a.png", "top"}
    assert found["trousers:Wide-leg_blue"].category == "pants"
    assert found["trousers:Wide-leg_blue"].title == "Wide leg blue"
    assert found["skirts:summer:a.png"].category == "skirt"
    assert found["misc:odd"].category is None


def test_a_folder_with_one_feed_file_is_that_feed(tmp_path: Path) -> None:
    write(tmp_path, "products.csv", "id,title,image_link\n1,One,a.webp\n")
    assert [product.id for product in products(tmp_path)] == ["1"]
    write(tmp_path, "more.jsonl", "{}")
    with pytest.raises(BadFeed, match=r"more\.jsonl, products\.csv"):
        feed_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("feed.csv", "", "empty"),
        ("feed.csv", "\n\n", "empty"),
        ("feed.jsonl", "", "empty"),
        ("feed.csv", "sku,name\n1,One\n", "image_link"),
        ("feed.csv", b"\x81\xff\x00\x80garbage\xfe", "UTF-8"),
        ("feed.pdf", "x", r"\.csv"),
    ],
)
def test_what_is_no_feed_at_all_is_one_clear_sentence(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    source = write(tmp_path, name, content)
    with pytest.raises(BadFeed, match=said):
        rows(source)


def test_a_source_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="nowhere"):
        feed_of(Path("nowhere"))


@pytest.mark.parametrize("reference", ["../secret.webp", "/etc/passwd", "..\\secret.webp", "deep/../../secret.webp", "link.webp"])
def test_no_picture_outside_the_feed_is_ever_read(tmp_path: Path, reference: str) -> None:
    (tmp_path / "secret.webp").write_bytes(webp())
    folder = tmp_path / "feed"
    folder.mkdir()
    os.symlink(tmp_path / "secret.webp", folder / "link.webp")
    assert "outside" in problem_of(folder, image_link=reference)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"image_link": "https://user:secret@shop.example/a.jpg"}, "password"),
        ({"image_link": "https:///a.jpg"}, "no host"),
        ({"image_link": "https://shop.example:port/a.jpg"}, "cannot be read"),
        ({"image_link": "b.webp"}, "not there"),
        ({"image_link": "a\0.webp"}, "not there"),
        ({"image_link": "x" * 5000}, "not there"),
        ({"image_link": "."}, "not there"),
        ({"id": " "}, "id is missing"),
        ({"title": ""}, "title is missing"),
        ({"price": "cheap USD"}, "no number"),
        ({"price": "39000.50 KRW"}, "decimals"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"availability": "maybe"}, "in_stock, out_of_stock"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    assert said in problem_of(tmp_path, **fields)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not beside the checkout")
def test_a_real_shops_table_imports_row_by_row() -> None:
    read = [offer_of(row) for row in rows(SHARED)]
    assert len(read) > 400
    assert {offer.product.currency for offer in read} == {"USD"}
    assert all(offer.product.category for offer in read)
