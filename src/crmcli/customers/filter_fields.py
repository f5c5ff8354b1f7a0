"""The fields of a filter: what each takes, and the SQL over `c` that it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import both, language, t
from crmcli.core.money import parse_money
from crmcli.customers import derived_sql
from crmcli.customers.vocabulary import GRADE, STATUS, VERDICT
from crmcli.storage.store import Store

if TYPE_CHECKING:
    from crmcli.core.choices import Choices
    from crmcli.customers.filters import Selection

_ORDERS = "(SELECT {what} FROM orders o WHERE o.customer_no = c.no)"
SPENT, ORDERS = _ORDERS.format(what="coalesce(sum(o.amount), 0)"), _ORDERS.format(what="count(*)")
_REFERRER = """(SELECT r.name FROM relations e JOIN customers r ON r.no = e.other_no
  WHERE e.customer_no = c.no AND e.kind = 'referred_by')"""
_COMPANY = "(SELECT f.name FROM companies f WHERE f.no = c.company_no)"
_POINTS = "(SELECT group_concat({what}, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = '{kind}')"


class Asked(NamedTuple):
    """One word of a filter: what of the field `name` is asked for."""

    store: Store
    selection: Selection
    name: str
    operator: str | None
    value: str

    def bind(self, value: object) -> str:
        return self.selection.bind(value)


def condition(asked: Asked) -> str:
    """The SQL of one word. Raises UsageError for a field there is not, and for a value that does not fit it."""
    name = asked.name.lower()
    if name.startswith(("field.", "字段.")):
        return _portrait(asked)
    known = _FIELDS.get(_ALIASES.get(name, name))
    if known is None:
        raise _unknown(asked.name, _ALIASES.get(name, name))
    return known(asked)


def _unknown(typed: str, name: str) -> UsageError:
    from crmcli.core import near_matches

    if name == "amount":
        hint = t("Write expected:… for the amount that is expected (crm qualify), spent:… for the sum of the orders.")
        return UsageError(t("{name} could mean two things.", name=f"{typed}:"), hint)
    there_are = t("There are: {known}, field.NAME. Text with a colon stands in quotes.", known=", ".join(_FIELDS))
    return UsageError(
        t("There is no filter field {name!r}.", name=typed), near_matches.hint(typed, _spellings(_FIELDS), there_are)
    )


def _spellings(known: Iterable[str]) -> list[str]:
    """The names and, where screens are Chinese, what they are called there."""
    named = set(known)
    return [*known, *(alias for alias, name in _ALIASES.items() if name in named and language() == "zh")]


# What a field takes


def _plain(asked: Asked) -> str:
    """The value of a field that knows no more and no less."""
    if asked.operator not in (None, "="):
        raise UsageError(
            t("The filter {name} does not take {operator}.", name=f"{asked.name}:", operator=asked.operator),
            t("Write it like {example}", example=f"{asked.name}:{asked.value}"),
        )
    return asked.value


def _text(expression: str) -> Callable[[Asked], str]:
    """A text with the value in it; after `=` the value alone, case aside."""

    def of(asked: Asked) -> str:
        place = asked.bind(_plain(asked))
        return f"{expression} = {place} COLLATE NOCASE" if asked.operator else f"instr(lower({expression}), lower({place})) > 0"

    return of


def _rows(table: str, expression: str) -> Callable[[Asked], str]:
    """As `_text`, of any row of a table `x` that names its customer."""

    def of(asked: Asked) -> str:
        return f"c.no IN (SELECT x.customer_no FROM {table} WHERE {_text(expression)(asked)})"

    return of


def _coded(expression: str, choices: Choices) -> Callable[[Asked], str]:
    def of(asked: Asked) -> str:
        return f"{expression} = {asked.bind(choices.parse(_plain(asked)))}"

    return of


def _number(expression: str, parse: Callable[[str], int]) -> Callable[[Asked], str]:
    def of(asked: Asked) -> str:
        return f"{expression} {asked.operator or '='} {asked.bind(parse(asked.value))}"

    return of


def _money(expression: str) -> Callable[[Asked], str]:
    def of(asked: Asked) -> str:
        return _number(expression, lambda text: parse_money(text, asked.store.currency))(asked)

    return of


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise UsageError(t("{value!r} is no whole number.", value=text), t("Write it like {example}", example="orders:>=3"))
    return min(int(text), 2**62)


def _moment(expression: str) -> Callable[[Asked], str]:
    """A stored instant: against a year, a month, a day, or `<60d`, less than sixty days ago."""

    def of(asked: Asked) -> str:
        operator, first, last = _days(asked, ahead=False)
        return _within(
            asked, expression, operator, clock.utc_text(clock.start_of_day(first)), clock.utc_text(clock.end_of_day(last))
        )

    return of


def _day(expression: str, *, ahead: bool) -> Callable[[Asked], str]:
    """A stored date or wall-clock time, as `_moment`; `ahead` for what is planned: `<7d` is less than seven days from today."""

    def of(asked: Asked) -> str:
        operator, first, last = _days(asked, ahead=ahead)
        return _within(asked, f"substr({expression}, 1, 10)", operator, first.isoformat(), last.isoformat())

    return of


def _within(asked: Asked, expression: str, operator: str | None, first: str, last: str) -> str:
    match operator:
        case ">=":
            return f"{expression} >= {asked.bind(first)}"
        case ">":
            return f"{expression} > {asked.bind(last)}"
        case "<=":
            return f"{expression} <= {asked.bind(last)}"
        case "<":
            return f"{expression} < {asked.bind(first)}"
    return f"{expression} BETWEEN {asked.bind(first)} AND {asked.bind(last)}"


_AGO = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}  # longer ago is earlier


def _days(asked: Asked, *, ahead: bool) -> tuple[str | None, date, date]:
    """The operator, and the first and last day that the value means: of a year (2026), a month (2026-01), a day, or a span
    (60d).
    """
    from crmcli.core.dates import date_parser

    value, operator = asked.value, asked.operator
    if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", value, re.ASCII):
        return operator, *_month(value, int(match[1]), int(match[2] or 0))
    if (span := _span(value)) is not None:
        day = clock.today() + timedelta(days=span if ahead else -span)
        return (operator if ahead else _AGO.get(operator or "", operator)), day, day
    try:
        day = date_parser.parse_when(value, clock.now(), ahead=False).date
    except UsageError as error:
        examples = t(
            "{name} takes a year, a month, a day or a number of days: 2026, 2026-01, 2026-01-31, <60d.", name=f"{asked.name}:"
        )
        raise UsageError(error.message, f"{examples} {error.hint}") from error
    return operator, day, day


def _month(value: str, year: int, month: int) -> tuple[date, date]:
    try:
        first = date(year, month or 1, 1)
        following = date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
    except ValueError as error:
        raise UsageError(
            t("There is no month {value!r}.", value=value), t("Write it like {example}", example="2026-01")
        ) from error
    return first, following - timedelta(days=1)


def _span(value: str) -> int | None:
    """Days of `60d`, `2w`, `3个月`; None of what is no span with a unit."""
    from crmcli.core.dates import date_parser

    if value.isdecimal():
        return None
    if re.fullmatch(r"0\s*(d|days?|天)", value):
        return 0
    try:
        return date_parser.parse_span(value) or None
    except UsageError:
        return None


# Fields that know more


def _tag(asked: Asked) -> str:
    return f"c.no IN (SELECT g.customer_no FROM tags g WHERE g.tag = {asked.bind(_plain(asked))})"


def _source(asked: Asked) -> str:
    """The source itself or any of its sub-channels; a preset's name in either language means both."""
    from crmcli.customers.lead_sources import SOURCES

    value = _plain(asked)
    names = next(
        (both(english) for english in SOURCES if value.casefold() in {word.casefold() for word in both(english)}), (value,)
    )
    return " OR ".join(
        f"c.source = {place} COLLATE NOCASE OR c.source LIKE {place} || '/%'" for place in (asked.bind(name) for name in names)
    )


