"""How a rule of recurrence is said in words."""

from __future__ import annotations

from crmcli.core.dates.calendar_day import month_name
from crmcli.core.i18n import language, listed, t

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKWEEK = "MO,TU,WE,TH,FR"
QUARTER_ENDS, QUARTER_STARTS = "3,6,9,12", "1,4,7,10"


def parts_of(rule: str) -> dict[str, str]:
    """`FREQ=WEEKLY;BYDAY=MO` as its parts."""
    return dict(part.partition("=")[::2] for part in rule.split(";") if part)


def in_words(rule: str) -> str:
    """A rule as kept, in words; as it stands where it is too rich for them."""
    parts = parts_of(rule)
    if "AFTER" in parts:
        return _after(parts["AFTER"])
    if said := _of_quarter(rule):
        return said
    base = _base(parts.pop("FREQ", ""), int(parts.pop("INTERVAL", "1")), parts)
    until, count = parts.pop("UNTIL", ""), parts.pop("COUNT", "")
    where = _where(parts)
    if not base or parts:
        return rule
    words = [base + where]
    if until:
        words.append(t("until {day}", day=f"{until[:4]}-{until[4:6]}-{until[6:8]}"))
    if count:
        words.append(t("once in all") if count == "1" else t("{count} times in all", count=count))
    return t(", ").join(words)


def _of_quarter(rule: str) -> str:
    return {
        f"FREQ=YEARLY;BYMONTH={QUARTER_ENDS};BYMONTHDAY=-1": t("the last day of every quarter"),
        f"FREQ=YEARLY;BYMONTH={QUARTER_STARTS};BYMONTHDAY=1": t("the first day of every quarter"),
    }.get(rule, "")


def _base(frequency: str, interval: int, parts: dict[str, str]) -> str:
    if interval == 1 and frequency == "WEEKLY" and parts.get("BYDAY") == WORKWEEK:
        parts.pop("BYDAY")
        return t("every workday")
    once = {"DAILY": t("every day"), "WEEKLY": t("every week"), "MONTHLY": t("every month"), "YEARLY": t("every year")}
    often = {
        "DAILY": t("every {count} days", count=interval), "WEEKLY": t("every {count} weeks", count=interval),
        "MONTHLY": t("every {count} months", count=interval), "YEARLY": t("every {count} years", count=interval),
    }  # fmt: skip
    return (once if interval == 1 else often).get(frequency, "")


def _where(parts: dict[str, str]) -> str:
    """What days of the week, month or year; takes what it says out of `parts`."""
    said, month, day = "", parts.get("BYMONTH", ""), parts.get("BYMONTHDAY", "")
    if month.isdecimal() and day.isdecimal() and "BYSETPOS" not in parts:
        parts.pop("BYMONTH"), parts.pop("BYMONTHDAY")
        return t(" on {month:02}-{day:02}", month=int(month), day=int(day))
    if month.isdecimal() and day == "-1" and "BYSETPOS" not in parts:
        parts.pop("BYMONTH"), parts.pop("BYMONTHDAY")
        return t(" on the last day of {month}", month=month_name(int(month)))
    if month.isdecimal():
        parts.pop("BYMONTH")
        said += t(" in month {month}", month=month)
    return said + (_month_days(parts) or _weekdays(parts))


def _month_days(parts: dict[str, str]) -> str:
    """` on the 1st, 15th`, ` on the last day`; `28,29,30;BYSETPOS=-1` is the 30th, which gives way in a shorter month."""
    days, position = parts.get("BYMONTHDAY", "").split(","), parts.get("BYSETPOS")
    if position == "-1" and days[0] == "28":
        days = days[-1:]
    elif position is not None:
        return ""
    if not all(day.isdecimal() or day == "-1" for day in days):
        return ""
    parts.pop("BYMONTHDAY")
    parts.pop("BYSETPOS", None)
    return t(" on the {days}", days=listed(t("last day") if day == "-1" else _ordinal(int(day)) for day in days))


def _ordinal(number: int) -> str:
    """`1st`, or `1日` in Chinese."""
    if language() == "zh":
        return f"{number}日"
    suffix = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _weekdays(parts: dict[str, str]) -> str:
    """` on Mon, Wed`, ` on the last Fri`, ` on the last workday`."""
    days, position = parts.get("BYDAY", ""), parts.get("BYSETPOS", "")
    names = dict(zip(WEEKDAYS, (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun")), strict=True))
    places = {"1": t("first"), "2": t("second"), "3": t("third"), "4": t("fourth"), "-1": t("last")}
    said = ""
    if days == WORKWEEK and position in places:
        said = t(" on the {nth} {weekday}", nth=places[position], weekday=t("workday"))
    elif not position and all(day in names for day in days.split(",")):
        said = t(" on {weekdays}", weekdays=listed(names[day] for day in days.split(",")))
    elif not position and {day[-2:] for day in days.split(",")} == {days[-2:]} and days[-2:] in names:
        nth = [places.get(day[:-2].removeprefix("+"), "") for day in days.split(",")]
        said = t(" on the {nth} {weekday}", nth=listed(nth), weekday=names[days[-2:]]) if all(nth) else ""
    if said:
        parts.pop("BYDAY")
        parts.pop("BYSETPOS", None)
    return said


def _after(duration: str) -> str:
    count, unit = duration[1:-1], duration[-1]
    once = {
        "D": t("a day after it is done"),
        "W": t("a week after it is done"),
        "M": t("a month after it is done"),
        "Y": t("a year after it is done"),
    }
    said = once if count == "1" else {
        "D": t("{count} days after it is done", count=count), "W": t("{count} weeks after it is done", count=count),
        "M": t("{count} months after it is done", count=count), "Y": t("{count} years after it is done", count=count),
    }  # fmt: skip
    return said.get(unit, duration)
