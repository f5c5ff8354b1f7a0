"""What the method knows about one customer, for `crm show`: intent, drift, signs, worries, rivals, deals, promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from crmcli.customers import concerns, quality
from crmcli.customers.card import Customer, Shown
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.touches import deals, intent
from crmcli.touches.drift import in_words

_PROMISES = """SELECT no, due, text FROM followups
  WHERE customer_no = :no AND kind = 'promise' AND done_at IS NULL AND cancelled_at IS NULL ORDER BY due, no"""


def shown(store: Store, one: Customer) -> Shown:
    """The customer object with what is counted for one customer alone."""
    values = [getattr(one, field.name) for field in fields(Customer)]
    return Shown(*values, *intent.of(store, one.no, clock.now()))


def facts(store: Store, one: Shown) -> Iterator[tuple[str, str]]:
    """(label, text) of what is known, in the order of the screen; an empty text is nothing to show."""
    yield t("Intent"), " · ".join([one.intent.label, *(reason.label for reason in one.intent_reasons)])
    yield t("Drift"), in_words(one.drift, one.currency)
    yield t("Look again"), " · ".join(warning.label for warning in one.warnings)
    yield t("Signs"), quality.in_words(quality.signs(store, one.no))
    yield t("Worries"), _concerns(store, one.no, "worry")
    yield t("Rivals"), _concerns(store, one.no, "rival")
    standing = deals.still_open(store, one.no)
    yield t("Open deals"), " | ".join(map(str, standing)) if len(standing) > 1 else ""
    yield t("Promised"), " · ".join(f"{text} {_day(due)} (f{no})" for no, due, text in store.each(_PROMISES, no=one.no))


def _concerns(store: Store, no: int, kind: str) -> str:
    found = concerns.standing(store, no, kind)
    return " · ".join(one.text + (f" ×{one.times}" if one.times > 1 else "") for one in found)


def _day(due: str) -> str:
    late = due[:10] < clock.today().isoformat()
    return due.replace("T", " ") + (f" {t('overdue')}" if late else "")
