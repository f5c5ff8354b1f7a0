"""A question as it stands on the screen, and its keys: a line of text, or a list that what is typed filters.

These are questionary's questions with an application of our own: its lists crash on Esc-Enter, cannot go back, take each line of
a paste for an answer and cut what is wrong with one at the bottom of the screen. Loaded when something is asked.
"""

import re
import select
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.containers import AnyContainer
from prompt_toolkit.layout.processors import AfterInput, BeforeInput
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from questionary import Question, Style

from crmcli.core import pinyin
from crmcli.core.errors import Back, CrmError
from crmcli.core.i18n import t
from crmcli.terminal import screen, stream
from crmcli.terminal.sanitize import clean

MARK = "›"
MOST_DIGITS = 9
_STYLE = Style([("question", "bold"), ("marked", "bold ansicyan"), ("hint", "ansibrightblack"), ("error", "ansired")])
_SPLIT_SECOND = 0.01  # what a paste still brings comes within
_AFTER_ESC = 0.1  # longer a lone Esc does not wait for the rest of an arrow key
_LEAST_ROOM = 12  # columns for an answer beside its question
_PAGE = 5


class Answer(NamedTuple):
    """What was pressed on a list: the number of a line, a key that ends it, or nothing but what was typed."""

    typed: str = ""
    line: int | None = None
    key: str | None = None
    ticked: tuple[int, ...] = ()


def streams() -> tuple[Input, Output]:
    """The terminal of the person: results may go elsewhere, so that questions stand where notices do."""
    import sys

    output = create_output(sys.stderr)
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False  # nothing here needs to know where the cursor stands
    return create_input(sys.stdin), output


class TextQuestion:
    """One line of text. `check(text)` may raise one of our errors, which stands under the answer until it is typed otherwise.

    A suggestion that `gives_way` is replaced by the first thing typed or pasted; a key that moves begins to edit it.
    """

    def __init__(
        self, question: str, text: str = "", check: Callable[[str], object] | None = None, *, gives_way: bool = False
    ) -> None:
        self.question, self.check, self.error = clean(question), check, ""
        self.buffer = Buffer(document=Document(text), multiline=False, on_text_changed=lambda _buffer: self.changed())
        self._suggested = text if gives_way and text else None
        self.bindings = self._bind()

    def ask(self) -> Any:
        """Show it until it is answered. Raises Back, and KeyboardInterrupt for Ctrl-C, Ctrl-D and a terminal that went away."""
        stream.release()
        source, output = streams()
        application: Application[Any] = Application(
            Layout(HSplit(self.rows())),
            style=_STYLE,
            key_bindings=self.bindings,
            erase_when_done=True,
            input=source,
            output=output,
        )
        application.ttimeoutlen = application.timeoutlen = _AFTER_ESC
        try:
            return Question(application).unsafe_ask()
        except EOFError:
            raise KeyboardInterrupt from None

    def rows(self) -> list[AnyContainer]:
        return [
            _paragraph("question", lambda: self._head()[0]),
            Window(BufferControl(self.buffer, [BeforeInput(self._before), AfterInput(self._after)]), wrap_lines=True,
                dont_extend_height=True),
            _paragraph("error", lambda: _folded(self.error)),
        ]  # fmt: skip

    def _head(self) -> tuple[list[str], str]:
        """The question: the lines above the answer, and what stands on its line before it."""
        *above, last = _folded(f"{MARK} {self.question}")
        return ([*above, last], "  ") if screen.display_width(last) + _LEAST_ROOM > _columns() else (above, f"{last} ")

    def _before(self) -> StyleAndTextTuples:
        return [("class:question", self._head()[1])]

    def _after(self) -> StyleAndTextTuples:
        return []

    def changed(self) -> None:
        """The answer was edited."""
        self.error = ""

    def accept(self, event: KeyPressEvent) -> None:
        """Enter."""
        text = clean(self.buffer.text).strip()
        try:
            if self.check:
                self.check(text)
        except CrmError as error:
            self.error = f"{error.message}\n{error.hint}".strip()
        except Exception as error:  # noqa: BLE001 - a defect, told where all are; within a key it would be told here, and lost
            event.app.exit(exception=error)
        else:
            event.app.exit(result=text)

    def _bind(self) -> KeyBindings:
        keys, typed = (
            KeyBindings(),
            Condition(lambda: self._suggested is not None and self.buffer.text == self._suggested and self._at_end()),
        )

        def leave(error: type[BaseException]) -> Callable[[KeyPressEvent], None]:
            return lambda event: event.app.exit(exception=error())

        for interrupt in ("c-c", "c-d", "<sigint>"):
            keys.add(interrupt, eager=True)(leave(KeyboardInterrupt))
        for escape in (("escape",), ("escape", "enter"), ("escape", "c-j"), ("escape", "escape")):
            keys.add(*escape)(leave(Back))
        keys.add("escape", Keys.Any)(_ignore)  # Alt and a key without a meaning is no Esc
        keys.add("c-z")(_ignore)
        keys.add("c-i")(_ignore)
        keys.add("enter")(self._enter)
        keys.add("c-j")(self._enter)
        keys.add(Keys.BracketedPaste)(lambda event: self._insert(event.data))
        keys.add(Keys.Any, filter=typed)(lambda event: self._insert(event.data))
        return keys

    def _at_end(self) -> bool:
        return self.buffer.cursor_position == len(self.buffer.text)

    def _enter(self, event: KeyPressEvent) -> None:
        """A line break within a paste is a blank; on a terminal that does not tell a paste, it is what text follows
        on at once.
        """
        if _text_follows(event.app):
            self._insert("\n")
        else:
            self.accept(event)

    def _insert(self, text: str) -> None:
        """What was typed or pasted, on one line, in the place of a suggestion that gives way."""
        if self._suggested is not None and self.buffer.text == self._suggested and self._at_end():
            self.buffer.text = ""
        flat = re.sub(r"\s*[\r\n]\s*", " ", text)
        self.buffer.insert_text(flat.lstrip() if self.buffer.document.char_before_cursor in ("", " ") else flat)


