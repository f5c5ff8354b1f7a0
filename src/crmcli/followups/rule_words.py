"""Rules of recurrence as people say them, English and Chinese, cut into tokens as dates are (`core/dates/lexer.py`).

A rule is a period (`every 2 weeks`, `每三个月`) and where in it (`on monday`, `1号和15号`, `最后一个工作日`), in either order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from crmcli.core.dates.calendar_day import LAST, day_of, written_month
from crmcli.core.dates.date_parser import parse_when
from crmcli.core.dates.day_time import times
from crmcli.core.dates.lexer import lex, normal, shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.said import Refused
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups.rule_days import Period, after_done, rule_in, two_ways

_WEEK, _SIGN, _AND = "(周|星期|礼拜)", "[一二三四五六日天]", "[、,和及]?"
_REWRITTEN = (
    (r"\b(?:semi|half)[- ]?(?:annually|yearly)\b|\btwice a year\b", "every 6 months"),
    (r"\b(?:until|till) |一直到|直到", " | "),
    (r"\b(?:it is|it's) done\b|\bcompletion\b", "done"),
    (r"\bonce in all$", "for 1 time"),
    (r"\b(\w+) times? in all$", r"for \1 times"),
)  # fmt: skip
_END = re.compile(
    r"(?P<rule>.+?)(?:[, ]*(?:\| |到|至) ?(?P<until>.+?)(?:为止)?|[, ]*(?:for |一?共|总共)?(?P<count>[^ ,共]+) ?(?:次|times?))"
)
# What people read in two ways, and what to write for either.
_TWO_WAYS = {
    ("biweekly", "bi-weekly"): ("every 2 weeks", "every mon and thu"),
    ("双周", "每双周"): ("每两周", "每周一、周四"),
    ("bimonthly", "bi-monthly"): ("every 2 months", "the 1st and 15th of every month"),
    ("双月", "每双月"): ("每两个月", "每月1号和15号"),
    ("每半个月", "半个月一次"): ("每15天", "每月1号和15号"),
    ("biannually", "biannual", "biennially", "biennial"): ("every 6 months", "every 2 years"),
}
_NAMES_ONE = ("月", "季度", "季")  # 三月 is March; every third is 每三个月
_UNIT = "(?P<unit>半年|½N?y|[dwmyq月年])"
_PERIODS = (
    re.compile(f"(?P<every>e*)(?P<other>o?)(?P<count>[NO]?){_UNIT}"),
    re.compile("(?P<every>e*)(?P<other>o?)(?P<count>)(?P<unit>)"),
    re.compile(f"(?P<every>e+)(?P<other>o?)(?P<count>N?){_UNIT}$"),
)


def read(text: str, now: datetime) -> str:
    """The rule that `text` says, in the terms of RFC 5545, its end included; unchecked.

    Raises UsageError for what is not understood, what is read in two ways, and an hour, which belongs to the first date.
    """
    phrase = normal(text)
    _refuse_two_ways(phrase, text)
    for pattern, better in _REWRITTEN:
        phrase = re.sub(pattern, better, phrase)
    if rule := _rule(phrase, text):
        return rule
    ended = _END.fullmatch(phrase)
    rule = _rule(ended["rule"].strip(" ,"), text) if ended else None
    if rule is None or ended is None:
        raise _not_understood(phrase, text)
    if rule.startswith("AFTER"):
        raise UsageError(t("A step that repeats after completion has no end date; cancel it instead."), examples())
    return f"{rule};{_end(ended, text, now)}"


def examples() -> str:
    """Examples of what is understood."""
    return t("Write it like every monday, every 2 weeks, the 1st and 15th, last workday of the month or after 30d.")


def _end(ended: re.Match[str], text: str, now: datetime) -> str:
    if ended["until"]:
        until = ended["until"].strip()
        try:
            month = written_month(lex(until))
        except ValueError:
            month = None
        last = day_of(month.year, month.month, LAST) if month else parse_when(until, now, ahead=True).date
        return f"UNTIL={last:%Y%m%d}"
    try:
        count = lex(ended["count"])
    except ValueError:
        count = ()
    if shape(count) != "N":
        raise UsageError(t("'{text}' cannot be read as a rule.", text=text), examples())
    return f"COUNT={count[0].value}"


def _rule(phrase: str, text: str) -> str | None:
    """The rule of a phrase without an end; None where it is none. Raises UsageError for a day that does not exist."""
    try:
        tokens = lex(_spelled_out(phrase))
    except ValueError:
        return None
    try:
        return _of_tokens(tokens, text)
    except ValueError as error:
        raise UsageError(t("'{text}' does not exist as a day.", text=text), examples()) from error


def _spelled_out(phrase: str) -> str:
    """`周一三五` as `周一&周三&周五`, `周一到五` as `周一到周五`."""
    phrase = re.sub(rf"{_WEEK}({_SIGN})(到|至|-)({_SIGN})(?![点月号])", r"\1\2\3\1\4", phrase)
    return re.sub(
        rf"{_WEEK}({_SIGN}(?:{_AND}{_SIGN})+)(?![点月号百十])",
        lambda found: "和".join(found[1] + sign for sign in re.findall(_SIGN, found[2])),
        phrase,
    )


def _of_tokens(tokens: Sequence[Token], text: str) -> str | None:
    """The first of what a period and the rest may mean."""
    if any(token.kind in "lu" for token in tokens):
        raise UsageError(
            t("A lunar day falls on another date each year and cannot be a rule."),
            t("Add it as a yearly date: {command}", command=t("crm occasion add CUSTOMER NAME 'lunar 08-15'")),
        )
    if after := after_done(tokens):
        return after
    for period, where in _periods(_without_once(tokens, text), text):
        if rule := rule_in(period, where, text):
            return rule
    return None


def _without_once(tokens: Sequence[Token], text: str) -> Sequence[Token]:
    """`三个月一次`, `once a month`; twice a month leaves open when."""
    for times_said, rest in ((tokens[:2], tokens[2:]), (tokens[-2:], tokens[:-2])):
        if shape(times_said) == "N次" and _PERIODS[0].fullmatch(shape(rest)):
            if times_said[0].value != 1:
                raise UsageError(t("'{text}' does not say which days.", text=text), examples())
            return rest
    return tokens


def _periods(tokens: Sequence[Token], text: str) -> Iterator[tuple[Period, Sequence[Token]]]:
    """How the tokens divide into a period and the rest."""
    kinds = shape(tokens)
    for pattern in _PERIODS:
        if not (match := pattern.search(kinds) if pattern.pattern.endswith("$") else pattern.match(kinds)):
            continue
        count = tokens[match.start("count")] if match["count"] else Token("N", 1)
        unit = tokens[match.start("unit")] if match["unit"] else Token("")
        if match["count"] and ((count.value == 1 and count.kind == "O") or unit.text in _NAMES_ONE):
            continue
        if match["other"] and not match["every"] and tokens[match.start("other")].text.isascii():
            continue
        interval = count.value * (2 if match["other"] else 1) * (2 if unit.kind == "w" and unit.value > 7 else 1)  # noqa: PLR2004
        if match["other"] and match["count"]:
            _refuse_alternate(count, unit, text)
        if interval:
            yield Period(match["unit"], interval), [*tokens[: match.start()], *tokens[match.end() :]]
        elif match["count"]:
            raise ValueError(count.text)


def _refuse_alternate(count: Token, unit: Token, text: str) -> None:
    """`每隔三天` is every third day to some and every fourth to others; `每隔一天` is every second day."""
    if count.value == 1:
        return
    raise two_ways(text, f"每{count.value}{unit.text}", f"每{count.value + 1}{unit.text}")


def _refuse_two_ways(phrase: str, text: str) -> None:
    for words, (often, seldom) in _TWO_WAYS.items():
        if phrase.strip() in words:
            raise two_ways(text, often, seldom)
    if re.search(f"{_WEEK}一直到", phrase):
        raise two_ways(text, "每周，到年底", "每周一，到年底")


def _not_understood(phrase: str, text: str) -> UsageError:
    """The refusal, which tells where an hour belongs."""
    try:
        tokens = lex(_spelled_out(phrase))
    except ValueError:
        tokens = ()
    for position in range(1, len(tokens)):
        for rule, time in ((tokens[:position], tokens[position:]), (tokens[position:], tokens[:position])):
            try:
                kept, at = _of_tokens(rule, text), times(time)
            except (UsageError, ValueError, Refused):
                continue
            if kept and at:
                return _hour_apart(text, rule, at[0].seconds // 60)
    return UsageError(t("'{text}' cannot be read as a rule.", text=text), examples())


def _hour_apart(text: str, rule: Sequence[Token], minutes: int) -> UsageError:
    """The refusal of an hour in a rule, with the command as it is meant."""
    words = [token.text for token in rule]
    said = (" " if words[0].isascii() else "").join(words)
    day = next((token.text for token in rule if token.kind == "W"), t("tomorrow"))
    when = f"{day} {minutes // 60:02}:{minutes % 60:02}"
    return UsageError(
        t("The hour in '{text}' belongs to WHEN, not to the rule.", text=text),
        t("Write it like {example}", example=t("crm next CUSTOMER '{when}' --every '{rule}'", when=when, rule=said)),
    )
