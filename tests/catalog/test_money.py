"""Prices are exact, in every currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sketch2fashion.catalog.money import format_price, parse_amount, parse_price
from sketch2fashion.errors import BadValue


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("52", "USD", ("52.00", "USD")),
        ("52.5 USD", "", ("52.50", "USD")),
        ("0.1 usd", "", ("0.10", "USD")),
        ("USD 1,234.56", "", ("1234.56", "USD")),
        ("39000 KRW", "", ("39000", "KRW")),
        ("39,000", "KRW", ("39000", "KRW")),
        ("39000.00 KRW", "", ("39000", "KRW")),
        ("₩39,000", "", ("39000", "KRW")),
        ("39,000원", "", ("39000", "KRW")),
        ("€9.99", "", ("9.99", "EUR")),
        ("1.234 KWD", "", ("1.234", "KWD")),
        ("15.00 USD", "USD", ("15.00", "USD")),
        ("52,50 €", "", ("52.50", "EUR")),
        ("1.234,56 EUR", "", ("1234.56", "EUR")),
        ("1.234.567 KRW", "", ("1234567", "KRW")),
        ("1 234,56 €", "", ("1234.56", "EUR")),
        ("US$12.50", "", ("12.50", "USD")),
        ("$12.50", "CAD", ("12.50", "CAD")),
        ("CN¥88", "", ("88.00", "CNY")),
        ("¥1,200", "", ("1200", "JPY")),
        ("9007199254.93 USD", "", ("9007199254.93", "USD")),  # a float would be a cent off
        ("", "USD", (None, None)),
        ("  ", "", (None, None)),
    ],
)
def test_a_price_is_read_exactly(text: str, currency: str, expected: tuple[str | None, str | None]) -> None:
    assert parse_price(text, currency) == expected


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("39000.50 KRW", "", "more decimals than KRW has"),
        ("1.9999 USD", "", "more decimals than USD has"),
        ("1.999 USD", "", "two ways"),
        ("39.000 KRW", "", "two ways"),
        ("52", "", "no currency"),
        ("52", "XYZ", "XYZ"),
        ("52 USD", "EUR", "disagree"),
        ("-5 USD", "", "no number"),
        ("1e5 USD", "", "no number"),
        ("1,234,56 EUR", "", "no number"),
        ("1,2345 USD", "", "no number"),
        ("$12", "EUR", "disagree"),
        ("from 12 USD", "", "no number"),
        ("NaN USD", "", "no number"),
        ("99999999999999 USD", "", "outside"),
        ("call us", "USD", "no number"),
    ],
)
def test_what_is_no_price_is_refused_with_the_reason(text: str, currency: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        parse_price(text, currency)


def test_amounts_of_the_price_filter() -> None:
    assert parse_amount("39,000", "--price-min") == Decimal(39000)
    with pytest.raises(BadValue, match="--price-min"):
        parse_amount("cheap", "--price-min")


def test_format_keeps_the_decimals_of_the_currency() -> None:
    assert format_price(Decimal("5"), "JPY") == "5"
    assert format_price(Decimal("5"), "EUR") == "5.00"
    assert format_price(Decimal("5"), "TND") == "5.000"
