"""Whose birthday a filter means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.filter_terms import FilterTerm, days_of_month, days_of_span, plain_value


def birthday(term: FilterTerm) -> str:
    """Whose birthday falls into a month (05), on a day (05-20, today), or within so many days (<14d); lunar ones by this year's
    day.
    """
    from crmcli.core.dates import birthdays

    if term.operator and not (term.operator in ("<", "<=") and days_of_span(term.value)):
        plain_value(term)
    days = list(_birthdays(term))
    lunar = [f"'{ending}'" for day in days for ending in birthdays.lunar_endings(day)]
    solar = [f"'{ending}'" for day in days for ending in birthdays.solar_endings(day)]
    return f"""c.birthday IS NOT NULL AND CASE WHEN c.birthday >= 'lunar' THEN substr(c.birthday, -6) IN ({", ".join(lunar)})
      ELSE substr(c.birthday, -6) IN ({", ".join(solar)}) END"""


def _birthdays(term: FilterTerm) -> Iterable[date]:
    today, value = clock.today(), term.value
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])月?", value):
        first, last = days_of_month(value, today.year, int(match[1]))
    elif (span := days_of_span(value)) is not None:
        first = today if term.operator else today + timedelta(days=span)
        last = today + timedelta(days=span - (term.operator == "<"))
    else:
        first = last = _yearly_day(term)
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _yearly_day(term: FilterTerm) -> date:
    from crmcli.core.dates import date_parser

    try:
        if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", term.value, re.ASCII):
            return date(clock.today().year, int(match[1]), int(match[2]))
        return date_parser.parse_when(term.value, clock.now(), ahead=True).date
    except (UsageError, ValueError) as error:
        raise UsageError(
            t("'{value}' is not a month or a day of a birthday.", value=term.value),
            t("Write it like {example}", example="birthday:05, birthday:05-20, birthday:<14d"),
        ) from error
