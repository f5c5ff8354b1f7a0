"""y4, a yearly day beside the birthday: it has a number of its own, and so a letter."""

from __future__ import annotations

from crmcli.followups.anniversaries import Source, YearlyKind
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store

_SOURCE = Source(
    "occasion", "y.no", "y.date", "y.name", "y.notice_days", "occasions y JOIN customers c ON c.no = y.customer_no",
    "SELECT max(notice_days) FROM occasions",
)  # fmt: skip


class OccasionKind(YearlyKind):
    letter = "y"
    shown_as = "birthday"
    place = 7
    rows = "occasions"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return self.find_days(store, query, _SOURCE)

    def customer_of(self, store: Store, no: int) -> int | None:
        found: int | None = store.scalar("SELECT customer_no FROM occasions WHERE no = :no", no=no)
        return found
