"""Options that many commands share, and the small wrapper that lets a filter begin with a minus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from crmcli.core import clock, former_names
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

# What turns a filter round, and is no option: `-tag:cold`, `-字段.预算：5`, `-合同`.
_NEGATED = r"-[^\W\d]\w*(?:\.[^:：]+)?[:：].|-(?![A-Za-z])[^\W\d]"  # compiled where it is asked

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=mark("Number, name, phone, email or initials."))]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="WHEN", help=mark("Count as of this time; a date means the end of that day."))
]
Where = Annotated[str | None, typer.Option("--where", metavar="FILTER", help=mark("Only customers matching the filter."))]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help=mark("Show at most N."))]
OfPipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=mark("Pipeline (default: the one in use)."))]
At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=mark("When it happened (default: now)."))]
Next = Annotated[str | None, typer.Option("--next", metavar="WHEN", help=mark("Day of the next step."))]
For = Annotated[str | None, typer.Option("--for", metavar="TEXT", help=mark("What the next step is."))]
Type = Annotated[
    str | None,
    typer.Option(
        "--type", metavar="TYPE", help=mark("Type of the next step: keep, relate, nurture, explore, compete, close, greet.")
    ),
]
Channel = Annotated[str | None, typer.Option("--channel", metavar="CHANNEL", help="call, sms, wechat, mail, visit, other")]
EndSteps = Annotated[bool, typer.Option("--end-steps", help=mark("Cancel steps that are still planned, too."))]
In = Annotated[bool, typer.Option("--in", help=mark("It came from the customer."))]
Out = Annotated[bool, typer.Option("--out", help=mark("It went to the customer."))]
NoAnswer = Annotated[bool, typer.Option("--no-answer", help=mark("Tried, but got no answer."))]


class FilterCommand(TyperCommand):
    """A command whose arguments are filters: `-tag:cold` is one of them and not a bundle of options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        takes_value = {
            name for param in self.params for name in param.opts if name.startswith("-") and not getattr(param, "is_flag", False)
        }
        given = [
            f"!{word[1:]}" if re.match(_NEGATED, word) and former_names.option(before, takes_value) not in takes_value else word
            for before, word in zip(["", *args], args, strict=False)
        ]
        return super().parse_args(ctx, given)


def as_of_instant(text: str | None) -> datetime:
    """The instant a report counts at: now, or what --as-of says (a date means its end)."""
    return clock.parse_instant(text, date_means="end") if text else clock.now()


def examples(*lines: str) -> str:
    """Declare the examples under a command's help, one a line."""
    return "\n".join(lines)


def localize_examples(epilog: str) -> str:
    """Return the examples as a reader of the language in use would type them, never rewrapped."""
    title = t("Examples:")
    return "\n  ".join([f"\b\n{title}", *map(t, epilog.split("\n"))])


def unknown_command(word: str, known: Iterable[str], path: str = "crm") -> UsageError:
    """The refusal of a command that is none below `path`, with the nearest ones there are."""
    from crmcli.core import near_matches

    hint = near_matches.asked(f"{path} {name}" for name in near_matches.nearest(word, known)) or t(
        "See them all: {command}", command=f"{path} --help"
    )
    return UsageError(t("{name!r} is not a crm command.", name=f"{path} {word}".removeprefix("crm ")), hint)


class Commands(TyperGroup):
    """A group that knows what was meant by a misspelled command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = former_names.command(args[0], ctx.info_name) if args else ""
        if args and not name.startswith("-") and self.get_command(ctx, name) is None:
            raise unknown_command(name, self.list_commands(ctx), ctx.command_path)
        return super().resolve_command(ctx, [name, *args[1:]] if args else args)


def group() -> typer.Typer:
    """Return a Typer app in the house's way: plain help that any terminal and pipe can take, no completion options of its own."""
    return typer.Typer(cls=Commands, rich_markup_mode=None, add_completion=False, no_args_is_help=True)
