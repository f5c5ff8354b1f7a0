"""A row in other forms: values for JSON, named cells for csv, cells for plain, the key for ids; all derived from its type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crmcli.kernel import clock
from crmcli.kernel.money import major
from crmcli.kernel.values import Cents, Coded, Instant
from crmcli.terminal.clean import clean

_HELD = 15  # digits that a double holds: JSON leaves out the noise behind them
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))  # nearly all values of a report
_READ = 6  # decimals in plain and csv: microseconds, a tenth of a second in days


def identity(row: Any) -> str:
    """What `-o ids` prints: the key of a due line, the number of a record, the number of a report line's customer, else what
    the row is named by.
    """
    for name in ("key", "no", "customer", "uid", "node", "name"):
        value = getattr(row, name, None)
        if value is not None:
            return identity(value) if names(type(value)) else str(value)
    return ""


def jsonable(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    """The value as JSON holds it: money in major units, instants with offset, coded values as code and label."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is float:
        return float(f"{value:.{_HELD}g}")
    if isinstance(value, Cents):
        return major(value)
    if isinstance(value, Instant):
        return clock.iso(clock.from_utc_text(value))
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if row := names(kind):
        return {name.rstrip("_"): jsonable(getattr(value, name)) for name in row}
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return value


_NAMES: dict[type, tuple[str, ...]] = {}


def names(kind: type) -> tuple[str, ...]:
    """The field names of a row type; empty for any other type. One that is a word of Python ends in `_`, its key does not."""
    if kind not in _NAMES:
        _NAMES[kind] = getattr(kind, "_fields", None) or tuple(getattr(kind, "__dataclass_fields__", ()))
    return _NAMES[kind]


def flat(row: Any, prefix: str = "") -> dict[str, str]:
    """The row as named cells of text, nested rows spread out; the columns of csv and plain."""
    cells: dict[str, str] = {}
    for name in names(type(row)):
        value, key = getattr(row, name), prefix + name.rstrip("_")
        if type(value) is str:
            cells[key] = value
        elif isinstance(value, Coded) or not names(type(value)):
            cells[key] = cell_text(value)
        else:
            cells |= flat(value, f"{key}_")
    return cells


def plain_cells(row: Any) -> list[str]:
    """The cells of `flat` as plain shows them, without their names: this is what scripts read every morning."""
    found: list[str] = []
    for value in row if isinstance(row, tuple) else [getattr(row, name) for name in names(type(row))]:
        kind = type(value)
        if kind is str:
            found.append(_plain(value))
        elif value is None:
            found.append("")
        elif kind is Coded:
            found.append(_plain(value.label))
        elif kind is int:
            found.append(str(value))
        elif names(kind):
            found += plain_cells(value)
        else:
            found.append(_plain(cell_text(value)))
    return found


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one line a type
    """One value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is float:
        return str(round(value, _READ))
    if names(type(value)):
        return str(value)
    if isinstance(value, list | tuple):
        return "; ".join(cell_text(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={cell_text(one)}" for key, one in value.items())
    return str(jsonable(value))


def _plain(cell: str) -> str:
    if cell.isprintable() and "\\" not in cell:  # most cells are
        return cell
    return clean(cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))
