"""The formats that shops publish: told by what is in the file, read to the last exact won, and never a way into this machine."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from sketch2fashion.catalog.feeds import Row, feed_of
from sketch2fashion.catalog.feeds.columns import Offer, offer_of
from sketch2fashion.catalog.feeds.source import Columns, Source
from sketch2fashion.errors import BadFeed, BadValue, Sketch2FashionError

MERCHANT = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
<title>A shop</title><link>https://shop.example</link>
<item>
  <g:id>a-1</g:id><title>Pleated skirt &amp; belt</title><link>https://shop.example/a-1?x=1&amp;y=2</link>
  <g:image_link>https://cdn.example/a.jpg</g:image_link>
  <g:additional_image_link>https://cdn.example/b.jpg</g:additional_image_link>
  <g:additional_image_link>https://cdn.example/c.jpg,https://cdn.example/d.jpg</g:additional_image_link>
  <g:price>52.00 USD</g:price><g:sale_price>39.50 USD</g:sale_price><g:availability>in_stock</g:availability>
  <g:google_product_category>1581</g:google_product_category><g:color>Navy</g:color>
  <g:shipping><g:country>US</g:country><g:price>6.49 USD</g:price></g:shipping>
</item>
<item><g:id>a-2</g:id><g:title>Coat</g:title><g:image_link>https://cdn.example/e.jpg</g:image_link>
  <g:price>39000 KRW</g:price><g:availability>out of stock</g:availability></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>A shop</title>
<entry><g:id>b-1</g:id><title>Hat</title><link rel="alternate" href="https://shop.example/b-1"/>
<g:image_link>https://cdn.example/a.jpg</g:image_link></entry></feed>"""
NAVER = (
    "id\ttitle\tprice_pc\tprice_mobile\tnormal_price\tlink\timage_link\tadd_image_link\tcategory_name1\tcategory_name2\tcategory_name3\tclass\n"
    '7\t24" 와이드 청바지\t39000\t38000\t59000\thttps://mall.example/7\thttps://img.example/7.jpg\t'
    "https://img.example/7b.jpg|https://img.example/7c.jpg\t패션의류\t여성의류\t청바지\tU\n"
    '8\t"리본" 블라우스\t29,900\t\t\thttps://mall.example/8\thttps://img.example/8.jpg\t\t패션의류\t여성의류\t블라우스/셔츠\tI\n'
    "9\t품절 상품\t1\t\t\thttps://mall.example/9\thttps://img.example/9.jpg\t\t패션의류\t\t\tD\n"
)
SHOPIFY = (
    "Handle,Title,Vendor,Product Category,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Image Position,Variant Image,Status\n"
    "red-tee,Red Tee,Acme,Apparel & Accessories > Clothing > Shirts & Tops,T-Shirts,true,Color,Red,RT-1,shopify,0,deny,25.00,30.00,"
    "https://cdn.example/2.jpg,2,,active\n"
    "red-tee,,,,,,,Dark Red,RT-2,shopify,3,deny,19.90,30.00,https://cdn.example/1.jpg,1,https://cdn.example/v.jpg,\n"
    "red-tee,,,,,,,,,,,,,,https://cdn.example/3.jpg,3,,\n"
    "old-hat,Old Hat,Acme,,Hats,true,Title,Default Title,OH-1,,,deny,10.00,,https://cdn.example/4.jpg,1,,draft\n"
    "cap,Cap,Acme,,Hats,true,Title,Default Title,C-1,shopify,0,deny,10.00,,https://cdn.example/5.jpg,1,,active\n"
)
SHOPIFY_2025 = (
    "Title,URL handle,Description,Vendor,Product category,Type,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
    "Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL,Image position\n"
    "Red Tee,red-tee,,Acme,,T-Shirts,TRUE,Active,RT-1,Color,Red,25.00,,shopify,0,TRUE,https://cdn.example/1.jpg,1\n"
)


def read(folder: Path, name: str, content: str | bytes, columns: Columns | None = None, format: str | None = None) -> list[Row]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    feed, source = feed_of(path, format, columns)
    return list(feed.rows(source))


def offers(folder: Path, name: str, content: str | bytes, columns: Columns | None = None) -> list[Offer]:
    return [offer_of(row, columns) for row in read(folder, name, content, columns) if not row.removed]


def test_a_merchant_feed_is_read_item_by_item(tmp_path: Path) -> None:
    skirt, coat = offers(tmp_path, "feed.xml", MERCHANT)
    assert (skirt.product.id, skirt.product.title, skirt.product.link) == (
        "a-1",
        "Pleated skirt & belt",
        "https://shop.example/a-1?x=1&y=2",
    )
    assert (skirt.product.price, skirt.product.currency, skirt.product.extra["regular_price"]) == ("39.50", "USD", "52.00 USD")
    assert (skirt.product.category, skirt.product.colour) == ("skirt", "Navy")
    assert skirt.pictures == tuple(f"https://cdn.example/{name}.jpg" for name in "abcd")
    assert (coat.product.price, coat.product.in_stock) == ("39000", False)


