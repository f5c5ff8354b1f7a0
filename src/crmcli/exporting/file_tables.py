"""CSV, JSON and JSONL files as tables beside the seller's own, for `crm query`; sqlite-utils makes them."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import t
from crmcli.importing.formats.format_table import open_records

_WHOLE = 50_000_000  # bytes of JSON that memory may hold at once; JSON lines and CSV are read row by row
_NUMBER_TYPES = {"integer", "float"}
# Digits that a number would lose: leading zeros, a plus sign, more than SQLite's 18 sure digits.
_MORE_THAN_A_NUMBER = re.compile(r"\s*(?:\+|-?0\d|-?\d{19})")


class FileTable(NamedTuple):
    """A file as a table: its name in SQL and the number of its rows."""

    name: str
    path: Path
    rows: int


def load(db: sqlite3.Connection, paths: Iterable[Path], taken: Iterable[str]) -> list[FileTable]:
    """Put each file into `db` as a table named after it, with the types that its values show; `taken` names get a suffix.

    Raises NotFoundError without the file, UsageError with line where a file cannot be read.
    """
    from sqlite_utils import Database

    tables, names = [], {name.casefold() for name in taken}
    for path in paths:
        name = _free_name(path, names)
        names.add(name.casefold())
        tables.append(FileTable(name, path, _fill(Database(db), name, path)))
    return tables


def _free_name(path: Path, taken: set[str]) -> str:
    """The file's name as a name of SQL that no other table has."""
    stem = re.sub(r"\W+", "_", path.stem).strip("_") or "data"
    stem = f"_{stem}" if stem[0].isdigit() else stem
    kind = path.suffix.lstrip(".").lower() or "file"
    wanted = [stem, f"{stem}_{kind}", *(f"{stem}_{kind}{number}" for number in range(2, 1000))]
    return next(name for name in wanted if name.casefold() not in taken)


def _fill(database: Any, name: str, path: Path) -> int:
    from sqlite_utils.utils import TypeTracker

    tracker, texts = TypeTracker(), set[str]()
    table = database[name]
    table.insert_all(_watched(tracker.wrap(_rows(path)), texts), alter=True)
    if not table.exists():
        raise UsageError(t("{path} has no rows.", path=path))
    types = {column: kind for column, kind in tracker.types.items() if kind in _NUMBER_TYPES and column not in texts}
    if types:
        table.transform(types=types)
    return int(table.count)


def _watched(rows: Iterable[dict[str, Any]], texts: set[str]) -> Iterator[dict[str, Any]]:
    """The rows; into `texts` go the columns whose values would lose something as numbers (00004, +86…)."""
    for row in rows:
        texts.update(key for key, value in row.items() if isinstance(value, str) and _MORE_THAN_A_NUMBER.match(value))
        yield row


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    start = _start(path)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _of_json_lines(path)
    return _of_json(path) if start in (b"[", b"{") else _of_table(path)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    except FileNotFoundError:
        raise NotFoundError(t("No such file: {path}.", path=path), t("Check the path.")) from None


def _of_table(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a delimited file; empty cells are NULL, a column without a title is named by its place."""
    table = open_records(path)
    titles = _unique([title or f"column_{place}" for place, title in enumerate(table.header, 1)])
    for row in table.records:
        yield {title: cell or None for title, cell in zip(titles, row.cells, strict=False)}


def _unique(titles: list[str]) -> list[str]:
    found: list[str] = []
    for title in titles:
        taken = {one.casefold() for one in found}
        found.append(next(name for name in (title, *(f"{title}_{n}" for n in range(2, 10_000))) if name.casefold() not in taken))
    return found


def _of_json(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON list, of crm's own output (`items`), or one object; a file that is JSON lines after all."""
    if path.stat().st_size > _WHOLE:
        raise UsageError(
            t("{path} is too large to read as JSON.", path=path), t("Write it as JSON lines (.jsonl): one object per line.")
        )
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(t("{path} is not UTF-8, as JSON must be.", path=path)) from error
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            yield from _of_json_lines(path)
            return
        raise UsageError(
            t("{path}, line {line}: this is not JSON ({reason}).", path=path, line=error.lineno, reason=error.msg)
        ) from error
    rows = held.get("items", [held]) if isinstance(held, dict) else held
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield _object(row, path, number)


def _of_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                reason = error.msg
                raise UsageError(
                    t("{path}, line {line}: this is not JSON ({reason}).", path=path, line=number, reason=reason)
                ) from error
            yield _object(row, path, number)


def _object(row: Any, path: Path, number: int) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise UsageError(t("{path}, row {row}: expected an object with named values.", path=path, row=number))
    return {
        str(key): json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
        for key, value in row.items()
    }
