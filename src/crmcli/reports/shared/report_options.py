"""What the reports share: since and until, the unit to count, who stands for a firm, and the names behind customer numbers."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock, region
from crmcli.core.choices import Choices, mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.storage.store import Store
from crmcli.terminal import options, session

UNIT = Choices("unit to count", customer="customers", company="companies")

Per = Annotated[str, typer.Option("--per", metavar="customer|company", help=mark("What to count: customers or companies."))]
OfPipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=mark("Pipeline (default: the one in use)."))]


class ScopeInput(NamedTuple):
    """Whom a report counts and as of when, as typed."""

    per: Per = "customer"
    where: options.Where = None
    as_of: options.AsOf = None

    def unit(self) -> str:
        """What to count: customer or company."""
        return UNIT.parse(self.per)

    def instant(self) -> datetime:
        """The instant to count at."""
        return options.as_of_instant(self.as_of)


class Period(NamedTuple):
    """Local days, both counted in; None where that side is open."""

    since: date | None
    until: date | None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def instants(self) -> tuple[str, str]:
        """The first and the last stored instant of these days."""
        first = clock.utc_text(clock.start_of_day(self.since)) if self.since else ""
        return first, clock.utc_text(clock.end_of_day(self.until)) if self.until else "9999"


def period(since: str | None, until: str | None) -> Period:
    """The days that --since and --until say. Raises UsageError where none is left between them."""
    span = Period(_day(since), _day(until))
    if span.since and span.until and span.since > span.until:
        raise UsageError(
            t("{since} is after {until}.", since=span.since, until=span.until),
            t("Give the earlier day to --since and the later one to --until."),
        )
    return span


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from crmcli.core.dates.date_parser import parse_date

    return parse_date(text, clock.now(), ahead=False)


def moment(as_of: datetime) -> str:
    """An as-of for people: `2026-11-21 09:00`."""
    return f"{as_of:%Y-%m-%d %H:%M}"


def past(as_of: datetime) -> bool:
    """Whether an earlier day was asked for."""
    return as_of.astimezone().date() < clock.today()


def first_touch_hint(nodes: Iterable[str]) -> str:
    """The command that records a first touch, at the first of these nodes where there is one."""
    first = next(iter(nodes), "")
    return first_command_hint(t("crm log Ann {node}", node=f"'{first}'" if " " in first else first).strip())


def first_command_hint(example: str) -> str:
    """The command to begin with: the example, or adding a customer where there is none yet."""
    return (
        example
        if session.store().scalar("SELECT EXISTS (SELECT 1 FROM customers)")
        else t("crm add Ann --phone {phone}", phone=region.example_phone())
    )


def span(days: Period, as_of: datetime) -> str:
    """A period for people: `2026-01-01 – 2026-03-31`; open ends are `…` and the day of as-of."""
    return f"{days.since or '…'} – {days.until or as_of.date()}"


def notes(unit: str, where: str | None) -> Iterator[str]:
    """What a report says below of firms counted as one, and of its filter."""
    if unit == "company":
        yield t("Contacts of one company count as one.")
    if where:
        yield t("Filter: {filter}", filter=where)


def stand_ins(store: Store, unit: str) -> dict[int, int]:
    """Where firms are counted, by customer number the customer who stands for their firm; who has no firm is not in it."""
    if unit != "company":
        return {}
    sql = """SELECT c.no, f.first FROM customers c
      JOIN (SELECT company_no, min(no) AS first FROM customers WHERE company_no IS NOT NULL GROUP BY company_no) f USING (company_no)"""  # noqa: E501
    return dict(store.iterate(sql))


def sql_in(column: str, numbers: Iterable[int]) -> str:
    """SQL: whether the column is one of the numbers. A range, as the nodes of a preset are, is compared and not looked up."""
    known = sorted(set(numbers))
    if known and known[-1] - known[0] < len(known):
        return f"{column} BETWEEN {known[0]} AND {known[-1]}"
    return f"{column} IN ({', '.join(map(str, known)) or 'NULL'})"
