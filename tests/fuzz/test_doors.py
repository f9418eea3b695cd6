"""The short form: the seeds, their mutations, and what hypothesis makes of the grammar. Nothing but the family of `errors` comes out."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .seeds import mutated, seeds
from .targets import TARGETS, drawings, feed_files, pictures, sketches, tried, vectors

MUTATIONS = {"drawings": 20}
USUAL_MUTATIONS = 150
EXAMPLES = settings(max_examples=60, deadline=20_000, derandomize=True, suppress_health_check=list(HealthCheck))

numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats(), st.booleans(), st.none(), st.text(max_size=4))
words = st.one_of(st.sampled_from(["pen", "erase", "fill", "line", "colour", "border", "t-shirt", "#aabbcc", ""]), numbers)
strokes = st.fixed_dictionaries(
    {"tool": words, "points": st.lists(st.lists(numbers, max_size=5), max_size=6), "width": numbers, "colour": words},
    optional={"mirror": words, "unknown": numbers},
)
layers = st.fixed_dictionaries(
    {"id": words, "kind": words, "strokes": st.lists(strokes, max_size=4)}, optional={"visible": words, "opacity": numbers}
)
sketch_files = st.fixed_dictionaries(
    {
        "format": st.just("s2f"),
        "version": st.one_of(st.just(1), numbers),
        "canvas": st.one_of(st.just([64, 64]), st.lists(numbers, max_size=3)),
        "layers": st.one_of(st.lists(layers, max_size=3), numbers),
    },
    optional={"category": words},
)
attributes = st.dictionaries(
    st.sampled_from(["d", "x", "y", "width", "height", "viewBox", "transform", "stroke", "stroke-width", "href", "style", "points", "r"]),
    st.one_of(st.text(max_size=12), numbers.map(str), st.sampled_from(["M0 0 L9 9", "scale(1e99)", "url(#a)", "file:///etc/passwd"])),
    max_size=5,
)
elements = st.tuples(st.sampled_from(["path", "g", "use", "image", "rect", "circle", "text", "script", "polyline", "svg"]), attributes)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_their_mutations_stop_at_the_door(name: str) -> None:
    chance, known = random.Random(1), seeds(name)
    for data in known:
        tried(TARGETS[name], data)
    for _ in range(MUTATIONS.get(name, USUAL_MUTATIONS)):
        tried(TARGETS[name], mutated(chance.choice(known), known, chance))


@given(sketch_files)
@EXAMPLES
def test_sketches_of_any_values_stop_at_the_door(sketch: dict[str, Any]) -> None:
    tried(sketches, json.dumps(sketch).encode())


@given(st.lists(elements, max_size=5))
@EXAMPLES
def test_svgs_of_any_attributes_stop_at_the_door(parts: list[tuple[str, dict[str, str]]]) -> None:
    from xml.sax.saxutils import quoteattr

    body = "".join(f"<{name} {' '.join(f'{key}={quoteattr(value)}' for key, value in given.items())}/>" for name, given in parts)
    tried(vectors, f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'.encode("utf-8", "replace"))


@given(st.binary(max_size=400))
@EXAMPLES
def test_any_bytes_stop_at_every_door(data: bytes) -> None:
    for target in (pictures, sketches, vectors, drawings):
        tried(target, data)


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6), st.sampled_from([",", "\t", ";", "|"]))
@EXAMPLES
def test_tables_of_any_cells_stop_at_the_door(rows: list[list[str]], separator: str) -> None:
    head = separator.join(["id", "title", "price", "image_link", "link"])
    table = "\n".join([head, *(separator.join(row) for row in rows)])
    tried(feed_files, table.encode("utf-8", "replace"))
