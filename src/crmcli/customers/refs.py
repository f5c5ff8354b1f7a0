"""Who a line is about."""

from typing import NamedTuple


class Ref(NamedTuple):
    """Who a line is about: the short number, the name that leaves the file, name and firm."""

    no: int
    uid: str
    name: str
    company: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company and self.company != self.name else self.name
