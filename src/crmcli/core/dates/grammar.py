"""The grammar of dates in words, English and Chinese: a strict grammar of (weekday)(day)(time), nothing guessed.

A phrase is cut into tokens (`lexer.py`), whose shape says what they are: a day of the calendar (`calendar_day.py`), a day told
from today (`day_words.py`), a span (`spans.py`), and behind or before the day a time (`day_time.py`). All readings are found;
where there are two, the phrase is refused with both (`date_parser.py`).
What names no single day is taken from the nearest one that lies ahead for a plan and behind for a record, today included
while the time fits: a weekday, `11-25`, `5号`, `月底`, `2w`, a time alone. What names its day is left as said: `明天`,
`next friday` (of the next Monday-based week), `本月15号`. A part of the day alone stands for an hour: morning 9, noon 12,
afternoon 14, evening 19.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from crmcli.core.dates.day_time import times
from crmcli.core.dates.day_words import days
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.said import Refused, Said
from crmcli.core.dates.spans import moment
from crmcli.core.dates.when import When

_TWELVE = 12


def readings(tokens: Sequence[Token], now: dt.datetime, ahead: bool, *, after_today: bool = False) -> Iterator[When]:
    """Every reading that the grammar has of the tokens, read at the local moment `now`.

    Raises Refused for what is understood and refused, ValueError for what does not exist; only where nothing else is meant.
    """
    if shape(tokens) == "DN" and 1 <= tokens[1].value <= _TWELVE:  # `tomorrow 9`: no day of a month can be meant
        tokens = (tokens[0], Token("@"), tokens[1])
    said = Said(tokens, now, ahead, None, after_today)
    failure, nothing = None, True
    for day, time in _splits(tokens):
        try:
            for when in _of_split(said._replace(tokens=day), time):
                nothing = False
                yield when
        except (Refused, ValueError) as error:
            failure = failure or error
    if failure and nothing:
        raise failure


def _of_split(said: Said, time: Sequence[Token]) -> Iterator[When]:
    """The readings of a day and the time beside it."""
    if not time and (instant := moment(said.tokens, said.now, said.ahead)):
        yield When(instant.date(), instant.time())
    for at in times(time) if time else (None,):
        for date in days(said._replace(time=at)):
            yield When.of(date, at)


def _splits(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """A day with the time behind it or before it; one of them may be empty."""
    for position in range(len(tokens) + 1):
        yield tokens[:position], tokens[position:]
    for position in range(1, len(tokens)):
        yield tokens[position:], tokens[:position]
