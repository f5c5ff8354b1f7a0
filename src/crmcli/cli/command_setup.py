"""A Typer command as ours: the global options on it, help in the reader's language, arguments that may begin with a minus."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from typer.core import TyperGroup

from crmcli.cli import help_layout
from crmcli.cli.global_options import global_options, unknown_output
from crmcli.cli.registry import MORE_OUTPUTS, begins_file
from crmcli.core import former_names
from crmcli.core.choices import LARGEST
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import options, placeholders, session, stream
from crmcli.terminal.usage import name_of

HELP = {"help_option_names": ["-h", "--help"]}


def prepare_command(command: Any, path: tuple[str, ...]) -> None:
    """Make the command of that path ours, a group and its commands alike."""
    command.context_settings |= HELP
    add_global_options(command)
    localize_help(command)
    if isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            prepare_command(one, (*path, name))
        return
    command.make_parser = _read_our_way(command.make_parser)
    for param in command.params:
        if param.param_type_name == "argument":
            param.make_metavar = _plain_metavar(param)
        if getattr(getattr(param, "type", None), "max", 0) is None:
            param.type.convert = _refuse_too_large(param.type.convert)
    command.invoke = _check_before(command.invoke, path)


def add_global_options(command: Any) -> None:
    """Add the global options that the command has not taken for itself, unseen in its help."""
    taken = {name for param in command.params for name in param.opts}
    for option in global_options(hidden=True):
        if taken.isdisjoint(option.opts):
            command.params.append(option)


def _check_before(invoke: Any, path: tuple[str, ...]) -> Any:
    """What is known only when the command itself is reached: which forms it writes, and whether it can begin a file."""

    def enter(ctx: Any) -> Any:
        known = (*session.OUTPUTS, *MORE_OUTPUTS.get(path[0], ()))
        if session.current.output not in (None, *known):
            raise unknown_output(str(session.current.output), known)
        session.current.begins = begins_file(path)
        stream.hold(session.current.pages())
        return invoke(ctx)

    return enter


def _read_our_way(given: Any) -> Any:
    """A parser for which `-5%` and `- call him` are texts, since no option looks like that, and which knows former names."""

    def make_parser(ctx: Any) -> Any:
        parser = given(ctx)
        process = parser._process_opts

        def process_opts(word: str, state: Any) -> None:
            if _is_text(word, parser._short_opt):
                state.largs.append(word)
            else:
                process(former_names.option(word, parser._long_opt), state)

        parser._process_opts = process_opts
        return parser

    return make_parser


def _is_text(word: str, short_options: Container[str]) -> bool:
    name, second = word.partition("=")[0], word[1]
    if second == "-":
        return any(map(str.isspace, name))
    return not (second.isascii() and second.isalpha()) or (any(map(str.isspace, name)) and word[:2] not in short_options)


def _refuse_too_large(convert: Any) -> Any:
    """The same number, refused where it is larger than SQLite's largest."""

    def checked(value: Any, param: Any, ctx: Any) -> Any:
        number = convert(value, param, ctx)
        if number > LARGEST:
            raise UsageError(t("{name} must be at most {high}, not {value}.", name=param.opts[0], high=LARGEST, value=value))
        return number

    return checked


def localize_help(command: Any) -> None:
    """Say in the reader's language what a command declares in English, and what Typer says in English alone."""
    command.help = t(command.help) if command.help else None
    for param in command.params:
        if getattr(param, "help", None):
            param.help = t(param.help)
    command.epilog = command.epilog and options.localize_examples(command.epilog)
    given, what_help_does = command.get_help_option, t("Show this message and exit.")

    def help_option(ctx: Any) -> Any:
        option = given(ctx)
        option.help = what_help_does
        return option

    def usage(ctx: Any, formatter: Any) -> None:
        formatter.write_dl = help_layout.aligned(formatter)
        pieces = placeholders.in_words(" ".join(command.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, pieces, prefix=t("Usage: "))

    command.get_help_option, command.format_usage = help_option, usage


def _plain_metavar(argument: Any) -> Any:
    """`CUSTOMER` or `[NODE]`, as every manual writes it; Typer puts braces around what is required."""
    name = argument.metavar or name_of(argument)
    name = name[1:-1] if name.startswith("[") else name

    def metavar(ctx: Any, *, usage: bool = False) -> str:
        return f"[{name}]" if usage and not argument.required else name

    return metavar
