"""What a change was about, read from its own journal: texts, days and sums, and which fields went from what to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, ClassVar

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates.birthdays import birthday_text
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.core.text import one_line, snippet
from crmcli.customers.lead_quality import SIGNS
from crmcli.customers.model import BY_NAME
from crmcli.customers.model import COLUMNS as CUSTOMER_COLUMNS
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, EVENT_KINDS, GRADE, LOSS_REASONS, REACTIONS, VERDICT, VISIT_PURPOSES
from crmcli.storage import journal
from crmcli.storage.store import Store

Row = dict[str, Any]
_Change = tuple[Row | None, Row | None]  # a row before and after
_MOST, _MANY, _WIDE = 3, 6, 40  # rows of a table that are told, operations in it at most, characters of a text
_COLUMNS = {
    "name": mark("Name"), **{name: BY_NAME[name].label for name in CUSTOMER_COLUMNS}, "company_no": BY_NAME["company"].label,
    "note": mark("Note"), "text": mark("Text"), "price": mark("Price"), "amount": mark("Amount"), "date": mark("Day"),
    "at": mark("When"), "node_no": mark("Node"), "normal_days": mark("Normal days"), "matter": mark("Matter"),
    "cycle_days": mark("Cycle"), "stage": mark("Stage"), "type": mark("Type"), "reason": mark("Reason"), "kind": mark("Kind"),
    "channel": mark("Channel"), "direction": mark("Direction"), "outcome": mark("Outcome"), "reaction": mark("Reaction"),
}  # fmt: skip
_CODED = {"kind": EVENT_KINDS, "channel": CHANNELS, "direction": DIRECTIONS, "reaction": REACTIONS}
_MONEY = ("price", "amount")


class Teller:
    """Tells of changes; what it looks up by number (a field, a company) it looks up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._currency = store.currency
        self._names: dict[tuple[str, int], str] = {}
        self._label = ""

    def of(self, change: journal.Change) -> str:
        """`Call about the offer (12-01)`, `Title: manager → director`: what the label does not say, and of an undo what it
        undid.
        """
        self._label = change.label
        number = journal.first_cause(self._store.db, change.no)
        # Of an import, of many at once, the label counts the rows.
        few = {table: self._effect(number, table) for table, count in journal.touched(self._store.db, number) if count <= _MANY}
        self._learn(few)
        return " · ".join(dict.fromkeys(filter(None, map(one_line, [*self._whose(few), *self._pieces(few)]))))

    def _effect(self, number: int, table: str) -> list[_Change]:
        return list(islice(journal.effect(self._store.db, number, table), _MOST))

    def _learn(self, few: dict[str, list[_Change]]) -> None:
        """The names of what the change itself made or removed: it may be gone by now."""
        for table in ("companies", "customers", "fields", "nodes"):
            for old, new in few.get(table, ()):
                row = new or old or {}
                self._names[table, row["no"]] = row["name"]

    def _whose(self, few: dict[str, list[_Change]]) -> Iterator[str]:
        """The customer of a step or a touch that the label calls by its key alone."""
        for table in ("followups", "touches", "visits"):
            for old, new in few.get(table, ()):
                name = self._name("customers", (new or old or {})["customer_no"])
                if name not in self._label:
                    yield name

    def _pieces(self, few: dict[str, list[_Change]]) -> Iterator[str]:
        for table, rows in few.items():
            if table in self._ROWS:
                yield from (self._ROWS[table](self, old, new) for old, new in rows)

    # One row each

    def _step(self, old: Row | None, new: Row | None) -> str:
        row = new or old or {}
        if old and new and (moved := _moved(old, new)):
            return f"{_short(row['text'])} {moved}".strip()
        outcome = f" · {_short(row['outcome'])}" if row["outcome"] else ""
        return f"{_short(row['text'])} ({day(row['due'])}){outcome}".strip()

    def _event(self, old: Row | None, new: Row | None) -> str:
        if old and new:
            return self._fields(old, new)
        row = new or old or {}
        node = self._name("nodes", row["node_no"]) if "node_no" in row else ""
        parts = (node if node not in self._label else "", row.get("matter"), row.get("note"), row.get("text"))
        return f"{_short(' · '.join(filter(None, parts)))} ({day(row['at'])})".strip()

    def _sum(self, old: Row | None, new: Row | None) -> str:
        if old and new:
            return self._fields(old, new)
        row = new or old or {}
        return f"{money_text(row['amount'], self._currency)} ({day(row['date'])})"

    def _judged(self, old: Row | None, new: Row | None) -> str:
        row = new or old or {}
        amount = None if row["amount"] is None else money_text(row["amount"], self._currency)
        verdict, grade = VERDICT.of(row["verdict"]), GRADE.of(row["grade"])
        return " · ".join(filter(None, (verdict and verdict.label, grade and grade.label, row["sign_by"], amount)))

    def _lost(self, old: Row | None, new: Row | None) -> str:
        row = new or old or {}
        return f"{' · '.join(filter(None, (LOSS_REASONS.label(row['reason']), _short(row['note'] or ''))))} ({day(row['date'])})"

    def _told(self, old: Row | None, new: Row | None) -> str:
        """Something kept with its day: a fact, an occasion, a rest, a visit."""
        if old and new:
            return ""
        row = new or old or {}
        when = row.get("date") or row.get("until") or row.get("planned_for")
        purpose = row.get("purpose") and VISIT_PURPOSES.label(row["purpose"])
        parts = (row.get("text"), row.get("name"), purpose, row.get("reason"), row.get("answer"))
        said = _short(" · ".join(part for part in parts if part and part not in self._label))
        shown = when and (birthday_text(when) if "notice_days" in row else day(when))
        return f"{said} ({shown})".strip() if shown else said

    def _fields(self, old: Row | None, new: Row | None) -> str:
        """Which fields went from what to what."""
        if not old or not new:
            return ""
        changed = [
            (t(_COLUMNS[name]), self._value(name, old.get(name)), self._value(name, new[name]))
            for name in _COLUMNS
            if name in new and old.get(name) != new[name]
        ]
        said = [one for one in changed if not (one[1] in self._label and one[2] in self._label)]
        return " · ".join(f"{name}{t(': ')}{before} → {after}" for name, before, after in said)

    def _profile(self, old: Row | None, new: Row | None) -> str:
        name = self._name("fields", (new or old or {})["field_no"])
        return f"{name}{t(': ')}{_short((old or {}).get('value') or '–')} → {_short((new or {}).get('value') or '–')}"

    def _mark(self, old: Row | None, new: Row | None) -> str:
        """A tag, a phone or a sign that came or went."""
        row = new or old or {}
        if "sign" in row:
            answer = t("yes") if row["holds"] else t("no")
            return f"{SIGNS.label(row['sign'])}{t(': ')}{answer if new else '–'}"
        return f"{'+' if new else '−'}{row.get('tag') or row.get('value')}"

    def _interval(self, old: Row | None, new: Row | None) -> str:
        return " → ".join(t("{n} d", n=row["ideal_days"]) for row in (old, new) if row)

    def _value(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if name in ("company_no", "node_no"):
            return self._name({"company_no": "companies", "node_no": "nodes"}[name], value)
        if name in _CODED:
            return _CODED[name].label(value)
        if name in CUSTOMER_COLUMNS and BY_NAME[name].kind != "text":
            return BY_NAME[name].shown(value)
        if name in _MONEY:
            return money_text(value, self._currency)
        return day(value) if name in ("at", "date") else _short(str(value))

    def _name(self, table: str, number: int) -> str:
        found = self._names.get((table, number))
        if found is None:
            found = (
                self._store.scalar(f"SELECT name FROM {table} WHERE no = :no", no=number) or f"{journal.name_of(table)} {number}"
            )
            self._names[table, number] = found
        return found

    _ROWS: ClassVar[dict[str, Callable[[Teller, Row | None, Row | None], str]]] = {
        "customers": _fields, "companies": _fields, "nodes": _fields, "products": _fields,
        "field_values": _profile, "contact_points": _mark, "tags": _mark, "signs": _mark,
        "touches": _event, "interactions": _event, "qualifications": _judged, "losses": _lost,
        "orders": _sum, "payments": _sum, "refunds": _sum, "facts": _told, "objections": _told, "occasions": _told,
        "parkings": _told, "visits": _told, "templates": _told, "concerns": _told,
        "cadences": _interval, "cadence_rules": _interval, "followups": _step,
    }  # fmt: skip


def day(stored: str) -> str:
    """A stored day or instant in short: 12-01, in another year 2027-01-05, with its time 12-01 14:30."""
    local = f"{clock.from_utc_text(stored):%Y-%m-%d}" if stored.endswith("Z") else stored.replace("T", " ")
    return local[5:] if local[:4] == str(clock.today().year) else local


def _moved(old: Row, new: Row) -> str:
    """How a step went on: ticked off, dropped, hidden or moved."""
    for column in ("due", "snoozed_until"):
        if new[column] and old[column] != new[column]:
            return f"({day(old['due'])} → {day(new[column])})"
    return ""


def _short(text: str) -> str:
    return snippet(text, "", _WIDE)
