"""What options, commands and labels were called before: understood for ever, told nowhere.

A renaming is a line here; help, completion and documents know the new name alone, since no declaration carries the old one.
"""

from __future__ import annotations

from collections.abc import Container

# Old spelling to new; where two commands renamed it differently, the first that the command has.
_OPTIONS = {
    "--worry": ("--concern",),
    "--rival": ("--competitor",),
    "--matter": ("--about", "--topic"),
    "--rest-by": ("--balance-by",),
}
_COMMANDS = {"settle": "resolve"}  # below a group: `node times`
_NODES = {"second outing": "more viewings", "same home again": "repeat viewing"}
_LABELS = {
    "buyer who left": "churned",
    "buying power": "power",
    "decision power": "decision",
    "month of entering": "month",
    "need gone": "need_gone",
    "no contact taken": "no_contact",
    "say hello": "greet",
    "sign and collect": "close",
    "there or further": "reached",
    "uncover opportunity": "explore",
    "化解": "settled",
    "常态化否定态度": "naysayer",
    "引诱法": "incentive",
    "试探法": "trial",
    "选择法": "alternative",
    "还不知道": "unknown",
    "霸王硬上弓法": "assumptive",
}
_TOPICS = {"Organization": ("Organisation",), "Terms": ("Trading terms",), "Personal benefit": ("Personal gain",)}


def option(word: str, known: Container[str]) -> str:
    """The word `--rival` or `--rival=Acme` under the name that is among the `known` options of its command."""
    name, sign, value = word.partition("=")
    if name in known:
        return word
    return next((new + sign + value for new in _OPTIONS.get(name, ()) if new in known), word)


def command(word: str, group: str = "") -> str:
    """The command that `word` is today, of the root or of a group."""
    return _COMMANDS.get(f"{group} {word}".strip(), word).rpartition(" ")[2]


def node(name: str) -> str:
    """What the shipped node that was called `name` in English is called today, in small letters; `name` where it was none."""
    return _NODES.get(name.strip().casefold(), name)


def of_topic(label: str) -> tuple[str, ...]:
    """What the topic of a prep sheet was called before, in English; fields of that name hold what was learned of it."""
    return _TOPICS.get(label, ())


def code_of_label(label: str) -> str | None:
    """The code of the value that was shown as `label`; None where no value was."""
    return _LABELS.get(label.casefold())
