"""crm resolve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.errors import AmbiguousError, NotFoundError
from crmcli.core.i18n import listed, t
from crmcli.customers import concerns_and_competitors, lookup
from crmcli.customers.concerns_and_competitors import ConcernRow
from crmcli.customers.refs import Ref
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session

app = options.group()


@app.command(
    "resolve",
    epilog=options.examples("crm resolve Ann price", "crm resolve Ann"),
)
def resolve(
    customer: options.CustomerArgument,
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help=mark("The concern or competitor, or part of it."))] = None,
) -> None:
    store = session.store()
    ref = lookup.one(store, customer)
    settled = _meant(ref, _standing(store, ref), text)
    with store.change(t("resolve {text} of {name}", text=settled.text, name=ref.name)):
        concerns_and_competitors.settle(store, ref.no, settled.text)
    render.write_result(
        [settled], t("Resolved: {name}, {kind} {text}", name=ref.name, kind=settled.kind.label, text=settled.text)
    )


def _standing(store: Store, ref: Ref) -> list[ConcernRow]:
    """What holds the customer back. Raises NotFoundError where nothing does."""
    found = concerns_and_competitors.every_standing(store, ref)
    if not found:
        raise NotFoundError(
            t("{name} has no open concern or competitor.", name=ref.name), t("See: crm timeline c{no}", no=ref.no)
        )
    return found


def _meant(ref: Ref, standing: Sequence[ConcernRow], text: str | None) -> ConcernRow:
    if text is None:
        return _asked(standing)
    word = text.strip().casefold()
    exact = [one for one in standing if one.text.casefold() == word]
    hits = exact or [one for one in standing if word in one.text.casefold()]
    if not hits:
        known = listed(one.text for one in standing)
        raise NotFoundError(
            t("No open concern or competitor of {name} matches {text!r}.", text=text, name=ref.name),
            t("Available: {known}", known=known),
        )
    if len(hits) > 1:
        candidates: list[dict[str, object]] = [{"kind": one.kind.label, "text": one.text} for one in hits]
        raise AmbiguousError(t("{text!r} matches more than one.", text=text), t("Give the full text."), candidates)
    return hits[0]


def _asked(standing: Sequence[ConcernRow]) -> ConcernRow:
    from crmcli.terminal import prompt

    prompt.require_person("TEXT")
    picked: ConcernRow = prompt.menu(
        t("Which one is resolved?"), [(f"{one.kind.label} {one.text}", one) for one in standing], None, needed=True
    )
    return picked
