"""Which customers: an SQL condition over `c`, a row of customers, with what is bound in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Selection:
    """An SQL condition over `c` and what is bound in it; `TRUE` where nothing was asked."""

    def __init__(self, conditions: Iterable[str] = ()) -> None:  # no dataclass: rhythms by filter are asked every morning
        self.conditions = list(conditions)
        self.parameters: dict[str, Any] = {}

    @property
    def sql(self) -> str:
        return " AND ".join(self.conditions) or "TRUE"

    def bind(self, value: Any) -> str:
        """A fresh named parameter for `value`."""
        name = f"filter_{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"
