"""Search over everything a seller wrote: customers first, then events, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crmcli.core import clock, text
from crmcli.core.choices import Choices, Coded, Instant, instant
from crmcli.customers.refs import Ref
from crmcli.customers.selection import Selection
from crmcli.storage import search_index
from crmcli.storage.store import Store

KINDS = Choices(
    "kind", customer="customer data", note="note", touch="touch", followup="next step", order="order", loss="lost deal",
    payment="payment", worry="worry", rival="rival", fact="fact", objection="objection",
)  # fmt: skip
# As SQL over a row `e` of the table.
_KIND_OF_TABLE = {
    "interactions": "'note'", "touches": "'touch'", "followups": "'followup'", "orders": "'order'", "losses": "'loss'",
    "payments": "'payment'", "concerns": "e.kind", "facts": "'fact'", "objections": "'objection'",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand: `at` when it happened, `snippet` the words around."""

    customer: Ref
    kind: Coded
    at: Instant | None
    snippet: str


def _all(store: Store, query: str, selection: Selection) -> Iterator[Hit]:
    """All hits: customers by name and data, then events from the newest to the oldest."""
    expression = text.match(query)
    if not expression:
        return
    yield from _customers(store, expression, query, selection)
    yield from _events(store, expression, query, selection)


def newest(store: Store, query: str, selection: Selection, limit: int) -> list[Hit]:
    """The first `limit` hits."""
    hits = _all(store, query, selection)
    return [hit for hit, _number in zip(hits, range(limit), strict=False)]


def _customers(store: Store, expression: str, query: str, selection: Selection) -> Iterator[Hit]:
    columns = " || ".join(f"coalesce(' ' || c.{name}, '')" for name in search_index.customer_words(store.db))
    sql = f"""SELECT c.no, c.uid, c.name, f.name, c.created_at, {columns},
      coalesce((SELECT group_concat(p.value, ' ') FROM contact_points p WHERE p.customer_no = c.no), ''),
      coalesce((SELECT group_concat(g.tag, ' ') FROM tags g WHERE g.customer_no = c.no), ''),
      coalesce((SELECT group_concat(d.name || '=' || v.value, ' ') FROM field_values v JOIN fields d ON d.no = v.field_no WHERE v.customer_no = c.no), '')
      FROM search_customers s JOIN customers c ON c.no = s.rowid LEFT JOIN companies f ON f.no = c.company_no
      WHERE s.search_customers MATCH :expression AND {selection.sql} ORDER BY s.rowid DESC"""  # noqa: E501
    for no, uid, name, company, created_at, *rest in store.iterate(sql, expression=expression, **selection.parameters):
        words = " ".join(part.strip() for part in (name, company or "", *rest) if part)
        yield Hit(Ref(no, uid, name, company), _kind("customer"), instant(created_at), text.snippet(words, query))


def _events(store: Store, expression: str, query: str, selection: Selection) -> Iterator[Hit]:
    sql = "SELECT rowid FROM search_events WHERE search_events MATCH :expression ORDER BY rowid DESC"
    for (rowid,) in store.iterate(sql, expression=expression):
        table, number = search_index.split_rowid(rowid)
        hit = _event(store, table, number, query, selection)
        if hit:
            yield hit


def _event(store: Store, table: str, number: int, query: str, selection: Selection) -> Hit | None:
    _code, at, texts = search_index.EVENTS[table]
    words = " || ".join(f"coalesce(' · ' || nullif(e.{name}, ''), '')" for name in texts)
    sql = f"""SELECT c.no, c.uid, c.name, f.name, e.{at}, {_KIND_OF_TABLE[table]}, {words} FROM {table} e JOIN customers c ON c.no = e.customer_no
      LEFT JOIN companies f ON f.no = c.company_no WHERE e.no = :number AND {selection.sql}"""  # noqa: E501
    for no, uid, name, company, when, kind, said in store.iterate(sql, number=number, **selection.parameters):
        moment = when if "T" in when else clock.utc_text(clock.parse_instant(when))
        return Hit(Ref(no, uid, name, company), _kind(kind), Instant(moment), text.snippet(said.strip(" ·"), query))
    return None


def _kind(code: str) -> Coded:
    return Coded(code, KINDS.label(code))
