"""f18, a promise: what the customer said they would do; a row among the next steps, which shares their numbers."""

from __future__ import annotations

from crmcli.core.choices import mark
from crmcli.core.sentence import Sentence
from crmcli.followups.kinds.followup import FollowupKind
from crmcli.followups.model import DueCandidate


class PromiseKind(FollowupKind):
    key_of = "followup"
    label = mark("promised by the customer")
    place = 2
    choice = 2
    planned = True
    rows = "followups"
    letter = ""
    is_next_step = False
    says_itself = True

    def reasons(self, _found: DueCandidate, _currency: str) -> list[Sentence]:
        return [Sentence(self.label)]
