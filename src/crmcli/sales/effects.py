"""What a change did to orders and money."""

from typing import NamedTuple

from crmcli.core.choices import Cents
from crmcli.core.i18n import t
from crmcli.core.money import money_text


class OrderAdded(NamedTuple):
    """An order came with the touch."""

    no: int
    amount: Cents
    currency: str
    date: str

    @property
    def kind(self) -> str:
        return "order"

    def sentence(self) -> str:
        return t("order {amount} (o{no})", amount=money_text(self.amount, self.currency), no=self.no)


class PaymentAdded(NamedTuple):
    """Money came with the order."""

    no: int
    amount: Cents
    currency: str
    date: str

    @property
    def kind(self) -> str:
        return "payment"

    def sentence(self) -> str:
        return t("paid {money}", money=money_text(self.amount, self.currency))


class RestExpected(NamedTuple):
    """The rest of an order is expected by the local date `due`."""

    no: int
    key: str
    amount: Cents
    currency: str
    due: str

    @property
    def kind(self) -> str:
        return "payment_due"

    def sentence(self) -> str:
        from crmcli.core.dates.when import When, echo

        return t("{money} due by {day}", money=money_text(self.amount, self.currency), day=echo(When.from_text(self.due)))
