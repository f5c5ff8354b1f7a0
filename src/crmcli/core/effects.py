"""What a change did beside the rows that a command names: values, said once in words and once in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol


class Effect(Protocol):
    """One more thing that a change did; a row type with its record's number as `no` where it has one. Each room has its own."""

    @property
    def kind(self) -> str:
        """The code that JSON calls it by."""

    def sentence(self) -> str:
        """Say it in a few words; empty where the command's own sentence says it already."""


Effects = Sequence[Effect]


def in_words(effects: Iterable[Effect]) -> str:
    """Say the effects as the end of a sentence."""
    return " · ".join(["", *filter(None, [one.sentence() for one in effects])])
