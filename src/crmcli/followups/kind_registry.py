"""Which kinds of reminder there are: what the files of kinds/ declare, read as text, so that only kinds in use are imported."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.core.choices import Choices

_FOLDER = Path(__file__).parent / "kinds"
LAST = 99
STEP = "f"  # the letter of next steps, which may be left out


class Declaration(NamedTuple):
    """What is known of a kind before it is imported; DueKind says what each means."""

    code: str
    label: str = ""
    letter: str = ""
    key_of: str = ""
    shown_as: str = ""
    place: int = LAST
    choice: int = LAST
    planned: bool = False
    by_default: bool = True
    rows: str = ""


def declare(code: str, source: str) -> Declaration:
    """Read the declaration of a kind from the text of its file: the head of its class, up to the first method."""
    head = source.partition("Kind(")[2].partition("    def ")[0]
    lines = (line.strip().partition(" = ") for line in head.splitlines())
    return Declaration(code, **{name: _value(text) for name, _, text in lines if name in Declaration._fields})


def _value(text: str) -> Any:
    """A text, marked for translation or not, a number, True or False."""
    if text.startswith("mark("):
        text = text[len("mark(") : -1]
    if text.startswith('"'):
        return text[1:-1]
    return text == "True" if text in ("True", "False") else int(text)


@cache
def declarations() -> dict[str, Declaration]:
    """List all kinds by their codes, each in its place."""
    files = (path for path in _FOLDER.iterdir() if path.suffix == ".py" and path.stem != "__init__")
    found = [declare(path.stem, path.read_bytes().decode()) for path in files]  # half the time of read_text
    return {one.code: one for one in sorted(found, key=lambda one: (one.place, one.code))}


def letter_of(code: str) -> str:
    """Find the letter that the keys of a kind begin with."""
    one = declarations()[code]
    return one.letter or letter_of(one.key_of)


@cache
def letters() -> dict[str, str]:
    """List the kinds by their letters."""
    return {one.letter: one.code for one in declarations().values() if one.letter}


def parts(code: str) -> list[str]:
    """List the kinds that a person asks for by the name of one: itself, and those that are shown as it."""
    return [one.code for one in declarations().values() if code in (one.code, one.shown_as)]


_OFFERED = sorted((one for one in declarations().values() if not one.shown_as), key=lambda one: one.choice)
KINDS = Choices("kind of reminder", **{one.code: one.label for one in _OFFERED})
DEFAULT = tuple(one.code for one in declarations().values() if one.by_default and not one.shown_as)
PLANNED = tuple(code for code in DEFAULT if declarations()[code].planned)
COUNTED = tuple(code for code in DEFAULT if not declarations()[code].planned)
