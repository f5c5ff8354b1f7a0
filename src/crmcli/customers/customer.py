"""The customer as reports and scripts see one."""

from dataclasses import dataclass
from typing import TypeVar

from crmcli.core.choices import Cents, Coded, Instant
from crmcli.core.sentence import Explanation
from crmcli.customers.drift import Drift
from crmcli.customers.model import COLUMNS

Made = TypeVar("Made")


def with_columns(row: type[Made]) -> type[Made]:
    """Give a row type the columns that it does not name itself, behind its own."""
    row.__annotations__ |= {name: "str | None" for name in COLUMNS if name not in row.__annotations__}
    return row


@dataclass(slots=True)  # not frozen, which makes it fifteen times as long to fill one, and a list has a hundred thousand
@with_columns
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
    warnings: list[Coded | Explanation]
