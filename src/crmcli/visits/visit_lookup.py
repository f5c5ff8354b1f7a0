"""Which customer, which visit and which purpose the words of a command mean."""

from __future__ import annotations

from crmcli.core import clock, ids
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crmcli.core.i18n import t
from crmcli.core.text import as_argument
from crmcli.customers import companies, lookup
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.storage.store import Store
from crmcli.terminal import prompt, session
from crmcli.visits import prep_facts, visits
from crmcli.visits.model import Visit


def customer(store: Store, word: str) -> Ref:
    """The customer a word means, or the main contact of the firm it means. Raises as `resolve.either`."""
    found = lookup.either(store, word)
    if isinstance(found, Ref):
        return found
    person = prep_facts.main_contact(store, found.no)
    if person is None:
        raise RefusedError(
            t("No one at {name} is known yet.", name=found.name),
            t("Add someone: crm add NAME --company {name}", name=as_argument(found.name)),
        )
    return person


def people(store: Store, word: str) -> list[Ref]:
    """The customer a word means, or everyone of the firm it means."""
    found = lookup.either(store, word)
    return [found] if isinstance(found, Ref) else companies.members(store, found.no)


def purpose(word: str | None) -> str:
    """The purpose's code; asked for where it is not given. Raises UsageError where nobody can answer."""
    if word is not None:
        return VISIT_PURPOSES.parse(word)
    prompt.require_person("--purpose")
    code: str = prompt.menu(
        t("What is the visit for?"), [(VISIT_PURPOSES.label(code), code) for code in VISIT_PURPOSES.codes()], None, needed=True
    )
    return code


def numbered(store: Store, word: str) -> Visit:
    """The visit called `v3` or `3`; raises NotFoundError."""
    number = ids.parse_number(word, "v")
    if number is None:
        raise NotFoundError(t("{word!r} is not a visit.", word=word), t("Write v3 or 3; see crm visit list."))
    return visits.visit(store, number)


def visit(store: Store, word: str) -> Visit:
    """The visit of that number, or the one planned for the customer or firm that the word means."""
    if ids.parse_number(word, "v") is not None:
        return numbered(store, word)
    ref = customer(store, word)
    found = planned(store, ref, None, None)
    if found is None:
        hint = t("Plan one: crm visit plan c{no} --purpose …", no=ref.no)
        raise NotFoundError(t("No visit to {name} is planned.", name=ref.name), hint)
    return found


def planned(store: Store, ref: Ref, word: str | None, purpose: str | None) -> Visit | None:
    """The planned visit that is meant: of that number, of that purpose, or the only one; None where none is planned.

    Several: a menu where a person is, else AmbiguousError with the candidates.
    """
    if word is not None:
        found = numbered(store, word)
        if found.customer.no != ref.no:
            raise UsageError(
                t("v{no} is a visit to {name}.", no=found.no, name=found.customer.name), t("See them: crm visit list")
            )
        return found
    open_ = [one for one in visits.planned(store, ref.no) if purpose in (None, one.purpose.code)]
    return open_[0] if len(open_) == 1 else _one_of(open_, ref)


def day(one: Visit) -> str:
    """When it was made, or is planned for, as a person reads it."""
    if one.recorded_at:
        return f"{clock.from_utc_text(one.recorded_at):%Y-%m-%d}"
    return echo(When.from_text(one.planned_for)) if one.planned_for else "–"


def _one_of(visits: list[Visit], ref: Ref) -> Visit | None:
    if not visits:
        return None
    if session.current.asks():
        labels = [(f"v{one.no}  {one.purpose.label}  {day(one)}", one) for one in visits]
        chosen: Visit = prompt.menu(t("Which visit?"), labels)
        return chosen
    raise AmbiguousError(
        t("{count} visits to {name} are planned.", count=len(visits), name=ref.name),
        t("Choose one: crm visit record c{no} v{visit}", no=ref.no, visit=visits[0].no),
        [{"no": f"v{one.no}", "purpose": one.purpose.label, "planned_for": one.planned_for} for one in visits],
    )
