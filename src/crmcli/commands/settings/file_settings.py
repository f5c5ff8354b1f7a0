"""The settings that travel with the file: what each is until it is set, and what it can hold."""

from __future__ import annotations

from crmcli.core import money, region
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

# The pipeline in use is the first there is.
DEFAULTS = {
    "region": "", "currency": "", "pipeline": "", "silent_days": "30", "workdays": "off", "days_off": "", "days_on": "",
    "birthday_notice": "3", "capacity": "off",
}  # fmt: skip
_LONGEST_NOTICE, _MOST_CUSTOMERS = 90, 99_999


def check(key: str, value: str) -> str:
    """Return the value as it is kept; raises UsageError for one that the setting cannot hold."""
    if key == "region":
        return region.check(value)
    if key == "currency":
        return money.check_currency(value)
    if key == "workdays":
        _check_workdays(value)
    if key in ("days_off", "days_on"):
        from crmcli.followups import workdays

        workdays.parse_days(value)
    if key == "birthday_notice" and not (value.isdecimal() and int(value) <= _LONGEST_NOTICE):
        raise UsageError(t("{value!r} is not a number of days.", value=value), t("Write it like {example}", example="7"))
    if key == "silent_days" and not (value.isdecimal() and int(value)):
        raise UsageError(t("{value!r} is not a number of days.", value=value), t("Write it like {example}", example="30"))
    if key == "capacity" and value != "off" and not (value.isascii() and value.isdecimal() and 0 < int(value) <= _MOST_CUSTOMERS):
        raise UsageError(
            t("{value!r} is not a number of customers.", value=value), t("Write it like {example}", example="60, off")
        )
    return value


def _check_workdays(value: str) -> None:
    from crmcli.followups import workdays

    if value not in workdays.MODES:
        raise UsageError(
            t("{value!r} is not a valid {what}.", what="workdays", value=value),
            t("Choose one of: {known}", known=", ".join(workdays.MODES)),
        )
