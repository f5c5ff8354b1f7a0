"""Where prepared messages go: a file, the clipboard, a mail program. Nothing is sent from here."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crmcli.core import atomic_write, formula_escaping
from crmcli.core.choices import mark
from crmcli.core.errors import Back, UsageError
from crmcli.core.i18n import t
from crmcli.nurture import message_templates
from crmcli.nurture.model import Recall
from crmcli.terminal import clipboard, prompt, render, session, stream


class Place(NamedTuple):
    """Where the messages are to go: a file, or the clipboard, or mails with a subject."""

    file: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help=mark("Write the messages to this file, one per line."))
    ] = None
    copy: Annotated[bool, typer.Option("--copy", help=mark("Copy the messages; at a terminal one by one."))] = False
    mail: Annotated[
        bool, typer.Option("--mailto", help=mark("Open each message as an email; without a terminal, print the links."))
    ] = False
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT", help=mark("Subject of the emails."))] = None

    def wanted(self) -> bool:
        return bool(self.file or self.copy or self.mail)

    def check(self) -> None:
        """Raises UsageError for several places at once, or one that cannot be."""
        if sum(map(bool, (self.file, self.copy, self.mail))) > 1:
            raise UsageError(t("--to, --copy and --mailto cannot be combined."))
        if self.subject and not self.mail:
            raise UsageError(t("--subject needs --mailto."), t("Add {option}.", option="--mailto"))
        if self.file:
            atomic_write.check_place(self.file)
        if self.copy:
            clipboard.require()

    def one_by_one(self) -> bool:
        """Whether a person goes through them; a file takes all at once."""
        return not self.file and session.current.asks()


def fitting(place: Place, some: Sequence[Recall]) -> list[Recall]:
    """Those whom the messages can reach there; by mail with their links."""
    if not place.mail:
        return list(some)
    found = [
        one._replace(mailto=message_templates.mailto(one.email, place.subject, one.message or "")) for one in some if one.email
    ]
    if len(found) < len(some):
        stream.print_notice(t("Skipped, no email address: {count}", count=len(some) - len(found)))
    return found


def go_through(place: Place, some: Sequence[Recall]) -> list[Recall]:
    """One after the other: h hands over, s skips, q or Esc stops, and Enter alone does nothing; those handed over."""
    from crmcli.terminal import prompt

    hand: Callable[[Recall], None] = _open if place.mail else _copy
    verb, handed = t("Open the email") if place.mail else t("Copy"), []
    for number, one in enumerate(some, 1):
        reach = one.email if place.mail else one.wechat or one.phone
        render.print_line(f"{number}/{len(some)}  {' · '.join(filter(None, (str(one.customer), reach)))}", "bold")
        render.print_paragraph(one.message or "", "  ")
        choices = {"h": (verb, "hand"), "s": (t("Skip"), "skip"), "q": (t("Stop"), "stop")}
        try:
            lines = [(f"{key}  {label}", said) for key, (label, said) in choices.items()]
            keys = {key: said for key, (_label, said) in choices.items()}
            answer = prompt.menu(t("This one?"), lines, None, keys, t("press a letter"), needed=True)
        except (KeyboardInterrupt, Back):  # what was handed over by then is kept
            break
        if answer == "stop":
            break
        if answer == "hand":
            hand(one)
            handed.append(one)
    return handed


def all_at_once(place: Place, some: Sequence[Recall]) -> None:
    """Without a person to go through them."""
    if place.file:
        _write(place.file, some)
    elif place.copy:
        clipboard.copy(_together(some))
    elif session.current.form() in ("table", "plain"):
        for one in some:
            render.print_line(one.mailto or "")


def _together(some: Sequence[Recall]) -> str:
    """A single message as it is, several each under its name."""
    if len(some) == 1:
        return some[0].message or ""
    heads = (" · ".join(filter(None, (one.customer.name, one.wechat or one.phone))) for one in some)
    return "\n\n".join(f"{head}\n{one.message}" for head, one in zip(heads, some, strict=True))


def _copy(one: Recall) -> None:
    clipboard.copy(one.message or "")


def _open(one: Recall) -> None:
    import webbrowser

    try:
        opened = webbrowser.open(one.mailto or "")
    except webbrowser.Error:
        opened = False
    if not opened:
        stream.print_notice(t("No mail program is available; the link:"))
        render.print_line(one.mailto or "")


def _write(path: Path, some: Sequence[Recall]) -> None:
    """A line a customer, separated by tabs (a .csv by commas), as a spreadsheet opens it."""
    if path.is_file():
        prompt.require_consent(t("Replace {paths}?", paths=path))
    with atomic_write.replacing(path, bom=True) as target:
        writer = csv.writer(target, delimiter="," if path.suffix.lower() == ".csv" else "\t", lineterminator="\r\n")
        writer.writerow([t("Name"), t("Company"), t("Phone"), t("WeChat"), t("Email"), t("Message")])
        for one in some:
            cells = (one.customer.name, one.customer.company, one.phone, one.wechat, one.email, one.message)
            writer.writerow([formula_escaping.guard(cell or "") for cell in cells])
