"""Cells of an order: whose money, how it stands, its lines over several columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crmcli.core import money
from crmcli.core.choices import Cents
from crmcli.core.i18n import t
from crmcli.core.money import NO_CURRENCY
from crmcli.core.text import fold
from crmcli.importing import cell_parsers
from crmcli.importing.cell_parsers import Record
from crmcli.importing.column_mapping import spoken
from crmcli.importing.model import BadCellError
from crmcli.sales.model import Line

# As shops, banks and CRMs write it; a deal that is closed and won is no order called off.
_CANCELLED = re.compile(
    r"(交易|订单)?(已)?(关闭|取消|作废|失败)|(交易|支付|付款)失败|流失|closed|closed lost|cancell?ed|void(ed)?|failed|declined"
    r"|expired|lost|storniert|annulée?|cancelado"
)
_ORDER_NUMBER = re.compile(r"#[\w-]*\d[\w-]*")
_REFUNDED = re.compile(r"(已)?(全额)?退款(成功)?|已全额退款|退款完成|(fully )?refunded|erstattet|remboursée?|reembolsado")


def numbers_as_names(header: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """The column that a shop calls Name and fills with order numbers (#1001), by its field; empty where there is none."""
    folded = [fold(name) for name in header]
    if "name" not in folded or "email" not in folded:
        return {}
    index = folded.index("name")
    cells = ["".join(row[index : index + 1]).strip() for row in rows]
    return {header[index]: "number"} if cells and all(_ORDER_NUMBER.fullmatch(cell) for cell in cells) else {}


def currency(record: Record, own: str) -> str | None:
    """The currency that the row names, in a cell of its own or beside the amount; None for the file's `own`. The first becomes
    that of a file which knows none.

    Raises BadCellError for one that does not exist.
    """
    said = cell_parsers.optional(record, "currency") or money.sign_in(str(record.get("amount", "")))
    own = (money.heard() or own) if own == NO_CURRENCY else own
    code = cell_parsers.checked("currency", said, lambda text: money.currency_named(text, own)) if said else own
    if own == NO_CURRENCY and said:
        money.hear(code)
        return None
    return None if code == own else code


def state(record: Record, amount: int, currency: str) -> tuple[str, int]:
    """Whether the order is cancelled or refunded (else empty), and the cents given back."""
    said = " ".join(str(record.get("status", "")).strip().casefold().replace("_", " ").split())
    back = cell_parsers.cents(record, "refunded", currency) if "refunded" in record else 0
    if back > amount:
        raise BadCellError("refunded", str(record["refunded"]), t("more than the order itself"))
    if _CANCELLED.fullmatch(said):
        return "cancelled", back
    if _REFUNDED.fullmatch(said):
        back = amount
    return "refunded" if 0 < amount == back else "", back


def lines(record: Record, currency: str) -> tuple[tuple[Line, ...], list[str]]:
    """The products of the row, quantity and price from columns of their own; and what could not be read, with its column."""
    products, unread = cell_parsers.products(record, currency), []
    if len(products) != 1:
        return products, []
    (line,) = products
    if said := record.get("quantity"):
        try:
            line = line._replace(quantity=float(str(said).replace(",", "")))
        except ValueError:
            unread.append(f"{spoken('orders', 'quantity')}: {said}")
    if said := record.get("unit_price"):
        try:
            line = line._replace(price=Cents(cell_parsers.cents(record, "unit_price", currency)))
        except BadCellError:
            unread.append(f"{spoken('orders', 'unit_price')}: {said}")
    return (line,), unread
