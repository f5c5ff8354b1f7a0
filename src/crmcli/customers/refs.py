"""Who a line is about, and the fixed values of a customer."""

from typing import NamedTuple

from crmcli.core.choices import Choices

STATUS = Choices("status", lead="lead", customer="customer", parked="parked", lost="lost")
VERDICT = Choices("verdict", valuable="worth pursuing", worthless="not worth pursuing", unsure="unsure")
GRADE = Choices("grade", big="big", normal="normal", small="small")


class Ref(NamedTuple):
    """Who a line is about: the short number, the name that leaves the file, name and firm."""

    no: int
    uid: str
    name: str
    company: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company and self.company != self.name else self.name
