"""Everything that happened with one customer, in order of time: the line of the method."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from sqlite3 import Row

from crmcli.core import clock
from crmcli.core.choices import Instant
from crmcli.core.i18n import both, t
from crmcli.core.money import money_text
from crmcli.customers.events import Event, JointEvent
from crmcli.customers.lead_quality import in_short
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, EVENT_KINDS, GRADE, LOSS_REASONS, NOTE_KINDS, REACTIONS, VERDICT
from crmcli.sales.model import ORDER_STATES
from crmcli.storage.store import Store
from crmcli.visits.vocabulary import OBJECTIONS

# An order, payment or loss takes effect at the end of its day.
_OF_A_DAY = ("order", "payment", "loss", "reopened")
# Of one instant: what was planned, the contact, what it brought, the money.
_PLANNED, _BROUGHT = ("added", "kept", "followup"), ("qualification", "sign", "worry", "rival", "settled", "objection", "promise")
_RANK = {
    kind: rank
    for rank, kind in enumerate((*_PLANNED, "touch", "note", *_BROUGHT, "parked", "woken", "fact", "recall", *_OF_A_DAY))
}
_RANK |= dict.fromkeys(NOTE_KINDS.codes(), _RANK["note"])
_SQL = """
SELECT no, created_at AS at, 'added' AS kind, NULL AS node, NULL AS channel, NULL AS direction, coalesce(source, '') AS a, NULL AS b, NULL AS c, NULL AS amount, NULL AS reaction, NULL AS product FROM customers WHERE no = :no
UNION ALL SELECT t.no, t.at, 'touch', n.name, t.channel, t.direction, coalesce(t.matter || ' · ' || t.outcome, t.matter, t.outcome), t.note, t.deal, NULL, t.reaction, (SELECT name FROM products WHERE no = product_no) FROM touches t JOIN nodes n ON n.no = t.node_no WHERE t.customer_no = :no
UNION ALL SELECT no, at, kind, NULL, channel, direction, text, NULL, NULL, NULL, reaction, (SELECT name FROM products WHERE no = product_no) FROM interactions WHERE customer_no = :no
UNION ALL SELECT no, at, 'qualification', NULL, NULL, NULL, verdict, grade, sign_by, amount, NULL, NULL FROM qualifications WHERE customer_no = :no
UNION ALL SELECT no, date, 'loss', NULL, NULL, NULL, reason, note, deal, NULL, NULL, NULL FROM losses WHERE customer_no = :no
UNION ALL SELECT no, reopened_at, 'reopened', NULL, NULL, NULL, '', date, NULL, NULL, NULL, NULL FROM losses WHERE customer_no = :no AND reopened_at IS NOT NULL
UNION ALL SELECT no, date, 'order', NULL, NULL, NULL, note, currency, deal, amount, CASE WHEN cancelled_on IS NOT NULL THEN 'cancelled' END, NULL FROM orders WHERE customer_no = :no
UNION ALL SELECT no, date, 'payment', NULL, NULL, NULL, note, currency, NULL, amount, NULL, NULL FROM payments WHERE customer_no = :no
UNION ALL SELECT no, done_at, CASE kind WHEN 'promise' THEN 'kept' ELSE kind END, NULL, NULL, NULL, text, outcome, NULL, NULL, NULL, NULL FROM followups WHERE customer_no = :no AND done_at IS NOT NULL
UNION ALL SELECT no, created_at, 'promise', NULL, NULL, NULL, due, text, NULL, NULL, NULL, NULL FROM followups WHERE customer_no = :no AND kind = 'promise'
UNION ALL SELECT no, at, kind, NULL, NULL, NULL, text, note, settled_at, NULL, NULL, NULL FROM concerns WHERE customer_no = :no
UNION ALL SELECT max(no), settled_at, 'settled', NULL, NULL, NULL, kind, text, NULL, NULL, NULL, NULL FROM concerns WHERE customer_no = :no AND settled_at IS NOT NULL GROUP BY settled_at, kind, text
UNION ALL SELECT no, at, 'sign', NULL, NULL, NULL, sign, holds, NULL, NULL, NULL, NULL FROM signs WHERE customer_no = :no
UNION ALL SELECT no, at, 'parked', NULL, NULL, NULL, until, reason, NULL, NULL, NULL, NULL FROM parkings WHERE customer_no = :no
UNION ALL SELECT no, date, 'fact', NULL, NULL, NULL, text, source, NULL, NULL, NULL, NULL FROM facts WHERE customer_no = :no
UNION ALL SELECT no, at, 'objection', NULL, NULL, NULL, kind, text, answer, NULL, NULL, NULL FROM objections WHERE customer_no = :no
UNION ALL SELECT no, at, 'recall', NULL, NULL, NULL, text, NULL, NULL, NULL, NULL, NULL FROM recalls WHERE customer_no = :no
UNION ALL SELECT no, woken_at, 'woken', NULL, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL FROM parkings WHERE customer_no = :no AND woken_at IS NOT NULL
"""  # noqa: E501


def wanted(word: str) -> str:
    """The code of a kind of event, or of a channel that events went by. Raises UsageError that lists the kinds."""
    names = {name.casefold() for code in CHANNELS.codes() for name in (code, *both(CHANNELS.labels[code]))}
    return CHANNELS.parse(word) if word.strip().casefold() in names else EVENT_KINDS.parse(word)


def events(store: Store, no: int, kinds: Collection[str] = (), since: str | None = None) -> list[Event]:
    """The customer's events, the oldest first; only of those kinds or channels, only from the stored instant `since` on."""
    return [event for _key, event in _in_order(store, no) if _is_wanted(event, kinds, since)]