class ListQuestion(TextQuestion):
    """Lines to pick from, filtered by what is typed; where `labels` is a function of that, it gives them anew.

    `keys` end it at once; are there letters among them, nothing can be typed. `free`: what is typed is an answer of its own, and
    Enter takes it unless an arrow moved onto a line. `ticks`: the lines that are ticked, any number.
    """

    def __init__(
        self,
        question: str,
        labels: Sequence[str] | Callable[[str], Sequence[str]],
        default: int | None = 0,
        *,
        keys: Collection[str] = (),
        hint: str = "",
        free: bool = False,
        digits: bool = True,
        needed: bool = False,
        ticks: Collection[int] | None = None,
    ) -> None:
        self.find = labels if callable(labels) else None
        self.labels = labels("") if callable(labels) else labels
        self.default, self.keys, self.hint, self.free, self.needed = default, keys, clean(hint), free, needed
        self.ticked = None if ticks is None else set(ticks)
        self.picks = digits and self.find is None and len(self.labels) <= MOST_DIGITS
        self.shown, self.marked, self.moved = list(range(len(self.labels))), default, False
        super().__init__(question)

    def rows(self) -> list[AnyContainer]:
        lines = FormattedTextControl(self._lines, get_cursor_position=lambda: Point(0, self.marked or 0), show_cursor=False)
        return [
            *super().rows(),
            _paragraph("hint", self._hint_below),
            Window(lines, dont_extend_height=True, always_hide_cursor=True),
        ]

    def _hint_below(self) -> list[str]:
        if self._beside() or not self.hint:
            return []
        return [f"  {line}" for line in screen.wrap_pieces(self.hint.split(" · "), " · ", _columns() - 2)]

    def _beside(self) -> str:
        """The keys, beside the question where its line holds them, with how lists work at all where it holds that too."""
        room = _columns() - screen.display_width(self._head()[1]) - 1
        whole = (f"{self.hint}  {known}".strip() for known in self._how_it_works())
        return next((one for one in (*whole, self.hint) if screen.display_width(one) <= room), "")

    def _how_it_works(self) -> tuple[str, ...]:
        """What the keys of any list do, the longest words first."""
        if self.ticked is not None:
            return (t("(Space: select, Enter: continue, Esc: back)"), t("(Space: select, Enter: continue)"))
        filters = () if self.free or self._letters() else (t("(type to filter, arrows, Enter; Esc: back)"),)
        return (*filters, t("(arrows, Enter; Esc: back)"))

    def _after(self) -> StyleAndTextTuples:
        return [] if self.buffer.text else [("class:hint", self._beside())]

    def _lines(self) -> StyleAndTextTuples:
        found: StyleAndTextTuples = []
        for place, number in enumerate(self.shown):
            marked, digit = place == self.marked, self._digit(number)
            text = ("» " if marked else "  ") + self._tick(number) + clean(self.labels[number])
            found += [("class:hint", ("\n" if place else "") + digit)]
            found += [("class:marked" if marked else "", screen.shorten(text, _columns() - len(digit) - 1))]
        return found

    def _digit(self, number: int) -> str:
        return f"{number + 1} " if self.picks and not self._letters() else ""

    def _tick(self, number: int) -> str:
        return "" if self.ticked is None else "[x] " if number in self.ticked else "[ ] "

    def _letters(self) -> bool:
        """Whether single letters are keys."""
        return any(len(key) == 1 for key in self.keys)

    def changed(self) -> None:
        super().changed()
        typed = self.buffer.text.strip()
        if self.find:
            self.labels = self.find(typed)
        self.shown = list(range(len(self.labels))) if self.find or not typed else self._fitting(typed)
        first = 0 if self.shown and not self.free else None
        self.marked, self.moved = first if typed else self.default, False
        if typed and not self.shown and not self.free:
            self.error = self._nothing_fits(typed)

    def _fitting(self, typed: str) -> list[int]:
        numbers = range(len(self.labels))
        if self.picks and typed.isdigit() and 0 < int(typed) <= len(self.labels):
            return [int(typed) - 1]
        return [number for number in numbers if _fits(typed.casefold(), clean(self.labels[number]).casefold())]

    def accept(self, event: KeyPressEvent) -> None:
        typed = clean(self.buffer.text).strip()
        if self.ticked is not None:
            event.app.exit(result=Answer(ticked=tuple(sorted(self.ticked))))
        elif self.free and typed and not self.moved:
            event.app.exit(result=Answer(typed))
        elif self.marked is not None:
            event.app.exit(result=Answer(line=self.shown[self.marked]))
        elif not typed and self.needed:
            self.error = t("Choose a line; Esc: back.")
        elif not typed:
            event.app.exit(result=Answer())
        else:
            self.error = self._nothing_fits(typed)

    def _nothing_fits(self, typed: str) -> str:
        return t("Nothing matches {typed!r}.", typed=clean(typed))

    def _bind(self) -> KeyBindings:
        keys = super()._bind()
        for names, step in ((("up", "c-p"), -1), (("down", "c-n"), 1), (("pageup",), -_PAGE), (("pagedown",), _PAGE)):
            for name in names:
                keys.add(name)(lambda _event, step=step: self._move(step))
        if self.ticked is not None:
            keys.add(" ")(lambda _event: self._toggle())
        empty = Condition(lambda: self.picks and not self.buffer.text)
        for digit in range(1, len(self.labels) + 1 if self.picks else 1):
            keys.add(str(digit), filter=empty)(lambda event, line=digit - 1: self._press(event, line))
        if self._letters():
            keys.add(Keys.Any)(lambda event: _drop_paste(event.app))
            keys.add(Keys.BracketedPaste)(_ignore)
        for key in self.keys:
            keys.add(key, eager=True)(lambda event, key=key: self._end(event, key))
        return keys

    def _move(self, step: int) -> None:
        if self.shown:
            last = len(self.shown) - 1
            start = (-1 if step > 0 else 0) if self.marked is None else self.marked
            place = start + step if abs(step) > 1 else (start + step) % len(self.shown)
            self.marked, self.moved = max(0, min(place, last)), True

    def _toggle(self) -> None:
        if self.ticked is not None and self.marked is not None:
            self.ticked ^= {self.shown[self.marked]}

    def _press(self, event: KeyPressEvent, line: int) -> None:
        """A digit that stands alone; a number or a paste that begins with one is text."""
        if _text_follows(event.app):
            self._insert(event.data) if not self._letters() else _drop_paste(event.app)
        elif self.ticked is not None:
            self.marked, self.moved = line, True
            self._toggle()
        else:
            _drop_enter(event.app)
            event.app.exit(result=Answer(line=line))

    def _end(self, event: KeyPressEvent, key: str) -> None:
        if len(key) == 1 and _text_follows(event.app):
            _drop_paste(event.app)
        else:
            if len(key) == 1:
                _drop_enter(event.app)
            event.app.exit(result=Answer(key=key))


