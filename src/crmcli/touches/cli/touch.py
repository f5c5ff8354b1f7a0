"""crm touch: correct or remove a recorded touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crmcli.customers import remarks
from crmcli.customers.recording import channel_of, direction_of, moment
from crmcli.customers.timeline import REACTIONS
from crmcli.kernel import clock, ids
from crmcli.kernel.errors import NotFoundError
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show
from crmcli.terminal.clean import tidy_note
from crmcli.touches import choosing, db, items, pipelines
from crmcli.touches.cli.log import DealName, Matter, Note, OfPipeline, OutcomeText, node_names

GROUP = True
app = options.group(t("Correct a recorded touch: edit, rm."))
Number = Annotated[str, typer.Argument(metavar="NO", help=t("The touch's number, t5 or 5, as in crm timeline."))]


def _touch(store: Store, word: str) -> db.Touch:
    number = ids.parse_number(word, "t")
    if number is None:
        raise NotFoundError(t("{word!r} is no touch.", word=word), t("A touch is called t5 or 5; see crm timeline CUSTOMER."))
    return db.touch(store, number)


@app.command(
    "edit",
    help=t("Correct a touch; an empty text clears."),
    epilog=options.examples("crm touch edit t5 --at 'yesterday 15:00'", "crm touch edit 5 Quotation --matter Loan --note ''"),
)
def edit(
    number: Number,
    node: Annotated[str | None, typer.Argument(metavar="[NODE]", help=t("The node it was."), autocompletion=node_names)] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="WHEN", help=t("When it happened."))] = None,
    matter: Matter = None,
    note: Note = None,
    channel: options.Channel = None,
    incoming: options.In = False,
    outgoing: options.Out = False,
    no_answer: options.NoAnswer = False,
    reaction: remarks.Reaction = None,
    product: remarks.Product = None,
    deal: DealName = None,
    pipeline: OfPipeline = None,
    outcome: OutcomeText = None,
) -> None:
    store = context.store()
    found = _touch(store, number)
    values = _values(store, found, locals()) or _form(store, found)
    if not values:
        show.notice(t("Nothing to change."))
        return
    with store.change(t("edit touch t{no}", no=found.no)):
        db.edit(store, found.no, values)
    after = db.touch(store, found.no)
    show.saved(
        [after],
        t("Corrected t{no}: {name} → {node}, {when}", no=after.no, name=after.customer.name, node=after.node, when=_when(after)),
    )


def _when(one: db.Touch) -> str:
    from crmcli.kernel.dates import When, echo

    at = clock.from_utc_text(one.at)
    return echo(When(at.date(), at.time()))


def _values(store: Store, found: db.Touch, given: dict[str, Any]) -> dict[str, Any]:
    """The options as `db.edit` takes them; only those that were given, None for an empty one."""
    values: dict[str, Any] = {}
    if given["node"]:
        values["node_no"] = pipelines.require_node(store, given["node"], _pipeline(store, found, given["pipeline"])).no
    if given["at"]:
        values["at"] = moment(given["at"])
    parsers: dict[str, Callable[[str], str | None]] = {
        "matter": tidy_note, "outcome": tidy_note, "note": tidy_note, "channel": channel_of, "reaction": REACTIONS.parse, "product": tidy_note,
        "deal": lambda name: choosing.of_touch(store, found.customer, name),
    }  # fmt: skip
    for key, parse in parsers.items():
        if given[key] is not None:
            values[key] = parse(given[key]) or None if given[key].strip() else None
    if "outcome" in values and "reaction" not in values:
        values |= _reaction(store, found.no, values)
    if direction := direction_of(given["incoming"], given["outgoing"], given["no_answer"]):
        values["direction"] = direction
    return values


def _reaction(store: Store, no: int, values: dict[str, Any]) -> dict[str, Any]:
    """How a contact was taken that went so, where the outcome says it; what the outcome of before said goes with it."""
    node, before, reaction = next(store.each("SELECT node_no, outcome, reaction FROM touches WHERE no = :no", no=no))
    known = items.reaction_to(store, values.get("node_no", node), values["outcome"])
    stale = reaction is not None and reaction == items.reaction_to(store, node, before)
    return {"reaction": known} if known or stale else {}


def _pipeline(store: Store, found: db.Touch, name: str | None) -> pipelines.Pipeline:
    """A touch stays in its pipeline unless another one is named."""
    return pipelines.require(store, name or found.pipeline)


def _form(store: Store, found: db.Touch) -> dict[str, Any]:
    """On a terminal: node, details, time and note, Enter keeps what stands there."""
    from crmcli.terminal import ask

    ask.require_person("NODE, --at, --matter, --note, …")
    nodes = pipelines.nodes(store, pipelines.require(store, found.pipeline), retired=True)
    here = next(place for place, one in enumerate(nodes) if one.name == found.node)
    picked = ask.menu(t("Node?"), [(one.name, one) for one in nodes], here)
    at = f"{clock.from_utc_text(found.at):%Y-%m-%d %H:%M}"
    said = {
        "matter": ask.text(t("Details:"), default=found.matter or ""),
        "outcome": ask.text(t("Outcome:"), default=found.outcome or ""),
        "at": ask.text(t("When?"), default=at, check=moment),
        "note": ask.text(t("Note:"), default=(found.note or "").replace("\n", " ")),
    }
    before = {"matter": found.matter or "", "outcome": found.outcome or "", "at": at, "note": (found.note or "").replace("\n", " ")}
    values: dict[str, Any] = {"node_no": picked.no} if picked.name != found.node else {}
    for key in (key for key in said if said[key] != before[key]):
        values[key] = moment(said[key]) if key == "at" else tidy_note(said[key]) or None
    return values | (_reaction(store, found.no, values) if "outcome" in values else {})


@app.command("rm", help=t("Remove a touch."), epilog=options.examples("crm touch rm t5 --yes", "crm undo"))
def rm(numbers: Annotated[list[str], typer.Argument(metavar="NO…", help=t("One or more touches, t5 or 5."))]) -> None:
    store = context.store()
    found = list({one.no: one for one in (_touch(store, word) for word in numbers)}.values())
    names = ", ".join(f"t{one.no} ({one.customer.name} → {one.node}, {_when(one)})" for one in found)
    context.require_consent(t("This removes {names}.", names=names))
    with store.change(t("remove touch {names}", names=names)):
        for one in found:
            db.remove(store, one.no)
    show.saved(found, t("Removed {names}", names=names))