def joint(store: Store, people: Iterable[Ref], kinds: Collection[str] = (), since: str | None = None) -> list[JointEvent]:
    """As `events`, of several customers together."""
    found = [
        (key, ref.no, event, ref) for ref in people for key, event in _in_order(store, ref.no) if _is_wanted(event, kinds, since)
    ]
    found.sort(key=lambda one: one[:2])
    return [
        JointEvent(**{name: getattr(event, name) for name in Event.__dataclass_fields__}, customer=ref)
        for _key, _no, event, ref in found
    ]


def _is_wanted(event: Event, kinds: Collection[str], since: str | None) -> bool:
    of_kind = not kinds or event.kind.code in kinds or (event.channel is not None and event.channel.code in kinds)
    return of_kind and (since is None or event.at >= since)


def _in_order(store: Store, no: int) -> list[tuple[tuple[str, int, int], Event]]:
    """Each event behind what it is sorted by: an instant, the rank of its kind, its number."""
    currency = store.currency
    several = _has_several_deals(store, no)
    found = []
    for row in store.named(_SQL, no=no):
        number, at, code = row["no"], row["at"], row["kind"]
        moment = at if "T" in at else clock.utc_text(clock.parse_instant(at))
        order = _end(at) if code in _OF_A_DAY and "T" not in at else moment
        if code == "reopened":  # never before the loss, though that counts from the end of its day
            order = max(moment, _end(row["b"]))
        event = Event(
            number,
            Instant(moment),
            EVENT_KINDS.shown(code),
            row["node"],
            CHANNELS.of(row["channel"]),
            DIRECTIONS.of(row["direction"]),
            _text(code, row, currency, several=several),
        )
        found.append(((order, _RANK[code], number), event))
    found.sort(key=lambda pair: pair[0])
    return found


def _end(date: str) -> str:
    return clock.utc_text(clock.end_of_day(clock.parse_instant(date).date()))


def _has_several_deals(store: Store, no: int) -> bool:
    """A deal's name is worth showing only where there are others."""
    sql = "SELECT count(DISTINCT coalesce(deal, '')) > 1 FROM touches WHERE customer_no = :no"
    return bool(store.scalar(sql, no=no))


def _text(code: str, row: Row, currency: str, *, several: bool) -> str:
    if code == "reopened":
        return ""
    if code == "sign":
        return in_short(row["a"], holds=bool(row["b"]))
    first, second, third = row["a"], row["b"], row["c"]
    if code in ("order", "payment"):
        state = row["reaction"] and ORDER_STATES.label(row["reaction"])
        parts = [money_text(row["amount"], second or currency), state, first, third and several and f"[{third}]"]
    elif code == "qualification":
        parts = [
            VERDICT.label(first) if first else None,
            GRADE.label(second) if second else None,
            third and t("sign by {date}", date=third),
            None if row["amount"] is None else money_text(row["amount"], currency),
        ]
    elif code == "loss":
        parts = [LOSS_REASONS.label(first or ""), second, third and several and f"[{third}]"]
    elif code == "objection":
        parts = [OBJECTIONS.label(first or ""), second, third]
    elif code == "settled":
        parts = [EVENT_KINDS.label(first), second]
    elif code in ("worry", "rival"):
        parts = [first, second, third and t("resolved {date}", date=f"{clock.from_utc_text(third):%Y-%m-%d}")]
    elif code in ("parked", "promise"):
        parts = [t("until {date}", date=first) if code == "parked" else t("by {date}", date=first), second]
    else:
        taken = row["reaction"] and REACTIONS.label(row["reaction"])
        parts = [first, second, row["product"], taken, third and several and f"[{third}]"]
    return " · ".join(part for part in parts if part)
