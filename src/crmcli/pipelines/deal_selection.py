"""Which of several deals is meant: by name, by a menu, or in doubt by nobody."""

from __future__ import annotations

import typer

from crmcli.core.errors import AmbiguousError, NotFoundError
from crmcli.core.i18n import listed, t
from crmcli.customers import lookup
from crmcli.customers.refs import Ref
from crmcli.pipelines import deals, pipelines
from crmcli.storage.store import Store
from crmcli.terminal import prompt, session
from crmcli.terminal.sanitize import validate_text


def of_touch(store: Store, ref: Ref, name: str | None) -> str | None:
    """The deal a touch belongs to. A new name begins a deal; without one a person with named deals open is asked, and a
    script means the deal without a name.
    """
    if name is not None:
        return _known(store, ref, name) or (validate_text(name, "--deal") if name.strip() else None)
    found = deals.still_open(store, ref.no)
    if not any(one.deal for one in found) or not session.current.asks():
        return None
    choices = [(str(one), one.deal) for one in found]
    if all(one.deal for one in found):
        choices.append((t("(another one)"), None))
    picked: str | None = prompt.menu(t("Which deal? {name}", name=ref.name), choices)
    return picked


def likely(store: Store, ref: Ref, name: str | None) -> str | None:
    """As `of_touch`, asking nobody: without a name the deal that was touched last."""
    if name is not None:
        return of_touch(store, ref, name)
    found = deals.still_open(store, ref.no)
    return found[0].deal if found else None


def of_close(store: Store, ref: Ref, name: str | None) -> str | None:
    """The deal that an order or a loss is about, for `deals.settle`: None where there is only one without a name.

    Raises NotFoundError for a name that is none, AmbiguousError where several are open and nobody says which.
    """
    if name is not None:
        return known(store, ref, name) if name.strip() else _unnamed(store, ref)
    found = deals.still_open(store, ref.no)
    if len(found) > 1:
        return _ask(ref, found)
    return (found[0].deal if found else None) or _unnamed(store, ref)


def of_won(store: Store, ref: Ref, deal: str | None) -> str | None:
    """As `of_close`, for an order in the same breath as a touch of that deal, which is written already."""
    return deal or _unnamed(store, ref)


def _unnamed(store: Store, ref: Ref) -> str | None:
    """The deal without a name: alone it needs none, beside others it is to be told apart."""
    return deals.UNNAMED if deals.names(store, ref.no) else None


def known(store: Store, ref: Ref, name: str) -> str:
    """The deal of that name as it was first written. Raises NotFoundError with the deals there are."""
    found = _known(store, ref, name)
    if found is None:
        from crmcli.core import near_matches

        names, begin = deals.names(store, ref.no), t("Start a deal with: crm log CUSTOMER NODE --deal NAME")
        hint = near_matches.hint(name, names, t("Available: {known}", known=listed(names)) if names else begin)
        raise NotFoundError(t("{name} has no deal named {deal!r}.", name=ref.name, deal=name), hint)
    return found


def _known(store: Store, ref: Ref, name: str) -> str | None:
    """The deal of that name as it was first written, case aside."""
    wanted = name.strip().casefold()
    return next((one for one in deals.names(store, ref.no) if one.casefold() == wanted), None)


def _ask(ref: Ref, found: list[deals.Deal]) -> str:
    if session.current.asks():
        return str(
            prompt.menu(
                t("Which deal? {name}", name=ref.name),
                [(str(one), one.deal or deals.UNNAMED) for one in found],
                None,
                needed=True,
            )
        )
    raise AmbiguousError(
        t("{name} has {count} open deals.", name=ref.name, count=len(found)),
        t("Say which one: --deal NAME (--deal '' for the one without a name)."),
        [{"node": one.node, "deal": one.deal} for one in found],
    )


def complete_outcomes(incomplete: str) -> list[str]:
    """Completion: how contacts may go, of the pipeline in use."""
    store = session.store()
    sql = (
        "SELECT DISTINCT i.text FROM node_items i JOIN nodes n ON n.no = i.node_no WHERE i.kind = 'outcome' "
        "AND n.pipeline_no = :no"
    )
    return [text for text in store.column(sql, no=pipelines.current(store).no) if text.startswith(incomplete)]


def complete(context_: typer.Context, incomplete: str) -> list[str]:
    """Completion: the deals of the customer named on the line, else all."""
    store = session.store()
    hits = lookup.candidates(store, context_.params.get("customer") or "")
    return [name for name in deals.names(store, hits[0].no if len(hits) == 1 else None) if name.startswith(incomplete)]
