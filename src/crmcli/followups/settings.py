"""The settings of the list that travel with the file: workdays, days off, notice of birthdays."""

from __future__ import annotations

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

DEFAULTS = {"workdays": "off", "days_off": "", "birthday_notice": "3"}
_LONGEST_NOTICE = 90


def check(key: str, value: str) -> None:
    """Raises UsageError for a value that the setting cannot hold."""
    from crmcli.followups import workdays

    if key == "workdays" and value not in workdays.MODES:
        raise UsageError(
            t("There is no {what} {value!r}.", what=key, value=value),
            t("Choose one of: {known}", known=", ".join(workdays.MODES)),
        )
    if key == "days_off":
        workdays.days_off(value)
    if key == "birthday_notice" and not (value.isdecimal() and int(value) <= _LONGEST_NOTICE):
        raise UsageError(t("{value!r} is no number of days.", value=value), t("Write it like {example}", example="7"))
