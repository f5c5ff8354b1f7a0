"""b12, a birthday, solar or lunar."""

from __future__ import annotations

from crmcli.core.choices import mark
from crmcli.followups.anniversaries import Source, YearlyKind
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store

_SOURCE = Source("birthday", "c.no", "c.birthday", "''", ":notice", "customers c", "SELECT :notice")


class BirthdayKind(YearlyKind):
    letter = "b"
    label = mark("birthday or yearly date")
    place = 6
    choice = 4
    rows = "customers WHERE birthday IS NOT NULL"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return self.find_days(store, query, _SOURCE)