def test_an_atom_feed_takes_its_link_from_the_attribute(tmp_path: Path) -> None:
    (offer,) = offers(tmp_path, "feed", ATOM)
    assert (offer.product.id, offer.product.link) == ("b-1", "https://shop.example/b-1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "euc-kr"])
def test_a_merchant_feed_may_have_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = ATOM.replace("Hat", "빨간 모자")
    (offer,) = offers(tmp_path, "feed.xml", f'<?xml version="1.0" encoding="{declared}"?>\n{text}'.encode(encoding))
    assert offer.product.title == "빨간 모자"


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">',
    ],
)
def test_document_types_and_entities_are_refused(tmp_path: Path, attack: str) -> None:
    with pytest.raises(BadFeed, match="document type or entities"):
        read(tmp_path, "feed.xml", f'<?xml version="1.0"?>{attack}<rss><channel><item><id>&x;</id></item></channel></rss>')


def test_a_feed_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    first, second, end = read(tmp_path, "feed.xml", MERCHANT[: MERCHANT.index("</channel>")] + "<item><g:id>x</g:")
    assert offer_of(first).product.id == "a-1"
    assert second.fields["id"] == "a-2"
    assert end.ends_early
    assert end.place == "after item 2"


def test_an_endless_item_ends_the_feed(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match="more than 4 MiB"):
        read(tmp_path, "feed.xml", "<rss><channel><item><title>" + "x" * 6_000_000 + "</title></item></channel></rss>")


def test_a_long_feed_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    item = MERCHANT[MERCHANT.index("<item>") : MERCHANT.index("</item>") + 7]
    path = tmp_path / "feed.xml"
    path.write_text(MERCHANT[: MERCHANT.index("<item>")] + item * 4_000 + "</channel></rss>")
    feed, source = feed_of(path)
    tracemalloc.start()
    count = sum(1 for _ in feed.rows(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 1_500_000


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_naver_feed_is_read_with_its_quotes_paths_and_won(tmp_path: Path, encoding: str) -> None:
    jeans, blouse = offers(tmp_path, "ep.txt", NAVER.encode(encoding))
    assert (jeans.product.title, jeans.product.price, jeans.product.currency) == ('24" 와이드 청바지', "39000", "KRW")
    assert (jeans.product.category, jeans.product.extra["category_path"]) == ("pants", "패션의류 > 여성의류 > 청바지")
    assert jeans.pictures == tuple(f"https://img.example/7{part}.jpg" for part in ("", "b", "c"))
    assert (blouse.product.title, blouse.product.price, blouse.product.category) == ('"리본" 블라우스', "29900", "shirt")


def test_a_naver_summary_says_what_is_no_longer_sold(tmp_path: Path) -> None:
    rows = read(tmp_path, "ep.txt", NAVER)
    assert [(row.fields["id"], row.removed) for row in rows] == [("7", False), ("8", False), ("9", True)]


def test_the_rows_of_a_shopify_handle_are_one_product(tmp_path: Path) -> None:
    columns = Columns(values={"link": "https://acme.example/products/{handle}", "currency": "USD", "shop": "Acme"})
    tee, cap = offers(tmp_path, "products.csv", SHOPIFY, columns=columns)
    assert (tee.product.id, tee.product.title, tee.product.link) == ("red-tee", "Red Tee", "https://acme.example/products/red-tee")
    assert (tee.product.price, tee.product.currency, tee.product.shop) == ("19.90", "USD", "Acme")
    assert (tee.product.category, tee.product.colour, tee.product.in_stock) == ("t-shirt", "Red, Dark Red", True)
    assert tee.pictures == tuple(f"https://cdn.example/{name}.jpg" for name in ("1", "2", "3", "v"))
    assert not cap.product.in_stock


def test_a_shopify_draft_is_not_sold(tmp_path: Path) -> None:
    assert [(row.fields["id"], row.removed) for row in read(tmp_path, "p.csv", SHOPIFY)] == [
        ("red-tee", False),
        ("old-hat", True),
        ("cap", False),
    ]


def test_the_export_of_2025_is_read_too(tmp_path: Path) -> None:
    (tee,) = offers(tmp_path, "products.csv", SHOPIFY_2025, columns=Columns(values={"currency": "EUR"}))
    assert (tee.product.id, tee.product.price, tee.product.in_stock) == ("red-tee", "25.00", True)


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.xml", MERCHANT, "merchant"),
        ("a.txt", NAVER, "naver"),
        ("a.csv", SHOPIFY, "shopify"),
        ("a.csv", SHOPIFY_2025, "shopify"),
        ("a.dat", "id\ttitle\timage_link\n1\tOne\ta.jpg\n", "csv"),
        ("a.txt", '{"id": 1}\n', "jsonl"),
        ("a.jsonl", "broken, line\n", "jsonl"),
    ],
)
def test_the_format_is_told_by_the_content(tmp_path: Path, name: str, content: str, format: str) -> None:
    (tmp_path / name).write_text(content)
    assert feed_of(tmp_path / name)[0].name == format


