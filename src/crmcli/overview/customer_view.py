"""The plane of the method: one customer, or one firm with its people, as gathered from all rooms."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, TypeVar

from crmcli.core import clock
from crmcli.core.choices import Cents, Coded
from crmcli.core.sentence import Explanation, Sentence
from crmcli.customers import companies, concerns_and_competitors, customer_queries, derived_sql, intent, lead_quality, relations
from crmcli.customers.companies import Company
from crmcli.customers.concerns_and_competitors import Concern
from crmcli.customers.customer import Customer
from crmcli.customers.events import Event, JointEvent
from crmcli.customers.fields import asked as asked_fields
from crmcli.customers.lead_quality import Sign
from crmcli.customers.refs import Ref
from crmcli.customers.relations import Relation
from crmcli.followups import due_list, occasions
from crmcli.followups.occasions import Occasion
from crmcli.overview import open_questions, timeline
from crmcli.overview.deal_progress import Path, paths
from crmcli.pipelines import deals, node_materials, pipelines, suggestions
from crmcli.pipelines.node_materials import Material
from crmcli.radar import facts as radar
from crmcli.radar.model import Fact, Learned
from crmcli.sales import orders as sales
from crmcli.storage.store import Store
from crmcli.visits import visit_checklist

LAST, LAST_OF_FIRM = 5, 8  # events at most
# Said in a line of their own.
_ELSEWHERE = ("added", "sign", "worry", "rival", "promise", "fact")
Told = TypeVar("Told", bound=Event)


class Money(NamedTuple):
    """Orders counted and summed, the date of the last one, what was paid and what is still open (cents)."""

    orders: int
    ordered: Cents
    last_on: str | None
    paid: Cents
    open: Cents
    currency: str


class NextStep(NamedTuple):
    """A line of `due` about this customer, also of days to come; `due` is a wall-clock time, `reason` says when and why."""

    key: str
    kind: Coded
    type: Coded | None
    text: str
    due: str
    reason: Explanation
    customer: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.due, self.key, self.text)))


class NextNode(NamedTuple):
    """The node that probably comes next, with what it offers for it."""

    node: str
    questions: list[str]
    materials: list[Material]


@dataclass(slots=True)
class View(Customer):
    """The customer object of `crm show`, and behind it what the other rooms know; `last` the newest of its `events`."""

    intent: Coded
    intent_reasons: list[Explanation]
    paths: list[Path]
    next_node: NextNode | None
    worries: list[Concern]
    rivals: list[Concern]
    money: Money
    last: list[Event]
    events: int
    next_steps: list[NextStep]
    portrait: list[Learned]
    facts: list[Fact]
    signs: list[Sign]
    ask: list[Sentence]
    relations: list[Relation]
    occasions: list[Occasion]


def of(store: Store, no: int) -> View:
    """All that is known of the customer."""
    card = customer_queries.one(store, no)
    if store.scalar(f"SELECT {derived_sql.SIGNED} FROM customers c WHERE c.no = :no", no=no):
        card = replace(card, warnings=[*card.warnings, Explanation("signed", deals.order_missing(no))])
    level, reasons = intent.of(store, no, clock.now())
    where, events = paths(store, no), timeline.events(store, no)
    return View(
        **_values(card), intent=level, intent_reasons=reasons, paths=where, next_node=_next_node(store, card, where),
        worries=concerns_and_competitors.standing(store, no, "worry"),
        rivals=concerns_and_competitors.standing(store, no, "rival"), money=money(store, [no]), last=_newest(events, LAST),
        events=len(events), next_steps=_steps(store, no, card.name), portrait=radar.portrait(store, no),
        facts=radar.facts(store, no), signs=lead_quality.signs(store, no), ask=_unknown(store, card),
        relations=relations.of(store, no), occasions=occasions.every(store, no),
    )  # fmt: skip


def _newest(events: Sequence[Told], count: int) -> list[Told]:
    """The newest first, of those that the card does not say elsewhere; that they were added where nothing else is known."""
    told = [event for event in events if event.kind.code not in _ELSEWHERE] or events[:1]
    return [*reversed(told[-count:])]


def _values(card: Customer) -> dict[str, Any]:
    """The fields of an object as they are; `asdict` would go down into them."""
    return {field.name: getattr(card, field.name) for field in fields(Customer)}


def _next_node(store: Store, card: Customer, where: Sequence[Path]) -> NextNode | None:
    """Of an open deal, or of a lead who is not on the way yet; where a deal stands at its last node nothing follows."""
    going = [path for path in where if path.here]
    if card.status.code in ("lost", "parked") or (where and not going) or (not where and card.status.code == "customer"):
        return None
    pipeline = pipelines.require(store, going[0].pipeline) if going else pipelines.current(store)
    nodes = [node for node in pipelines.nodes(store, pipeline) if node.role != "after"]
    here = going[0].here if going else None
    if not nodes or nodes[-1].name == here:
        return None
    onward = [node for node in nodes if node.name != here]  # who is often touched twice at a node still goes on one day
    found = onward[suggestions.likely_next(store, card.no, onward, going[0].deal if going else None)]
    offers = node_materials.of(store, found.no)
    return NextNode(found.name, offers["question"], [node_materials.material(text) for text in offers["material"]])


def money(store: Store, numbers: Sequence[int]) -> Money:
    """What customers ordered and paid together."""
    placed = ", ".join(str(int(no)) for no in numbers)
    ordered_cents = "coalesce(sum(amount) FILTER (WHERE currency IS NULL), 0)"
    sql = f"SELECT count(*), {ordered_cents}, max(date) FROM sales WHERE customer_no IN ({placed})"
    orders, ordered, last = next(store.iterate(sql))
    paid = store.scalar(f"SELECT coalesce(sum(amount), 0) FROM payments WHERE customer_no IN ({placed}) AND currency IS NULL")
    still = sum(sum(sales.open_amounts(store, no).values()) for no in numbers)
    return Money(orders, Cents(ordered), last, Cents(paid), Cents(still), store.currency)


def _steps(store: Store, no: int, name: str) -> list[NextStep]:
    return [
        NextStep(one.key, one.kind, one.type, one.text, one.due or "", one.reason, name)
        for one in due_list.of_customer(store, no, clock.now())
    ]


def _unknown(store: Store, card: Customer) -> list[Sentence]:
    """What to ask; the topics of a visit are fields too, but those that did not ship with crm are asked by its own sheet."""
    empty = [
        one.name for one in asked_fields(store)
        if one.name not in card.fields and (one.name in open_questions.OF_FIELD or not visit_checklist.topic_of(one.name))
    ]  # fmt: skip
    signs = [
        one.sign.code for one in lead_quality.signs(store, card.no) if one.kind.code == "must" and one.answer.code == "unknown"
    ]
    is_judged = card.verdict is not None and card.verdict.code != "unsure"
    asked = signs if card.status.code == "lead" and not is_judged else []
    return list(open_questions.unknown(empty, asked, lost=card.status.code == "lost"))


# The firm


class Person(NamedTuple):
    """One of a firm's people: who they are, where they stand, whom they report to and for whom they decide."""

    no: int
    uid: str
    name: str
    title: str | None
    role: str | None
    status: Coded
    node: str | None
    grade: Coded | None
    reports_to: Ref | None
    decides_for: list[Ref]
    family: list[Ref]

    def __str__(self) -> str:
        return self.name


