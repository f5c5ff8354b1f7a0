"""crm --help on one screen, and its sections whole."""

from __future__ import annotations

import re

from crmcli.cli.global_options import global_options
from crmcli.cli.registry import DAILY, REGISTRY
from crmcli.core.i18n import t
from crmcli.core.text import fold
from crmcli.terminal import screen

_ALL = "all"
_NAMES = 12  # columns before the names of a section, and before what help says of a command
_WIDEST = 100


def render_root_help() -> str:
    """Return `crm --help`, from the registry alone: daily commands whole, each further section as a line of names."""
    lines = [*_beside("", t("crm: an offline sales notebook. One line per command, one file you own.")), ""]
    lines += [*_beside("", t("Usage: crm [OPTIONS] COMMAND [ARGS]…   (crm alone shows today)")), ""]
    lines += [_whole(DAILY), ""]
    for section in _known()[1:]:
        lines += _named(t(section), [name for name, entry in REGISTRY.items() if entry.section == section])
    lines += ["", screen.styled(t("Options, before or after the command"), "bold")]
    told = [(", ".join(option.opts), t(option.help or "")) for option in global_options()]
    told += [("-V, --version", t("Print the version.")), ("-h, --help", t("Show help, for any command too: crm log --help"))]
    lines += [line for names, what in told for line in _beside(f"  {names:<14} ", what or "")]
    lines += ["", *_beside("", t("More: crm help reports (any section) · crm help log (any command) · crm help all"))]
    lines += _beside("", t("Start: crm demo · crm add Ann --phone 4155550123 · crm log Ann · crm due"))
    lines += [t("Shell completion: crm --install-completion")]
    return "\n".join(lines) + "\n"


def _known() -> list[str]:
    return list(dict.fromkeys(entry.section for entry in REGISTRY.values()))


def sections(said: str, *, in_part: bool) -> list[str]:
    """The sections that `said` names: all, or one by its name in either language; `in_part` by a word of it, too."""
    if fold(said) in (_ALL, "全部"):
        return _known()
    wanted = fold(said).replace(" ", "")
    return [section for section in _known() if wanted in _names_of(section, in_part=in_part)][:1]


def _names_of(section: str, *, in_part: bool) -> set[str]:
    names = {fold(section), fold(t(section))}
    parts = {part for name in names for part in re.split(r"[:：与 ]+", name)} if in_part else set()
    return {name.replace(" ", "") for name in names} | parts


def render_sections(named: list[str]) -> str:
    """Return the sections whole, each command with what it is for."""
    return "\n\n".join(_whole(section) for section in named) + "\n"


def _whole(section: str) -> str:
    named = [(f"  {name:<{_NAMES - 1}} ", t(entry.help)) for name, entry in REGISTRY.items() if entry.section == section]
    return "\n".join([screen.styled(t(section), "bold"), *(line for name, what in named for line in _beside(name, what))])


def _named(title: str, names: list[str]) -> list[str]:
    """The names of a section behind its title."""
    first, *rest = _beside(f"{title}  ", " ".join(names))
    return [screen.styled(title, "bold") + first.removeprefix(title), *rest]


def _beside(head: str, text: str) -> list[str]:
    """The text behind its head, broken where the screen ends, further lines below its beginning."""
    indent = screen.display_width(head)
    first, *rest = screen.wrap_words(text, min(screen.width(), _WIDEST) - indent)
    return [head + first, *(" " * indent + line for line in rest)]
