"""What a change did to visits beside their own rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crmcli.core.choices import Coded
from crmcli.core.dates.when import When, echo
from crmcli.core.i18n import t


@dataclass(frozen=True, slots=True)
class ClosingUsed:
    """A closing method was tried."""

    method: Coded

    kind: ClassVar[str] = "closing"

    def sentence(self) -> str:
        return t("closing: {method}", method=self.method.label)


@dataclass(frozen=True, slots=True)
class StepStands:
    """No next step was planned for a visit: one stands on its day already. `due` is the visit's wall-clock time."""

    no: int
    key: str
    due: str

    kind: ClassVar[str] = "step_stands"

    def sentence(self) -> str:
        return f"{echo(When.from_text(self.due))} · {t('that day has a next step already (f{no})', no=self.no)}"
