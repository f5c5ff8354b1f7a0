"""Menus for a person at a terminal; what a menu asks always has an option too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from crmcli.kernel.errors import UsageError
from crmcli.kernel.words import t
from crmcli.terminal import context
from crmcli.terminal.clean import clean


def require_person(option: str) -> None:
    """Refuse (exit 2) where nobody can answer, naming the option that says it."""
    if not context.session.asks():
        raise UsageError(t("Something is missing, and nobody is here to ask."), t("Give {option}.", option=option))


def menu(question: str, choices: Sequence[tuple[str, Any]], default: int = 0, keys: dict[str, Any] | None = None) -> Any:
    """Choose one of (label, value) with arrows or j/k, Enter accepts the suggestion at `default`.

    `keys` maps single keys to values that end the menu at once (three-letter words need no detour). Ctrl-C ends the command.
    """
    import questionary

    options = [questionary.Choice(clean(label), value=number) for number, (label, _value) in enumerate(choices)]
    hint = t("(arrows, Enter)")
    asked = questionary.select(
        clean(question), choices=options, default=options[default], instruction=hint, qmark="›", use_jk_keys=not keys
    )
    pressed = _bind(asked, keys or {})
    answer = asked.unsafe_ask()
    return pressed[0] if pressed else choices[answer][1]


def _bind(asked: Any, keys: dict[str, Any]) -> list[Any]:
    """Let each key of `keys` end the question; the returned list receives its value."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    pressed: list[Any] = []
    bindings = KeyBindings()
    for key, value in keys.items():

        @bindings.add(key, eager=True)
        def _(event: Any, value: Any = value) -> None:
            pressed.append(value)
            event.app.exit(result=0)

    asked.application.key_bindings = merge_key_bindings([asked.application.key_bindings, bindings])
    return pressed


def text(question: str, default: str = "", check: Any = None) -> str:
    """One line of text, Enter accepts `default`; `check(text)` may raise one of our errors, shown while typing goes on."""
    import questionary

    def validate(answer: str) -> bool | str:
        try:
            if check and answer.strip():
                check(answer)
        except UsageError as error:
            return clean(f"{error.message} {error.hint}")
        return True

    asked = questionary.text(clean(question), default=default, validate=validate, validate_while_typing=False, qmark="›")
    return str(asked.unsafe_ask()).strip()


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no."""
    import questionary

    return bool(questionary.confirm(clean(question), default=default, qmark="›").unsafe_ask())


def ticks(question: str, choices: Sequence[tuple[str, Any]], ticked: Collection[Any] = ()) -> list[Any]:
    """Tick any number of (label, value) with the space bar; those of `ticked` are ticked already."""
    import questionary

    options = [
        questionary.Choice(clean(label), value=number, checked=value in ticked) for number, (label, value) in enumerate(choices)
    ]
    return [choices[number][1] for number in questionary.checkbox(clean(question), choices=options, qmark="›", instruction=" ").unsafe_ask()]
