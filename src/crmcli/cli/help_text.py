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
    lines = [t("crm: an offline sales notebook. One line a command, one file of your own."), ""]
    lines += [t("Usage: crm [OPTIONS] COMMAND [ARGS]…   (crm alone prints today)"), ""]
    lines += [_whole(DAILY), ""]
    for section in _known()[1:]:
        lines += _named(t(section), [name for name, entry in REGISTRY.items() if entry.section == section])
    lines += ["", screen.styled(t("Options, before or after the command"), "bold")]
    lines += [f"  {', '.join(option.opts):<14} {option.help}" for option in global_options()]
    lines += [
        f"  {'-V, --version':<14} {t('The version.')}",
        f"  {'-h, --help':<14} {t('Help, also of each command: crm log --help')}",
    ]
    lines += ["", t("More: crm help reports (any section) · crm help log (any command) · crm help all")]
    lines += [t("Begin: crm demo · crm add Ann --phone 4155550123 · crm log Ann · crm due")]
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
    named = [f"  {name:<{_NAMES - 1}} {t(entry.help)}" for name, entry in REGISTRY.items() if entry.section == section]
    return "\n".join([screen.styled(t(section), "bold"), *named])


def _named(title: str, names: list[str]) -> list[str]:
    """The names of a section behind its title, broken where the screen ends."""
    indent = screen.display_width(title) + 2
    room = min(screen.width(), _WIDEST) - indent
    first, *rest = screen.wrap_words(" ".join(names), room)
    return [f"{screen.styled(title, 'bold')}  {first}", *(" " * indent + line for line in rest)]
