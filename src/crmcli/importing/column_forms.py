"""How the columns of a file write dates and amounts: decided over the whole column, never cell by cell."""

from collections.abc import Iterable

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.importing import date_cells, money_cells
from crmcli.importing.column_mapping import Column, ColumnMapping
from crmcli.importing.date_cells import ORDERS, Sample
from crmcli.importing.formats.reader import FormOptions, Record

_DATES = frozenset(("date", "at", "due", "created_at", "birthday"))
_NEEDED = frozenset(("date", "at", "due", "amount"))
FIELDS = _DATES | {"amount"}


class Forms:
    """The forms of a file's columns; `guesses` say what was found out and the option that overrules it."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._columns = [column for column in mapping.used if column.field in FIELDS]
        self._orders: dict[int, str | None] = {}
        self._money: dict[int, money_cells.Form] = {}
        self.guesses: list[Sentence] = []
        self.unread: dict[str, int] = {}  # cells left out, by header
        self._left_out: set[int] = set()

    @property
    def wanted(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self._columns)

    def decide(self, records: Iterable[Record], options: FormOptions) -> None:
        """Read the whole file for what its columns tell. Raises UsageError where a column that rows need is in doubt."""
        samples: dict[int, list[Sample]] = {column.index: [] for column in self._columns}
        seen: dict[int, set[str]] = {column.index: set() for column in self._columns}
        for place, cells in records:
            for index, found in samples.items():
                cell = cells[index].strip() if index < len(cells) else ""
                if cell and len(found) < _ENOUGH and cell not in seen[index]:
                    seen[index].add(cell)
                    found.append(Sample(place, cell))
        for column in self._columns:
            self._decide(column, samples[column.index], options)

    def _decide(self, column: Column, samples: list[Sample], options: FormOptions) -> None:
        if column.field == "amount":
            self._money[column.index] = self._amount(column, samples, options)
            return
        try:
            self._orders[column.index] = options.dates or date_cells.order(column.header, samples)
        except UsageError:
            if column.field in _NEEDED:
                raise
            self._left_out.add(column.index)
        order = self._orders.get(column.index)
        if order and not options.dates:
            self.guesses.append(Sentence("dates of {column}: {order} (--dates)", column=column.header, order=order))

    def _amount(self, column: Column, samples: list[Sample], options: FormOptions) -> money_cells.Form:
        sign = options.decimal or money_cells.decimal(column.header, samples) or "."
        form = money_cells.form(column.header, sign, options.unit, options.currency)
        if sign == "," and not options.decimal:
            self.guesses.append(Sentence("decimal sign of {column}: {sign} (--decimal)", column=column.header, sign=sign))
        if form.unit and not options.unit:
            self.guesses.append(Sentence("unit of {column}: {unit} (--unit)", column=column.header, unit=form.unit))
        return form

    def plain(self, cells: list[str]) -> list[str]:
        """The cells of a row, dates and amounts as the parsers read them."""
        for column in self._columns:
            if column.index < len(cells) and (cell := cells[column.index].strip()):
                cells[column.index] = self._plain(column, cell)
        return cells

    def _plain(self, column: Column, cell: str) -> str:
        if column.field == "amount":
            return money_cells.plain(cell, self._money[column.index])
        if column.index in self._left_out and date_cells.iso(cell, None) == cell and date_cells.iso(cell, "dmy") != cell:
            self.unread[column.header] = self.unread.get(column.header, 0) + 1
            return ""
        if column.field == "birthday":
            found = date_cells.iso(cell, self._orders.get(column.index))
            return (
                found[:10] if found != cell and any(char.isdigit() for char in cell[:1] + cell[-4:]) and _has_year(cell) else cell
            )
        return date_cells.iso(cell, self._orders.get(column.index), ahead=column.field == "due")


def check(options: FormOptions) -> FormOptions:
    """The options, checked. Raises UsageError for a value that there is not."""
    for given, known, name in (
        (options.dates, ORDERS, "--dates"),
        (options.decimal, (".", ","), "--decimal"),
        (options.unit, money_cells.UNITS, "--unit"),
    ):
        if given is not None and given not in known:
            raise UsageError(
                t("{option} has no value {value}", option=name, value=given),
                t("Choose one of: {known}", known=" ".join(known)),
            )
    return options


def _has_year(cell: str) -> bool:
    return sum(char.isdigit() for char in cell) >= _DIGITS_WITH_YEAR


_DIGITS_WITH_YEAR = 5
_ENOUGH = 5000  # different cells of a column; more change no mind
