"""Who a line is about."""

from sqlite3 import Row
from typing import NamedTuple

# The reference to the customer `c` of the firm `f`, under names that no table uses.
REF = "c.no AS customer_no, c.uid AS customer_uid, c.name AS customer_name, f.name AS company"
FIRM = "LEFT JOIN companies f ON f.no = c.company_no"
FROM = f"FROM customers c {FIRM}"


class Ref(NamedTuple):
    """Who a line is about: the short number, the name that leaves the file, name and firm."""

    no: int
    uid: str
    name: str
    company: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company and self.company != self.name else self.name


def make_ref(customer_no: int, customer_uid: str, customer_name: str, company: str | None) -> Ref:
    """Make a reference of the columns of REF."""
    return Ref(customer_no, customer_uid, customer_name, company)


def ref_of(row: Row) -> Ref:
    """Read the reference from a row that has the columns of REF, among others."""
    return Ref(row["customer_no"], row["customer_uid"], row["customer_name"], row["company"])
