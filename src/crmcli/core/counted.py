"""Rows whose number is known before they are walked through, whether memory holds them or not."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Protocol, TypeVar

Kind_co = TypeVar("Kind_co", covariant=True)


class Counted(Sized, Iterable[Kind_co], Protocol[Kind_co]):
    """A list, or what is read again each time that it is walked through."""
