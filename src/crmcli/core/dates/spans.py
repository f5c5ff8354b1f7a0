"""How far away: `in 3 days`, `2w`, `两周后`, `1h30m`, `半小时前`, `a week from today`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from crmcli.core.dates.calendar_day import is_year
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.said import Days, Refused, Said
from crmcli.core.dates.when import When
from crmcli.core.i18n import t

_YEARS = 9  # the most that is said without 后 or 前
_HALF_A_MONTH, _WEEK = 15, 7
# A count and its unit; a `>` is `in`, an `R` 再过.
COUNTED = ("Nd", "Nw", "Nm", "Ny", "N年", "N年半", "Ny&N½", "N个半m", "N个半月", "半m", "半年", "½y", "½Ny")
_FRONTS, _BACKS = ("", ">", "+", "-", "R"), ("", "A", "B", "F0")


def shapes(core: Sequence[str]) -> list[str]:
    """The shapes of spans with all that may stand before and behind them."""
    return [f"{front}{kinds}{back}" for kinds in core for front in _FRONTS for back in _BACKS]


def moment(tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> dt.datetime | None:
    """The instant some hours or minutes away, or now itself; None where the tokens say none."""
    if (kinds := shape(tokens)) == "0":
        return now
    direction, core, kinds = _direction(tokens, kinds, ahead)
    if kinds not in _MINUTES or (kinds == "N.Nh" and core[2].text != "5"):
        return None
    minutes = _MINUTES[kinds]([token.value for token in core])
    _check_signs(tokens, core)
    return (now + dt.timedelta(minutes=direction * minutes)).astimezone()


def counted(said: Said) -> Days:
    """So many days, weeks, months or years away; months and years end at the last day of a shorter month."""
    direction, core, kinds = _direction(said.tokens, shape(said.tokens), said.ahead)
    _check_signs(said.tokens, core)
    if kinds == "N年" and is_year(core[0]):
        return ()
    found = tuple(dict.fromkeys(_ends(said.today, direction, core)))
    count, unit = core[0].value, core[-1].kind
    if said.tokens[0].text == "过" and core[0].text == "两":
        return (*found, later(said.today, 3, core[1]))  # a few days, or just two
    if (
        len(core) == len(said.tokens)
        and not core[-1].text.isascii()
        and (said.time is not None or (unit == "年" and count > _YEARS))
    ):
        # 三周晚上 is a slip for 周三晚上, 26年 short for 2026年.
        shift = (count - 1 - said.today.weekday()) % (_WEEK if said.ahead else -_WEEK)
        days = [*found, *([said.today + dt.timedelta(days=shift)] if unit == "w" and count <= _WEEK else [])]
        text = "".join(token.text for token in core)
        raise Refused(t("'{text}' may be a day or a span of time.", text=text), [When.of(day, said.time) for day in days])
    return found


def later(day: dt.date, count: int, unit: Token) -> dt.date:
    """The day so many units later; earlier where the count is negative."""
    if unit.kind in "dw":
        return day + dt.timedelta(days=count * unit.value)
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=count * (1 if unit.kind == "m" else 12))


def _ends(today: dt.date, direction: int, core: Sequence[Token]) -> Iterator[dt.date]:
    """The end of the span; half a month more may be 15 days or make 45."""
    count, month, day = core[0].value, Token("m"), Token("d", 1)
    match shape(core):
        case "半m":
            yield later(today, direction * _HALF_A_MONTH, day)
        case "半年" | "½y" | "½Ny":
            yield later(today, direction * 6, month)
        case "N年半" | "Ny&N½":
            yield later(today, direction * (12 * count + 6), month)
        case "N个半m" | "N个半月":
            yield later(later(today, direction * count, month), direction * _HALF_A_MONTH, day)
            yield later(today, direction * (30 * count + _HALF_A_MONTH), day)
        case _:
            yield later(today, direction * count, core[1])


# The minutes of `2 hours`, `1h30m`, `半小时`, `1.5小时`, `三刻钟`, by the values of the tokens.
_MINUTES: dict[str, Callable[[list[int]], float]] = {
    **dict.fromkeys(("Nh", "Ni", "N刻"), lambda of: of[0] * of[1]),
    **dict.fromkeys(("NhNi", "NhNx"), lambda of: of[0] * of[1] + of[2]),
    "Nh&Ni": lambda of: of[0] * of[1] + of[3],
    "N.Nh": lambda of: (of[0] + of[2] / 10) * of[3],
    **dict.fromkeys(("半h", "半个h", "½h", "½Nh"), lambda of: of[-1] / 2),
    **dict.fromkeys(("N个半h", "N半h", "N&N½h", "N&½h"), lambda of: (of[0] + 0.5) * of[-1]),
    **dict.fromkeys(("Nh半", "Nh&N½", "Nh&½"), lambda of: (of[0] + 0.5) * of[1]),
}


def _direction(tokens: Sequence[Token], kinds: str, ahead: bool) -> tuple[int, Sequence[Token], str]:
    """Which way a span of that shape counts, 1 or -1, and the span and its shape without `in`, `+`, `ago`, `from now`, `后`."""
    front = kinds[:1] if kinds[:1] in _FRONTS else ""
    back = next(end for end in reversed(_BACKS) if kinds.endswith(end))
    core = slice(len(front), len(tokens) - len(back))
    is_past = "-" in (front, back) or back == "B" if front or back else not ahead
    return (-1 if is_past else 1), tokens[core], kinds[core]


def _check_signs(tokens: Sequence[Token], core: Sequence[Token]) -> None:
    """Raises Refused for `in 3 days ago` and `-3天后`."""
    first, last = tokens[0], tokens[-1]
    if first != core[0] and last != core[-1] and (first.kind, last.kind) != ("R", "A"):
        raise Refused(t("'{sign}' and '{side}' do not go together.", sign=first.text, side=last.text))
