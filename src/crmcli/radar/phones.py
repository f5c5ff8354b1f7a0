"""Area and carrier of a number, offline. The tables take half a second to load, so that only the radar asks for them."""

from __future__ import annotations

from crmcli.core.i18n import language
from crmcli.radar.model import Number


def look_up(phone: str) -> Number:
    """Area and carrier that the number's range was given out to (a number may have been ported since); None where unknown."""
    import phonenumbers
    from phonenumbers import carrier, geocoder

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return Number(phone, None, None)
    area, whose = geocoder.description_for_number(number, language()), carrier.name_for_number(number, language())
    return Number(phone, area or None, whose or None)
