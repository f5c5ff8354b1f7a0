"""What a node offers: details to pick from (事项), materials to hand over (物料), questions to ask."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from crmcli.kernel.errors import NotFoundError
from crmcli.kernel.store import Store
from crmcli.kernel.values import Choices, Coded
from crmcli.kernel.words import t

KINDS = Choices("kind of node item", matter="details", material="material", question="question")
MATERIALS = Choices("kind of material", text="text", file="file", link="link")
_LINK = re.compile(r"(?:\w+://|www\.|mailto:)\S", re.IGNORECASE)
_FILE = re.compile(r"(?:~?[/\\]|\.{1,2}/|[A-Za-z]:\\)|\S[^。！？；]*\.[A-Za-z][A-Za-z0-9]{1,4}$")


class Material(NamedTuple):
    """A text to send, a file or a link."""

    kind: Coded
    text: str

    def __str__(self) -> str:
        return self.text


def of(store: Store, node_no: int) -> dict[str, list[str]]:
    """All that the node offers by kind, each list in order; every kind is there."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS.codes()}
    for kind, text in store.each("SELECT kind, text FROM node_items WHERE node_no = :no ORDER BY position, no", no=node_no):
        found.setdefault(kind, []).append(text)
    return found


def texts(store: Store, node_no: int, kind: str = "matter") -> list[str]:
    """What the node offers of one kind, in order."""
    return of(store, node_no)[kind]


def materials(store: Store, node_no: int) -> list[Material]:
    """The node's materials, told apart by how they are written."""
    return [material(text) for text in texts(store, node_no, "material")]


def material(text: str) -> Material:
    """A link, a file or a plain text, as it is written."""
    code = "link" if _LINK.match(text) else "file" if _FILE.match(text) else "text"
    return Material(Coded(code, MATERIALS.label(code)), text)


def absolute(text: str) -> str:
    """A material as it is kept: the whole path of a file that exists, so that it is found from any folder."""
    path = Path(text).expanduser() if material(text).kind.code == "file" else None
    return str(path.resolve()) if path and path.is_file() else text


def put(store: Store, node_no: int, kind: str, wanted: list[str]) -> None:
    """Replace what the node offers of one kind; what stays as it was is not written again."""
    if texts(store, node_no, kind) == wanted:
        return
    for number in store.values("SELECT no FROM node_items WHERE node_no = :no AND kind = :kind", no=node_no, kind=kind):
        store.delete("node_items", number)
    for position, text in enumerate(wanted, 1):
        store.insert("node_items", node_no=node_no, kind=kind, position=position, text=text)


def join(store: Store, node_no: int, kind: str, more: list[str]) -> None:
    """Add texts that the node does not offer yet, behind the others."""
    put(store, node_no, kind, list(dict.fromkeys([*texts(store, node_no, kind), *more])))


def drop(store: Store, node_no: int, unwanted: list[str]) -> None:
    """Take texts away, of whatever kind. Raises NotFoundError for one that the node does not offer."""
    offered = of(store, node_no)
    for text in unwanted:
        if not any(text in found for found in offered.values()):
            known = " · ".join(one for found in offered.values() for one in found)
            raise NotFoundError(t("The node does not offer {text!r}.", text=text), t("There are: {known}", known=known or "–"))
    for kind, found in offered.items():
        put(store, node_no, kind, [text for text in found if text not in unwanted])
