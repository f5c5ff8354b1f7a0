"""What happened with a customer, as one line of their timeline."""

from __future__ import annotations

from dataclasses import dataclass

from crmcli.core.choices import Coded, Instant
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import NOTE_KINDS

_LETTERS = {"touch": "t", "order": "o", "promise": "f", "kept": "f", "followup": "f", **dict.fromkeys(NOTE_KINDS.codes(), "n")}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `at` a stored instant (money and losses: the noon of their day)."""

    no: int
    at: Instant
    kind: Coded
    node: str | None
    channel: Coded | None
    direction: Coded | None
    text: str

    @property
    def key(self) -> str | None:
        """The number by which other commands know it (`t5`, `n7`, `o3`, `f17`); None for what has none."""
        letter = _LETTERS.get(self.kind.code)
        return letter and f"{letter}{self.no}"


@dataclass(frozen=True, slots=True)
class JointEvent(Event):
    """An event of a firm's timeline, and whose it is."""

    customer: Ref
