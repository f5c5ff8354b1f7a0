"""The customer as reports and scripts see it."""

from __future__ import annotations

from dataclasses import dataclass

from crmcli.core.choices import Cents, Coded, Instant
from crmcli.customers.drift import Drift


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer object of the contract: phones in E.164 where possible, status derived, money in cents."""

    no: int
    uid: str
    name: str
    company: str | None
    title: str | None
    role: str | None
    status: Coded
    phones: list[str]
    emails: list[str]
    wechat: str | None
    qq: str | None
    address: str | None
    source: str | None
    birthday: str | None
    tags: list[str]
    fields: dict[str, str]
    referrer: str | None
    external_id: str | None
    created_at: Instant
    last_contact_at: Instant | None
    node: str | None
    verdict: Coded | None
    grade: Coded | None
    expected_on: str | None
    expected_amount: Cents | None
    currency: str
    next_due: str | None
    drift: Drift
    warnings: list[Coded]


@dataclass(frozen=True, slots=True)
class Shown(Customer):
    """The customer object of `crm show`: what is counted for one customer alone comes behind."""

    intent: Coded
    intent_reasons: list[Coded]
