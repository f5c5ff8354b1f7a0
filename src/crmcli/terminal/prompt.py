"""Menus and questions for a person at a terminal; what they ask always has an option too.

Esc goes one question back. A command is asked as an interview: it is run again from its beginning with the answers so far, up to
the one to be given anew, so that whoever asks writes his questions one below the other and knows nothing of going back. Hence ask
first and write after the last answer; what has to be written between two questions is an interview of its own.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from crmcli.core.errors import Back, UsageError
from crmcli.core.i18n import listed, t
from crmcli.terminal import placeholders, screen, session, stream
from crmcli.terminal.sanitize import clean

if TYPE_CHECKING:
    from crmcli.terminal.picker import Answer, ListQuestion

MARK = "›"
_LEAST_QUESTION = 10  # columns that a question keeps beside a long answer
P = ParamSpec("P")
R = TypeVar("R")
Check = Callable[[str], object]
Find = Callable[[str], Iterable[tuple[str, str]]]


class Typed(str):
    """What was typed on a list instead of picking one of its lines."""

    __slots__ = ()


class _Given(NamedTuple):
    """A question that was answered, its answer as it was pressed, and which print was the echo, if there was one."""

    question: str
    answer: Any
    echo: int | None


class _Interview:
    """The questions of one run so far. Going back, `replayed` are the answers that hold, `former` by question
    those given anew.
    """

    def __init__(self) -> None:
        self.answered: list[_Given] = []
        self.replayed: list[_Given] = []
        self.former: dict[str, Any] = {}

    def rewind(self) -> None:
        *self.replayed, last = self.answered
        self.answered, self.former[last.question] = [], last.answer
        if last.echo is not None:
            stream.erase(last.echo)

    def answer(self, question: str, ask_anew: Callable[[Any], Any]) -> Any:
        """The answer that holds, else what `ask_anew(former answer)` gives."""
        if self.replayed and self.replayed[0].question == question:
            given = self.replayed.pop(0)
        else:  # another question than then: what was said behind it says nothing here
            self.replayed.clear()
            prints = stream.count_prints()
            answer = ask_anew(self.former.get(question))
            given = _Given(question, answer, stream.count_prints() if stream.count_prints() > prints else None)
            self.former.pop(question, None)
        self.answered.append(given)
        return given.answer


_interviews: list[_Interview] = []


def interview(asking: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `asking` returns, which asks questions one after the other and can be run again: Esc goes one of them back.

    Raises Back where it was pressed at the first.
    """
    this = _Interview()
    _interviews.append(this)
    try:
        while True:
            try:
                return asking(*args, **kwargs)
            except Back:
                if not this.answered:
                    raise
                this.rewind()
    finally:
        _interviews.remove(this)


def _answered(question: str, ask_anew: Callable[[Any], Any]) -> Any:
    return _interviews[-1].answer(question, ask_anew) if _interviews else ask_anew(None)


def require_person(option: str) -> None:
    """Refuse (exit 2) where nobody can answer, naming the option that says it."""
    if not session.current.asks():
        raise UsageError(
            t("A value is required when there is no terminal."), t("Give {option}.", option=placeholders.in_words(option))
        )


def menu(
    question: str,
    choices: Sequence[tuple[str, Any]],
    default: int | None = 0,
    keys: dict[str, Any] | None = None,
    hint: str = "",
    *,
    free: bool = False,
    digits: bool = True,
    needed: bool = False,
) -> Any:
    """Choose one of (label, value): arrows move, what is typed filters, a digit picks, Enter takes the line that is marked.

    It opens on the line `default`, or on none; Enter on no line gives None, or stays where one is `needed`: what only a person
    can say, a reason or a verdict, is never a line that Enter finds marked. `keys` maps keys ("c-q"), which `hint` names, to
    values that end the menu at once; the value of a line stands for that line. `free`: what is typed is an answer too, as Typed,
    unless an arrow moved onto a line. Without `digits` they are typed like letters.
    """
    keys = keys or {}

    def ask_anew(former: "Answer | None") -> "Answer":
        from crmcli.terminal.picker import ListQuestion

        line = default if former is None or former.line is None or former.line >= len(choices) else former.line
        of_keys = {key: label for key, picked in keys.items() for label, value in choices if value is picked}
        labels = [label for label, _ in choices]
        return _pick(ListQuestion(question, labels, line, keys=keys, hint=hint, free=free, digits=digits, needed=needed), of_keys)

    answer: Answer = _answered(question, ask_anew)
    if answer.key is not None:
        return keys[answer.key]
    return choices[answer.line][1] if answer.line is not None else Typed(answer.typed) if answer.typed else None


