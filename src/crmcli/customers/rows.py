"""The customer as reports and scripts see it."""

from __future__ import annotations

from dataclasses import dataclass

from crmcli.kernel.values import Cents, Choices, Coded, Instant

STATUS = Choices("status", lead="lead", customer="customer", parked="parked", lost="lost")
VERDICT = Choices("verdict", valuable="worth pursuing", worthless="not worth pursuing", unsure="unsure")
GRADE = Choices("grade", big="big", normal="normal", small="small")


@dataclass(frozen=True, slots=True)
class Ref:
    """Who a line is about: the short number, the name that leaves the file, name and firm."""

    no: int
    uid: str
    name: str
    company: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company and self.company != self.name else self.name


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
