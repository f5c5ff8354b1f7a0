"""`NAME[xQTY][@PRICE]`: a product of an order in one word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from crmcli.core.choices import Cents, cents
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import parse_money
from crmcli.sales.model import Line
from crmcli.terminal.sanitize import validate_text

_WORD = re.compile(r"(?P<name>.+?)\s*(?:[xX×*]\s*(?P<quantity>\d+(?:\.\d+)?))?", re.ASCII | re.DOTALL)


def parse_line(text: str, currency: str, known: Callable[[str], bool], *, of_order: bool = False) -> Line:
    """The product that a word names, its price in `currency`, which is that of the file or `of_order`; `known` tells names there
    are, so that `Xbox360` may be one.

    Raises UsageError for an empty name, no quantity at all, or a price that is none.
    """
    word, at, price = text.rpartition("@")
    if not at:
        word, price = text, ""
    paid = cents(parse_money(price, currency, of_order=of_order)) if at else None
    word = validate_text(word, t("The product"))
    match = _WORD.fullmatch(word)
    if match is None or match["quantity"] is None or known(word):
        return Line(word, 1, paid)
    quantity = float(match["quantity"])
    if not quantity:
        hint = t("Write it like {example}", example="空调x2@3000")
        raise UsageError(t("The quantity of {name!r} is zero.", name=match["name"]), hint)
    return Line(match["name"], quantity, paid)


def total(lines: Sequence[Line]) -> Cents | None:
    """The sum of the lines in cents, None where one has no price or there are none."""
    if not lines or any(line.price is None for line in lines):
        return None
    return Cents(round(sum((line.price or 0) * line.quantity for line in lines)))
