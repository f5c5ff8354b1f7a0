"""三定 as words on the command line: verdict, grade, signing date, amount."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import cents, mark, parse_optional
from crmcli.customers.vocabulary import GRADE, VERDICT
from crmcli.pipelines import touches
from crmcli.pipelines.effects import Judged
from crmcli.storage.store import Store

Verdict = Annotated[str | None, typer.Option("--verdict", metavar="VERDICT", help="valuable, worthless, unsure")]
Grade = Annotated[str | None, typer.Option("--grade", metavar="GRADE", help="big, normal, small")]
SignBy = Annotated[str | None, typer.Option("--sign-by", metavar="DATE", help=mark("Expected signing date."))]
Amount = Annotated[str | None, typer.Option("--amount", metavar="MONEY", help=mark("Expected amount, such as 15k."))]


class Qualification(NamedTuple):
    """The four answers understood: codes, an ISO date, cents; None leaves one as it stood."""

    verdict: str | None
    grade: str | None
    sign_by: str | None
    amount: int | None


class QualificationInput(NamedTuple):
    """The four answers as typed; None where nothing was said."""

    verdict: Verdict = None
    grade: Grade = None
    sign_by: SignBy = None
    amount: Amount = None

    def understood(self, currency: str) -> Qualification | None:
        """What the words mean in cents of `currency`; None where nothing was said. Raises UsageError for what does not fit."""
        if self == QualificationInput():
            return None
        verdict, grade = parse_optional(VERDICT, self.verdict), parse_optional(GRADE, self.grade)
        return Qualification(verdict, grade, self._date(), self._cents(currency))

    def _date(self) -> str | None:
        if self.sign_by is None:
            return None
        from crmcli.core.dates import date_parser

        return date_parser.parse_date(self.sign_by, clock.now(), ahead=True).isoformat()

    def _cents(self, currency: str) -> int | None:
        if self.amount is None:
            return None
        from crmcli.core.money import parse_money

        return parse_money(self.amount, currency)


def write(store: Store, customer_no: int, understood: Qualification) -> Judged:
    """Keep the judgement inside the caller's change."""
    verdict, grade, sign_by, amount = understood
    no = touches.qualify(store, customer_no, *understood)
    return Judged(no, VERDICT.of(verdict), GRADE.of(grade), sign_by, cents(amount), store.currency)
