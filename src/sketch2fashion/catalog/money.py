"""Prices, exactly. A price is a decimal string in major units and an ISO 4217 code; it never becomes a float.

Won and yen have no decimals, dinars have three, most currencies two; a price with more than its currency has is a mistake in the
feed, never rounded. Zeros after the point are no mistake ("39000.00 KRW" is 39000 won: many feeds write that).
"""

from __future__ import annotations

import re
from decimal import Decimal

from sketch2fashion.errors import BadValue

# ISO 4217, active codes, by the decimals of their minor unit
_CODES = {
    0: """BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF""",
    2: """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
        CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
        KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
        PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU
        UZS VES WST XCD YER ZAR ZMW ZWG""",
    3: """BHD IQD JOD KWD LYD OMR TND""",
}
DECIMALS: dict[str, int] = {code: places for places, codes in _CODES.items() for code in codes.split()}

_SIGNS = {  # longer ones first: "US$" ends with "$"
    "US$": "USD", "CA$": "CAD", "HK$": "HKD", "NT$": "TWD", "AU$": "AUD", "NZ$": "NZD", "S$": "SGD", "A$": "AUD", "C$": "CAD",
    "R$": "BRL", "CN¥": "CNY", "JP¥": "JPY",
    "₩": "KRW", "￦": "KRW", "원": "KRW", "€": "EUR", "£": "GBP", "円": "JPY", "元": "CNY", "₹": "INR", "₫": "VND", "฿": "THB",
    "₽": "RUB", "₺": "TRY", "₱": "PHP", "zł": "PLN", "$": "USD", "¥": "JPY", "￥": "JPY",
}  # fmt: skip
_SHARED_SIGNS = {  # signs that other currencies have too: a currency column says which
    "$": {"CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"},
    "¥": {"CNY"},
    "￥": {"CNY"},
}
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")  # 52 · 52.50 · 39,000 · 1,234.56
_COMMA_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")  # 52,50 · 1.234,56 · 1.234.567
_EITHER = re.compile(r"\d{1,3}\.\d{3}")  # 39.000: thirty-nine, or thirty-nine thousand
_SPACED = re.compile(r"\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?")  # 1 234,56, as French shops write
_LARGEST = Decimal(10) ** 12  # fits the 64-bit column in which the price filter compares


def parse_price(text: str, currency: str = "") -> tuple[str | None, str | None]:
    """Price and currency of "52.50 USD", "KRW 39,000", "₩39,000", or of a number beside a `currency` column.

    ("", …) gives (None, None): no price is known. Raises `BadValue` with what is wrong and what is allowed.
    """
    text = text.strip()
    if not text:
        return None, None
    sign, code, number = _split_currency(text)
    column = currency.strip().upper()
    code = column if column in _SHARED_SIGNS.get(sign, ()) else (code or column).strip().upper()
    if code not in DECIMALS:
        found = f'"{code}" is not an ISO 4217 currency' if code else "has no currency"
        raise BadValue(f'The price "{text}" {found}.', hint='Write "52.00 USD" or "39000 KRW", or add a currency column.')
    if code != (column or code):
        raise BadValue(f'The price "{text}" and the currency column "{currency}" disagree.')
    if _EITHER.fullmatch(number) and DECIMALS[code] < 3:
        raise BadValue(f'The price "{text}" can be read in two ways.', hint="Write thousands with a comma (39,000) or without (39000).")
    return format_price(_number(number, text), code), code


def format_price(amount: Decimal, currency: str) -> str:
    """The decimal string of an amount in major units, with exactly the decimals that the currency has.

    Raises `BadValue` if the amount is finer than the currency, negative or absurdly large.
    """
    step = Decimal(1).scaleb(-DECIMALS[currency])
    if not 0 <= amount < _LARGEST:
        raise BadValue(f"The price {amount} {currency} is outside 0 to {_LARGEST:,}.")
    if amount % step:
        places = DECIMALS[currency]
        raise BadValue(f"The price {amount} {currency} has more decimals than {currency} has ({places}).")
    return str(amount.quantize(step))


def parse_amount(text: str, name: str) -> Decimal:
    """A bound of the price filter in major units. Raises `BadValue` that names the option."""
    try:
        return _number(text.strip(), text)
    except BadValue:
        raise BadValue(f'{name} is "{text}"; a number such as 39000 or 52.50 is wanted.') from None


def _split_currency(text: str) -> tuple[str, str, str]:
    """Sign (or ""), currency (or "") and the number's text."""
    for sign, code in _SIGNS.items():
        if text.startswith(sign):
            return sign, code, text.removeprefix(sign).strip()
        if text.endswith(sign):
            return sign, code, text.removesuffix(sign).strip()
    letters = re.match(r"([A-Za-z]{3})\s*(?=\d)", text) or re.search(r"(?<=[\d\s])([A-Za-z]{3})$", text)
    if letters is None:
        return "", "", text
    return "", letters[1], (text[: letters.start()] + text[letters.end() :]).strip()


def _number(text: str, whole: str) -> Decimal:
    plain = re.sub(r"\s", "", text) if _SPACED.fullmatch(text) else text
    if _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _COMMA_NUMBER.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    raise BadValue(f'The price "{whole}" is no number.', hint='Write "52.00 USD" or "39,000 KRW".')
