"""What the program has to say, kept as a value: said in the user's language only where it is shown."""

from typing import NamedTuple

from crmcli.core.i18n import t
from crmcli.core.money import money_text


class Sentence:
    """An English sentence and what fills its places, other sentences among it; `str` says it in the user's language."""

    __slots__ = ("english", "values")

    def __init__(self, english: str, /, **values: object) -> None:
        self.english = english
        self.values = values

    def __str__(self) -> str:
        return t(self.english, **self.values)

    def __repr__(self) -> str:
        return f"Sentence({self.english!r}, {self.values})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.english, self.values) == (other.english, other.values)

    def __hash__(self) -> int:
        return hash(self.english)


class Explanation:
    """A code for scripts and the facts behind it; reports show it as they show `Coded`."""

    __slots__ = ("code", "facts")

    def __init__(self, code: str, *facts: object) -> None:
        self.code = code
        self.facts = facts

    def __repr__(self) -> str:
        return f"Explanation({self.code!r}, {self.facts})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Explanation) and (self.code, self.facts) == (other.code, other.facts)

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def label(self) -> str:
        """The facts in the user's language."""
        return " · ".join(map(str, self.facts))


class Amount(NamedTuple):
    """An amount in a sentence."""

    cents: int
    currency: str

    def __str__(self) -> str:
        return money_text(self.cents, self.currency)
