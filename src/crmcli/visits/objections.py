"""The seller's own book of objections, and of the facts and cases that answered them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from crmcli.core import clock
from crmcli.core.choices import Instant
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.core.text import fold
from crmcli.storage.store import Store
from crmcli.visits.model import Objection
from crmcli.visits.vocabulary import OBJECTIONS

# One entry of the book is every row with the same words; each time it is written down again counts as a use.
_SQL = """SELECT max(o.no) AS no, o.kind, o.text, o.answer, count(*) AS uses, max(o.at) AS at,
    (SELECT json_group_array(name) FROM (SELECT DISTINCT c.name FROM objections x JOIN customers c ON c.no = x.customer_no
      WHERE x.kind = o.kind AND x.text = o.text AND x.answer IS o.answer ORDER BY x.no DESC)) AS names
  FROM objections o WHERE :kind IS NULL OR o.kind = :kind GROUP BY o.kind, o.text, o.answer
  ORDER BY o.answer IS NULL, count(*) DESC, max(o.at) DESC, max(o.no) DESC"""


def book(store: Store, kind: str | None = None) -> list[Objection]:
    """The entries, best first: answered, most used, most recent."""
    return [
        Objection(row["no"], OBJECTIONS.shown(row["kind"]), row["text"], row["answer"], row["uses"], Instant(row["at"]),
                  tuple(json.loads(row["names"])))
        for row in store.named(_SQL, kind=kind)
    ]  # fmt: skip


def holding(entries: Iterable[Objection], words: str) -> list[Objection]:
    """Those in whose objection or answer the words stand."""
    wanted = fold(words)
    return [one for one in entries if wanted in fold(f"{one.text}\n{one.answer or ''}")]


def add(store: Store, kind: str, text: str, answer: str | None, customer_no: int | None = None) -> int:
    """Write down an objection and what answered it, now; returns the number of the row, which names its entry."""
    now = clock.utc_text(clock.now())
    return store.insert("objections", customer_no=customer_no, kind=kind, text=text, answer=answer, at=now, created_at=now)


def entry(store: Store, no: int) -> Objection:
    """The entry whose latest row, or one of whose rows, has that number; raises NotFoundError."""
    row = next(store.iterate("SELECT kind, text, answer FROM objections WHERE no = :no", no=no), None)
    if row is None:
        raise NotFoundError(t("There is no objection {no}.", no=no), t("See them: crm objection list"))
    return next(one for one in book(store, row[0]) if (one.text, one.answer) == row[1:])


def remove(store: Store, one: Objection) -> None:
    """Remove the entry with all its uses."""
    sql = "SELECT no FROM objections WHERE kind = :kind AND text = :text AND answer IS :answer"
    for no in store.column(sql, kind=one.kind.code, text=one.text, answer=one.answer):
        store.delete("objections", no)
