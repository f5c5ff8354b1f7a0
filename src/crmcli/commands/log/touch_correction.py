"""Correcting a touch: what the options say, and the form."""

from __future__ import annotations

from crmcli.commands.log.correction import EditRequest, Kind, Values, said, typed, when
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.contact_options import moment
from crmcli.pipelines import deal_selection, node_materials, pipelines, touches
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import clean_note


def _values(store: Store, found: touches.Touch, given: EditRequest) -> Values:
    if given.kind is not None:
        raise UsageError(
            t("A touch does not have {option}.", option="--kind"), t("Only notes have kinds: crm touch edit n7 --kind need")
        )
    values: Values = {}
    if given.text is None and given.pipeline is not None:
        raise UsageError(t("--pipeline needs a node."), t("Give {option}.", option="NODE"))
    if given.text is not None:  # a touch stays in its pipeline, other than where another is named
        pipeline = pipelines.require(store, given.pipeline or found.pipeline)
        values["node_no"] = pipelines.require_node(store, given.text, pipeline).no
    values |= said(
        given,
        {
            "matter": clean_note,
            "outcome": clean_note,
            "note": clean_note,
            "deal": lambda name: deal_selection.of_touch(store, found.customer, name),
        },
    )
    return values | (_reaction(store, found.no, values) if "outcome" in values and "reaction" not in values else {})


def _reaction(store: Store, no: int, values: Values) -> Values:
    """How a contact was taken that went so, where the outcome says it; what the outcome of before said goes with it."""
    node, before, reaction = next(store.iterate("SELECT node_no, outcome, reaction FROM touches WHERE no = :no", no=no))
    known = node_materials.reaction_to(store, values.get("node_no", node), values["outcome"])
    stale = reaction is not None and reaction == node_materials.reaction_to(store, node, before)
    return {"reaction": known} if known or stale else {}


def _form(store: Store, found: touches.Touch) -> Values:
    """On a terminal: node, details, time and note, Enter keeps what stands there."""
    from crmcli.terminal import prompt

    prompt.require_person("NODE, --at, --about, --note, …")
    nodes = pipelines.nodes(store, pipelines.require(store, found.pipeline), retired=True)
    here = next(place for place, one in enumerate(nodes) if one.name == found.node)
    picked = prompt.menu(t("Node?"), [(one.name, one) for one in nodes], here)
    before = {
        "matter": found.matter or "",
        "outcome": found.outcome or "",
        "at": typed(found.at),
        "note": (found.note or "").replace("\n", " "),
    }
    answers = {
        "matter": prompt.text(t("Details:"), default=before["matter"]),
        "outcome": prompt.text(t("Outcome:"), default=before["outcome"]),
        "at": prompt.text(t("When?"), default=before["at"], check=moment),
        "note": prompt.text(t("Note:"), default=before["note"]),
    }
    values: Values = {"node_no": picked.no} if picked.name != found.node else {}
    for key, answer in answers.items():
        if answer != before[key]:
            values[key] = moment(answer) if key == "at" else clean_note(answer) or None
    return values | (_reaction(store, found.no, values) if "outcome" in values else {})


KIND = Kind(
    touches.touch, _values, _form, touches.edit, touches.remove,
    lambda no: t("edit touch t{no}", no=no),
    lambda one: t("Corrected t{no}: {name} → {node}, {when}", no=one.no, name=one.customer.name, node=one.node,
        when=when(one.at)),
    lambda one: f"t{one.no} ({one.customer.name} → {one.node}, {when(one.at)})",
)  # fmt: skip
