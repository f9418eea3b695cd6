"""One family of errors: each has a code, a status and a message of one line."""

from __future__ import annotations

import pytest

from sketch2fashion import errors
from sketch2fashion.categories import CATEGORY_NAMES, require_category
from sketch2fashion.errors import MissingExtra, Sketch2FashionError, UnknownCategory

STATUSES = {400, 401, 404, 413, 415, 422, 429, 500, 501, 502, 503}


def family(base: type[Sketch2FashionError] = Sketch2FashionError) -> list[type[Sketch2FashionError]]:
    return [base, *(kind for child in base.__subclasses__() if child.__module__ == errors.__name__ for kind in family(child))]


def example_of(kind: type[Sketch2FashionError]) -> Sketch2FashionError:
    if issubclass(kind, UnknownCategory):
        return kind("sock", CATEGORY_NAMES)
    if issubclass(kind, MissingExtra):
        return kind("Training", "train")
    return kind("It is wrong.", hint="Mend it.")


@pytest.mark.parametrize("kind", family(), ids=lambda kind: kind.__name__)
def test_an_error_has_a_code_a_known_status_and_one_line(kind: type[Sketch2FashionError]) -> None:
    problem = example_of(kind)
    assert problem.code == problem.code.lower().replace(" ", "_")
    assert problem.status in STATUSES
    assert problem.message
    assert problem.message in str(problem)
    assert problem.hint in str(problem)
    assert "\n" not in str(problem)
    assert kind.__doc__, "each class says when it is raised"


def test_codes_are_distinct() -> None:
    codes = [kind.code for kind in family()]
    assert len(codes) == len(set(codes))


def test_an_unknown_category_lists_all_categories() -> None:
    with pytest.raises(UnknownCategory) as caught:
        require_category("sock")
    assert all(name in caught.value.hint for name in CATEGORY_NAMES)


def test_a_missing_extra_says_the_exact_command() -> None:
    assert 'pip install "sketch2fashion[train]"' in MissingExtra("Training", "train").hint


@pytest.mark.parametrize(
    ("label", "name"),
    [("Tee", "t-shirt"), (" jeans ", "pants"), ("치마", "skirt"), ("beanie", "hat"), ("jacket", "outerwear")],
)
def test_labels_of_shops_and_data_sets_are_understood(label: str, name: str) -> None:
    assert require_category(label) == name
