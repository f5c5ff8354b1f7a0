"""One word of a filter, and the kinds of values that a field can take: each makes the SQL over `c` that a word becomes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import parse_money
from crmcli.customers.selection import Selection
from crmcli.storage.store import Store

if TYPE_CHECKING:
    from crmcli.core.choices import Choices


class FilterTerm(NamedTuple):
    """One word of a filter: what of the field `name` is asked for."""

    store: Store
    selection: Selection
    name: str
    operator: str | None
    value: str

    def bind(self, value: object) -> str:
        return self.selection.bind(value)


Condition = Callable[[FilterTerm], str]


def plain_value(term: FilterTerm) -> str:
    """The value of a field that knows no more and no less."""
    if term.operator not in (None, "="):
        raise UsageError(
            t("The filter {name} does not take {operator}.", name=f"{term.name}:", operator=term.operator),
            t("Write it like {example}", example=f"{term.name}:{term.value}"),
        )
    return term.value


def text(expression: str) -> Condition:
    """A text with the value in it; after `=` the value alone, case aside."""

    def of(term: FilterTerm) -> str:
        place = term.bind(plain_value(term))
        return f"{expression} = {place} COLLATE NOCASE" if term.operator else f"instr(lower({expression}), lower({place})) > 0"

    return of


def text_of_rows(table: str, expression: str) -> Condition:
    """As `text`, of any row of a table `x` that names its customer."""

    def of(term: FilterTerm) -> str:
        return f"c.no IN (SELECT x.customer_no FROM {table} WHERE {text(expression)(term)})"

    return of


def coded(expression: str, choices: "Choices") -> Condition:
    """One of a few choices, by its code or what it is called."""

    def of(term: FilterTerm) -> str:
        return f"{expression} = {term.bind(choices.parse(plain_value(term)))}"

    return of


def number(expression: str, parse: Callable[[str], int]) -> Condition:
    """A whole number, as `parse` reads it."""

    def of(term: FilterTerm) -> str:
        return f"{expression} {term.operator or '='} {term.bind(parse(term.value))}"

    return of


def money(expression: str) -> Condition:
    """A sum of money in the file's currency."""

    def of(term: FilterTerm) -> str:
        return number(expression, lambda typed: parse_money(typed, term.store.currency))(term)

    return of


def whole_number(typed: str) -> int:
    """Read a count, at most as large as the file can hold. Raises UsageError."""
    if not typed.isascii() or not typed.isdecimal():
        raise UsageError(t("{value!r} is not a whole number.", value=typed), t("Write it like {example}", example="orders:>=3"))
    return min(int(typed), 2**62)


def moment(expression: str) -> Condition:
    """A stored instant: against a year, a month, a day, or `<60d`, less than sixty days ago."""

    def of(term: FilterTerm) -> str:
        operator, first, last = _days(term, ahead=False)
        return _within(
            term, expression, operator, clock.utc_text(clock.start_of_day(first)), clock.utc_text(clock.end_of_day(last))
        )

    return of


def day(expression: str, *, ahead: bool) -> Condition:
    """A stored date or wall-clock time, as `moment`; `ahead` for what is planned: `<7d` is less than seven days from today."""

    def of(term: FilterTerm) -> str:
        operator, first, last = _days(term, ahead=ahead)
        return _within(term, f"substr({expression}, 1, 10)", operator, first.isoformat(), last.isoformat())

    return of


def _within(term: FilterTerm, expression: str, operator: str | None, first: str, last: str) -> str:
    match operator:
        case ">=":
            return f"{expression} >= {term.bind(first)}"
        case ">":
            return f"{expression} > {term.bind(last)}"
        case "<=":
            return f"{expression} <= {term.bind(last)}"
        case "<":
            return f"{expression} < {term.bind(first)}"
    return f"{expression} BETWEEN {term.bind(first)} AND {term.bind(last)}"


_AGO = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}  # longer ago is earlier


def _days(term: FilterTerm, *, ahead: bool) -> tuple[str | None, date, date]:
    """The operator, and the first and last day that the value means: of a year (2026), a month (2026-01), a day, or a span
    (60d).
    """
    from crmcli.core.dates import date_parser

    value, operator = term.value, term.operator
    if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", value, re.ASCII):
        return operator, *days_of_month(value, int(match[1]), int(match[2] or 0))
    if (span := days_of_span(value)) is not None:
        then = clock.today() + timedelta(days=span if ahead else -span)
        return (operator if ahead else _AGO.get(operator or "", operator)), then, then
    try:
        then = date_parser.parse_when(value, clock.now(), ahead=False).date
    except UsageError as error:
        examples = t(
            "{name} takes a year, a month, a day or a number of days: 2026, 2026-01, 2026-01-31, <60d.", name=f"{term.name}:"
        )
        raise UsageError(error.message, f"{examples} {error.hint}") from error
    return operator, then, then


def days_of_month(value: str, year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month, of the whole year where it is 0. Raises UsageError."""
    try:
        first = date(year, month or 1, 1)
        following = date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
    except ValueError as error:
        raise UsageError(t("{value!r} is not a month.", value=value), t("Write it like {example}", example="2026-01")) from error
    return first, following - timedelta(days=1)


def days_of_span(value: str) -> int | None:
    """Days of `60d`, `2w`, `3个月`; None of what is no span with a unit."""
    from crmcli.core.dates import date_parser

    if value.isdecimal():
        return None
    if re.fullmatch(r"0\s*(d|days?|天)", value):
        return 0
    try:
        return date_parser.parse_span(value) or None
    except UsageError:
        return None


def exists(table: str, condition: str = "TRUE") -> str:
    """Whether a row of the table `x`, which names its customer, is there."""
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.customer_no = c.no AND {condition})"
