"""How a rule of recurrence is said in words."""

from __future__ import annotations

from crmcli.core.i18n import listed, t

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKWEEK = "MO,TU,WE,TH,FR"


def parts_of(rule: str) -> dict[str, str]:
    """`FREQ=WEEKLY;BYDAY=MO` as its parts."""
    return dict(part.partition("=")[::2] for part in rule.split(";") if part)


def in_words(rule: str) -> str:
    """A rule as kept, in words; as it stands where it is too rich for them."""
    parts = parts_of(rule)
    if "AFTER" in parts:
        return _after(parts["AFTER"])
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


def _base(frequency: str, interval: int, parts: dict[str, str]) -> str:
    if interval == 1 and frequency == "WEEKLY" and parts.get("BYDAY") == _WORKWEEK:
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
    if month.isdecimal():
        parts.pop("BYMONTH")
        said += t(" in month {month}", month=month)
    days, position = parts.get("BYMONTHDAY", ""), parts.get("BYSETPOS")
    if days and (position is None or (position == "-1" and days.startswith("28,"))) and ("," not in days or position):
        parts.pop("BYMONTHDAY")
        parts.pop("BYSETPOS", None)
        said += t(" on the last day") if days == "-1" else t(" on day {day}", day=days.rpartition(",")[2])
    elif (by := parts.get("BYDAY")) and position is None and (names := _weekdays(by)):
        parts.pop("BYDAY")
        said += names
    return said


def _weekdays(by: str) -> str:
    """` on Mon, Wed`, ` on the last Fri`."""
    names = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
    days = by.split(",")
    if len(days) == 1 and (place := days[0][:-2]):
        nth = {"1": t("first"), "2": t("second"), "3": t("third"), "4": t("fourth"), "-1": t("last")}.get(place.removeprefix("+"))
        return t(" on the {nth} {weekday}", nth=nth, weekday=names[WEEKDAYS.index(days[0][-2:])]) if nth else ""
    if any(day not in WEEKDAYS for day in days):
        return ""
    return t(" on {weekdays}", weekdays=listed(names[WEEKDAYS.index(day)] for day in days))


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
