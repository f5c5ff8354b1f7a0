"""The menu of `crm visit record`: result, closing method, what was learned, signs, worry, promise, next step; Enter passes on."""

from __future__ import annotations

from crmcli.commands.visits.request import RecordRequest
from crmcli.core import clock
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When
from crmcli.core.i18n import t
from crmcli.customers import customer_queries, fields, lead_quality
from crmcli.customers.refs import Ref
from crmcli.followups.next_step_options import NextStepInput
from crmcli.pipelines.contact_details import RemarksInput
from crmcli.storage.store import Store
from crmcli.terminal import prompt
from crmcli.terminal.sanitize import clean_note, validate_text
from crmcli.visits import prep_facts, visit_checklist
from crmcli.visits.vocabulary import CLOSINGS


def complete(store: Store, ref: Ref, request: RecordRequest) -> RecordRequest:
    """Ask for what the visit brought; nothing is written before the last answer."""
    prompt.require_person("--result")
    result = clean_note(prompt.text(t("How did it go?")))
    closing = prompt.menu(
        t("Which closing method?"), [(t("(none)"), None), *((CLOSINGS.label(code), code) for code in CLOSINGS.codes())]
    )
    learned, has, remarks = _learned(store, ref), _signs(store, ref), _remarks(request.remarks)
    return request._replace(result=result, closing=closing, learned=learned, has=has, remarks=remarks, next_step=_next_step())


def _learned(store: Store, ref: Ref) -> list[str]:
    """Tick what was learned among what is unknown, then say it."""
    found = prep_facts.known_topics(store, prep_facts.colleagues(store, ref))
    wanted = [t(topic.label) for topic in visit_checklist.TOPICS if topic.code not in found]
    filled = customer_queries.one(store, ref.no).fields
    wanted += [one.name for one in fields.asked(store) if one.name not in filled and not visit_checklist.topic_of(one.name)]
    ticked = prompt.ticks(t("What did you learn?"), [(name, name) for name in wanted if "=" not in name])
    answers = {name: prompt.text(f"{name}{t(': ')}".rstrip()) for name in ticked}
    return [f"{name}={validate_text(text, name)}" for name, text in answers.items() if text]


def _signs(store: Store, ref: Ref) -> list[str]:
    unknown = [one.sign for one in lead_quality.signs(store, ref.no) if one.answer.code == "unknown"]
    return prompt.ticks(t("Which signs apply?"), [(one.label, one.code) for one in unknown])


def _remarks(given: RemarksInput) -> RemarksInput:
    worry = prompt.text(t("What is holding them back? (Enter: nothing)"))
    promise = prompt.text(t("What did they promise? (Enter: nothing)"))
    by = _day(t("When is it due?")) if promise else None
    return given._replace(worry=[worry] if worry else None, promise=promise or None, by=by)


def _next_step() -> NextStepInput:
    text = prompt.text(t("What's next? (Enter: nothing)"))
    return NextStepInput(_day(t("When is the next step?")), text) if text else NextStepInput()


def _day(question: str) -> str:
    """A day or time that lies ahead, in three days unless said otherwise, as stored."""

    def planned(words: str) -> When:
        return date_parser.parse_when(words, clock.now(), ahead=True)

    default = planned("+3d").text
    return planned(prompt.text(question, default=default, check=planned) or default).text
