"""Rows of a table that are not what it lists: sums below it, and the money that went out in a bill."""

import re

from crmcli.core.text import fold
from crmcli.importing.column_mapping import Column, ColumnMapping

_SUMS = frozenset(
    ("合计", "总计", "小计", "合計", "総計", "total", "totals", "grand total", "sum", "summe", "gesamt", "totaux", "suma")
)
_IN = frozenset(
    ("收入", "收", "收款", "入账", "进账", "转入", "存入", "贷", "贷方", "入金",
     "in", "income", "incoming", "inflow", "received", "deposit", "credit", "cr", "haben", "crédit", "ingreso", "abono")
)  # fmt: skip
_OUT = frozenset(
    ("支出", "支", "付", "出账", "转出", "取出", "提现", "借", "借方", "出金", "不计收支", "中性交易",
     "out", "outgoing", "outflow", "expense", "expenses", "spending",
     "debit", "dr", "withdrawal", "payout", "soll", "débit", "gasto", "cargo")
)  # fmt: skip
# Of 收/支 alone, where a bill writes them for neither; elsewhere they say nothing.
_NEITHER = frozenset(("/", "其他", "其它"))


class LeftOut:
    """Which rows were left out, by line: `sums`, `expenses` and `refunds` (amounts below zero, which name no order that they take
    from); `unread` counts directions that are neither in nor out.
    """

    def __init__(self, mapping: ColumnMapping) -> None:
        self.sums: list[int] = []
        self.expenses: list[int] = []
        self.refunds: list[int] = []
        self.unread = 0
        days = [column.index for column in mapping.used if column.field == "date"]
        self._day = days[0] if days else None
        self._amounts = [column.index for column in mapping.used if column.field == "amount"]
        self._directions = [column for column in mapping.used if column.field == "direction"]

    def takes(self, line: int, cells: list[str]) -> bool:
        """Whether the row is left out; then its line is kept."""
        if self._day is not None and _is_sum(cells, self._day):
            self.sums.append(line)
            return True
        if any(_is_negative("".join(cells[index : index + 1])) for index in self._amounts):
            self.refunds.append(line)
            return True
        ways = [_way(column, cells) for column in self._directions]
        if "out" in ways:
            self.expenses.append(line)
            return True
        if "in" not in ways and "unread" in ways:
            self.unread += 1
        return False


def _way(column: Column, cells: list[str]) -> str:
    word = fold("".join(cells[column.index : column.index + 1])).strip()
    if word in _OUT or (word in _NEITHER and "收" in column.header):
        return "out"
    return "in" if word in _IN else "unread" if word else ""


def _is_negative(cell: str) -> bool:
    """An amount with a minus, or in the brackets of book-keeping."""
    text = cell.strip()
    return bool(re.search(r"\d", text)) and (text[:1] in "-−–" or (text[:1] == "(" and text[-1:] == ")"))


def _is_sum(cells: list[str], day: int) -> bool:
    """A row of sums below a table: it begins with the word, has no day, and holds numbers alone."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if fold(filled[0]).rstrip(":： ") not in _SUMS:
        return False
    return not "".join(cells[day : day + 1]).strip() and all(
        re.fullmatch(r"[^\w]*\d[\d.,'\s]*\W*\w{0,3}", cell) for cell in filled[1:]
    )