def _node(asked: Asked) -> str:
    """Where the customer stands: the node of the latest touch. Raises UsageError where no pipeline has such a node."""
    value = _plain(asked)
    named = "SELECT n.no FROM nodes n WHERE n.name = :value COLLATE NOCASE OR n.alias = :value COLLATE NOCASE"
    if asked.store.value(named, value=value) is None:
        raise _no_node(asked.store, value)
    return f"{derived_sql.LAST_NODE} IN ({named.replace(':value', asked.bind(value))})"


def _no_node(store: Store, value: str) -> UsageError:
    from crmcli.core import near_matches
    from crmcli.core.i18n import listed

    names = store.values("SELECT name FROM nodes WHERE retired_at IS NULL ORDER BY pipeline_no, position")
    aliases = store.values("SELECT alias FROM nodes WHERE retired_at IS NULL AND alias IS NOT NULL")
    hint = near_matches.hint(value, [*names, *aliases], t("There are: {known}", known=listed(dict.fromkeys(names))))
    return UsageError(t("There is no node {name!r}.", name=value), hint)


def _intent(asked: Asked) -> str:
    """What the customers' behaviour says; counted for all at once, since it is no column."""
    from crmcli.customers import intent
    from crmcli.customers.intent import INTENT

    wanted, found = INTENT.parse(_plain(asked)), dict(intent.every(asked.store, clock.now()))
    numbers = [no for no, code in found.items() if (code == wanted) != (wanted == "unknown")]
    return f"c.no {'NOT' if wanted == 'unknown' else ''} IN (SELECT value FROM json_each({asked.bind(json.dumps(numbers))}))"


