"""Money: whole cents in the program, words and symbols for people. No floating point on the way in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

# Above this a JSON number (a double) no longer tells one cent from the next.
LIMIT = 7 * 10**15

_SCALES = {
    "": 1, "百": 10**2, "千": 10**3, "k": 10**3, "万": 10**4, "w": 10**4,
    "十万": 10**5, "百万": 10**6, "m": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
NO_CURRENCY = "XXX"  # ISO 4217: of a file that knows none yet
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "SGD", "MYR", "AUD", "CAD")
_SYMBOLS = {NO_CURRENCY: "", "CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
# Which currencies a sign or word may stand for; a code stands for itself.
_DOLLARS = ("USD", "HKD", "TWD", "SGD", "AUD", "CAD")
_SIGNS = {
    "¥": ("CNY", "JPY"), "$": _DOLLARS, "us$": ("USD",), "hk$": ("HKD",), "€": ("EUR",), "£": ("GBP",),
    "元": ("CNY", "HKD", "TWD"), "块": ("CNY",), "块钱": ("CNY",), "人民币": ("CNY",), "rmb": ("CNY",), "美元": ("USD",),
    "欧元": ("EUR",), "英镑": ("GBP",), "港元": ("HKD",), "港币": ("HKD",), "日元": ("JPY",),
}  # fmt: skip
# The codes of ISO 4217 that are in use.
_CODES = frozenset(
    re.findall(
        r"\w+",
        """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """,
    )
)
_heard: str | None = None
_TRADITIONAL = str.maketrans("萬億圓−", "万亿元-")


def parse_money(text: str, currency: str | None, *, zero_ok: bool = True, of_order: bool = False) -> int:
    """The cents of `12000`, `12,000.50`, `1.2万`, `3k`, `￥800`, `RMB 800`, `15万元`, counted in `currency`; None where any
    will do, NO_CURRENCY where the first that is said decides. `of_order` where the currency is that of one order.

    Raises UsageError for what is garbled, negative, finer than a cent, beyond `LIMIT` cents, of another currency, or zero unless
    `zero_ok`.
    """
    unknown = currency == NO_CURRENCY
    currency = _heard if unknown else currency
    match = _spelling(currency or (NO_CURRENCY if unknown else None)).fullmatch(
        unicodedata.normalize("NFKC", text).strip().translate(_TRADITIONAL).lower()
    )
    if not match:
        raise UsageError(t("'{text}' is not an amount", text=text), t("write it like 12000, 12,000.50 or 15k"))
    if match["minus"] or match["inner_minus"]:
        raise UsageError(t("an amount cannot be negative: '{text}'", text=text))
    if currency and not all(_is_of(currency, said) for said in (match["sign"], match["unit"]) if said):
        if of_order:
            raise UsageError(t("'{text}' is not in {currency}, the currency of this order.", text=text, currency=currency))
        hint = t(
            "Write the amount in {currency}, or choose another currency for the file: crm config set currency CODE",
            currency=currency,
        )
        raise UsageError(t("'{text}' is not in {currency}, the currency of this file.", text=text, currency=currency), hint)
    if unknown:
        hear(match["sign"] or match["unit"])
    cents = _cents(match["whole"].replace(",", ""), match["part"] or "", _SCALES[match["scale"] or ""], text)
    if not cents and not zero_ok:
        raise UsageError(t("an amount must be more than zero: '{text}'", text=text))
    return cents


def check_currency(code: str) -> str:
    """The code as it is kept. Raises UsageError for a currency that does not exist."""
    known = code.strip().upper()
    if known in _CODES:
        return known
    raise UsageError(
        t("'{value}' is not a currency.", value=code.strip()),
        t("Write it as three letters: {known}.", known=", ".join(CURRENCIES)),
    )


def currency_named(text: str, own: str) -> str:
    """The code that a cell names, `RMB` and `美元` too; `own` where it may be that. Raises UsageError."""
    said = _SIGNS.get(unicodedata.normalize("NFKC", text).strip().lower())
    return check_currency(text) if said is None else own if own in said else said[0]


def sign_in(text: str) -> str | None:
    """The sign or code of a currency that stands in an amount, None where none does."""
    words = re.findall(
        r"us\$|hk\$|[¥$€£]|块钱|人民币|美元|欧元|英镑|港元|港币|日元|元|块|[a-z]+", unicodedata.normalize("NFKC", text).lower()
    )
    return next((word for word in words if word in _SIGNS or word.upper() in _CODES), None)


def heard() -> str | None:
    """The currency that the first amount with a sign or code was of, in a run over a file that knows none."""
    return _heard


def forget() -> None:
    """Begin a run anew."""
    global _heard
    _heard = None


def hear(said: str | None) -> None:
    """Take the sign or code of an amount as the currency of a file that knows none."""
    global _heard
    if said:
        _heard = _SIGNS.get(said, (said.upper(),))[0]


def _is_of(currency: str, said: str) -> bool:
    return currency in _SIGNS.get(said, (said.upper(),))


def major(cents: int) -> int | float:
    """Cents as the number JSON carries: whole units as int, else the nearest float (exact to the cent up to `LIMIT`)."""
    return cents / 100 if cents % 100 else cents // 100


def money_text(cents: int, currency: str = "CNY") -> str:
    """Cents for people: `¥15,000`, `¥12,000.50`, `-$20`; a currency without a symbol stands before, `CHF 100`."""
    units, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    mark = _SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{mark}{units:,}" + (f".{rest:02d}" if rest else "")


def _cents(whole: str, part: str, scale: int, text: str) -> int:
    if len(whole) + len(part) > len(str(LIMIT)) * 2:
        raise _too_large(text)
    cents, rest = divmod(int(whole + part) * scale * 100, int("1" + "0" * len(part)))
    if rest:
        raise UsageError(t("an amount has at most two decimals: '{text}'", text=text))
    if cents > LIMIT:
        raise _too_large(text)
    return cents


def _too_large(text: str) -> UsageError:
    return UsageError(t("the amount is too large: '{text}'", text=text))


@cache
def _spelling(currency: str | None) -> re.Pattern[str]:
    known = sorted(_CODES) if currency == NO_CURRENCY else {*CURRENCIES, *([currency] if currency else [])}
    codes = [code.lower() for code in known]
    said = "|".join(re.escape(one) for one in sorted([*_SIGNS, *codes], key=len, reverse=True))
    number = r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?"
    scale = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
    front = rf"(?P<minus>-)?\s*(?:(?P<sign>{said})\s*)?(?P<inner_minus>-)?"
    return re.compile(rf"{front}{number}\s*(?P<scale>{scale})?\s*(?P<unit>{said})?", re.ASCII)