def word(question: str, find: Find) -> str:
    """What was typed or picked, empty for nothing. `find(typed)` gives (word, label) to pick from; a picked label stands for
    its word.
    """

    def ask_anew(_former: str | None) -> str:
        from crmcli.terminal.picker import ListQuestion

        found: list[tuple[str, str]] = []

        def labels(typed: str) -> list[str]:
            found[:] = find(typed)
            return [f"{value}  {label}" for value, label in found]

        answer = _pick(ListQuestion(question, labels, None, free=True), {})
        return answer.typed if answer.line is None else found[answer.line][0]

    return str(_answered(question, ask_anew))


def _pick(asked: "ListQuestion", of_keys: dict[str, str]) -> "Answer":
    """The answer, echoed in the user's words in the place of the list: `of_keys` are those of keys that say something."""
    answer: Answer = asked.ask()
    if answer.key is None:
        _echo(asked.question, [answer.typed] if answer.line is None else [asked.labels[answer.line]])
    elif answer.key in of_keys:
        _echo(asked.question, [of_keys[answer.key]])
    return answer


def _echo(question: str, answers: Sequence[str]) -> None:
    """The question and its answer on one line; where it is short, the question gives way."""
    said = clean(listed(answers)) or "–"
    room = max(screen.width() - screen.display_width(f"{MARK}  {said}"), _LEAST_QUESTION)
    stream.print_notice(screen.clip(f"{MARK} {screen.shorten(clean(question), room)} {said}"))


def text(question: str, default: str = "", check: Check | None = None, *, needed: bool = False, edited: bool = False) -> str:
    """One line of text, Enter accepts `default`; `check(text)` may raise one of our errors, which stands under the answer.

    An empty answer is not checked, unless one is `needed`. A default that is checked (a date, a sum) gives way to what is typed;
    a plain text is there to be `edited`.
    """

    def checked(answer: str) -> None:
        if check and (answer or needed):
            check(answer)

    def ask_anew(former: str | None) -> str:
        from crmcli.terminal.picker import TextQuestion

        answer = str(
            TextQuestion(question, default if former is None else former, checked, gives_way=bool(check) and not edited).ask()
        )
        _echo(question, [answer])
        return answer

    return str(_answered(question, ask_anew))


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no: y, n, or Enter for the default."""

    def ask_anew(former: bool | None) -> bool:
        from crmcli.terminal.picker import YesNoQuestion

        said = bool(YesNoQuestion(question, default if former is None else former).ask())
        _echo(question, [t("Yes.") if said else t("No.")])
        return said

    return bool(_answered(question, ask_anew))


def require_consent(what: str, option: str = "--yes") -> None:
    """Ask before something destroys or replaces; without a person the option must say so (exit 2 otherwise)."""
    if session.current.yes:
        return
    if not session.current.asks():
        raise UsageError(what, t("Add {option} to proceed.", option=option))
    if not confirm(what):
        raise UsageError(t("Nothing was changed."))


def ticks(question: str, choices: Sequence[tuple[str, Any]], ticked: Collection[Any] = ()) -> list[Any]:
    """Tick any number of (label, value) with the space bar; those of `ticked` are ticked already."""

    def ask_anew(former: tuple[int, ...] | None) -> tuple[int, ...]:
        from crmcli.terminal.picker import ListQuestion

        before = [number for number, (_, value) in enumerate(choices) if value in ticked] if former is None else former
        answer: Answer = ListQuestion(question, [label for label, _ in choices], ticks=before).ask()
        _echo(question, [choices[number][0] for number in answer.ticked])
        return answer.ticked

    return [choices[number][1] for number in _answered(question, ask_anew)]
