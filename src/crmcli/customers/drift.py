"""The drift of a judgement in words."""

from __future__ import annotations

from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.customers.drift_rules import Drift


def in_words(drift: Drift, currency: str) -> str:
    """`pushed 3 times, 45 days in all (first 2026-11-15) · amount −¥20,000 (first ¥170,000)`; empty where nothing moved."""
    parts = []
    if drift.pushed:
        times = t("pushed {count} times", count=drift.pushed) if drift.pushed > 1 else t("pushed once")
        parts.append(t("{times}, {days} days in all (first {date})", times=times, days=drift.pushed_days, date=drift.first_on))
    if drift.amount_change and drift.first_amount is not None:
        change = _signed(drift.amount_change, currency)
        parts.append(t("amount {change} (first {first})", change=change, first=money_text(drift.first_amount, currency)))
    return " · ".join(parts)


def in_short(drift: Drift, currency: str) -> str:
    """`3× +45 d −¥20,000`, for a column."""
    parts = [t("{count}× +{days} d", count=drift.pushed, days=drift.pushed_days)] if drift.pushed else []
    if drift.amount_change:
        parts.append(_signed(drift.amount_change, currency))
    return " ".join(parts)


def _signed(cents: int, currency: str) -> str:
    return ("+" if cents > 0 else "−") + money_text(abs(cents), currency)
