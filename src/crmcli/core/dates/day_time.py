"""The time of a day: `3pm`, `下午3点半`, `at 9`, `tonight`, `half past 3`, `03:30`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import NIGHTS, PARTS, Token
from crmcli.core.dates.said import Refused
from crmcli.core.i18n import t

_HALF_HOUR, _QUARTER = 30, 15
_AFTERNOON, _UNSURE = range(1, 6), range(6, 8)  # bare hours of the working day; the others are taken as they are
_SMALL_HOURS = range(1, 5)
_TWELVE = 12
_DAY = dt.timedelta(days=1)


def times(tokens: Sequence[Token]) -> tuple[dt.timedelta, ...]:
    """What the tokens may mean, counted from the start of the day (24 hours are its end); nothing where they are no time.

    A bare hour is one of the working day: 8 to 12 of the morning, 1 to 5 of the afternoon; 6 and 7 are neither. ValueError for a
    time that does not exist.
    """
    part, half, core, announced = _stripped(list(tokens))
    kinds = shape(core)
    if part and part.text in ("midnight", "午夜"):
        return (dt.timedelta(), _DAY) if not core and not half else ()
    if not core:
        return (_usual(part.text),) if part and not half else ()
    announced = bool(announced or part or half)
    if kinds not in _CLOCKS or (kinds in ("N", "NN") and not announced) or (kinds == "N.N" and not half):
        return ()
    hour, minutes = _CLOCKS[kinds]
    past = minutes(core)
    if past is None:
        return ()
    if past and core[hour].value == 24:  # noqa: PLR2004 - 24:00 ends the day
        raise ValueError(past)
    hours = _hours(core[hour], part.text if part else "", half)
    return tuple(dt.timedelta(hours=hour) + past for hour in hours)


def _stripped(core: list[Token]) -> tuple[Token | None, Token | None, list[Token], bool]:
    """The part of the day, am or pm, what is between them, and whether an `at` announces it."""
    part = half = None
    if shape(core[:2]) == ">P":
        core = core[1:]
    announced = bool(core and core[0].kind == "@")
    core = core[announced:]
    if core and core[0].kind == "P":
        part, core = core[0], core[1:]
        core = core[bool(len(core) > 1 and core[0].kind == "@") :]
    elif shape(core[-2:]) in (">P", "@P"):
        part, core = core[-1], core[:-2]
    elif shape(core) == "NP" and core[0].value == _TWELVE:
        part, core = core[1], core[:1]
    if core and core[-1].kind == "H":
        half, core = core[-1], core[:-1]
    return part, half, core, announced


def _digital(core: Sequence[Token]) -> dt.timedelta | None:
    """What is past the hour of `9:05`, `9:05:30.250`."""
    minute, second, fraction = ([token.text for token in core[2::2]] + ["00", "0"])[:3]
    if len(minute) != 2 or len(second) != 2:  # noqa: PLR2004
        return None
    return _past(int(minute), int(second), int(fraction.ljust(6, "0")[:6]))


def _spoken(core: Sequence[Token]) -> dt.timedelta | None:
    """What is past the hour of `9点05`, `九点二十`; 9点5 says neither."""
    minute = core[2]
    is_clear = len(minute.text) == 2 or (minute.value > 9 and not minute.text.isdecimal())  # noqa: PLR2004
    return _past(minute.value) if is_clear else None


def _quarters(core: Sequence[Token]) -> dt.timedelta | None:
    return _past(_QUARTER * core[2].value) if core[2].value in (1, 3) else None


def _past(minute: int, second: int = 0, micro: int = 0) -> dt.timedelta:
    """How far a clock is past the hour. ValueError for what no clock shows."""
    clock = dt.time(0, minute, second, micro)
    return dt.timedelta(minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def _hours(spoken: Token, part: str, half: Token | None) -> tuple[int, ...]:
    hour = spoken.value
    if half:
        if not 1 <= hour <= _TWELVE:
            raise ValueError(hour)
        hour = hour % _TWELVE + half.value
        return _within(hour, part) if part else (hour,)
    if part:
        return _within(hour, part)
    if hour > 24:  # noqa: PLR2004
        raise ValueError(hour)
    if spoken.text.startswith("0") or not (hour in _AFTERNOON or hour in _UNSURE):  # 03:30 is the hour of a clock, 3:30 a word
        return (hour,)
    return (hour + _TWELVE,) if hour in _AFTERNOON else (hour, hour + _TWELVE)


def _within(hour: int, part: str) -> tuple[int, ...]:
    """The hour of a part of the day; twelve at night ends the day, and one at night may be of the night before or after it."""
    first, last, _ = PARTS[part]
    for candidate in (hour, hour + _TWELVE if 1 <= hour < _TWELVE else hour % _TWELVE):
        if first <= candidate <= last:
            return (candidate,)
    if part in NIGHTS and hour in (0, _TWELVE, 24):
        return (24,)
    if part in NIGHTS and hour in _SMALL_HOURS:
        return (hour, hour + 24)
    raise ValueError(hour)


def _usual(part: str) -> dt.timedelta:
    hour = PARTS[part][2]
    if hour is None:
        raise Refused(t("'{part}' has no hour; say what time.", part=part))
    return dt.timedelta(hours=hour)


# Which token is the hour, and what is past it.
_CLOCKS: dict[str, tuple[int, Callable[[Sequence[Token]], dt.timedelta | None]]] = {
    **dict.fromkeys(("N", "N点", "N点整"), (0, lambda _: dt.timedelta())),
    **dict.fromkeys(("N:N", "N:N:N", "N:N:N.N", "N.N"), (0, _digital)),
    "N点N": (0, _spoken),
    "NN": (0, lambda core: None if core[0].text.isdecimal() or core[1].text.isdecimal() else _spoken([*core, core[1]])),
    "N点N分": (0, lambda core: _past(core[2].value)),
    "N点N刻": (0, _quarters),
    "N点半": (0, lambda _: _past(_HALF_HOUR)),
    "½pN": (2, lambda _: _past(_HALF_HOUR)),
    "qpN": (2, lambda _: _past(_QUARTER)),
    "NqpN": (3, lambda _: _past(_QUARTER)),
    "NpN": (2, lambda core: _past(core[0].value)),
    "qtN": (2, lambda _: -_past(_QUARTER)),
    "NqtN": (3, lambda _: -_past(_QUARTER)),
}
