"""crm radar: what is known of a customer's background, and where to look further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import customer_queries, lookup, phone_guesses, relations
from crmcli.customers import writes as customers
from crmcli.customers.customer import Customer
from crmcli.radar import facts, phones, searches
from crmcli.radar.model import STALE_DAYS, Fact, Learned, Link, Number, Radar
from crmcli.storage.store import Store
from crmcli.terminal import options, render, screen, session, stream
from crmcli.terminal.sanitize import clean

app = options.group()
ALL = "all"


def _names(incomplete: str) -> list[str]:
    return [name for name in (ALL, *searches.templates()) if name.startswith(incomplete)]


@app.command(
    "radar",
    epilog=options.examples(
        "crm radar Ann",
        "crm radar Ann --open register --open news",
        "crm radar Ann --open all",
        "crm config set search.jobs 'https://www.bing.com/search?q={company}+jobs'",
    ),
)
def radar(
    customer: options.CustomerArgument,
    open_: Annotated[
        list[str] | None,
        typer.Option(
            "--open", metavar="NAME|all", help=mark("Search to open in the browser (repeatable)."), autocompletion=_names
        ),
    ] = None,
) -> None:
    store = session.store()
    card = customer_queries.one(store, lookup.one(store, customer).no)
    typed = next(iter(customers.contacts(store, card.no, "phone")), None)
    found = searches.links(searches.templates(), _values(card, typed))
    render.report([_gather(store, card, _opened(found, open_ or ()))], table=lambda rows: _draw(rows[0]))


def _values(card: Customer, phone: str | None) -> dict[str, str | None]:
    """What the places of a template stand for; the phone as typed, since that is how others write it too."""
    firm = card.company if card.company != card.name else None
    who = " ".join(filter(None, (firm, card.name)))
    return {"who": who, "name": card.name, "company": card.company, "phone": phone}


def _gather(store: Store, card: Customer, links: tuple[Link, ...]) -> Radar:
    guessed = phone_guesses.of(store, card.no)
    numbers = tuple(Number(phone, None, None) if phone in guessed else phones.look_up(phone) for phone in card.phones)
    return Radar(
        card.no, card.uid, card.name, card.company, card.title, card.role, card.address, numbers,
        facts.last_contact(store, card.no),
        tuple(facts.portrait(store, card.no)), tuple(facts.facts(store, card.no)), tuple(relations.of(store, card.no)), links,
    )  # fmt: skip


def _opened(links: tuple[Link, ...], wanted: Sequence[str]) -> tuple[Link, ...]:
    """Open what was asked for; where there is no browser a notice says so. Raises UsageError for an unknown search."""
    known = [link.name for link in links]
    for name in wanted:
        if name not in (*known, ALL):
            hint = t("Available: {known}", known=", ".join([ALL, *known]))
            raise UsageError(t("{name!r} is not a search for this customer.", name=name), hint)
    chosen = set(known) if ALL in wanted else set(wanted)
    opened = tuple(link._replace(opened=link.name in chosen and _browse(link.url)) for link in links)
    if chosen and not any(link.opened for link in opened):
        stream.print_notice(t("No browser is available; the links are below."))
    return opened


def _browse(url: str) -> bool:
    import webbrowser

    try:
        return webbrowser.open(url, new=2)
    except webbrowser.Error:
        return False


def _draw(one: Radar) -> None:
    firm = one.company if one.company != one.name else None
    render.print_line("  ".join([one.name, f"c{one.no}", " · ".join(filter(None, (firm, one.title, one.role)))]).rstrip(), "bold")
    for number in one.phones:
        render.print_paragraph(str(number), "  ")
    contact = one.last_contact_at and f"{clock.from_utc_text(one.last_contact_at):%Y-%m-%d}"
    _named(t("Address"), one.address)
    _named(t("Relations"), *map(str, one.relations))
    _named(t("Last contact"), contact)
    _block(t("Profile"), [_learned(item) for item in one.portrait], "")
    _block(t("Facts"), [_fact(item) for item in one.facts], t("none yet: crm fact c{no} TEXT --source … --on …", no=one.no))
    _links(one.searches)


def _named(label: str, *said: str | None) -> None:
    """What is said behind its label, broken between two pieces; nothing where nothing is said."""
    if pieces := list(filter(None, said)):
        pieces[0] = f"{label}{t(': ')}{pieces[0]}"
        for line in screen.wrap_pieces(pieces, " · ", screen.width() - 2):
            stream.write(f"  {line}\n")


def _block(title: str, lines: Sequence[str], empty: str) -> None:
    if lines or empty:
        render.print_line(title, "bold")
    for line in lines or ([empty] if empty else []):
        render.print_paragraph(line, "  ")


def _learned(item: Learned) -> str:
    return f"{item.field} {item.value} ({_age(item.age_days)})"


def _fact(item: Fact) -> str:
    return f"{item.date}  {item.text} ({', '.join((item.source or t('no source'), _age(item.age_days)))})"


def _age(days: int) -> str:
    words = t("{days} days ago", days=days) if days > 1 else t("1 day ago") if days == 1 else t("today")
    return words if days <= STALE_DAYS else f"{words}, {t('old')}"


def _links(links: Sequence[Link]) -> None:
    if links:
        render.print_line(t("Open a search: crm radar … --open NAME"), "bold")
    widest = max((screen.display_width(link.name) for link in links), default=0)
    for link in links:
        name = f"  {clean(link.name)}{' ' * (widest - screen.display_width(link.name))}  {'✓ ' if link.opened else ''}"
        address = searches.readable(link.url)
        # Too long for the screen it begins a line of its own; broken even so, each part is a link to all of it.
        lead = name if screen.display_width(name + address) <= screen.width() else f"{name.rstrip()}\n  "
        parts = [address] if lead == name else screen.wrap_pieces([clean(address)], "", screen.width() - 2)
        stream.write(lead + "\n  ".join(screen.linked(part, link.url) for part in parts) + "\n")
