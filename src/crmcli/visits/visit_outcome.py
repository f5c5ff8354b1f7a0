"""What a visit brought, written as one change: result, portrait, signs, worries, promises, closing method, next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crmcli.core.effects import Effect
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import fields, lead_quality
from crmcli.customers import writes as customers
from crmcli.customers.effects import FieldLearned, NoteKept, SignAnswered
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.followups import followups, next_step_options
from crmcli.followups.effects import StepDone
from crmcli.followups.model import Key
from crmcli.followups.next_step_options import NextStepInput
from crmcli.pipelines import contact_details
from crmcli.pipelines.contact_details import Remarks
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import validate_text
from crmcli.visits import visit_checklist, visits
from crmcli.visits.effects import ClosingUsed
from crmcli.visits.model import Visit
from crmcli.visits.vocabulary import CLOSINGS


@dataclass(frozen=True, slots=True)
class VisitOutcome:
    """What a visit brought. `at` a stored instant; `learned` portrait values by field; `signs` answers by code."""

    at: str
    result: str = ""
    closing: str | None = None
    learned: dict[str, str] = field(default_factory=dict)
    signs: dict[str, bool | None] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=Remarks)
    next_step: NextStepInput = field(default_factory=NextStepInput)


def write(
    store: Store, ref: Ref, visit: Visit | None, purpose: str, outcome: VisitOutcome, *, wake: bool
) -> tuple[int, list[Effect]]:
    """Record the visit (an unplanned one where `visit` is None) inside the caller's change; returns its number and
    what else that did.
    """
    label = VISIT_PURPOSES.label(purpose)
    text = outcome.result or t("Visit: {purpose}", purpose=label)
    note = customers.add_note(store, ref.no, customers.NoteInput(text, outcome.at, channel="visit"))
    contact_details.mark_note(store, note, outcome.remarks)
    no = visit.no if visit else visits.insert(store, ref.no, purpose)
    visits.record(store, no, outcome.at, note, outcome.closing)
    customers.set_fields(store, ref.no, outcome.learned)
    lead_quality.answer(store, ref.no, outcome.signs)
    also: list[Effect] = [
        NoteKept(note, text),
        *_learned(outcome),
        *contact_details.write(store, ref, outcome.remarks, outcome.at, wake=wake),
    ]
    if visit and visit.step and visits.stands(store, visit.step):
        done = followups.finish(store, Key.of_step(int(visit.step[1:])), outcome.result or None)
        also.append(StepDone(int(visit.step[1:]), done.key, done.text))
    return no, [*also, *next_step_options.plan_option(store, ref.no, outcome.next_step)]


def _learned(outcome: VisitOutcome) -> list[Effect]:
    """The portrait values, signs and closing method."""
    found: list[Effect] = [FieldLearned(name, value) for name, value in outcome.learned.items()]
    signs = outcome.signs.items()
    found += [SignAnswered(lead_quality.SIGNS.shown(code), holds) for code, holds in signs if holds is not None]
    return [*found, ClosingUsed(CLOSINGS.shown(outcome.closing))] if outcome.closing else found


def learned(store: Store, pairs: Iterable[str]) -> dict[str, str]:
    """`KEY=VALUE` pairs as portrait values; a key is a field, or a topic of the sheet by code or label.

    Raises UsageError for what is no pair or does not fit the field's type.
    """
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip() or not value.strip():
            example = t("Write it like --learned {example}", example="suppliers=华信")
            raise UsageError(t("{value!r} is not a field with a value.", value=pair), example)
        found[field_name(store, key)] = validate_text(value, "--learned")
    return found


def field_name(store: Store, key: str) -> str:
    """The portrait field that a word means: one there is, a topic's in either language, or a new one of that name."""
    topic = visit_checklist.topic_of(key)
    names = [key.strip(), *(visit_checklist.names_of(topic) if topic else ())]
    known = next(filter(None, (fields.find(store, name) for name in names)), None)
    return known[1] if known else t(topic.label) if topic else validate_text(key, "--learned")
