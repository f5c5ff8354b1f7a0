"""Closed sets of values: a stable code for scripts, a label for people, accepted as either in both languages."""

from collections.abc import Iterable
from typing import NamedTuple

from crmcli.core import former_names
from crmcli.core.errors import UsageError
from crmcli.core.i18n import both, language, listed, t

LARGEST = 2**63 - 1  # the largest whole number that SQLite holds


class Coded(NamedTuple):
    """A value that the program defines: `code` for scripts, `label` in the user's language."""

    code: str
    label: str


class Choices:
    """A set of values, `code="English label"`; the Chinese label is the label's translation."""

    def __init__(self, what: str, **labels: str) -> None:
        self.what = what
        self.labels = labels
        self._shown: dict[tuple[str, str], Coded] = {}

    def codes(self) -> list[str]:
        return list(self.labels)

    def in_help(self) -> str:
        """What to type, as help lists it: the codes, or the labels of a language that has its own."""
        return listed(self.labels if language() == "en" else map(t, self.labels.values()))

    def label(self, code: str) -> str:
        """What a person reads; a code that the user added is its own label."""
        return t(self.labels[code]) if code in self.labels else code

    def of(self, code: str | None) -> Coded | None:
        """The value as reports show it; None stays None."""
        return None if code is None else self.shown(code)

    def shown(self, code: str) -> Coded:
        """As `of`, of a value that is there; made once, since a report shows few values in many rows."""
        key = code, language()
        if key not in self._shown:
            self._shown[key] = Coded(code, self.label(code))
        return self._shown[key]

    def parse(self, text: str, extra: Iterable[str] = ()) -> str:
        """The code that `text` names by code or label, case aside; `extra` are the user's own values.

        Raises UsageError that lists what there is.
        """
        wanted = text.strip().casefold()
        for code, english in self.labels.items():
            if wanted == code.casefold() or wanted in {word.casefold() for word in both(english)}:
                return code
        for own in extra:
            if wanted == own.casefold():
                return own
        former = former_names.code_of_label(wanted)
        if former in self.labels:
            return former
        raise self._unknown(text, list(extra))

    def _unknown(self, typed: str, extra: list[str]) -> UsageError:
        from crmcli.core import near_matches  # only where something is misspelled

        known = [code if t(english) == code else f"{code} ({t(english)})" for code, english in self.labels.items()]
        spellings = [*self.labels, *map(t, self.labels.values()), *extra]
        hint = near_matches.hint(typed, spellings, t("Choose one of: {known}", known=listed([*known, *extra])))
        return UsageError(t("{value!r} is not a valid {what}.", value=typed, what=t(self.what)), hint)


def in_digits(number: float) -> str:
    """A quantity whole and without an exponent: 3, 1.5, 1000000."""
    return f"{number:.10f}".rstrip("0").rstrip(".")


def parse_optional(choices: Choices, text: str | None) -> str | None:
    """`choices.parse`, where None stays None."""
    return None if text is None else choices.parse(text)


class Cents(int):
    """An amount of money in hundredths of the file's currency; JSON shows major units."""


class Instant(str):
    """A stored instant, UTC text with milliseconds; JSON shows local time with offset."""

    __slots__ = ()


class Exact(float):
    """A number that no output rounds: what the user's own SQL found."""


def cents(value: int | None) -> Cents | None:
    """An amount as reports carry it; None stays None."""
    return None if value is None else Cents(value)


def instant(value: str | None) -> Instant | None:
    """A stored instant as reports carry it; None stays None."""
    return None if value is None else Instant(value)


def mark(message: str) -> str:
    """Marks a sentence for translation where it stands in a table; `t()` speaks it later."""
    return message
