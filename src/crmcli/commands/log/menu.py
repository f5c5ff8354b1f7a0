"""The menu of `crm log`: who, and the questions of a contact."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crmcli.commands.log.questions import Questions
from crmcli.commands.log.request import TouchRequest
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.customers.refs import Ref
from crmcli.pipelines import suggestions
from crmcli.pipelines.pipelines import Node
from crmcli.storage.store import Store
from crmcli.terminal import prompt, stream


def ask_customer(store: Store, done: Collection[int] = ()) -> Ref | None:
    """Who the next touch is about, found while typing; None when the seller has done enough. Those of `done` had their
    touch in this sitting and are offered no more.
    """
    question = t("Who's next? (type to filter, Enter: done)") if done else t("Who? (type to filter, Enter: nobody)")
    while word := prompt.word(question, lambda typed: _people(store, typed, done)):
        if lookup.candidates(store, word):
            return lookup.one(store, word)
        stream.print_notice(t("No customer matches {word!r}.", word=word))
    return None


def _people(store: Store, typed: str, done: Collection[int]) -> Iterator[tuple[str, str]]:
    """(number, what to show) of who fits what is typed; before that, of whom the next touch is likely about."""
    for ref in lookup.candidates(store, typed) if typed.strip() else suggestions.likely_people(store, done):
        yield f"c{ref.no}", str(ref)


def ask_touch(store: Store, ref: Ref, contact: TouchRequest) -> tuple[Node, TouchRequest]:
    """Ask for what the options left open; nothing is written before the last answer."""
    prompt.require_person("NODE")
    request = contact.request
    asked = Questions(store, ref, contact.touch, request.next_step, request.qualification, request.done or ())
    node = asked.which(contact.pipeline)
    asked.how(node)
    asked.then(node.stage)
    answered = request._replace(qualification=asked.qualification, next_step=asked.next_step, done=list(asked.done))
    return node, contact._replace(request=answered, touch=asked.touch)
