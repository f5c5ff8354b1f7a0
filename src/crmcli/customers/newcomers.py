"""Who is not known yet: added in the same change as the first thing recorded of them, on --new or as a person says."""

from typing import Annotated, Any, NamedTuple

import typer

from crmcli.core import ids
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.text import as_argument, fold
from crmcli.customers import lookup, similar_names, writes
from crmcli.customers.by_number import ref
from crmcli.customers.effects import CustomerAdded
from crmcli.customers.refs import Ref
from crmcli.storage.store import Store
from crmcli.terminal import session, stream
from crmcli.terminal.sanitize import clean, validate_text

New = Annotated[bool, typer.Option("--new", help=mark("Add the customer if not known yet."))]
Phone = Annotated[list[str] | None, typer.Option("--phone", metavar="PHONE", help=mark("With --new: phone number (repeatable)."))]
Company = Annotated[str | None, typer.Option("--company", metavar="NAME", help=mark("With --new: company."))]


class Newcomer(NamedTuple):
    """A customer to be added; `values` as `db.create` takes them."""

    name: str
    values: dict[str, Any]

    def ref(self) -> Ref:
        """Stand for the customer until there is a number: nothing is known of number 0."""
        return Ref(0, "", self.name, self.values["company"])


def meet(store: Store, word: str, *, new: bool, phones: list[str] | None, company: str | None) -> tuple[Ref, Newcomer | None]:
    """Find the customer, or whom to add: with `new`, or where a person agrees. Raises as `resolve.one`."""
    if not new and (phones or company):
        raise UsageError(t("--phone and --company need a new customer."), t("Add {option}.", option="--new"))
    if found := _known(store, word, new=new):
        if phones or company:
            stream.print_notice(t("{name} already exists (c{no}); nothing was changed.", name=found.name, no=found.no))
        return found, None
    if ids.parse_number(word, "c") is not None and not _read(word)[1]:
        return lookup.one(store, word), None
    one = _newcomer(word, phones, company)
    if not new and not session.current.asks():
        hint = t("Search: crm find {word}; or add them right away with --new", word=as_argument(clean(word)))
        raise lookup.unknown(store, word, hint)
    if not new:
        one = _asked(store, word, one)
    return one.ref(), one


def _known(store: Store, word: str, *, new: bool) -> Ref | None:
    """Who is meant; with --new only an exact hit counts, since a part of a name may be another person's."""
    if found := lookup.exact(store, word) if new else lookup.candidates(store, word):
        return found[0] if len(found) == 1 else lookup.one(store, word)
    name, phones, mails = _read(word)
    hits = [hit for contact in (*phones, *mails) for hit in lookup.exact(store, contact)]
    return next((hit for hit in hits if fold(hit.name) == fold(name)), None)


def _read(word: str, *, alone: bool = True) -> tuple[str, list[str], list[str]]:
    from crmcli.customers import name_parsing  # only for who is not known

    return name_parsing.read(word, alone=alone)


def _newcomer(word: str, phones: list[str] | None, company: str | None) -> Newcomer:
    name, inside, mails = _read(word, alone=not phones)
    given = [validate_text(one, "--phone") for one in phones or ()]
    firm = validate_text(company, "--company") if company else None
    return Newcomer(validate_text(name, t("The name")), {"company": firm, "phone": [*inside, *given], "email": mails})


def _asked(store: Store, word: str, one: Newcomer) -> Newcomer:
    from crmcli.terminal import prompt

    if near := similar_names.hint(store, "customers", word, ""):
        stream.print_notice(near)
    if not prompt.confirm(t("{name} is new. Add them?", name=one.name), default=True):
        lookup.one(store, word)
    values = dict(one.values)
    if not values["phone"]:
        phone = prompt.text(t("Phone (Enter: none):"), check=lambda typed: writes.normal("phone", typed))
        values["phone"] = [phone] if phone else []
    values["company"] = values["company"] or prompt.text(t("Company (Enter: none):")) or None
    return Newcomer(one.name, values)


def add(store: Store, one: Newcomer) -> tuple[Ref, CustomerAdded]:
    """Add them inside the caller's change."""
    no = writes.create(store, one.name, one.values)
    added = ref(store, no)
    if added is None:
        raise AssertionError(no)
    return added, CustomerAdded(*added)


def warn(store: Store, no: int) -> None:
    """Say who shares a contact with them, and that there is no way to reach them."""
    for other in writes.sharing_contact(store, no):
        stream.print_notice(t("Note: {other} (c{no}) has the same phone, email or WeChat.", other=other, no=other.no))
    if not writes.reachable(store, no):
        stream.print_notice(t("Warning: this customer has no contact details yet. Add a phone: crm edit c{no} --phone …", no=no))