def test_a_format_can_be_forced_and_an_unknown_one_lists_the_known(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "a.txt", "id\ttitle\timage_link\n1\tOne\ta.jpg\n", format="naver")
    assert row.fields["currency"] == ""
    with pytest.raises(BadValue, match="csv, folder, jsonl, merchant, naver, shopify"):
        feed_of(tmp_path, "excel")


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.xml.gz", gzip.compress(MERCHANT.encode())),
        ("feed.zip", zipped(feed__xml=MERCHANT)),
        ("feed", gzip.compress(MERCHANT.encode())),
    ],
)
def test_packed_feeds_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    assert [row.fields["id"] for row in read(tmp_path, name, content)] == ["a-1", "a-2"]


def test_packed_tables_are_read_in_their_own_encoding(tmp_path: Path) -> None:
    (jeans, *_) = offers(tmp_path, "ep.tsv.gz", gzip.compress(NAVER.encode("cp949")))
    assert jeans.product.title.endswith("청바지")


def test_a_zip_of_several_files_says_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match=r"a\.csv, b\.csv"):
        read(tmp_path, "feed.zip", zipped(a__csv="x", b__csv="y"))


@pytest.mark.parametrize("cut", [8, -20])
def test_a_damaged_package_is_one_clear_sentence(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(b"id,title,image_link\n" + bytes(range(256)).hex().encode() * 400)
    with pytest.raises(BadFeed, match="damaged or cut off"):
        read(tmp_path, "feed.csv.gz", packed[:cut])


def test_a_feed_that_unpacks_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketch2fashion.catalog.feeds.source._HARMLESS_UNPACKED", 1_000_000)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"id,title,image_link\n" + b"a" * 20_000_000))
    with pytest.raises(BadFeed, match="times its size"):
        _ = Source(tmp_path / "bomb.csv.gz").encoding


def test_columns_are_mapped_and_filled_in(tmp_path: Path) -> None:
    columns = Columns({"title": "상품 이름", "image_link": "그림"}, {"currency": "KRW", "link": "https://mall.example/{id}"})
    (offer,) = offers(tmp_path, "feed.csv", "id,상품 이름,그림,price\n7,치마,https://img.example/7.jpg,39000\n", columns=columns)
    assert (offer.product.title, offer.product.currency, offer.product.link) == ("치마", "KRW", "https://mall.example/7")


def test_a_mapping_to_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match='no column "이름"'):
        read(tmp_path, "feed.csv", "id,상품 이름,image_link\n7,치마,a.jpg\n", Columns({"title": "이름"}))


def offer(**fields: str) -> Offer:
    return offer_of(Row("row 2", Path(), {"id": "1", "title": "One", "image_link": "https://a.example/1.jpg", **fields}))


@pytest.mark.parametrize(
    ("dates", "price"),
    [("", "5.00"), ("2020-01-01T00:00+0900/2099-01-01T00:00+0900", "5.00"), ("2020-01-01/2020-02-01", "9.00"), ("2099-01-01/", "9.00")],
)
def test_a_sale_price_counts_while_the_sale_lasts(dates: str, price: str) -> None:
    assert offer(price="9 USD", sale_price="5 USD", sale_price_effective_date=dates).product.price == price


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"price": "9 USD", "sale_price": "5 EUR"}, "disagree"),
        ({"price": "9 USD", "sale_price": "5 USD", "sale_price_effective_date": "soon"}, "no interval"),
        ({"price": "39.000 KRW"}, "two ways"),
    ],
)
def test_what_is_wrong_with_a_price_is_said(fields: dict[str, str], said: str) -> None:
    with pytest.raises(Sketch2FashionError, match=said):
        offer(**fields)


@pytest.mark.parametrize(
    ("word", "in_stock"),
    [("in stock", True), ("품절", False), ("판매중", True), ("12", True), ("0", False), ("-3", False), ("sold out", False)],
)
def test_words_of_availability(word: str, in_stock: bool) -> None:
    assert offer(availability=word).product.in_stock is in_stock


def test_more_pictures_come_from_their_column_and_bad_ones_are_named() -> None:
    found = offer(additional_image_link="https://a.example/2.jpg,https://a.example/3.jpg")
    assert found.pictures == ("https://a.example/1.jpg", "https://a.example/2.jpg", "https://a.example/3.jpg")
    found = offer(image_link="missing.jpg", additional_image_link="https://a.example/2.jpg")
    assert found.pictures == ("https://a.example/2.jpg",)
    assert "missing.jpg" in found.problems[0]


def test_a_link_with_korean_letters_becomes_an_address() -> None:
    assert offer(link="https://mall.example/상품 1").product.link == "https://mall.example/%EC%83%81%ED%92%88%201"
