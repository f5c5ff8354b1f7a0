"""How long something took, for people: minutes, hours or days, whatever says it in few digits."""

from __future__ import annotations

from crmcli.core.i18n import t

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_FEW = 10


def span(seconds: float | None) -> str:
    """`25 min`, `4 h`, `3.2 d`, `41 d`; a dash where nothing is known."""
    if seconds is None:
        return "–"
    if seconds < _HOUR:
        return t("{n} min", n=round(seconds / _MINUTE))
    if seconds < 2 * _DAY:
        return t("{n} h", n=_short(seconds / _HOUR))
    return t("{n} d", n=_short(seconds / _DAY))


def days(count: float | None) -> str:
    """As `span`, of days."""
    return span(None if count is None else count * _DAY)


class Days(float):
    """So many days in a sentence, put into words only where it is said."""

    __slots__ = ()

    def __str__(self) -> str:
        return days(self)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < _FEW else str(round(value))
