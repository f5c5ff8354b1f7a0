"""What a filter asks of the customers' own data. Of others: filter_registry."""

from __future__ import annotations

import json

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import both
from crmcli.core.money import parse_money
from crmcli.customers import derived_sql
from crmcli.customers.birthday_filter import birthday
from crmcli.customers.filter_terms import Condition, FilterTerm, coded, day, exists, moment, plain_value, text
from crmcli.customers.model import COLUMNS
from crmcli.customers.vocabulary import STATUS

_REFERRER = """(SELECT r.name FROM relations e JOIN customers r ON r.no = e.other_no
  WHERE e.customer_no = c.no AND e.kind = 'referred_by')"""
_COMPANY = "(SELECT f.name FROM companies f WHERE f.no = c.company_no)"
_POINTS = "(SELECT group_concat({what}, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = '{kind}')"


def _tag(term: FilterTerm) -> str:
    return f"c.no IN (SELECT g.customer_no FROM tags g WHERE g.tag = {term.bind(plain_value(term))})"


def _source(term: FilterTerm) -> str:
    """The source itself or any of its sub-channels; a preset's name in either language means both."""
    from crmcli.customers.lead_sources import SOURCES

    value = plain_value(term)
    names = next(
        (both(english) for english in SOURCES if value.casefold() in {word.casefold() for word in both(english)}), (value,)
    )
    return " OR ".join(
        f"c.source = {place} COLLATE NOCASE OR c.source LIKE {place} || '/%'" for place in (term.bind(name) for name in names)
    )


def _intent(term: FilterTerm) -> str:
    """What the customers' behaviour says; counted for all at once, since it is no column."""
    from crmcli.customers import intent
    from crmcli.customers.intent import INTENT

    wanted, found = INTENT.parse(plain_value(term)), dict(intent.every(term.store, clock.now()))
    numbers = [no for no, code in found.items() if (code == wanted) != (wanted == "unknown")]
    return f"c.no {'NOT' if wanted == 'unknown' else ''} IN (SELECT value FROM json_each({term.bind(json.dumps(numbers))}))"


def _kind(term: FilterTerm) -> str:
    """Who has a note of that kind."""
    from crmcli.customers.vocabulary import NOTE_KINDS

    kind = term.bind(NOTE_KINDS.parse(plain_value(term)))
    return f"EXISTS (SELECT 1 FROM interactions i WHERE i.customer_no = c.no AND i.kind = {kind})"


def _phone(term: FilterTerm) -> str:
    if term.value == "guessed":
        from crmcli.customers import phone_guesses

        return phone_guesses.condition(term.store)
    from crmcli.customers import normalize

    part = text(_POINTS.format(what="p.normal || ' ' || p.value", kind="phone"))(term)
    number = normalize.phone(term.value)
    whole = f"EXISTS (SELECT 1 FROM contact_points p WHERE p.customer_no = c.no AND p.normal = {term.bind(number)})"
    return f"({part} OR {whole})" if number else part


def field_value(term: FilterTerm) -> str:
    from crmcli.customers import fields

    number, _name, kind = fields.require(term.store, term.name.partition(".")[2].strip("\"'"))
    known = f"SELECT 1 FROM field_values v WHERE v.customer_no = c.no AND v.field_no = {number} AND "
    if term.operator in (None, "="):
        return f"EXISTS ({known} {text('v.value')(term)})"
    if kind == "date":
        return f"EXISTS ({known} {day('v.value', ahead=True)(term)})"
    term.store.db.create_function("crm_amount", 1, lambda kept: _amount_of(kept, term.store.currency), deterministic=True)
    return f"EXISTS ({known} crm_amount(v.value) {term.operator} {term.bind(parse_money(term.value, term.store.currency))})"


def _amount_of(value: str, currency: str) -> int | None:
    """A portrait value as a comparable number (hundredths): `600万`, `3.5`; None where it is none, or of another currency."""
    try:
        return parse_money(value, currency)
    except UsageError:
        return None


FIELDS: dict[str, Condition] = {
    "tag": _tag,
    "source": _source,
    "status": coded(derived_sql.STATUS_SQL, STATUS),
    "intent": _intent,
    "added": moment("c.created_at"),
    "contacted": moment(derived_sql.LAST_CONTACT),
    "silent": day(derived_sql.SILENT_SINCE, ahead=False),
    "birthday": birthday,
    "kind": _kind,
    "name": text("c.name"),
    "company": text(_COMPANY),
    "referrer": text(_REFERRER),
    **{name: text(f"c.{name}") for name in COLUMNS if name not in ("source", "birthday")},
    "phone": _phone,
    "email": text(_POINTS.format(what="p.normal", kind="email")),
}
HAS = {
    **{kind: exists("contact_points", f"x.kind = '{kind}'") for kind in ("phone", "email", "wechat", "qq")},
    **{name: f"c.{name} IS NOT NULL" for name in COLUMNS},
    "company": "c.company_no IS NOT NULL",
    "tag": exists("tags"),
    "referrer": exists("relations", "x.kind = 'referred_by'"),
    "contacted": f"{derived_sql.LAST_CONTACT} IS NOT NULL",
    "note": exists("interactions"),
}
