"""What a change did to touches and judgements beside its own rows."""

from typing import NamedTuple

from crmcli.core.choices import Cents, Coded
from crmcli.core.i18n import t
from crmcli.core.money import money_text


class TouchLogged(NamedTuple):
    """A touch came with another command."""

    no: int
    node: str
    deal: str | None

    @property
    def kind(self) -> str:
        return "touch"

    def sentence(self) -> str:
        return t("logged: {node} (t{no})", node=self.node, no=self.no) + (f" [{self.deal}]" if self.deal else "")


class Judged(NamedTuple):
    """三定 was said; None where nothing was said."""

    no: int
    verdict: Coded | None
    grade: Coded | None
    sign_by: str | None
    amount: Cents | None
    currency: str

    @property
    def kind(self) -> str:
        return "judgement"

    def sentence(self) -> str:
        parts = [
            self.verdict.label if self.verdict else "",
            self.grade.label if self.grade else "",
            t("sign by {date}", date=self.sign_by) if self.sign_by else "",
            money_text(self.amount, self.currency) if self.amount is not None else "",
        ]
        return " ".join(filter(None, parts))


class TouchesMoved(NamedTuple):
    """So many touches moved to the node `no`, which another was merged into."""

    no: int
    touches: int

    @property
    def kind(self) -> str:
        return "touches_moved"

    def sentence(self) -> str:
        return ""  # the command says it
