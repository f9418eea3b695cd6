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

_SIGNS = {"₩": "KRW", "￦": "KRW", "원": "KRW", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "円": "JPY"}
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")  # 52 · 52.50 · 39,000 · 1,234.56
_LARGEST = Decimal(10) ** 12  # fits the 64-bit column in which the price filter compares


def parse_price(text: str, currency: str = "") -> tuple[str | None, str | None]:
    """Price and currency of "52.50 USD", "KRW 39,000", "₩39,000", or of a number beside a `currency` column.

    ("", …) gives (None, None): no price is known. Raises `BadValue` with what is wrong and what is allowed.
    """
    text = text.strip()
    if not text:
        return None, None
    code, number = _split_currency(text)
    code = (code or currency).strip().upper()
    if code not in DECIMALS:
        found = f'"{code}" is not an ISO 4217 currency' if code else "has no currency"
        raise BadValue(f'The price "{text}" {found}.', hint='Write "52.00 USD" or "39000 KRW", or add a currency column.')
    if code != (currency.strip().upper() or code):
        raise BadValue(f'The price "{text}" and the currency column "{currency}" disagree.')
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


def _split_currency(text: str) -> tuple[str, str]:
    for sign, code in _SIGNS.items():
        if text.startswith(sign) or text.endswith(sign):
            return code, text.strip(sign).strip()
    letters = re.match(r"([A-Za-z]{3})\s*(?=\d)", text) or re.search(r"(?<=[\d\s])([A-Za-z]{3})$", text)
    if letters is None:
        return "", text
    return letters[1], (text[: letters.start()] + text[letters.end() :]).strip()


def _number(text: str, whole: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        raise BadValue(f'The price "{whole}" is no number.', hint='Write "52.00 USD" or "39,000 KRW".')
    return Decimal(text.replace(",", ""))
