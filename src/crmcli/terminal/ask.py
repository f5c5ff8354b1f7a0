"""Menus for a person at a terminal; what a menu asks always has an option too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from crmcli.kernel.errors import UsageError
from crmcli.kernel.words import listed, t
from crmcli.terminal import context, show
from crmcli.terminal.clean import clean

_MARK = "›"


def require_person(option: str) -> None:
    """Refuse (exit 2) where nobody can answer, naming the option that says it."""
    if not context.session.asks():
        raise UsageError(t("Something is missing, and nobody is here to ask."), t("Give {option}.", option=option))


def menu(
    question: str, choices: Sequence[tuple[str, Any]], default: int = 0, keys: dict[str, Any] | None = None, hint: str = ""
) -> Any:
    """Choose one of (label, value) with arrows or j/k, Enter accepts the suggestion at `default`.

    `keys` maps single keys, which `hint` names, to values that end the menu at once. Ctrl-C ends the command.
    """
    import questionary

    options = [questionary.Choice(clean(label), value=number) for number, (label, _value) in enumerate(choices)]
    asked = questionary.select(
        clean(question), choices=options, default=options[default], instruction=_hints(question, hint), qmark=_MARK,
        use_jk_keys=not keys, erase_when_done=True,
    )  # fmt: skip
    pressed = _bind(asked, keys or {})
    answer = asked.unsafe_ask()
    picked = pressed[0] if pressed else choices[answer][1]
    _echo(question, [label for label, value in choices if value is picked])
    return picked


def _hints(question: str, hint: str) -> str:
    """The keys of a menu, beside its question; how menus work at all is left out where the line would not hold it."""
    hint, known = clean(hint), t("(arrows, Enter)")
    both = f"{hint}  {known}" if hint else known
    room = show.width() - show.cells(f"{_MARK} {clean(question)} ")
    return both if show.cells(both) < room else hint or " "  # where it is empty the library speaks English


def _echo(question: str, answers: Sequence[str]) -> None:
    """What was answered, in the user's words, in the place of the menu; a key that only opens another menu leaves nothing."""
    if answers:
        show.notice(show.clipped(f"{_MARK} {question} {listed(answers)}"))


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
    """One line of text, Enter accepts `default`; `check(text)` may raise one of our errors, shown while typing goes on.

    A default that is checked (a date, a sum) gives way to what is typed; a plain text is there to be edited.
    """
    import questionary

    def validate(answer: str) -> bool | str:
        try:
            if check and answer.strip():
                check(answer)
        except UsageError as error:
            return show.clipped(f"{error.message} {error.hint}")
        return True

    asked = questionary.text(clean(question), default=default, validate=validate, validate_while_typing=False, qmark=_MARK)
    if default and check:
        _give_way(asked, default)
    return str(asked.unsafe_ask()).strip()


def _give_way(asked: Any, default: str) -> None:
    """Let the first thing typed or pasted take the place of the suggestion; a key that moves begins to edit it."""
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
    from prompt_toolkit.keys import Keys

    buffer = asked.application.current_buffer
    untouched = Condition(lambda: buffer.text == default and buffer.cursor_position == len(default))
    bindings = KeyBindings()

    @bindings.add(Keys.Any, filter=untouched)
    @bindings.add(Keys.BracketedPaste, filter=untouched)
    def _(event: Any) -> None:
        buffer.text = ""
        buffer.insert_text(event.data.replace("\r", " ").replace("\n", " "))

    asked.application.key_bindings = merge_key_bindings([asked.application.key_bindings, bindings])


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no."""
    import questionary

    said = bool(questionary.confirm(clean(question), default=default, qmark=_MARK, erase_when_done=True).unsafe_ask())
    _echo(question, [t("Yes.") if said else t("No.")])
    return said


def ticks(question: str, choices: Sequence[tuple[str, Any]], ticked: Collection[Any] = ()) -> list[Any]:
    """Tick any number of (label, value) with the space bar; those of `ticked` are ticked already."""
    import questionary

    options = [
        questionary.Choice(clean(label), value=number, checked=value in ticked) for number, (label, value) in enumerate(choices)
    ]
    hint = t("(space ticks, Enter goes on)")
    asked = questionary.checkbox(clean(question), choices=options, qmark=_MARK, instruction=hint, erase_when_done=True)
    numbers = asked.unsafe_ask()
    _echo(question, [choices[number][0] for number in numbers] or ["–"])
    return [choices[number][1] for number in numbers]
