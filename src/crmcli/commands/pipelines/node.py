"""crm node: the nodes of a pipeline."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli.commands.pipelines.node_requests import AddNodeRequest, EditNodeRequest, Name
from crmcli.core.choices import mark
from crmcli.core.effects import Effects
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.contact_options import channel_of, direction_of
from crmcli.customers.vocabulary import REACTIONS
from crmcli.pipelines import node_materials, node_merge, pipelines
from crmcli.pipelines.effects import TouchesMoved
from crmcli.pipelines.node_materials import Item
from crmcli.pipelines.pipeline_queries import NodeRow, read_nodes
from crmcli.pipelines.pipelines import ROLES, STAGES
from crmcli.reports.node_times.command import EXAMPLES, HELP, times
from crmcli.storage.store import Store
from crmcli.terminal import key_value_view, options, render, screen, session
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import validate_text

GROUP = True
app = options.group()


def columns(found: list[NodeRow]) -> list[render.Column]:
    """The columns of a list of nodes on a terminal; channels and normal times only where a node has one."""
    with_days = any(_days(one) for one in found)
    return [
        render.Column("#", lambda one: one.position, right=True),
        render.Column(t("Node"), lambda one: (one.node, "dim") if one.retired else one.node, flexible=True),
        render.Column(t("Role"), lambda one: one.role.label + (f" · {t('retired')}" if one.retired else "")),
        render.Column("5A", lambda one: one.stage, spare=15),
        render.Column(t("Touches"), lambda one: one.touches, right=True, spare=13),
        *([render.Column(t("Channel"), _contact, flexible=True, spare=14)] if any(one.channel for one in found) else []),
        *([render.Column(t("Normal days"), _days, right=True)] if with_days else []),
    ]


def _contact(one: NodeRow) -> str:
    """Usual channel of contact."""
    return " · ".join(each.label for each in (one.channel, one.direction) if each)


def _days(one: NodeRow) -> str:
    """What the seller set; else the first guess, with a mark."""
    if one.normal_days is not None:
        return f"{one.normal_days:g}"
    return "" if one.shipped_days is None else f"≈{one.shipped_days:g}"


def _changed(store: Store, no: int, sentence: str, also: Effects = ()) -> None:
    node = pipelines.node(store, no)
    render.write_result(
        [one for one in read_nodes(store, pipelines.require(store, node.pipeline)) if one.no == no], sentence, also
    )


@app.command(
    "list", help=mark("List the nodes in order."), epilog=options.examples("crm node list", "crm node list --pipeline auto4s")
)
def list_nodes(pipeline: options.OfPipeline = None) -> None:
    store = session.store()
    chosen = pipelines.choose(store, pipeline)
    found, notes = read_nodes(store, chosen), [t("Pipeline {name}.", name=chosen.title)]
    render.report(
        found, table=columns(found), params={"pipeline": chosen.name}, notes=notes, empty=t("This pipeline has no nodes.")
    )


@app.command(
    "show",
    help=mark("Show a node with its details, materials and questions."),
    epilog=options.examples("crm node show Quotation"),
)
def show_node(node: Name, pipeline: options.OfPipeline = None) -> None:
    store = session.store()
    found = pipelines.require_node(store, node, pipelines.choose(store, pipeline))
    rows_ = [one for one in read_nodes(store, pipelines.require(store, found.pipeline)) if one.no == found.no]
    render.report(rows_, table=lambda shown: _draw(shown[0]))


def _draw(one: NodeRow) -> None:
    """One node as a sheet."""
    place = t("number {position} in {pipeline}", position=one.position, pipeline=pipelines.titled(one.pipeline))
    touches = t("touches: {count}", count=one.touches)
    render.print_line(" · ".join([one.node, place, touches, *([t("retired")] if one.retired else [])]), "bold")
    days = t("{days}; your own history takes precedence, see crm node times", days=_days(one)) if _days(one) else ""
    key_value_view.draw([
        key_value_view.fact(t("Aliases"), one.alias),
        key_value_view.fact(t("Role"), one.role.label),
        key_value_view.fact("5A", one.stage.label if one.stage else None),
        key_value_view.fact(t("Normal days"), days),
        key_value_view.fact(t("Channel"), _contact(one)),
        key_value_view.fact(t("Details"), *one.matters),
        key_value_view.fact(t("Outcomes"), *map(_with_reaction, one.outcomes)),
        key_value_view.Fact(t("Questions"), [[text] for text in one.questions]),
        key_value_view.Fact(t("Materials"), [_material(each) for each in one.materials]),
    ])  # fmt: skip


def _with_reaction(one: node_materials.Outcome) -> str:
    return f"{one} ({one.reaction.label})" if one.reaction else one.text


def _material(one: node_materials.Material) -> list[screen.Piece]:
    """The text; of an address or a file what it is."""
    return [one.text] if one.kind.code == "text" else [one.text, (one.kind.label, "dim")]


@app.command(
    "add",
    help=mark("Add a node."),
    epilog=options.examples("crm node add 'Sample feedback' --after 'Samples sent'", "crm node add Closed --role won"),
)
@with_request(AddNodeRequest)
def add_node(request: AddNodeRequest) -> None:
    store = session.store()
    chosen, name = pipelines.choose(store, request.pipeline), _name(request.name)
    place = pipelines.require_node(store, request.after, chosen).position + 1 if request.after else request.at
    stage = STAGES.parse(request.stage) if request.stage else None
    with store.change(t("add node {name}", name=name)):
        made = pipelines.add_node(store, chosen, name, role=ROLES.parse(request.role), stage=stage, at=place)
        pipelines.edit_node(store, made, _usual(made, request))
    _changed(store, made.no, t("Added node {name} to {pipeline}", name=made.name, pipeline=chosen.name))


def _name(text: str) -> str:
    name = validate_text(text, t("The node name"))
    if pipelines.is_number(name):
        raise UsageError(t("A name cannot consist of digits only."))
    return name


@app.command(
    "edit",
    help=mark("Change a node. Texts are added, --drop removes one; an empty --stage or --days clears it."),
    epilog=options.examples(
        "crm node edit Quotation --days 7 --question 'Who else has to agree?'",
        "crm node edit Quotation --material ~/quote.pdf --material https://example.com/loan",
        "crm node edit Quotation --drop 'Cash price' --stage ask",
    ),
)
@with_request(EditNodeRequest)
def edit_node(request: EditNodeRequest) -> None:
    store = session.store()
    found = pipelines.require_node(store, request.node, pipelines.choose(store, request.pipeline))
    values, more = _values(request) | _usual(found, request), _offered(request)
    if not (values or request.drop or any(more.values())):
        known = "--role, --stage, --days, --channel, --topic, --outcome, --material, --question, --drop"
        raise UsageError(t("Nothing to change."), t("Give {option}.", option=known))
    with store.change(t("edit node {name}", name=found.name)):
        pipelines.edit_node(store, found, values)
        node_materials.drop(store, found.no, [text.strip() for text in request.drop or ()])
        for kind, offered in more.items():
            node_materials.join(store, found.no, kind, offered)
    _changed(store, found.no, t("Changed {name}", name=found.name))


def _values(request: EditNodeRequest) -> dict[str, Any]:
    """The columns to set; an empty stage or number of days clears. Raises UsageError for what does not fit."""
    values: dict[str, Any] = {}
    if request.role is not None:
        values["role"] = ROLES.parse(request.role)
    if request.stage is not None:
        values["stage"] = STAGES.parse(request.stage) if request.stage.strip() else None
    if request.days is not None:
        values["normal_days"] = _number(request.days) if request.days.strip() else None
    return values


def _offered(request: EditNodeRequest) -> dict[str, list[Item]]:
    """What the node offers more, by its kind."""
    return {
        "matter": _tidied(request.matter),
        "material": [Item(node_materials.absolute(one.text)) for one in _tidied(request.material)],
        "question": _tidied(request.question),
        "outcome": [_outcome(one.text) for one in _tidied(request.outcome)],
    }


def _usual(node: pipelines.Node, request: AddNodeRequest | EditNodeRequest) -> dict[str, Any]:
    """The columns of how a contact usually happens; another channel has no direction until one is said, an empty one clears
    both.
    """
    channel, direction = request.channel, direction_of(request.incoming, request.outgoing, False)
    if channel is not None:
        return {"channel": channel_of(channel) if channel.strip() else None, "direction": direction if channel.strip() else None}
    if direction is None:
        return {}
    if node.channel is None:
        raise UsageError(t("A direction requires a channel."), t("Add {option}.", option="--channel CHANNEL"))
    return {"direction": direction}


def _outcome(text: str) -> Item:
    """`TEXT` or `TEXT=REACTION`."""
    name, equals, reaction = text.rpartition("=")
    return Item(name.strip(), REACTIONS.parse(reaction)) if equals and name.strip() else Item(text)


def _number(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not pipelines.is_days(days):
        raise UsageError(t("{value!r} is not a number of days.", value=text), t("Write it like 7 or 2.5, 0 or more."))
    return days


def _tidied(texts: list[str] | None) -> list[Item]:
    return [Item(validate_text(text, t("The text"))) for text in texts or ()]


@app.command(
    "rename",
    help=mark("Rename a node; its history stays with it."),
    epilog=options.examples("crm node rename 'First contact' 'First call'"),
)
def rename_node(
    node: Name,
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("The new name."))],
    pipeline: options.OfPipeline = None,
) -> None:
    store = session.store()
    found, name = pipelines.require_node(store, node, pipelines.choose(store, pipeline)), _name(name)
    if name == found.name:
        render.write_unchanged(t("Nothing to change."))
        return
    with store.change(t("rename node {old} to {name}", old=found.name, name=name)):
        pipelines.rename_node(store, found, name)
    _changed(store, found.no, t("Renamed {old} to {name}", old=found.name, name=name))


@app.command("move", help=mark("Move a node to another position."), epilog=options.examples("crm node move 'Test drive' 3"))
def move_node(
    node: Name,
    position: Annotated[int, typer.Argument(metavar="POSITION", help=mark("Position, counted from 1."))],
    pipeline: options.OfPipeline = None,
) -> None:
    store = session.store()
    found = pipelines.require_node(store, node, pipelines.choose(store, pipeline))
    with store.change(t("move node {name}", name=found.name)):
        pipelines.move_node(store, found, position)
    _changed(
        store,
        found.no,
        t("{name} is now number {position}", name=found.name, position=pipelines.node(store, found.no).position),
    )


@app.command(
    "merge",
    help=mark("Merge two nodes: touches of NODE move to INTO, and NODE is removed."),
    epilog=options.examples("crm node merge Call 'First contact'", "crm undo"),
)
def merge_nodes(
    node: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help=mark("Node to keep."))],
    pipeline: options.OfPipeline = None,
) -> None:
    store = session.store()
    gone, kept = node_merge.pair(store, node, into, pipelines.choose(store, pipeline))
    with store.change(t("merge node {name} into {other}", name=gone.name, other=kept.name)):
        moved = node_merge.merge(store, gone, kept)
    sentence = t("Merged {name} into {other}; touches moved: {count}", name=gone.name, other=kept.name, count=moved)
    _changed(store, kept.no, sentence, [TouchesMoved(kept.no, moved)])


@app.command(
    "retire",
    help=mark("Remove a node from the menus; its position and history stay."),
    epilog=options.examples("crm node retire 'Samples sent'", "crm node retire 'Samples sent' --back"),
)
def retire_node(
    node: Name,
    pipeline: options.OfPipeline = None,
    back: Annotated[bool, typer.Option("--back", help=mark("Use it again."))] = False,
) -> None:
    store = session.store()
    found = pipelines.require_node(store, node, pipelines.choose(store, pipeline))
    if found.retired != back:
        render.write_unchanged(t("Nothing to change."))
        return
    label = t("use node {name} again", name=found.name) if back else t("retire node {name}", name=found.name)
    with store.change(label):
        pipelines.retire_node(store, found, back=back)
    _changed(store, found.no, t("{name} is in use again", name=found.name) if back else t("{name} is retired", name=found.name))


app.command("times", help=HELP, epilog=EXAMPLES)(times)
