"""A date that was understood: kept as text, and said back."""

import datetime as dt
from typing import NamedTuple, Self

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t


class When(NamedTuple):
    """A local date, with a wall-clock time if one was said."""

    date: dt.date
    time: dt.time | None = None

    @property
    def text(self) -> str:
        """As stored: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`."""
        return self.date.isoformat() if self.time is None else f"{self.date.isoformat()}T{self.time:%H:%M}"

    @classmethod
    def of(cls, date: dt.date, at: dt.timedelta | None) -> Self:
        """A day, or what is that long after its start."""
        if at is None:
            return cls(date)
        moment = dt.datetime.combine(date, dt.time.min) + at
        return cls(moment.date(), moment.time())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Back from `text`."""
        day, _, time = text.partition("T")
        return cls(dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else None)

    def instant(self, default: dt.time = clock.NOON) -> dt.datetime:
        """The aware local instant; `default` is the time of a date alone."""
        return clock.local(self.date, default if self.time is None else self.time)


class RefusedDateError(UsageError):
    """What is understood as a date and still refused: it names several, more than a day, or none that exists."""


class SeveralDatesError(RefusedDateError):
    """What names more than one day or time."""


def weekday_name(day: dt.date) -> str:
    """`Wed` or `周三`."""
    return (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))[day.weekday()]


def weekday_in_full(day: dt.date) -> str:
    """`Wednesday` or `周三`."""
    names = (t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday"))
    return names[day.weekday()]


def echo(when: When) -> str:
    """How an understood date is said back: `2026-11-25 Wed 14:30`."""
    time = "" if when.time is None else f" {when.time:%H:%M}"
    return f"{when.date.isoformat()} {weekday_name(when.date)}{time}"
