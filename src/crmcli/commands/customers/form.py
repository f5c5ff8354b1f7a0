"""The forms of `crm add` and `crm edit`: one line a field, each checked as its option is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from crmcli.core.i18n import t
from crmcli.customers import customer_queries, normalize, writes
from crmcli.storage.store import Store
from crmcli.terminal import prompt
from crmcli.terminal.sanitize import validate_text


class Line(NamedTuple):
    """The option that a line stands for, what it asks, what holds now, and what refuses an answer."""

    key: str
    question: str
    now: str = ""
    check: Callable[[str], object] | None = None
    needed: bool = False

    def asked(self) -> str:
        return prompt.text(self.question, self.now, self.check, needed=self.needed, edited=True)


def new(given: dict[str, Any]) -> dict[str, Any]:
    """What a person says of somebody new, as the options of `add`; what those say already is not asked, Enter leaves out."""
    from crmcli.followups.next_step_options import check_day

    prompt.require_person("NAME")
    lines = [
        Line("name", _label(t("Name")), check=_check_name, needed=True),
        Line("phone", _label(t("Phone"))), Line("company", _label(t("Company"))), Line("source", _label(t("Source"))),
        Line("note", t("Note:")), Line("next_on", t("Next step when? (Enter: none)"), check=check_day),
    ]  # fmt: skip
    said = {line.key: line.asked() for line in lines if given.get(line.key) is None}
    if said.get("next_on") and given.get("next_text") is None:
        said["next_text"] = prompt.text(t("What then? (Enter: only the type)"))
    return {key: numbers(text) if key == "phone" else text for key, text in said.items() if text}


def known(store: Store, no: int) -> dict[str, Any]:
    """What a person changed of a customer, as `db.edit` takes it; Enter keeps what holds now."""
    prompt.require_person("--name, --company, --phone, …")
    card, values = customer_queries.one(store, no), {}
    lines = [
        Line("name", _label(t("Name")), card.name, _check_name, needed=True),
        Line("company", _label(t("Company")), card.company or ""), Line("title", _label(t("Title")), card.title or ""),
        Line("phone", _label(t("Phones")), ", ".join(writes.contacts(store, no, "phone"))),
        Line("wechat", _label(t("WeChat")), card.wechat or ""), Line("email", _label(t("Mail")), ", ".join(card.emails)),
        Line("address", _label(t("Address")), card.address or ""), Line("source", _label(t("Source")), card.source or ""),
    ]  # fmt: skip
    for line in lines:
        if (answer := line.asked()) != line.now:
            values[line.key] = numbers(answer) if line.key in writes.CONTACTS else answer
    return values


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
