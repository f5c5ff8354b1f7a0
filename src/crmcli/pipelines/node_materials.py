"""What a node offers: details to pick from (事项), how a contact may go, materials to hand over (物料), questions to ask."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.storage.store import Store

KINDS = Choices("kind of node item", matter="details", material="material", question="question", outcome="outcome")
MATERIALS = Choices("kind of material", text="text", file="file", link="link")
_LINK = r"(?i)(?:\w+://|www\.|mailto:)\S"  # as text: few runs show any
_FILE = r"(?:~?[/\\]|\.{1,2}/|[A-Za-z]:\\)|\S[^。！？；]*\.[A-Za-z][A-Za-z0-9]{1,4}$"


class Material(NamedTuple):
    """A text to send, a file or a link."""

    kind: Coded
    text: str

    def __str__(self) -> str:
        return self.text


class Item(NamedTuple):
    """A text that a node offers; an outcome may say how a contact that goes so was taken."""

    text: str
    reaction: str | None = None


class Outcome(NamedTuple):
    """How a contact may go, as shown."""

    text: str
    reaction: Coded | None

    def __str__(self) -> str:
        return self.text


def every(store: Store, node_no: int) -> dict[str, list[Item]]:
    """All that the node offers by kind, each list in order; every kind is there."""
    found: dict[str, list[Item]] = {kind: [] for kind in KINDS.labels}
    sql = "SELECT kind, text, reaction FROM node_items WHERE node_no = :no ORDER BY position, no"
    for kind, text, reaction in store.iterate(sql, no=node_no):
        found.setdefault(kind, []).append(Item(text, reaction))
    return found


def of(store: Store, node_no: int) -> dict[str, list[str]]:
    """As `every`, the texts alone."""
    return {kind: [one.text for one in found] for kind, found in every(store, node_no).items()}


def texts(store: Store, node_no: int, kind: str = "matter") -> list[str]:
    """What the node offers of one kind, in order."""
    return of(store, node_no)[kind]


def reaction_to(store: Store, node_no: int, outcome: str) -> str | None:
    """How a contact at the node was taken that went so; None where nobody knows."""
    return next((one.reaction for one in every(store, node_no)["outcome"] if one.text == outcome), None)


def materials(store: Store, node_no: int) -> list[Material]:
    """The node's materials, told apart by how they are written."""
    return [material(text) for text in texts(store, node_no, "material")]


def material(text: str) -> Material:
    """A link, a file or a plain text, as it is written."""
    code = "link" if re.match(_LINK, text) else "file" if re.match(_FILE, text) else "text"
    return Material(Coded(code, MATERIALS.label(code)), text)


def absolute(text: str) -> str:
    """A material as it is kept: the whole path of a file that exists, so that it is found from any folder."""
    path = Path(text).expanduser() if material(text).kind.code == "file" else None
    return str(path.resolve()) if path and path.is_file() else text


def put(store: Store, node_no: int, kind: str, wanted: Sequence[Item]) -> None:
    """Replace what the node offers of one kind; what stays as it was is not written again."""
    if every(store, node_no)[kind] == list(wanted):
        return
    for number in store.column("SELECT no FROM node_items WHERE node_no = :no AND kind = :kind", no=node_no, kind=kind):
        store.delete("node_items", number)
    for position, item in enumerate(wanted, 1):
        store.insert("node_items", node_no=node_no, kind=kind, position=position, text=item.text, reaction=item.reaction)


def join(store: Store, node_no: int, kind: str, more: Sequence[Item]) -> None:
    """Add texts that the node does not offer yet, behind the others; of one that it offers the reaction that is said."""
    found = {one.text: one for one in every(store, node_no)[kind]}
    for one in more:
        found[one.text] = one if one.reaction else found.get(one.text, one)
    put(store, node_no, kind, list(found.values()))


def drop(store: Store, node_no: int, unwanted: Sequence[str]) -> None:
    """Take texts away, of whatever kind, or by an old name; raises NotFoundError for one the node does not offer."""
    from crmcli.pipelines.former_texts import FORMER  # only where something is dropped

    offered = every(store, node_no)
    known = [one.text for found in offered.values() for one in found]
    unwanted = [text if text in known else FORMER.get(text, text) for text in unwanted]
    for text in unwanted:
        if text not in known:
            there_are = t("Available: {known}", known=" · ".join(known) or "–")
            raise NotFoundError(t("The node has no text {text!r}.", text=text), there_are)
    for kind, found in offered.items():
        put(store, node_no, kind, [one for one in found if one.text not in unwanted])
