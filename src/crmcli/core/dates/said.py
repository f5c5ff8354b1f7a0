"""What was said of a day, and the refusal that knows what may have been meant."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from crmcli.core.dates.calendar_day import ShortMonth
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.when import When

Days = tuple[dt.date, ...]


class Refused(Exception):  # noqa: N818 - no error before it is told
    """What is understood and still not taken: why, and what may have been meant."""

    def __init__(self, message: str, readings: Sequence[When] = ()) -> None:
        super().__init__(message)
        self.message, self.readings = message, readings


class Said(NamedTuple):
    """The tokens of a day, and what they are read against."""

    tokens: Sequence[Token]
    now: dt.datetime
    ahead: bool
    time: dt.timedelta | None = None
    after_today: bool = False

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def step(self) -> Token | None:
        """`next`, `last`, `这`; None where none is said."""
        return next((token for token in self.tokens if token.kind == "s"), None)

    def value(self, kind: str) -> int:
        """The value of the first token of that kind, 0 where there is none."""
        return self.first(kind).value

    def first(self, kinds: str) -> Token:
        """The first token of one of the kinds; one without a kind where there is none."""
        return next((token for token in self.tokens if token.kind in kinds), Token(""))

    def turn(self, said: tuple[int, ...], today: tuple[int, ...]) -> int:
        """The step (-1, 0, 1) from this year, month, week or day to the one where `said` lies on the right side of now."""
        minute = dt.timedelta(hours=self.now.hour, minutes=self.now.minute)
        time = minute if self.time is None else self.time
        if self.ahead:
            return int((said, time) < (today, minute))
        return -int((said, time) > (today, minute + dt.timedelta(seconds=self.now.second, microseconds=self.now.microsecond)))

    def yearly(self, month: int, day: Callable[[int, int], dt.date]) -> dt.date:
        """The nearest of the days that `day` tells of a year and that month."""
        here = _number(day, self.today.year, month)
        return day(self.today.year + self.turn((month, here), (self.today.month, self.today.day)), month)

    def monthly(self, step: Token | None, day: Callable[[int, int], dt.date]) -> dt.date:
        """The day that `day` tells of the year and month said, or of the nearest month."""
        today = self.today
        shift = step.value if step else self.turn((_number(day, today.year, today.month),), (today.day,))
        years, month = divmod(today.month - 1 + shift, 12)
        return day(today.year + years, month + 1)


def _number(day: Callable[[int, int], dt.date], year: int, month: int) -> int:
    """The day's number there, also where that month is too short for it."""
    try:
        return day(year, month).day
    except ShortMonth as error:
        return error.day
