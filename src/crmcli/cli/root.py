"""The root command, which imports a room only when its command is called."""

from __future__ import annotations

import importlib
from typing import Any

from typer.core import TyperCommand, TyperGroup

from crmcli.cli.command_setup import HELP, prepare_command
from crmcli.cli.global_options import GlobalOption, global_options, show_version
from crmcli.cli.registry import REGISTRY
from crmcli.core import config, former_names
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import options, session


class Root(TyperGroup):
    """The root command: help from the registry alone, a command's module on demand."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(REGISTRY)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in REGISTRY:
            return None
        if ctx is not None and ctx.resilient_parsing and not _is_being_completed(cmd_name):
            return TyperCommand(name=cmd_name, help=t(REGISTRY[cmd_name].help))
        return load_command(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        word, *rest = args
        name = former_names.command(word)
        if name not in REGISTRY and not word.startswith("-"):
            raise _unknown(word)
        session.current.command = word
        if name != "config":
            config.values()  # a mistake in the settings stops every command but the one that mends it
        return super().resolve_command(ctx, [name, *rest])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from crmcli.cli.help_text import render_root_help

        formatter.write(render_root_help())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:
            ctx._protected_args = ["today"]  # crm alone
        return rest


def _unknown(word: str) -> UsageError:
    from crmcli.cli import newcomer_words

    command = newcomer_words.meant(word)
    if command is None:
        return options.unknown_command(word, REGISTRY)
    does = f"crm {command} ({t(REGISTRY[command].help).rstrip('.。')})"
    return UsageError(t("{name!r} is not a crm command.", name=word), t("Did you mean {command}?", command=does))


def _is_being_completed(name: str) -> bool:
    import os

    return name in os.environ.get("COMP_WORDS", "").split() or name in os.environ.get("_TYPER_COMPLETE_ARGS", "").split()


def load_command(name: str) -> Any:
    """Import the module of the command of that name, and return the command as ours."""
    from typer.main import get_command

    module = importlib.import_module(f"crmcli.{REGISTRY[name].module}")
    command = get_command(module.app)
    if isinstance(command, TyperGroup) and not getattr(module, "GROUP", False):
        command = command.commands[name]
    command.name, command.help = name, REGISTRY[name].help
    prepare_command(command, (name,))
    return command


def build_root() -> Root:
    """Build the root command with its global options, version and completion."""
    from typer.main import get_install_completion_arguments

    version = GlobalOption(("-V", "--version"), show_version, mark("Print the version."), flag=True, eager=True)
    root = Root(name="crm", rich_markup_mode=None, invoke_without_command=True, context_settings=HELP)
    root.params = [*global_options(version), *get_install_completion_arguments()]
    return root