class YesNoQuestion(TextQuestion):
    """Yes or no by one key; Enter takes the default."""

    def __init__(self, question: str, default: bool) -> None:
        self.default = default
        super().__init__(question)

    def _after(self) -> StyleAndTextTuples:
        return [("class:hint", "(Y/n)" if self.default else "(y/N)")]

    def accept(self, event: KeyPressEvent) -> None:
        event.app.exit(result=self.default)

    def _bind(self) -> KeyBindings:
        keys = super()._bind()
        keys.add(Keys.BracketedPaste)(_ignore)
        keys.add(Keys.Any)(lambda event: _drop_paste(event.app))
        for letter, said in (("y", True), ("Y", True), ("n", False), ("N", False)):
            keys.add(letter)(lambda event, said=said: self._say(event, said))
        return keys

    def _say(self, event: KeyPressEvent, said: bool) -> None:
        if _text_follows(event.app):
            _drop_paste(event.app)
        else:
            _drop_enter(event.app)
            event.app.exit(result=said)


def _ignore(_event: KeyPressEvent) -> None:
    pass


def _text_follows(application: Application[Any]) -> bool:
    """Whether text has come already behind this key: nobody types so fast, so it is a paste."""
    with suppress(OSError, ValueError, NotImplementedError):
        if select.select([application.input.fileno()], [], [], _SPLIT_SECOND)[0]:
            application.key_processor.feed_multiple(application.input.read_keys())
    return any(_is_text(press) for press in application.key_processor.input_queue)


