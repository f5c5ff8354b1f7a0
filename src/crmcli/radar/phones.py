"""Area and carrier of a number, offline. The world's prefixes take half a second to load: those of Chinese numbers are a table of
ours, searched in place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path

from crmcli.core.compiled_table import read_table
from crmcli.core.i18n import language
from crmcli.customers import normalize
from crmcli.radar.model import Number

_TABLE = Path(__file__).with_name("areas.bin")
_DIGITS = 7
_SOMEWHERE = ("China", "中国")


def look_up(phone: str) -> Number:
    """Area and carrier that the number's range was given out to (a number may have been ported since); None where unknown."""
    return _of_number(normalize.phone(phone) or phone)._replace(phone=phone)


def _of_number(phone: str) -> Number:
    if phone.startswith("+86") and (found := _chinese(phone)):
        return found
    import phonenumbers
    from phonenumbers import carrier, geocoder

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return Number(phone, None, None)
    area, whose = geocoder.description_for_number(number, language()), carrier.name_for_number(number, language())
    return Number(phone, area or None, whose or None)


def _chinese(phone: str) -> Number | None:
    """By the table; None where the number is neither a mobile nor a landline."""
    ((mobile, landline), names), ranges = read_table(_TABLE, texts=2)
    national = phone[3:]
    is_mobile = re.fullmatch(mobile, national)
    if not is_mobile and not re.fullmatch(landline, national):
        return None
    start, place = int(national[:_DIGITS]), int(language() == "zh")
    area, carrier = (
        names[numbers[bisect_right(starts, start) - 1]].split("\t")[place] or None for starts, numbers in (ranges[:2], ranges[2:])
    )
    return Number(phone, area or _SOMEWHERE[place], carrier if is_mobile else None)
