"""Touches, judgements and losses: writing them, and what the menus suggest."""

from __future__ import annotations

from dataclasses import dataclass

from crmcli.customers import state
from crmcli.customers.rows import GRADE, VERDICT, Ref
from crmcli.customers.timeline import CHANNELS, DIRECTIONS
from crmcli.kernel import clock
from crmcli.kernel.errors import RefusedError
from crmcli.kernel.store import Store
from crmcli.kernel.values import Cents, Coded, Instant, cents, instant
from crmcli.kernel.words import t
from crmcli.touches import pipelines
from crmcli.touches.pipelines import Node
from crmcli.touches.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Touch:
    """One formal contact, recorded at a node."""

    no: int
    uid: str
    customer: Ref
    pipeline: str
    node: str
    at: Instant
    matter: str | None
    note: str | None
    channel: Coded | None
    direction: Coded | None
    deal: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """三定 at one instant: what was said then; None where it was left as it stood."""

    no: int
    customer: Ref
    at: Instant
    verdict: Coded | None
    grade: Coded | None
    sign_by: str | None
    amount: Cents | None
    currency: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A deal that was lost on a local date, and when it was taken up again."""

    no: int
    uid: str
    customer: Ref
    date: str
    reason: Coded
    note: str | None
    reopened_at: Instant | None


@dataclass(frozen=True, slots=True)
class Said:
    """What `crm log` says about a touch beside customer and node; `at` a stored instant."""

    at: str
    matter: str | None = None
    note: str | None = None
    channel: str | None = None
    direction: str | None = None
    deal: str | None = None


def log(store: Store, customer_no: int, node_no: int, said: Said) -> int:
    """Record a touch; returns its number. The customer's rest, if any, goes on."""
    return store.insert(
        "touches", customer_no=customer_no, node_no=node_no, at=said.at, matter=said.matter, note=said.note, channel=said.channel,
        direction=said.direction, deal=said.deal, created_at=clock.utc_text(clock.now()),
    )  # fmt: skip


def touch(store: Store, no: int) -> Touch:
    """The touch of that number, which must exist."""
    sql = """SELECT t.uid, c.no, c.uid, c.name, f.name, p.name, n.name, t.at, t.matter, t.note, t.channel, t.direction, t.deal
      FROM touches t JOIN customers c ON c.no = t.customer_no LEFT JOIN companies f ON f.no = c.company_no
      JOIN nodes n ON n.no = t.node_no JOIN pipelines p ON p.no = n.pipeline_no WHERE t.no = :no"""
    uid, c_no, c_uid, name, company, pipeline, node, at, matter, note, channel, direction, deal = next(store.each(sql, no=no))
    return Touch(
        no, uid, Ref(c_no, c_uid, name, company), pipeline, node, Instant(at), matter, note, CHANNELS.of(channel), DIRECTIONS.of(direction), deal
    )  # fmt: skip


def qualify(
    store: Store, customer_no: int, verdict: str | None, grade: str | None, sign_by: str | None, amount: int | None
) -> int:
    """Keep a judgement with its instant; what is None stays as it stood."""
    now = clock.utc_text(clock.now())
    return store.insert(
        "qualifications",
        customer_no=customer_no,
        at=now,
        verdict=verdict,
        grade=grade,
        sign_by=sign_by,
        amount=amount,
        created_at=now,
    )


def judgements(store: Store, ref: Ref, no: int | None = None) -> list[Judgement]:
    """The customer's judgements, the oldest first; only one where `no` is given."""
    currency = store.setting("currency", "CNY") or "CNY"
    sql = "SELECT no, at, verdict, grade, sign_by, amount FROM qualifications WHERE customer_no = :customer AND no = coalesce(:no, no) ORDER BY at, no"
    return [
        Judgement(number, ref, Instant(at), VERDICT.of(verdict), GRADE.of(grade), sign_by, cents(amount), currency)
        for number, at, verdict, grade, sign_by, amount in store.each(sql, customer=ref.no, no=no)
    ]


def lose(store: Store, customer_no: int, date: str, reason: str, note: str | None) -> int:
    """Record a lost deal of a local date; raises RefusedError where the deal is lost already."""
    if store.value(f"SELECT {state.LOST} FROM customers c WHERE c.no = :no", no=customer_no):
        raise RefusedError(t("This deal is recorded as lost already."), t("Take it up again: crm reopen c{no}", no=customer_no))
    return store.insert(
        "losses", customer_no=customer_no, date=date, reason=reason, note=note, created_at=clock.utc_text(clock.now())
    )


def loss(store: Store, ref: Ref, no: int) -> Loss:
    """The loss of that number, which must exist."""
    sql = "SELECT no, uid, date, reason, note, reopened_at FROM losses WHERE no = :no"
    number, uid, date, reason, note, reopened_at = next(store.each(sql, no=no))
    return Loss(number, uid, ref, date, Coded(reason, REASONS.label(reason)), note, instant(reopened_at))


def reopen(store: Store, customer_no: int) -> int | None:
    """Take up the latest lost deal again: its run goes on where it stood. The loss's number, or None where none is lost."""
    sql = f"""SELECT l.no FROM losses l JOIN customers c ON c.no = l.customer_no
      WHERE c.no = :no AND l.reopened_at IS NULL AND {state.LOST} ORDER BY l.date DESC, l.no DESC LIMIT 1"""
    found: int | None = store.value(sql, no=customer_no)
    if found:
        store.update("losses", found, reopened_at=clock.utc_text(clock.now()))
    return found


def likely_next(store: Store, customer_no: int, nodes: list[Node]) -> int:
    """The index in `nodes` of the likely next one: behind the latest touch of the open run; the first where there is none."""
    sql = f"""SELECT t.node_no FROM touches t JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND t.at >= coalesce({state.LAST_CLOSE}, '') ORDER BY t.at DESC, t.no DESC LIMIT 1"""
    last = store.value(sql, no=customer_no)
    numbers = [node.no for node in nodes]
    return min(numbers.index(last) + 1, len(nodes) - 1) if last in numbers else 0


def usual_matters(store: Store, node: Node, limit: int = 8) -> list[str]:
    """Details to pick from: the node's own list, then what the seller wrote most often there."""
    own = pipelines.items(store, node.no)
    sql = "SELECT matter FROM touches WHERE node_no = :no AND matter IS NOT NULL GROUP BY matter ORDER BY count(*) DESC, max(at) DESC LIMIT :limit"
    used = [matter for matter in store.values(sql, no=node.no, limit=limit) if matter not in own]
    return [*own, *used][: max(limit, len(own))]
