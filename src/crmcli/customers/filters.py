"""The one small filter language: `tag:vip -tag:cold source:转介绍 grade:big amount:>10000 added:>=2026-01 合同`.

`select` turns filter words into one SQL condition over `c` (a row of customers), with named parameters. Words are joined
by AND; a word without a field is text to find; `!` (or a minus) in front turns a word round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from crmcli.customers import state
from crmcli.customers.rows import GRADE, STATUS, VERDICT
from crmcli.kernel import clock
from crmcli.kernel.errors import UsageError
from crmcli.kernel.money import parse_money
from crmcli.kernel.store import Store
from crmcli.kernel.words import both, t

_WORD = re.compile(r"(?P<not>[!-]?)(?P<field>[^\W\d][\w]*(?:\.[^:]+?)?)[:：](?P<op>>=|<=|>|<|=)?(?P<value>.*)", re.DOTALL)
_SPLIT = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


class Selection:
    """An SQL condition over `c` and what is bound in it; `TRUE` where nothing was asked."""

    def __init__(self, conditions: Iterable[str] = ()) -> None:  # no dataclass: rhythms by filter are asked every morning
        self.conditions = list(conditions)
        self.parameters: dict[str, Any] = {}

    @property
    def sql(self) -> str:
        return " AND ".join(self.conditions) or "TRUE"

    def bind(self, value: Any) -> str:
        """A fresh named parameter for `value`."""
        name = f"filter_{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"


def words(line: str) -> list[str]:
    """The words of a filter given as one line (`--where`); quotes hold a value with blanks together."""
    return [re.sub(r"""["']""", "", word) for word in _SPLIT.findall(line)]


def select(store: Store, given: Iterable[str]) -> Selection:
    """The condition that all filter words make together. Raises UsageError for an unknown field or value."""
    selection = Selection()
    for word in given:
        match = _WORD.fullmatch(word)
        if match is None:
            negated = word[:1] in {"!", "-"}
            _add(selection, _about(selection, word[1:] if negated else word), negated)
        else:
            _add(selection, _condition(store, selection, match), bool(match["not"]))
    return selection


def where(store: Store, line: str | None) -> Selection:
    """As `select`, from the one line of `--where`; everything where it is None."""
    return select(store, words(line or ""))


def members(store: Store, line: str) -> list[int]:
    """The numbers of the customers whom the one line of `--where` selects."""
    selection = where(store, line)
    return store.values(f"SELECT c.no FROM customers c WHERE {selection.sql}", **selection.parameters)


def _add(selection: Selection, condition: str, negated: bool) -> None:
    selection.conditions.append(f"NOT coalesce({condition}, FALSE)" if negated else f"({condition})")


def _condition(store: Store, selection: Selection, match: re.Match[str]) -> str:
    name, operator, value = match["field"], match["op"], match["value"]
    if name.lower().startswith(("field.", "字段.")):
        return _portrait(store, selection, name.partition(".")[2], operator, value)
    known = _FIELDS.get(_ALIASES.get(name.lower(), name.lower()))
    if known is None:
        raise UsageError(
            t("There is no filter field {name!r}.", name=name),
            t("There are: {known}, field.NAME", known=", ".join(_FIELDS)),
        )
    if not value:
        raise UsageError(t("The filter {name} has no value.", name=f"{name}:"), t("Write it like {example}", example=f"{name}:…"))
    return known(store, selection, operator, value)


def _about(selection: Selection, word: str) -> str:
    """Customers whose own data or any note has the text."""
    from crmcli.kernel import search, text  # a rhythm by filter is read every morning

    expression = text.match(word)
    if not expression:
        raise UsageError(t("{word!r} has nothing to search for.", word=word), t("Give a letter, a digit or a Chinese character."))
    place = selection.bind(expression)
    kind_of, number_of = search.in_sql("s.rowid")
    events = " UNION ".join(
        f"SELECT e.customer_no FROM search_events s JOIN {table} e ON e.no = {number_of} "
        f"WHERE s.search_events MATCH {place} AND {kind_of} = {kind} AND e.customer_no IS NOT NULL"
        for kind, table in search.TABLE_OF_KIND.items()
    )
    return f"c.no IN (SELECT rowid FROM search_customers WHERE search_customers MATCH {place} UNION {events})"


def _compared(expression: str, operator: str | None, place: str) -> str:
    return f"{expression} {operator or '='} {place}"


def _tag(_store: Store, selection: Selection, _operator: str | None, value: str) -> str:
    return f"c.no IN (SELECT g.customer_no FROM tags g WHERE g.tag = {selection.bind(value)})"


def _column(expression: str) -> Callable[..., str]:
    def condition(_store: Store, selection: Selection, operator: str | None, value: str) -> str:
        if operator == "=":
            return f"{expression} = {selection.bind(value)} COLLATE NOCASE"
        return f"instr(lower({expression}), lower({selection.bind(value)})) > 0"

    return condition


def _source(_store: Store, selection: Selection, _operator: str | None, value: str) -> str:
    """The source itself or any of its sub-channels; a preset's name in either language means both."""
    from crmcli.customers.sources import SOURCES

    names = next(
        (both(english) for english in SOURCES if value.casefold() in {word.casefold() for word in both(english)}), (value,)
    )
    return " OR ".join(
        f"c.source = {place} COLLATE NOCASE OR c.source LIKE {place} || '/%'"
        for place in (selection.bind(name) for name in names)
    )


def _coded(expression: str, choices: Any) -> Callable[..., str]:
    def condition(_store: Store, selection: Selection, _operator: str | None, value: str) -> str:
        return f"{expression} = {selection.bind(choices.parse(value))}"

    return condition


