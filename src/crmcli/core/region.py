"""The country whose phones, dates and money are written without saying so: a setting of the file, asked for when needed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from crmcli.core import text
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

# Where 12/05 is the 5th of December; Canada writes both.
_MONTH_FIRST = frozenset(
    ("CN", "TW", "JP", "KR", "MN", "US", "PH", "PW", "FM", "MH", "GU", "PR", "VI", "AS", "MP", "HU", "LT", "IR")
)
_BOTH_ORDERS = frozenset(("CA", "KE", "GH"))
_CURRENCIES: dict[str, str] = dict(
    re.findall(
        r"(\w\w):(\w{3})",
        """
    CN:CNY HK:HKD MO:MOP TW:TWD JP:JPY KR:KRW MN:MNT SG:SGD MY:MYR TH:THB VN:VND PH:PHP ID:IDR IN:INR PK:PKR BD:BDT LK:LKR NP:NPR
    MM:MMK KH:KHR LA:LAK BN:BND KZ:KZT UZ:UZS KG:KGS AU:AUD NZ:NZD FJ:FJD PG:PGK US:USD PR:USD GU:USD EC:USD SV:USD PA:USD CA:CAD
    MX:MXN BR:BRL AR:ARS CL:CLP CO:COP PE:PEN UY:UYU PY:PYG BO:BOB VE:VES CR:CRC GT:GTQ HN:HNL NI:NIO DO:DOP JM:JMD TT:TTD BS:BSD
    BB:BBD GB:GBP IM:GBP JE:GBP GG:GBP IE:EUR DE:EUR AT:EUR BE:EUR NL:EUR LU:EUR FR:EUR ES:EUR PT:EUR IT:EUR GR:EUR FI:EUR EE:EUR
    LV:EUR LT:EUR SK:EUR SI:EUR HR:EUR BG:EUR CY:EUR MT:EUR MC:EUR SM:EUR VA:EUR AD:EUR ME:EUR XK:EUR CH:CHF LI:CHF SE:SEK NO:NOK
    DK:DKK IS:ISK PL:PLN CZ:CZK HU:HUF RO:RON RS:RSD BA:BAM MK:MKD AL:ALL MD:MDL UA:UAH BY:BYN RU:RUB GE:GEL AM:AMD AZ:AZN TR:TRY
    IL:ILS AE:AED SA:SAR QA:QAR KW:KWD BH:BHD OM:OMR JO:JOD LB:LBP IQ:IQD IR:IRR EG:EGP MA:MAD DZ:DZD TN:TND LY:LYD ZA:ZAR NA:NAD
    BW:BWP ZW:ZWG ZM:ZMW MZ:MZN MU:MUR KE:KES TZ:TZS UG:UGX RW:RWF ET:ETB GH:GHS NG:NGN SN:XOF CI:XOF CM:XAF AO:AOA MG:MGA
    """,
    )
)

_PHONES = {
    "CN": "13800138000", "US": "4155550123", "CA": "6045550123", "GB": "02079460018", "IE": "0850123456", "AU": "0412345678",
    "NZ": "0211234567", "HK": "91234567", "TW": "0912345678", "SG": "91234567", "MY": "0123456789", "JP": "09012345678",
    "DE": "015123456789", "AT": "06641234567", "CH": "0781234567", "FR": "0612345678", "IN": "9876543210",
}  # fmt: skip

_NORTH_AMERICA = frozenset(("US", "CA"))  # a form that needs no import

_source: Callable[[], str | None] = lambda: None  # noqa: E731 - replaced as a whole
_answer: tuple[str | None, ...] = ()  # kept: an import asks for every number
_foreign: str | None = None


def current() -> str | None:
    """The region whose numbers and dates are read, an ISO 3166 code; None where none is known."""
    return _foreign or (_answer[0] if _answer else _home())


def _home() -> str | None:
    global _answer
    if not _answer:
        _answer = (_source(),)
    return _answer[0]


def use(source: Callable[[], str | None]) -> None:
    """Ask `source` for the region of the file from now on."""
    global _source, _foreign
    _source, _foreign = source, None
    forget()


def read_as(code: str) -> None:
    """Read numbers and dates as those of another country, whose money the file's is not."""
    global _foreign
    _foreign = code


def forget() -> None:
    """Ask again, because it may have changed."""
    global _answer
    _answer = ()


def proposed() -> str | None:
    """What the locale says: the territory of `en_US`, and CN of a Chinese one that names none; None of `C`."""
    named = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    match = re.match(r"([a-z]{2,3})_([A-Z]{2})\b", named)
    if language() == "zh":
        return match[2] if match and match[1] == "zh" else "CN"
    return match[2] if match and match[1] != "zh" else None


def check(code: str) -> str:
    """The code as it is kept. Raises UsageError for a country that does not exist."""
    import phonenumbers

    known = code.strip().upper()
    known = {"UK": "GB"}.get(known, known)
    if known in phonenumbers.SUPPORTED_REGIONS:
        return known
    raise UsageError(
        t("'{value}' is not a region.", value=code.strip()),
        t("Write a country as two letters: {known}.", known="US, GB, CN, DE, JP"),
    )


def example_phone() -> str:
    """A number as people write it here, for examples."""
    return _PHONES.get(current() or "", "13800138000" if language() == "zh" else "4155550123")


def dialled(number: str) -> str:
    """A number as it is written at home, for screens: without the country's own code, with that of any other."""
    home = _home()
    if home in (None, "CN"):
        return text.dialled(number)
    if home in _NORTH_AMERICA and (found := re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)):
        return "({}) {}-{}".format(*found.groups())
    return _written(number, home) if re.fullmatch(r"\+\d{5,}", number) else number


def _written(number: str, home: str) -> str:
    from phonenumbers import NumberParseException, PhoneNumberFormat, country_code_for_region, format_number, parse

    try:
        found = parse(number)
    except NumberParseException:
        return number
    is_home = found.country_code == country_code_for_region(home)
    return format_number(found, PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL)


def currency() -> str | None:
    """The currency of the file's region, as its ISO 4217 code; None where it is not known here."""
    return currency_of(assumed())


def currency_of(region: str | None) -> str | None:
    """The currency of a country; None where it is not known here."""
    return _CURRENCIES.get(region or "")


def month_first() -> bool | None:
    """Whether 12/05 is the 5th of December here; None where people write both, or nobody knows."""
    known = _foreign or assumed()
    return None if known is None or known in _BOTH_ORDERS else known in _MONTH_FIRST


def assumed() -> str | None:
    """The region of the file; of dates and money Chinese means China until another is named."""
    return _home() or ("CN" if language() == "zh" else None)
