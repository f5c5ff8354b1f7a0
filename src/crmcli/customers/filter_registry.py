"""The fields of a filter by name: the room whose `filter_fields` has each is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t
from crmcli.customers.filter_terms import FilterTerm, plain_value
from crmcli.customers.model import COLUMNS, CONTACTS

# Each with its room, in the order in which they are listed. `has` is answered here: what HAS knows, the room says, or customers.
FIELDS = {
    "tag": "customers", "source": "customers", "status": "customers", "grade": "pipelines", "verdict": "pipelines",
    "intent": "customers", "node": "pipelines", "deal": "pipelines", "expected": "pipelines", "sign_by": "pipelines",
    "spent": "sales", "orders": "sales", "last_order": "sales", "bought": "sales", "added": "customers",
    "contacted": "customers", "silent": "customers", "due": "followups", "birthday": "customers", "kind": "customers",
    "has": "customers", "name": "customers", "company": "customers", "referrer": "customers",
    **dict.fromkeys(COLUMNS, "customers"), "phone": "customers", "email": "customers",
}  # fmt: skip
HAS = (
    *CONTACTS, *COLUMNS, "company", "tag", "referrer", "node", "deal", "grade", "verdict", "expected", "sign_by", "orders",
    "contacted", "due", "note",
)  # fmt: skip
_ALIASES = {
    "标签": "tag", "来源": "source", "状态": "status", "级别": "grade", "定级": "grade", "定性": "verdict", "意向度": "intent",
    "意向": "intent", "节点": "node", "跟单": "deal", "金额": "amount", "预计金额": "expected", "预计签约": "sign_by",
    "签约日期": "sign_by", "成交额": "spent", "消费": "spent", "订单": "orders", "订单数": "orders", "上次下单": "last_order",
    "最近下单": "last_order", "买过": "bought", "添加": "added", "联系": "contacted", "沉默": "silent", "下一步": "due",
    "生日": "birthday", "备注类型": "kind", "类型": "kind", "有": "has", "姓名": "name", "公司": "company", "介绍人": "referrer",
    "推荐人": "referrer", "职务": "title", "角色": "role", "地址": "address", "电话": "phone", "手机": "phone", "邮箱": "email",
    "微信": "wechat", "备注": "note",
}  # fmt: skip


def condition(term: FilterTerm) -> str:
    """The SQL of one word. Raises UsageError for a field there is not, and for a value that does not fit it."""
    name = term.name.lower()
    if name.startswith(("field.", "字段.")):
        from crmcli.customers import filter_fields

        return filter_fields.field_value(term)
    name = _ALIASES.get(name, name)
    if name == "has":
        return _has(term)
    if name not in FIELDS:
        raise _unknown(term.name, name)
    return str(_module(FIELDS[name]).FIELDS[name](term))


def _module(room: str) -> Any:
    """The module that says what the filter fields of a room mean."""
    return importlib.import_module(f"crmcli.{room}.filter_fields")


def _unknown(typed: str, name: str) -> UsageError:
    from crmcli.core import near_matches

    if name == "amount":
        hint = t("Write expected:… for the expected amount (crm qualify), spent:… for the order total.")
        return UsageError(t("{name} is ambiguous.", name=f"{typed}:"), hint)
    there_are = t("Filters: {known}, field.NAME. Quote text that contains a colon.", known=", ".join(FIELDS))
    return UsageError(t("{name!r} is not a filter.", name=typed), near_matches.hint(typed, _spellings(FIELDS), there_are))


def _spellings(known: Iterable[str]) -> list[str]:
    """The names and, where screens are Chinese, what they are called there."""
    named = set(known)
    return [*known, *(alias for alias, name in _ALIASES.items() if name in named and language() == "zh")]


def _has(term: FilterTerm) -> str:
    """Whether something is known at all: a way to reach, a field, an order, a next step."""
    name = plain_value(term)
    if name.lower().startswith(("field.", "字段.")):
        from crmcli.customers import fields

        number = fields.require(term.store, name.partition(".")[2])[0]
        return f"EXISTS (SELECT 1 FROM field_values v WHERE v.customer_no = c.no AND v.field_no = {number})"
    key = _ALIASES.get(name.lower(), name.lower())
    if key not in HAS:
        from crmcli.core import near_matches

        there_are = t("Available: {known}", known=", ".join([*HAS, "field.NAME"]))
        raise UsageError(t("{name!r} does not work with has:.", name=name), near_matches.hint(name, _spellings(HAS), there_are))
    return str(_module(FIELDS.get(key, "customers")).HAS[key])