def _node(_store: Store, selection: Selection, _operator: str | None, value: str) -> str:
    """Where the customer stands: the node of the latest touch."""
    place = selection.bind(value)
    return f"""EXISTS (SELECT 1 FROM nodes n WHERE n.no = {state.LAST_NODE} AND (n.name = {place} COLLATE NOCASE OR n.alias = {place} COLLATE NOCASE))"""


def _intent(store: Store, selection: Selection, _operator: str | None, value: str) -> str:
    """What the customers' behaviour says; counted for all at once, since it is no column."""
    import json

    from crmcli.touches import intent
    from crmcli.touches.intent_rules import INTENT

    wanted, found = INTENT.parse(value), dict(intent.every(store, clock.now()))
    numbers = [no for no, code in found.items() if (code == wanted) != (wanted == "unknown")]
    return f"c.no {'NOT' if wanted == 'unknown' else ''} IN (SELECT value FROM json_each({selection.bind(json.dumps(numbers))}))"


def _amount(_store: Store, selection: Selection, operator: str | None, value: str) -> str:
    return _compared(state.judged("amount"), operator, selection.bind(parse_money(value)))


def _moment(expression: str) -> Callable[..., str]:
    """A stored instant against a year, month, day or date in words; without an operator: within it."""

    def condition(_store: Store, selection: Selection, operator: str | None, value: str) -> str:
        first, last = (clock.utc_text(moment) for moment in _span(value))
        return _within(expression, selection, operator, first, last)

    return condition


def _day(expression: str) -> Callable[..., str]:
    """A stored date (or wall-clock time) against a year, month, day or date in words."""

    def condition(_store: Store, selection: Selection, operator: str | None, value: str) -> str:
        first, last = (moment.date().isoformat() for moment in _span(value))
        return _within(f"substr({expression}, 1, 10)", selection, operator, first, last)

    return condition


def _within(expression: str, selection: Selection, operator: str | None, first: str, last: str) -> str:
    match operator:
        case ">=":
            return f"{expression} >= {selection.bind(first)}"
        case ">":
            return f"{expression} > {selection.bind(last)}"
        case "<=":
            return f"{expression} <= {selection.bind(last)}"
        case "<":
            return f"{expression} < {selection.bind(first)}"
    return f"{expression} BETWEEN {selection.bind(first)} AND {selection.bind(last)}"


def _span(value: str) -> tuple[Any, Any]:
    """First and last instant of a year (2026), a month (2026-01) or a day."""
    from datetime import date, timedelta

    if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", value):
        year, month = int(match[1]), int(match[2] or 1)
        try:
            first = date(year, month, 1)
            following = date(year + month // 12, month % 12 + 1, 1) if match[2] else date(year + 1, 1, 1)
        except ValueError as error:
            raise UsageError(
                t("There is no month {value!r}.", value=value), t("Write it like {example}", example="2026-01")
            ) from error
        return clock.start_of_day(first), clock.end_of_day(following - timedelta(days=1))
    from crmcli.kernel import dates

    day = dates.parse_when(value, clock.now(), ahead=False).date
    return clock.start_of_day(day), clock.end_of_day(day)


def _portrait(store: Store, selection: Selection, name: str, operator: str | None, value: str) -> str:
    from crmcli.customers import fields

    number, _name, kind = fields.require(store, name)
    known = f"SELECT 1 FROM field_values v WHERE v.customer_no = c.no AND v.field_no = {number} AND "
    if operator in (None, "="):
        return f"EXISTS ({known} (v.value = {selection.bind(value)} COLLATE NOCASE OR instr(lower(v.value), lower({selection.bind(value)})) > 0))"
    if kind == "date":
        return f"EXISTS ({known} v.value {operator} {selection.bind(value)})"
    store.db.create_function("crm_amount", 1, _amount_of, deterministic=True)
    return f"EXISTS ({known} crm_amount(v.value) {operator} {selection.bind(_amount_of(value, strict=True))})"


def _amount_of(value: str, strict: bool = False) -> int | None:
    """A portrait value as a comparable number (hundredths): `600万`, `3.5`; None where it is none."""
    try:
        return parse_money(value)
    except UsageError:
        if strict:
            raise
        return None


_FIELDS: dict[str, Callable[..., str]] = {
    "tag": _tag,
    "source": _source,
    "status": _coded(state.STATUS_SQL, STATUS),
    "grade": _coded(state.judged("grade"), GRADE),
    "verdict": _coded(state.judged("verdict"), VERDICT),
    "intent": _intent,
    "node": _node,
    "amount": _amount,
    "expected": _day(state.judged("sign_by")),
    "added": _moment("c.created_at"),
    "contacted": _moment(state.LAST_CONTACT),
    "due": _day(state.NEXT_DUE),
    "name": _column("c.name"),
    "company": _column("(SELECT f.name FROM companies f WHERE f.no = c.company_no)"),
    "title": _column("c.title"),
    "role": _column("c.role"),
    "address": _column("c.address"),
    "phone": _column(
        "(SELECT group_concat(p.normal || ' ' || p.value, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'phone')"
    ),
    "email": _column(
        "(SELECT group_concat(p.normal, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'email')"
    ),
}
_ALIASES = {
    "标签": "tag", "来源": "source", "状态": "status", "级别": "grade", "定级": "grade", "定性": "verdict", "意向度": "intent", "意向": "intent", "节点": "node",
    "金额": "amount", "预计签约": "expected", "添加": "added", "联系": "contacted", "下一步": "due", "姓名": "name", "公司": "company",
    "职务": "title", "角色": "role", "地址": "address", "电话": "phone", "手机": "phone", "邮箱": "email",
}  # fmt: skip
