"""The pond: who rests or has fallen silent, how much they wanted it when last heard from, and how to take them up again."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import instant
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t
from crmcli.core.sentence import Sentence
from crmcli.customers import customer_queries, derived_sql, fields, intent
from crmcli.customers.customer import Customer
from crmcli.customers.refs import FROM, REF, ref_of
from crmcli.customers.selection import Selection
from crmcli.customers.vocabulary import STATUS
from crmcli.followups.model import RECALL_WINDOW
from crmcli.nurture import message_templates
from crmcli.nurture.message_templates import Message
from crmcli.nurture.model import WAYS, Recall
from crmcli.nurture.workload_queries import days_since
from crmcli.storage.store import Store

_POINT = "(SELECT p.value FROM contact_points p WHERE p.customer_no = c.no AND p.kind = '{kind}' ORDER BY p.no LIMIT 1)"
_SILENT = f"""({derived_sql.SILENT_SINCE} < :cutoff
  AND NOT EXISTS (SELECT 1 FROM followups u
  WHERE u.customer_no = c.no AND u.kind = 'followup' AND u.done_at IS NULL AND u.cancelled_at IS NULL))"""
_REST = "(SELECT k.{what} FROM parkings k WHERE k.customer_no = c.no AND k.woken_at IS NULL ORDER BY k.no DESC LIMIT 1)"
_SQL = f"""SELECT {REF}, {derived_sql.STATUS_SQL} AS status, {_REST.format(what="until")} AS until, {_REST.format(what="reason")} AS reason,
    {derived_sql.SILENT_SINCE} AS heard, {derived_sql.NEXT_DUE} AS due,
    (SELECT max(r.at) FROM recalls r WHERE r.customer_no = c.no) AS recalled,
    {", ".join(f"{_POINT.format(kind=kind)} AS {kind}" for kind in ("phone", "wechat", "email"))}
  {FROM}
  WHERE {{where}} AND ({derived_sql.PARKED} OR ({_SILENT} AND (:lost OR NOT {derived_sql.LOST})))"""  # noqa: E501
_RANK = ("high", "middle", "unknown", "low")
_CALLED = "high"  # recalled by hand
_NAMED = 3  # of those a message cannot be written to
_PLACES = {
    "name": "姓名", "company": "公司", "title": "职务", "role": "角色", "address": "地址", "source": "来源", "birthday": "生日",
    "node": "节点", "phone": "电话", "wechat": "微信",
}  # fmt: skip


class RecallQuery(NamedTuple):
    """Whom the seller asks for: days of silence (0: only who rests), lost ones too, those recalled lately again."""

    selection: Selection
    silent: int
    lost: bool = False
    again: bool = False


def find(store: Store, asked: RecallQuery, now: datetime) -> tuple[list[Recall], int]:
    """The pond, high intent first and then the longest silent; and how many were recalled lately and are left out."""
    cutoff = (now.date() - timedelta(days=asked.silent - 1)).isoformat() if asked.silent else ""
    sql = _SQL.format(where=asked.selection.sql)
    rows = list(store.named(sql, cutoff=cutoff, lost=asked.lost, **asked.selection.parameters))
    lately = clock.utc_text(now - timedelta(days=RECALL_WINDOW))
    wanted = [row for row in rows if asked.again or (row["recalled"] or "") < lately]
    known = dict(intent.among(store, [row["customer_no"] for row in wanted]))
    found = [_recall(row, known.get(row["customer_no"], ()), now) for row in wanted]
    return sorted(found, key=_order), len(rows) - len(wanted)


def _order(one: Recall) -> tuple[int, int, int]:
    return _RANK.index(one.intent_then.code), -one.silent_days, one.customer.no


def _recall(row: Row, happened: Sequence[intent.Happening], now: datetime) -> Recall:
    seen = intent.evidence(happened, now)
    today, then = intent.reasons(seen), when_heard(happened, now)
    level = intent.level(then)
    way = "call" if level.code == _CALLED else "message"
    heard_on = None if seen.contact is None else (now.date() - timedelta(days=seen.contact)).isoformat()
    return Recall(
        ref_of(row), STATUS.shown(row["status"]), row["until"], row["reason"], days_since(row["heard"], now),
        intent.level(today), intent.spoken(today), WAYS.shown(way), row["due"], instant(row["recalled"]),
        row["phone"], row["wechat"], row["email"], level, intent.spoken(then), heard_on,
    )  # fmt: skip


def when_heard(happened: Sequence[intent.Happening], now: datetime) -> list[intent.Reason]:
    """What spoke for or against on the day of the last contact, since silence alone makes everybody's intent low; what went wrong
    since (tries unanswered, a promise overdue) still counts.
    """
    seen = intent.evidence(happened, now)
    if seen.contact is None:
        return intent.reasons(seen)
    then = intent.evidence(happened, now - timedelta(days=seen.contact))._replace(overdue=seen.overdue)
    came = Sentence("came to you last time")
    return [one._replace(sentence=came) if one.code == "came" else one for one in intent.reasons(then)]


# Messages


def resolved(store: Store, text: str) -> Message:
    """The message with its places under the names that `values` uses. Raises UsageError for a place that there is not."""
    return tuple(
        one if isinstance(one, str) else one._replace(name=_named(store, one.name)) for one in message_templates.parse(text)
    )


def _named(store: Store, name: str) -> str:
    for code, chinese in _PLACES.items():
        if name.casefold() in (code, chinese):
            return code
    field = fields.find(store, name)
    if field is None and not fields.is_shipped(name):
        known = ", ".join(
            [*(f"{code}/{chinese}" for code, chinese in _PLACES.items()), *(one.name for one in fields.every(store))]
        )
        raise UsageError(t("{name!r} is not a placeholder.", name=name), t("Available: {known}", known=known))
    return f"field.{field[1] if field else name}"


def _spoken(name: str) -> str:
    """A place as the user would write it."""
    return (_PLACES.get(name, name) if language() == "zh" else name).removeprefix("field.")


def written(store: Store, message: Message, some: Iterable[Recall]) -> list[Recall]:
    """Each with their message. Raises UsageError where a place would stay empty, naming whose."""
    some = list(some)
    selection = Selection()
    selection.conditions.append(
        f"c.no IN (SELECT value FROM json_each({selection.bind(json.dumps([one.customer.no for one in some]))}))"
    )
    values = {one.no: _values(one) for one in customer_queries.selected(store, selection)}
    empty = [(one, lacking) for one in some if (lacking := message_templates.lacking(message, values[one.customer.no]))]
    if empty:
        name, names = _spoken(empty[0][1][0]), ", ".join(one.customer.name for one, _lacking in empty[:_NAMED])
        names += "…" if len(empty) > _NAMED else ""
        raise UsageError(
            t(
                "{place} is not known for {count} of them: {names}",
                place=name,
                count=len(empty),
                names=names,
            ),
            t("Give a fallback, like {example}", example=f"{{{{{name}|…}}}}"),
        )
    return [one._replace(message=message_templates.fill(message, values[one.customer.no])) for one in some]


def _values(one: Customer) -> dict[str, str]:
    """What the places stand for; where the firm itself is the customer, it is no name to greet by."""
    own = {code: str(value) for code in _PLACES if code != "phone" and (value := getattr(one, code))}
    if one.name == one.company:
        own.pop("name")
    phone = {"phone": one.phones[0]} if one.phones else {}
    return own | phone | {f"field.{name}": value for name, value in one.fields.items()}