def _expected(asked: Asked) -> str:
    """The amount expected; a date means the day of signing, as the field did before it took amounts."""
    try:
        return _money(derived_sql.judged("amount"))(asked)
    except UsageError:
        try:
            return _signing(asked)
        except UsageError:
            pass
        raise


_signing = _day(derived_sql.judged("sign_by"), ahead=True)


def _kind(asked: Asked) -> str:
    """Who has a note of that kind."""
    from crmcli.customers.vocabulary import NOTE_KINDS

    kind = asked.bind(NOTE_KINDS.parse(_plain(asked)))
    return f"EXISTS (SELECT 1 FROM interactions i WHERE i.customer_no = c.no AND i.kind = {kind})"


def _birthday(asked: Asked) -> str:
    """Whose birthday falls into a month (05), on a day (05-20, today), or within so many days (<14d); lunar ones by this year's
    day.
    """
    from crmcli.core.dates import birthdays

    if asked.operator and not (asked.operator in ("<", "<=") and _span(asked.value)):
        _plain(asked)
    days = list(_birthdays(asked))
    lunar = [f"'{ending}'" for day in days for ending in birthdays.lunar_endings(day)]
    solar = [f"'{ending}'" for day in days for ending in birthdays.solar_endings(day)]
    return f"""c.birthday IS NOT NULL AND CASE WHEN c.birthday >= 'lunar' THEN substr(c.birthday, -6) IN ({", ".join(lunar)})
      ELSE substr(c.birthday, -6) IN ({", ".join(solar)}) END"""


def _birthdays(asked: Asked) -> Iterable[date]:
    today, value = clock.today(), asked.value
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])月?", value):
        first, last = _month(value, today.year, int(match[1]))
    elif (span := _span(value)) is not None:
        first = today if asked.operator else today + timedelta(days=span)
        last = today + timedelta(days=span - (asked.operator == "<"))
    else:
        first = last = _yearly_day(asked)
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _yearly_day(asked: Asked) -> date:
    from crmcli.core.dates import date_parser

    try:
        if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", asked.value, re.ASCII):
            return date(clock.today().year, int(match[1]), int(match[2]))
        return date_parser.parse_when(asked.value, clock.now(), ahead=True).date
    except (UsageError, ValueError) as error:
        raise UsageError(
            t("{value!r} is no month and no day of a birthday.", value=asked.value),
            t("Write it like {example}", example="birthday:05, birthday:05-20, birthday:<14d"),
        ) from error


def _has(asked: Asked) -> str:
    """Whether something is known at all: a way to reach, a field, an order, a next step."""
    name = _plain(asked)
    if name.lower().startswith(("field.", "字段.")):
        from crmcli.customers import fields

        number = fields.require(asked.store, name.partition(".")[2])[0]
        return f"EXISTS (SELECT 1 FROM field_values v WHERE v.customer_no = c.no AND v.field_no = {number})"
    known = _HAS.get(_ALIASES.get(name.lower(), name.lower()))
    if known is None:
        from crmcli.core import near_matches

        there_are = t("There are: {known}", known=", ".join([*_HAS, "field.NAME"]))
        raise UsageError(t("has: does not know {name!r}.", name=name), near_matches.hint(name, _spellings(_HAS), there_are))
    return known


