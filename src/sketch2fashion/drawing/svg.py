"""SVG drawings → pixels, through resvg. Untrusted: no scripts, no files, no addresses, no bombs; a picture inside must be a data URL."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, tostring

import defusedxml.ElementTree as safe_xml
import resvg_py
from defusedxml import DefusedXmlException

from sketch2fashion.drawing.framing import ASPECT_MAX
from sketch2fashion.errors import BadSketch, BadValue, TooLarge
from sketch2fashion.garment import Picture
from sketch2fashion.images import decode
from sketch2fashion.settings import settings

LONGEST = 1024  # px of the picture that comes out
ELEMENTS_MAX = 100_000  # drawn, after <use> has been expanded
DEPTH_MAX = 200

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_REFUSED = ("script", "foreignObject", "iframe", "audio", "video", "handler", "filter")  # a filter can be made to run for hours
_DEFAULT_SIZE = (300.0, 150.0)  # px, as browsers take it where an SVG says nothing
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)|@import[^;]*;?", re.IGNORECASE)


def looks_like_svg(data: bytes) -> bool:
    """Whether bytes are text with an `<svg` near the start."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"<" and b"<svg" in data[:65536]


def read_svg(data: bytes) -> Picture:
    """The drawing as (H, W, 4) RGBA on a transparent ground, longer side 1024 px.

    Raises `BadSketch` (damaged, entities, too much to draw), `BadValue` (longer than 4 : 1) or `TooLarge`.
    """
    if len(data) > settings().max_bytes:
        raise TooLarge(f"The SVG has {len(data) / 1e6:.1f} MB; at most {settings().max_bytes / 1e6:.0f} MB are accepted.")
    root = _parsed(data)
    _refuse_bombs(root)
    _strip_outside(root)
    _resize(root)
    try:
        png = resvg_py.svg_to_bytes(svg_string=tostring(root, encoding="unicode"), skip_system_fonts=True)
    except Exception as problem:  # resvg raises ValueError, and a Rust panic arrives as a bare exception
        raise BadSketch("The SVG cannot be drawn.", hint=str(problem)[:200]) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise BadSketch("The SVG cannot be drawn.") from None
    return decode(bytes(png))


def _parsed(data: bytes) -> Element:
    try:
        root: Element = safe_xml.fromstring(data)
    except DefusedXmlException:
        raise BadSketch("The SVG defines entities or names outside files, which is not allowed.", hint="Export it as plain SVG.") from None
    except (ParseError, ValueError, LookupError, RecursionError) as problem:
        raise BadSketch("The SVG is damaged.", hint=str(problem)[:200]) from None
    if _name(root) != "svg":
        raise BadSketch(f"The file is XML, but its root is <{_name(root)[:40]}>, not <svg>.")
    return root


def _refuse_bombs(root: Element) -> None:
    """Count what would be drawn; <use> of groups of <use> grows by powers."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[int, int] = {}

    def count(element: Element, depth: int) -> int:
        if depth > DEPTH_MAX:
            raise BadSketch(f"The SVG is nested more than {DEPTH_MAX} levels deep.")
        known = counts.get(id(element))
        if known is not None:
            return known
        counts[id(element)] = ELEMENTS_MAX  # a loop meets itself here
        total = 1 + sum(count(child, depth + 1) for child in element)
        target = named.get((_href(element) or "").removeprefix("#")) if _name(element) == "use" else None
        if target is not None:
            total += count(target, depth + 1)
        counts[id(element)] = min(total, ELEMENTS_MAX + 1)
        return counts[id(element)]

    if count(root, 0) > ELEMENTS_MAX:
        raise BadSketch(f"The SVG holds more than {ELEMENTS_MAX:,} elements to draw.", hint="Simplify it, or export it as PNG.")


def _strip_outside(root: Element) -> None:
    """Remove scripts and everything that points outside the file."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _name(child) in _REFUSED or (_name(child) in ("image", "feImage") and not (_href(child) or "").startswith("data:image/")):
                parent.remove(child)
        if _name(parent) == "style" and parent.text:
            parent.text = _OUTSIDE_URL.sub("none", parent.text)
        for key, value in list(parent.attrib.items()):
            if "url(" in value:
                parent.set(key, _OUTSIDE_URL.sub("none", value))
            elif key in _HREFS and not value.startswith(("#", "data:image/")):
                del parent.attrib[key]


def _resize(root: Element) -> None:
    """Give the root its size in px: longer side LONGEST."""
    box = _numbers(root.get("viewBox", ""))
    width, height = (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else _own_size(root)
    if max(width, height) > ASPECT_MAX * min(width, height):
        raise BadValue(f"The drawing is {width:g} × {height:g}; its sides may differ by 4 : 1 at most.", hint="Crop it, or add margin.")
    if len(box) != 4:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    scale = LONGEST / max(width, height)
    root.set("width", str(max(1, round(width * scale))))
    root.set("height", str(max(1, round(height * scale))))


def _own_size(root: Element) -> tuple[float, float]:
    sides = [_numbers(root.get(name, "")) for name in ("width", "height")]
    relative = any("%" in root.get(name, "") for name in ("width", "height"))
    if relative or not all(side and side[0] > 0 for side in sides):
        return _DEFAULT_SIZE
    return sides[0][0], sides[1][0]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?", text)[:4]]


def _href(element: Element) -> str | None:
    return next((element.get(key) for key in _HREFS if element.get(key)), None)


def _name(element: Element) -> str:
    """The tag without its namespace; comments and the like have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