class CompanyView(NamedTuple):
    """The firm, and behind it its people as an organisation, money, the newest of their `events`, next steps."""

    no: int
    uid: str
    name: str
    address: str | None
    note: str | None
    customers: int
    ordered: Cents
    currency: str
    people: list[Person]
    money: Money
    last: list[JointEvent]
    events: int
    worries: list[Concern]
    rivals: list[Concern]
    next_steps: list[NextStep]


def of_company(store: Store, company: Company) -> CompanyView:
    """All that is known of the firm through its people."""
    known = relations.of_firm(store, company.no)
    refs = companies.members(store, company.no)
    numbers, events = [ref.no for ref in refs], timeline.joint(store, refs)
    return CompanyView(
        *company, people=[_person(customer_queries.one(store, no), known) for no in numbers],
        money=money(store, numbers), last=_newest(events, LAST_OF_FIRM), events=len(events),
        worries=_shared(store, numbers, "worry"), rivals=_shared(store, numbers, "rival"),
        next_steps=sorted((step for ref in refs for step in _steps(store, ref.no, ref.name)), key=lambda one: one.due),
    )  # fmt: skip


def _person(card: Customer, known: Sequence[Relation]) -> Person:
    mine = [one for one in known if one.customer.no == card.no]
    boss = next((one.other for one in mine if one.kind.code == "reports_to"), None)
    decides = [one.other for one in mine if one.kind.code == "decides_for"]
    kin = [one.other if one.customer.no == card.no else one.customer for one in known
           if one.kind.code == "family" and card.no in (one.customer.no, one.other.no)]  # fmt: skip
    return Person(card.no, card.uid, card.name, card.title, card.role, card.status, card.node, card.grade, boss, decides, kin)


def _shared(store: Store, numbers: Sequence[int], kind: str) -> list[Concern]:
    """What holds back, or courts, any of them: the same words once."""
    found: dict[str, Concern] = {}
    for one in (one for no in numbers for one in concerns_and_competitors.standing(store, no, kind)):
        before = found.get(one.text)
        found[one.text] = Concern(one.text, max(one.at, before.at), one.times + before.times) if before else one
    return sorted(found.values(), key=lambda one: one.at, reverse=True)
