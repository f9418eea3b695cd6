"""Small well-formed inputs for each target, from which hostile ones are made by mutation, and hostile classics as they are."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF)
_WORDS = (
    b"",
    b"\x00" * 8,
    b"\xff" * 8,
    b"{",
    b"[",
    b"]}",
    b'"',
    b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    b"&x;",
    b"1e999",
    b"-1",
    b"NaN",
)


def seeds(name: str) -> list[bytes]:
    """The inputs that a target starts from."""
    return {"pictures": _pictures, "sketches": _sketches, "vectors": _vectors, "feeds": _feeds, "drawings": _drawings}[name]()


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One to eight small damages: flipped, overwritten, cut, doubled and foreign pieces."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        chance.choice(_DAMAGES)(changed, others, chance)
    return bytes(changed[:200_000])


def _flip(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(_INTERESTING)


def _cut(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    start = chance.randint(0, len(data))
    del data[start : start + chance.randint(0, 64)]


def _truncate(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    del data[chance.randint(0, len(data)) :]


def _double(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    start = chance.randint(0, len(data))
    data[start:start] = data[start : start + chance.randint(0, 256)] * chance.randint(1, 8)


def _insert(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    start = chance.randint(0, len(data))
    data[start:start] = chance.choice(_WORDS)


def _splice(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    other = chance.choice(others)
    start = chance.randint(0, len(other))
    data[chance.randint(0, len(data)) :] = other[start:]


def _number(data: bytearray, others: list[bytes], chance: random.Random) -> None:
    if len(data) > 4:
        start = chance.randrange(len(data) - 4)
        data[start : start + 4] = chance.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]).to_bytes(4, chance.choice(["little", "big"]))


_DAMAGES: tuple[Callable[[bytearray, list[bytes], random.Random], None], ...] = (
    _flip,
    _overwrite,
    _cut,
    _truncate,
    _double,
    _insert,
    _splice,
    _number,
)


def _pictures() -> list[bytes]:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 9, 4), np.uint8)
    colour, grey = Image.fromarray(pixels), Image.fromarray(pixels[..., 0])
    rgb = colour.convert("RGB")
    exif = Image.Exif()
    exif[274] = 6
    return [
        _saved(colour, "PNG"),
        _saved(grey, "PNG"),
        _saved(rgb.quantize(7), "PNG", transparency=1),
        _saved(Image.fromarray(pixels[..., 0].astype(np.uint16) * 257), "PNG"),
        _saved(rgb, "JPEG", exif=exif),
        _saved(rgb.convert("CMYK"), "JPEG"),
        _saved(grey, "JPEG", progressive=True),
        _saved(colour, "WEBP", lossless=True),
        _saved(rgb, "WEBP"),
        _saved(rgb, "HEIF"),
        _saved(rgb, "AVIF"),
        _saved(colour, "WEBP", save_all=True, append_images=[colour.rotate(90)]),
        _saved(colour, "PNG", save_all=True, append_images=[colour.rotate(90)]),
        b"",
        b"GIF89a",
    ]


def _sketches() -> list[bytes]:
    stroke: dict[str, Any] = {
        "tool": "pen",
        "points": [[10, 10, 0.5, 0], [40, 12, 1, 16.5], [40, 60, 0, 30]],
        "width": 3,
        "colour": "#102030",
        "mirror": False,
    }
    layers = [
        {"id": "a", "kind": kind, "visible": True, "opacity": 1, "strokes": [stroke, {**stroke, "tool": tool, "mirror": True}]}
        for kind, tool in (("line", "erase"), ("colour", "fill"), ("border", "pen"))
    ]
    sketch = {"format": "s2f", "version": 1, "canvas": [64, 80], "category": "t-shirt", "layers": layers, "x-unknown": {"a": [1]}}
    hostile: list[Any] = [
        {**sketch, "canvas": [10**9, 10**9]},
        {**sketch, "canvas": [1e308, -1]},
        {**sketch, "layers": [{**layers[0], "strokes": [{**stroke, "width": 1e308}]}]},
        {**sketch, "layers": [{**layers[0], "strokes": [{**stroke, "points": [[1e308, -1e308, 9, -1]] * 9}]}]},
        {**sketch, "version": 2},
        [],
    ]
    texts = [json.dumps(each).encode() for each in (sketch, *hostile)]
    deep = b'{"format":"s2f","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    return [*texts, deep, b'{"format":"s2f","version":1,"canvas":[NaN,Infinity],"layers":[]}', b"\xef\xbb\xbf" + texts[0], b"{" * 1_000]


def _vectors() -> list[bytes]:
    shape = '<path d="M10 10 C 20 5 30 5 40 10 L40 60 Z" fill="none" stroke="black" stroke-width="2"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 64 80" '
    bodies = [
        shape,
        f'<g transform="scale(2)">{shape}</g><circle cx="9" cy="9" r="4" fill="#f00"/>',
        "<script>alert(1)</script>" + shape,
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>' + shape,
        '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>' + shape,
        '<defs><g id="a"><use href="#a"/></g></defs><use href="#a"/>',
        '<text x="1" y="20" font-size="1e9">x</text>',
        '<foreignObject width="9" height="9"><b>x</b></foreignObject>',
        '<filter id="f"><feTurbulence numOctaves="99"/></filter><rect width="9" height="9" filter="url(#f)"/>',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>' + shape,
    ]
    texts = [f'{head}width="64" height="80">{body}</svg>' for body in bodies]
    texts += [f'{head}width="1e9" height="1e9">{shape}</svg>', f'{head}width="0" height="-4">{shape}</svg>', "<svg/>"]
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">' for n in range(9)
    )
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return [text.encode() for text in (*texts, f"{bomb}]>{head}><text>&j;</text></svg>", f"{outside}{head}><text>&x;</text></svg>")]


def _feeds() -> list[bytes]:
    csv = "id,title,price,image_link,link,availability\n1,Red t-shirt,19.90 EUR,red.png,https://shop.example/1,in stock\n"
    tsv = csv.replace(",", "\t")
    line = '{"id": "1", "title": "Red", "price": "19.90", "currency": "EUR", "image_link": "red.png"}\n'
    naver = "id\ttitle\tprice_pc\tlink\timage_link\tcategory_name1\n1\t빨간 티셔츠\t39000\thttps://shop.example/1\tred.png\t의류\n"
    shopify = "Handle,Title,Variant Price,Image Src,Status\nred,Red,19.90,red.png,active\nred,,,red2.png,\n"
    item = "<item><g:id>1</g:id><title>Red</title><g:price>19.90 EUR</g:price><g:image_link>red.png</g:image_link></item>"
    xml = f'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>{item * 3}</channel></rss>'
    outside = xml.replace("<rss", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss').replace("Red", "&x;")
    texts = [csv, tsv, line * 3, naver, shopify, xml, outside, csv.replace("Red", '"' + "x" * 200_000), "[1, 2]\n{}\nnull\n", "id\n" * 500]
    plain = [text.encode() for text in texts]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.csv", csv)
    return [
        *plain,
        csv.encode("utf-16"),
        naver.encode("cp949"),
        gzip.compress(plain[0]),
        gzip.compress(bytes(5_000_000)),
        packed.getvalue(),
    ]


def _drawings() -> list[bytes]:
    return [*_sketches()[:2], *_vectors()[:4], *_pictures()[:3]]


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
