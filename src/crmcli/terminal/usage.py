"""What the command library complains of, in the user's language: missing words, unknown options, numbers that do not fit."""

from __future__ import annotations

from typing import Any

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import placeholders, session

_EXTRA = "Got unexpected extra argument(s) ("


def name_of(param: Any) -> str:
    """How a person calls it: `CUSTOMER`, `--limit`. The library's own word for it changed with 0.29."""
    if param.param_type_name != "argument":
        return str(param.opts[0])
    return placeholders.in_words(str(getattr(param, "human_readable_name", None) or param.display_name_raw))


def explain(error: Exception, argv: list[str]) -> UsageError:
    """Typer's own complaints, in the user's language."""
    param = getattr(error, "param", None)
    name = name_of(param) if param else ""
    hint = t("See: {command} --help", command=_command_of(error))
    match type(error).__name__:
        case "MissingParameter":
            return UsageError(t("{name} is missing.", name=name), hint)
        case "NoSuchOption":
            return _unknown_option(error, argv, hint)
        case "BadParameter":
            return UsageError(_misfit(name, str(getattr(error, "message", ""))), hint)
        case "BadOptionUsage":
            return UsageError(_misused(str(error), getattr(error, "option_name", "")), hint)
        case "NoArgsIsHelpError":
            hint = ""
    return _too_many(str(error), hint) if str(error).startswith(_EXTRA) else UsageError(str(error), hint)


def _command_of(error: Exception) -> str:
    """`crm node add`, as far as Typer came: some of its complaints do not know where they come from."""
    told = getattr(error, "ctx", None)
    return told.command_path if told else f"crm {session.current.command}".rstrip()


def _misused(said: str, name: str) -> str:
    """An option without the value it requires, or a flag with one."""
    if "does not take a value" in said:
        return t("{name} takes no value.", name=name)
    return t("Option {name} requires a value.", name=name)


def _too_many(said: str, hint: str) -> UsageError:
    extra = said.removeprefix(_EXTRA).removesuffix(")")
    return UsageError(t("Unexpected arguments: {words}", words=extra), f"{t('Quote anything that contains spaces.')} {hint}")


def _unknown_option(error: Exception, argv: list[str], hint: str) -> UsageError:
    option = str(getattr(error, "option_name", ""))
    near = ", ".join(getattr(error, "possibilities", None) or [])
    told = t("No such option: {name}", name=option)
    if near:
        return UsageError(told, t("Did you mean: {names}?", names=near))
    import shlex

    typed = next((word for word in argv if word.startswith(option)), option)
    if typed.startswith("--") or typed == option:
        return UsageError(told, hint)
    return UsageError(
        told, t("Put text that starts with a minus after --, for example: {example}", example=f"-- {shlex.quote(typed)}")
    )


def _misfit(name: str, reason: str) -> str:
    """Typer's word on a value of the wrong kind; whole numbers are all that it checks for us."""
    value = reason.partition(" is not")[0]
    if "in the range" in reason:
        return _out_of_range(name, value, reason.rpartition("range ")[2].rstrip("."))
    if "is not a valid int" in reason:
        return t("{name}: {value} is not a whole number.", name=name, value=value)
    return t("{name}: invalid value: {reason}", name=name, reason=reason)


def _out_of_range(name: str, value: str, limits: str) -> str:
    """`limits` as Typer writes them: 0<=x<=9, x>=1, x<=9."""
    low, _, high = limits.partition("<=x<=")
    if high:
        return t("{name} must be from {low} to {high}, not {value}.", name=name, low=low, high=high, value=value)
    if "x>=" in limits:
        return t("{name} must be at least {low}, not {value}.", name=name, low=limits.removeprefix("x>="), value=value)
    return t("{name} must be at most {high}, not {value}.", name=name, high=limits.removeprefix("x<="), value=value)
