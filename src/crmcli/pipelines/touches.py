"""Touches, judgements and losses: writing and reading them."""

from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Cents, Coded, Instant, cents, instant
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.refs import FIRM, REF, Ref, ref_of
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, GRADE, LOSS_REASONS, REACTIONS, VERDICT
from crmcli.pipelines import deals
from crmcli.sales import orders as sales
from crmcli.storage.store import Store


class Touch(NamedTuple):
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
    reaction: Coded | None
    product: str | None
    outcome: str | None


class Judgement(NamedTuple):
    """三定 at one instant: what was said then; None where it was left as it stood."""

    no: int
    customer: Ref
    at: Instant
    verdict: Coded | None
    grade: Coded | None
    sign_by: str | None
    amount: Cents | None
    currency: str


class Loss(NamedTuple):
    """A deal that was lost on a local date, and when it was taken up again."""

    no: int
    uid: str
    customer: Ref
    date: str
    reason: Coded
    note: str | None
    reopened_at: Instant | None
    deal: str | None


class TouchInput(NamedTuple):
    """What `crm log` says about a touch beside customer and node; `at` a stored instant."""

    at: str
    matter: str | None = None
    note: str | None = None
    channel: str | None = None
    direction: str | None = None
    deal: str | None = None
    reaction: str | None = None
    product: str | None = None
    outcome: str | None = None

    @property
    def result(self) -> str | None:
        """What came of it, in words; None where nothing was said."""
        return " · ".join(filter(None, (self.matter, self.outcome, self.note))) or None


def log(store: Store, customer_no: int, node_no: int, said: TouchInput) -> int:
    """Record a touch; returns its number. The customer's rest, if any, goes on."""
    return store.insert(
        "touches", customer_no=customer_no, node_no=node_no, at=said.at, matter=said.matter, note=said.note, channel=said.channel,
        direction=said.direction, deal=said.deal, reaction=said.reaction, product_no=_product(store, said.product),
        outcome=said.outcome, created_at=clock.utc_text(clock.now()),
    )  # fmt: skip


def _product(store: Store, name: str | None) -> int | None:
    return sales.product_number(store, name) if name else None


def edit(store: Store, no: int, values: dict[str, Any]) -> None:
    """Set what `values` names: node_no and the columns of `TouchInput` by name; None clears."""
    store.update("touches", no, **sales.number_product(store, values))


def remove(store: Store, no: int) -> None:
    """Remove the touch."""
    store.delete("touches", no)


def touch(store: Store, no: int) -> Touch:
    """The touch of that number; raises NotFoundError."""
    sql = f"""SELECT t.uid, {REF}, p.name AS pipeline, n.name AS node, t.at, t.matter, t.note, t.channel, t.direction, t.deal,
        t.reaction, (SELECT name FROM products WHERE no = t.product_no) AS product, t.outcome
      FROM touches t JOIN customers c ON c.no = t.customer_no {FIRM}
      JOIN nodes n ON n.no = t.node_no JOIN pipelines p ON p.no = n.pipeline_no WHERE t.no = :no"""
    for row in store.named(sql, no=no):
        return Touch(
            no, row["uid"], ref_of(row), row["pipeline"], row["node"], Instant(row["at"]), row["matter"], row["note"],
            CHANNELS.of(row["channel"]), DIRECTIONS.of(row["direction"]), row["deal"], REACTIONS.of(row["reaction"]),
            row["product"], row["outcome"],
        )  # fmt: skip
    raise NotFoundError(t("There is no touch t{no}.", no=no), t("See the touches of a customer: crm timeline CUSTOMER"))


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
    currency = store.currency
    sql = (
        "SELECT no, at, verdict, grade, sign_by, amount FROM qualifications WHERE customer_no = :customer "
        "AND no = coalesce(:no, no) ORDER BY at, no"
    )
    return [
        Judgement(
            row["no"], ref, Instant(row["at"]), VERDICT.of(row["verdict"]), GRADE.of(row["grade"]), row["sign_by"],
            cents(row["amount"]), currency,
        )
        for row in store.named(sql, customer=ref.no, no=no)
    ]  # fmt: skip


def lose(store: Store, customer_no: int, date: str, reason: str, note: str | None, deal: str | None = None) -> int:
    """Record a lost deal of a local date; raises RefusedError where it is lost already. `deal` as
    `choosing.of_close` gives it.
    """
    if _is_lost(store, customer_no, deal):
        raise RefusedError(t("This deal is already recorded as lost."), t("Reopen it: crm reopen c{no}", no=customer_no))
    return store.insert(
        "losses", customer_no=customer_no, date=date, reason=reason, note=note, deal=deals.settle(store, customer_no, deal),
        created_at=clock.utc_text(clock.now()),
    )  # fmt: skip


def _is_lost(store: Store, customer_no: int, deal: str | None) -> bool:
    if deal is None:
        return bool(store.scalar(f"SELECT {derived_sql.LOST} FROM customers c WHERE c.no = :no", no=customer_no))
    lost = "SELECT EXISTS (SELECT 1 FROM losses WHERE customer_no = :no AND deal = :deal AND reopened_at IS NULL)"
    still = {one.deal or "" for one in deals.still_open(store, customer_no)}
    return deal not in still and bool(store.scalar(lost, no=customer_no, deal=deal))


def last_touch(store: Store, customer_no: int, deal: str | None) -> tuple[int, str] | None:
    """Number and instant of the latest open touch that a close of the deal is about; None is every deal, '' that without a
    name.
    """
    sql = f"""SELECT t.no, t.at FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND {derived_sql.STILL_OPEN} AND (:deal IS NULL OR coalesce(t.deal, '') = :deal)
      ORDER BY t.at DESC, t.no DESC LIMIT 1"""
    return next(((int(no), str(at)) for no, at in store.iterate(sql, no=customer_no, deal=deal)), None)


def loss(store: Store, ref: Ref, no: int) -> Loss:
    """The loss of that number, which must exist."""
    sql = "SELECT uid, date, reason, note, reopened_at, deal FROM losses WHERE no = :no"
    row = next(store.named(sql, no=no))
    reason, reopened = LOSS_REASONS.shown(row["reason"]), instant(row["reopened_at"])
    return Loss(no, row["uid"], ref, row["date"], reason, row["note"], reopened, row["deal"])


def reopen(store: Store, customer_no: int, deal: str | None = None) -> int | None:
    """Take up the latest lost deal (or that of the name) again: its run goes on where it stood.

    Returns the loss's number, or None where none is lost.
    """
    sql = """SELECT no, deal FROM losses WHERE customer_no = :no AND reopened_at IS NULL AND (:deal IS NULL OR deal = :deal)
      ORDER BY date DESC, no DESC LIMIT 1"""
    found: int | None
    found, lost = next(store.iterate(sql, no=customer_no, deal=deal), (None, None))
    if not found or not _is_lost(store, customer_no, lost):
        return None
    store.update("losses", found, reopened_at=clock.utc_text(clock.now()))
    return found
