"""The forms of `crm add` and `crm edit`: one line a field, each checked as its option is."""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from crmcli.commands.customers.requests import AddRequest
from crmcli.core.i18n import t
from crmcli.customers import customer_queries, normalize, writes
from crmcli.customers.model import BY_NAME, COLUMNS, CONTACTS, FIELDS, Field
from crmcli.storage.store import Store
from crmcli.terminal import prompt
from crmcli.terminal.sanitize import validate_text


class Line(NamedTuple):
    """What a line asks, what holds now, and what refuses an answer."""

    question: str
    now: str = ""
    check: Callable[[str], object] | None = None
    needed: bool = False

    def asked(self) -> str:
        return prompt.text(self.question, self.now, self.check, needed=self.needed, edited=True)


def complete(asked: AddRequest) -> AddRequest:
    """The request with what a person says of somebody new; what its options say already is not asked, Enter leaves out."""
    from crmcli.followups.next_step_options import check_day

    prompt.require_person("NAME")
    name = Line(_label(t("Name")), check=_check_name, needed=True).asked()
    said = {
        field.name: text for field in _fields("add_form") if field.name not in asked.said and (text := _question(field).asked())
    }
    next_on, next_text = asked.next_on, asked.next_text
    if next_on is None:
        next_on = Line(t("When is the next step? (Enter: none)"), check=check_day).asked() or None
        if next_on and next_text is None:
            next_text = prompt.text(t("What's next? (Enter: only the type)")) or None
    answers = {key: numbers(text) if BY_NAME[key].kind == "contact" else text for key, text in said.items()}
    return asked._replace(name=name, said={**asked.said, **answers}, next_on=next_on, next_text=next_text)


def ask_changes(store: Store, no: int) -> dict[str, Any]:
    """What a person changed of a customer, as `writes.edit` takes it; Enter keeps what holds now."""
    prompt.require_person("--name, --company, --phone, …")
    card, values = customer_queries.one(store, no), dict[str, Any]()
    name = Line(_label(t("Name")), card.name, _check_name, needed=True).asked()
    if name != card.name:
        values["name"] = name
    for field in _fields("edit_form"):
        known = ", ".join(writes.contacts(store, no, field.name)) if field.name in CONTACTS else getattr(card, field.name) or ""
        line = Line(_label(t(field.label)), known, _check(field))
        if (answer := line.asked()) != line.now:
            values[field.name] = numbers(answer) if field.name in CONTACTS else writes.parse_column(field, answer, field.flag)
    return values


def _fields(form: Literal["add_form", "edit_form"]) -> list[Field]:
    """The fields that a form asks, in its order."""
    return sorted((field for field in FIELDS if getattr(field, form)), key=lambda field: int(getattr(field, form)))


def _question(field: Field) -> Line:
    """The line of a field in the form of somebody new."""
    return Line(_label(t("Phone") if field.name == "phone" else t(field.label)), check=_check(field))


def _check(field: Field) -> Callable[[str], object] | None:
    """What refuses an answer, as it refuses the option."""
    return (lambda text: writes.parse_column(field, text, field.flag)) if field.name in COLUMNS else None


def numbers(text: str) -> list[str]:
    """Several phones, mails or handles on one line, between commas; between blanks too where each is whole by itself."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,，;；、]", text))):
        words = part.split()
        found += words if all("@" in word or normalize.phone(word) for word in words) else [part]
    return found


def _label(name: str) -> str:
    return f"{name}{t(': ')}".rstrip()


def _check_name(text: str) -> None:
    validate_text(text, t("The name"))
