"""Notes one by one: reading, correcting and removing what `crm note` kept, and what stays behind when a record goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmcli.core.choices import Coded, Instant
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.customers.effects import Kept
from crmcli.customers.events import JointEvent
from crmcli.customers.refs import FIRM, REF, ref_of
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, EVENT_KINDS, REACTIONS, VISIT_PURPOSES
from crmcli.storage.store import Store


@dataclass(frozen=True, slots=True)
class Note(JointEvent):
    """A note on a customer, how it was taken and which product it was about."""

    reaction: Coded | None
    product: str | None


def note(store: Store, no: int) -> Note:
    """The note of that number; raises NotFoundError."""
    sql = f"""SELECT {REF}, i.at, i.kind, i.channel, i.direction, i.text, i.reaction,
        (SELECT name FROM products WHERE no = i.product_no) AS product
      FROM interactions i JOIN customers c ON c.no = i.customer_no {FIRM} WHERE i.no = :no"""
    for row in store.named(sql, no=no):
        return Note(
            no, Instant(row["at"]), EVENT_KINDS.shown(row["kind"]), None, CHANNELS.of(row["channel"]),
            DIRECTIONS.of(row["direction"]), row["text"], ref_of(row), REACTIONS.of(row["reaction"]), row["product"],
        )  # fmt: skip
    raise NotFoundError(t("There is no note n{no}.", no=no), t("See the notes of a customer: crm timeline CUSTOMER"))


def edit(store: Store, no: int, values: dict[str, Any]) -> None:
    """Set what `values` names: columns of a note by name; None clears."""
    store.update("interactions", no, **values)


def remove(store: Store, no: int) -> None:
    """Remove the note; a visit that it was the result of stays recorded."""
    store.delete("interactions", no)


def beside(store: Store, customer_no: int, at: str, note_no: int | None = None) -> list[Kept]:
    """What was recorded with the touch or note of the stored instant `at` (a visit: with the note) and does not go with it."""
    sql = """SELECT no, kind, text FROM concerns WHERE customer_no = :customer AND at = :at
      UNION ALL SELECT no, kind, text FROM followups WHERE customer_no = :customer AND kind = 'promise' AND created_at = :at
      UNION ALL SELECT no, 'visit', purpose FROM visits WHERE note_no = :note"""
    found = store.iterate(sql, customer=customer_no, at=at, note=note_no)
    return [
        Kept(no, CHANNELS.shown(code), VISIT_PURPOSES.label(text)) if code == "visit" else Kept(no, EVENT_KINDS.shown(code), text)
        for no, code, text in found
    ]
