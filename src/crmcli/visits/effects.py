"""What a change did to visits beside their own rows."""

from typing import NamedTuple

from crmcli.core.choices import Coded
from crmcli.core.dates.when import When, echo
from crmcli.core.i18n import t


class ClosingUsed(NamedTuple):
    """A closing method was tried."""

    method: Coded

    @property
    def kind(self) -> str:
        return "closing"

    def sentence(self) -> str:
        return t("closing: {method}", method=self.method.label)


class StepStands(NamedTuple):
    """No next step was planned for a visit: one stands on its day already. `due` is the visit's wall-clock time."""

    no: int
    key: str
    due: str

    @property
    def kind(self) -> str:
        return "step_stands"

    def sentence(self) -> str:
        return f"{echo(When.from_text(self.due))} · {t('that day already has a next step (f{no})', no=self.no)}"
