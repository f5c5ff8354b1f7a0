"""Search over everything a seller wrote: customers first, then events, the newest first."""

from collections.abc import Iterator
from typing import NamedTuple

from crmcli.core import clock, text
from crmcli.core.choices import Choices, Coded, Instant, instant
from crmcli.customers.refs import FIRM, REF, Ref, ref_of
from crmcli.customers.selection import Selection
from crmcli.storage import search_index
from crmcli.storage.store import Store

KINDS = Choices(
    "kind", customer="customer data", note="note", touch="touch", followup="next step", order="order", loss="lost deal",
    payment="payment", worry="concern", rival="competitor", fact="fact", objection="objection",
)  # fmt: skip
_FEWEST_DIGITS = 6  # of a phone number
# As SQL over a row `e` of the table.
_KIND_OF_TABLE = {
    "interactions": "'note'", "touches": "'touch'", "followups": "'followup'", "orders": "'order'", "losses": "'loss'",
    "payments": "'payment'", "concerns": "e.kind", "facts": "'fact'", "objections": "'objection'",
}  # fmt: skip


class Hit(NamedTuple):
    """One place where the words stand: `at` when it happened, `snippet` the words around."""

    customer: Ref
    kind: Coded
    at: Instant | None
    snippet: str


def expression(query: str) -> str:
    """The FTS5 MATCH expression of what a person typed; a phone number as a whole is found in whatever spelling it is kept."""
    found = text.match(query)
    if sum(map(str.isdigit, query)) < _FEWEST_DIGITS:
        return found
    from crmcli.customers import normalize

    number = normalize.phone(query)
    return f'({found}) OR "{text.dialled(number).lstrip("+")}"' if number else found


def _all(store: Store, query: str, selection: Selection) -> Iterator[Hit]:
    """All hits: customers by name and data, then events from the newest to the oldest."""
    wanted = expression(query)
    if not wanted:
        return
    yield from _customers(store, wanted, query, selection)
    yield from _events(store, wanted, query, selection)


def newest(store: Store, query: str, selection: Selection, limit: int) -> list[Hit]:
    """The first `limit` hits."""
    hits = _all(store, query, selection)
    return [hit for hit, _number in zip(hits, range(limit), strict=False)]


def _customers(store: Store, wanted: str, query: str, selection: Selection) -> Iterator[Hit]:
    columns = " || ".join(f"coalesce(' ' || c.{name}, '')" for name in search_index.customer_words(store.db))
    sql = f"""SELECT {REF}, c.created_at, {columns} AS columns,
      coalesce((SELECT group_concat(p.value, ' ') FROM contact_points p WHERE p.customer_no = c.no), '') AS contacts,
      coalesce((SELECT group_concat(g.tag, ' ') FROM tags g WHERE g.customer_no = c.no), '') AS tags,
      coalesce((SELECT group_concat(d.name || '=' || v.value, ' ') FROM field_values v JOIN fields d ON d.no = v.field_no WHERE v.customer_no = c.no), '') AS portrait
      FROM search_customers s JOIN customers c ON c.no = s.rowid {FIRM}
      WHERE s.search_customers MATCH :wanted AND {selection.sql} ORDER BY s.rowid DESC"""  # noqa: E501
    for row in store.named(sql, wanted=wanted, **selection.parameters):
        parts = (row["customer_name"], row["company"], row["columns"], row["contacts"], row["tags"], row["portrait"])
        words = " ".join(part.strip() for part in parts if part)
        yield Hit(ref_of(row), _kind("customer"), instant(row["created_at"]), text.snippet(words, query))


def _events(store: Store, wanted: str, query: str, selection: Selection) -> Iterator[Hit]:
    sql = "SELECT rowid FROM search_events WHERE search_events MATCH :wanted ORDER BY rowid DESC"
    for (rowid,) in store.iterate(sql, wanted=wanted):
        table, number = search_index.split_rowid(rowid)
        hit = _event(store, table, number, query, selection)
        if hit:
            yield hit


def _event(store: Store, table: str, number: int, query: str, selection: Selection) -> Hit | None:
    _code, at, texts = search_index.EVENTS[table]
    words = " || ".join(f"coalesce(' · ' || nullif(e.{name}, ''), '')" for name in texts)
    sql = f"""SELECT {REF}, e.{at} AS at, {_KIND_OF_TABLE[table]} AS kind, {words} AS said
      FROM {table} e JOIN customers c ON c.no = e.customer_no {FIRM} WHERE e.no = :number AND {selection.sql}"""
    for row in store.named(sql, number=number, **selection.parameters):
        when = row["at"]
        moment = when if "T" in when else clock.utc_text(clock.parse_instant(when))
        return Hit(ref_of(row), _kind(row["kind"]), Instant(moment), text.snippet(row["said"].strip(" ·"), query))
    return None


def _kind(code: str) -> Coded:
    return Coded(code, KINDS.label(code))
