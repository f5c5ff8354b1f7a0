"""Gathers for a prep sheet what the rooms know of a customer and their firm, as finished words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.customers import companies, concerns_and_competitors, customer_queries, fields, lead_quality, relations
from crmcli.customers.customer import Customer
from crmcli.customers.refs import Ref
from crmcli.pipelines import node_materials, pipelines, suggestions
from crmcli.radar import facts as radar
from crmcli.radar.model import Fact
from crmcli.storage.store import Store
from crmcli.visits import objections, visit_checklist
from crmcli.visits.model import Line
from crmcli.visits.prep_sheet import PrepFacts, some

_PEOPLE = 8
_DECIDES = ("拍板", "决", "decid", "decision")  # in the role as the seller wrote it


def gather(store: Store, ref: Ref) -> PrepFacts:
    """All that the sheet of a visit to this customer draws on; worries and promises are those of the whole firm."""
    card, people = customer_queries.one(store, ref.no), colleagues(store, ref)
    found = known_topics(store, people)
    node, signs = _of_next_node(store, ref.no), lead_quality.signs(store, ref.no)
    return PrepFacts(
        background=tuple(_background(store, card, found)),
        topics=tuple(found.items()),
        organisation=tuple(_organisation(store, people)) if len(people) > 1 or card.role else (),
        promises=tuple(_promises(store, people)),
        worries=tuple(_concerns(store, people, "worry")),
        rivals=tuple(
            dict.fromkeys(one.text for person in people for one in concerns_and_competitors.standing(store, person.no, "rival"))
        ),
        unasked=tuple(field.name for field in _portrait(store) if field.name not in card.fields),
        untold=tuple(lead_quality.missing(signs)),
        questions=tuple(node.get("question", ())),
        materials=tuple(node.get("material", ())),
        introduced_by=card.referrer,
        book=tuple(objections.book(store)),
        valuable=card.verdict is not None and card.verdict.code == "valuable",
        is_firm=card.company is not None,
    )


def main_contact(store: Store, company_no: int) -> Ref | None:
    """Whom a visit to a firm goes to: who decides there by relation or role, else who was in contact last; None for nobody."""
    deciding = set(store.column("SELECT customer_no FROM relations WHERE kind = 'decides_for'"))
    people = [(customer_queries.one(store, one.no), one) for one in companies.members(store, company_no)]

    def rank(pair: tuple[Customer, Ref]) -> tuple[bool, str]:
        card, one = pair
        decides = one.no in deciding or any(word in (card.role or "").casefold() for word in _DECIDES)
        return decides, card.last_contact_at or ""

    return max(people, key=rank)[1] if people else None


def colleagues(store: Store, ref: Ref) -> list[Ref]:
    """The customer first, then the others of their firm."""
    company = store.scalar("SELECT company_no FROM customers WHERE no = :no", no=ref.no)
    others = companies.members(store, company) if company else []
    return [ref, *(one for one in others if one.no != ref.no)]


def known_topics(store: Store, people: Sequence[Ref]) -> dict[str, str]:
    """Topics by code: of the firm from anyone there, the newest first; of the person from the customer alone."""
    found = {}
    for topic in visit_checklist.TOPICS:
        asked = people[:1] if topic in visit_checklist.OF_PERSON else people
        if value := _field_value(store, visit_checklist.names_of(topic), [one.no for one in asked]):
            found[topic.code] = value
    return found


def _field_value(store: Store, names: Sequence[str], numbers: Sequence[int]) -> str | None:
    placed = ", ".join(str(int(no)) for no in numbers)
    sql = f"""SELECT v.value FROM field_values v JOIN fields d ON d.no = v.field_no WHERE v.customer_no IN ({placed})
      AND EXISTS (SELECT 1 FROM json_each(:names) WHERE value IN (d.name, d.alias)) ORDER BY v.at DESC, v.no DESC LIMIT 1"""
    value: str | None = store.scalar(sql, names=json.dumps(names))
    return value


def _portrait(store: Store) -> list[fields.Field]:
    """The portrait's fields but those that the sheet shows as topics."""
    return [field for field in fields.asked(store) if not visit_checklist.topic_of(field.name)]


def _background(store: Store, card: Customer, found: dict[str, str]) -> Iterator[Line]:
    source = " · ".join(filter(None, (card.source, card.referrer and t("referred by {name}", name=card.referrer))))
    topical = {label for topic in visit_checklist.TOPICS if topic.code in found for label in visit_checklist.names_of(topic)}
    portrait = " · ".join(f"{name} {value}" for name, value in card.fields.items() if name not in topical)
    amount = None if card.expected_amount is None else money_text(card.expected_amount, card.currency)
    judged = (card.verdict and card.verdict.label, card.grade and card.grade.label, card.expected_on, amount)
    contact = card.last_contact_at and f"{clock.from_utc_text(card.last_contact_at):%Y-%m-%d}"
    signs = " · ".join(map(str, lead_quality.summary(lead_quality.signs(store, card.no))))
    for label, text in (
        (t("Address"), card.address), (t("Source"), source), (t("Profile"), portrait), (t("Node"), card.node),
        (t("Qualification"), " · ".join(filter(None, judged))),
        (t("Lead quality"), signs), (t("Last contact"), contact),
    ):  # fmt: skip
        if text:
            yield Line(label, text)
    yield from (Line(t("Fact"), text) for text in some([_fact(one) for one in radar.facts(store, card.no)]))


def _fact(one: Fact) -> str:
    return f"{one.text} ({', '.join(filter(None, (one.source, one.date, t('old') if one.stale else None)))})"


def _organisation(store: Store, people: Sequence[Ref]) -> Iterator[Line]:
    """A line a person: title, role, and how they stand to the others; of a large firm so many as a page can bear."""
    for person in people[:_PEOPLE]:
        card = customer_queries.one(store, person.no)
        stands = [
            str(relations.sentence(one.kind.code, "", one.other.name)).strip()
            for one in relations.of(store, person.no)
            if one.customer == person
        ]
        yield Line(person.name, " · ".join(filter(None, (card.title, card.role, *stands))) or None)
    if len(people) > _PEOPLE:
        yield Line("", t("(and {count} more people)", count=len(people) - _PEOPLE))


def _promises(store: Store, people: Sequence[Ref]) -> Iterator[str]:
    today = clock.today().isoformat()
    sql = """SELECT text, due FROM followups WHERE customer_no = :no AND kind = 'promise' AND done_at IS NULL AND cancelled_at IS NULL
      ORDER BY due, no"""  # noqa: E501
    for person in people:
        for text, due in store.iterate(sql, no=person.no):
            late = t("overdue") if due[:10] < today else ""
            yield _by(person, people, " ".join(filter(None, (text, t("by {date}", date=due.replace("T", " ")), late))))


def _concerns(store: Store, people: Sequence[Ref], kind: str) -> Iterator[str]:
    for person in people:
        yield from (_by(person, people, one.text) for one in concerns_and_competitors.standing(store, person.no, kind))


def _by(person: Ref, people: Sequence[Ref], text: str) -> str:
    """`text`, with its name where it is a colleague's."""
    return text if person == people[0] else f"{text} ({person.name})"


def _of_next_node(store: Store, no: int) -> dict[str, list[str]]:
    """What the node that probably comes next offers: questions, materials."""
    nodes = pipelines.nodes(store, pipelines.of_customer(store, no))
    return node_materials.of(store, nodes[suggestions.likely_next(store, no, nodes)].no) if nodes else {}