def _portrait(asked: Asked) -> str:
    from crmcli.customers import fields

    number, _name, kind = fields.require(asked.store, asked.name.partition(".")[2].strip("\"'"))
    known = f"SELECT 1 FROM field_values v WHERE v.customer_no = c.no AND v.field_no = {number} AND "
    if asked.operator in (None, "="):
        return f"EXISTS ({known} {_text('v.value')(asked)})"
    if kind == "date":
        return f"EXISTS ({known} {_day('v.value', ahead=True)(asked)})"
    asked.store.db.create_function("crm_amount", 1, lambda kept: _amount_of(kept, asked.store.currency), deterministic=True)
    return f"EXISTS ({known} crm_amount(v.value) {asked.operator} {asked.bind(parse_money(asked.value, asked.store.currency))})"


def _amount_of(value: str, currency: str) -> int | None:
    """A portrait value as a comparable number (hundredths): `600万`, `3.5`; None where it is none, or of another currency."""
    try:
        return parse_money(value, currency)
    except UsageError:
        return None


def _exists(table: str, condition: str = "TRUE") -> str:
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.customer_no = c.no AND {condition})"


_FIELDS: dict[str, Callable[[Asked], str]] = {
    "tag": _tag,
    "source": _source,
    "status": _coded(derived_sql.STATUS_SQL, STATUS),
    "grade": _coded(derived_sql.judged("grade"), GRADE),
    "verdict": _coded(derived_sql.judged("verdict"), VERDICT),
    "intent": _intent,
    "node": _node,
    "deal": _rows("touches x", "x.deal"),
    "expected": _expected,
    "sign_by": _signing,
    "spent": _money(SPENT),
    "orders": _number(ORDERS, _count),
    "last_order": _day(derived_sql.LAST_ORDER, ahead=False),
    "bought": _rows("orders x JOIN order_lines l ON l.order_no = x.no JOIN products p ON p.no = l.product_no", "p.name"),
    "added": _moment("c.created_at"),
    "contacted": _moment(derived_sql.LAST_CONTACT),
    "silent": _day(derived_sql.SILENT_SINCE, ahead=False),
    "due": _day(derived_sql.NEXT_DUE, ahead=True),
    "birthday": _birthday,
    "kind": _kind,
    "has": _has,
    "name": _text("c.name"),
    "company": _text(_COMPANY),
    "referrer": _text(_REFERRER),
    "title": _text("c.title"),
    "role": _text("c.role"),
    "address": _text("c.address"),
    "phone": _text(_POINTS.format(what="p.normal || ' ' || p.value", kind="phone")),
    "email": _text(_POINTS.format(what="p.normal", kind="email")),
}
_HAS = {
    **{kind: _exists("contact_points", f"x.kind = '{kind}'") for kind in ("phone", "email", "wechat", "qq")},
    **{name: f"c.{name} IS NOT NULL" for name in ("title", "role", "address", "source", "birthday")},
    "company": "c.company_no IS NOT NULL", "tag": _exists("tags"), "referrer": _exists("relations", "x.kind = 'referred_by'"),
    "node": _exists("touches"), "deal": _exists("touches", "x.deal IS NOT NULL"),
    "grade": f"{derived_sql.judged('grade')} IS NOT NULL", "verdict": f"{derived_sql.judged('verdict')} IS NOT NULL",
    "expected": f"{derived_sql.judged('amount')} IS NOT NULL", "sign_by": f"{derived_sql.judged('sign_by')} IS NOT NULL",
    "orders": _exists("orders"), "contacted": f"{derived_sql.LAST_CONTACT} IS NOT NULL",
    "due": _exists("followups", "x.kind = 'followup' AND x.done_at IS NULL AND x.cancelled_at IS NULL"),
    "note": _exists("interactions"),
}  # fmt: skip
_ALIASES = {
    "标签": "tag", "来源": "source", "状态": "status", "级别": "grade", "定级": "grade", "定性": "verdict", "意向度": "intent",
    "意向": "intent", "节点": "node", "跟单": "deal", "金额": "amount", "预计金额": "expected", "预计签约": "sign_by",
    "签约日期": "sign_by", "成交额": "spent", "消费": "spent", "订单": "orders", "订单数": "orders", "上次下单": "last_order",
    "最近下单": "last_order", "买过": "bought", "添加": "added", "联系": "contacted", "沉默": "silent", "下一步": "due",
    "生日": "birthday", "备注类型": "kind", "类型": "kind", "有": "has", "姓名": "name", "公司": "company", "介绍人": "referrer",
    "推荐人": "referrer", "职务": "title", "角色": "role", "地址": "address", "电话": "phone", "手机": "phone", "邮箱": "email",
    "微信": "wechat", "备注": "note",
}  # fmt: skip