def _is_text(press: KeyPress) -> bool:
    return len(press.key) == 1


def _drop_paste(application: Application[Any]) -> None:
    """A paste where nothing can be typed answers nothing."""
    if _text_follows(application):
        application.key_processor.input_queue.clear()


def _drop_enter(application: Application[Any]) -> None:
    """Enter right behind a key that answers already is no answer to the next question."""
    waiting = application.key_processor.input_queue
    if waiting and waiting[0].key in (Keys.ControlM, Keys.ControlJ):
        waiting.popleft()


def _fits(typed: str, label: str) -> bool:
    """Whether the label holds what was typed, as written or as it sounds in Chinese."""
    if typed in label:
        return True
    letters = typed.replace(" ", "")
    return letters.isascii() and letters.isalpha() and not label.isascii() and any(letters in sound for sound in _sounds(label))


@cache
def _sounds(label: str) -> tuple[str, str]:
    """Pinyin and initials."""
    read = [one.strip() for one in pinyin.syllables(label)]
    return "".join(read).replace(" ", ""), "".join(one[:1] for one in read)


def _columns() -> int:
    return get_app().output.get_size().columns


def _folded(text: str) -> list[str]:
    return [line for part in text.splitlines() for line in screen.wrap_pieces([part], "", _columns())]


def _paragraph(style: str, lines: Callable[[], list[str]]) -> AnyContainer:
    """Lines that are there only while they say something."""
    text = FormattedTextControl(lambda: [(f"class:{style}", "\n".join(lines()))])
    return ConditionalContainer(Window(text, dont_extend_height=True), Condition(lambda: bool(lines())))
