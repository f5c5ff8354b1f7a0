"""The options that stand before or after any command, and what each does with its value."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperOption

from crmcli import __version__
from crmcli.cli.registry import MORE_OUTPUTS
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import LANGUAGES, t
from crmcli.terminal import session, stream


def _remember(_ctx: Any, param: Any, value: Any) -> Any:
    if value:
        setattr(session.current, param.name, value)
    return value


def _silence(_ctx: Any, _param: Any, value: bool) -> bool:
    if value:
        stream.silence()
    return value


def _check_lang(_ctx: Any, _param: Any, value: str | None) -> str | None:
    if value and value not in LANGUAGES:
        raise UsageError(
            t("{value!r} is not a supported language.", value=value), t("Choose one of: {known}", known=", ".join(LANGUAGES))
        )
    return value


def _check_output(ctx: Any, _param: Any, value: str | None) -> str | None:
    """Forms that some command has of its own pass here; in front of it nothing tells which command it will be."""
    every = {*session.OUTPUTS, *(form for forms in MORE_OUTPUTS.values() for form in forms)}
    if value and value not in every:
        raise unknown_output(value, (*session.OUTPUTS, *MORE_OUTPUTS.get(ctx.command.name, ())))
    if value:
        session.current.output = value
    return value


def unknown_output(value: str, known: tuple[str, ...]) -> UsageError:
    """The refusal of a form of output that is none of those known."""
    return UsageError(t("{value!r} is not an output format.", value=value), t("Choose one of: {known}", known=", ".join(known)))


def show_version(ctx: Any, _param: Any, value: bool) -> None:
    """Print the version and leave."""
    if value:
        typer.echo(f"crm {__version__}")
        ctx.exit()


class GlobalOption(NamedTuple):
    """An option of every command: how it is written, what it does with its value, what help says of it."""

    names: tuple[str, ...]
    callback: Any
    help: str
    metavar: str | None = None
    flag: bool = False
    eager: bool = False


def _build_options(wanted: Sequence[GlobalOption], *, hidden: bool = False) -> list[TyperOption]:
    """The options, made by Typer's own door in one go: the class behind it wants other words in each release."""
    from inspect import Parameter, Signature

    from typer.main import get_command

    def command(**_values: Any) -> None: ...

    fields = [
        Parameter(_key(one), Parameter.KEYWORD_ONLY, default=False if one.flag else None, annotation=_kind(one, hidden))
        for one in wanted
    ]
    command.__signature__ = Signature(fields)  # type: ignore[attr-defined]
    command.__annotations__ = {field.name: field.annotation for field in fields}
    app = typer.Typer(add_completion=False)
    app.command()(command)
    made: list[Any] = get_command(app).params[: len(wanted)]
    for option, one in zip(made, wanted, strict=True):
        option.callback, option.expose_value = one.callback, False
    return made


def _kind(one: GlobalOption, hidden: bool) -> Any:
    given = typer.Option(*one.names, metavar=one.metavar, help=one.help, hidden=hidden, is_eager=one.eager, show_default=False)
    return Annotated[bool if one.flag else str | None, given]


def _key(one: GlobalOption) -> str:
    return one.names[-1].lstrip("-").replace("-", "_")


_EVERYWHERE = (
    GlobalOption(("--db",), _remember, mark("File to use (default: CRM_DB, the config, then your data folder)."), "PATH"),
    GlobalOption(("-o", "--output"), _check_output, "table|plain|json|jsonl|csv|ids", "FORM"),
    GlobalOption(("--lang",), _check_lang, mark("Language (default: CRM_LANG, the config, then the system's)."), "zh|en"),
    GlobalOption(("--no-input",), _remember, mark("Never prompt."), flag=True),
    GlobalOption(("--yes",), _remember, mark("Confirm deletions and replacements without asking."), flag=True),
    GlobalOption(("-q", "--quiet"), _silence, mark("Print no success messages or notices, only errors."), flag=True),
)


def global_options(*more: GlobalOption, hidden: bool = False) -> list[TyperOption]:
    """The options that stand before or after any verb, and `more` of the root; their help not yet translated."""
    return _build_options([*_EVERYWHERE, *more], hidden=hidden)
