"""The cells of a row as the program's own values; what cannot be read is named, never guessed."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from crmcli.core import clock, ids
from crmcli.core.choices import Cents, Choices, in_digits
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import parse_money
from crmcli.core.text import one_line
from crmcli.customers import fields, normalize, writes
from crmcli.customers.bulk_writes import Point
from crmcli.customers.model import BY_NAME, COLUMNS, CONTACTS
from crmcli.importing.column_mapping import spoken
from crmcli.importing.model import BadCellError
from crmcli.sales.model import Line
from crmcli.terminal.sanitize import clean_note, validate_text

ALONE = "alone"  # the key of a row with nothing but a name
Record = dict[str, Any]
Value = TypeVar("Value")
Portrait = Mapping[str, tuple[int, str]]
_INNER_PHONE = re.compile(r"(?<!\d)\+?\d(?:[\s()\-.]?\d){6,}(?!\d)")
_PLAIN_MAIL = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")  # what identity.email would leave as it is
_PRODUCT = re.compile(
    r"(?P<name>.+?)(?:\s*[x×*](?P<quantity>\d+(?:\.\d+)?))?(?:\s*@(?P<price>[¥￥$€£]?[\d,]+(?:\.\d+)?))?", re.DOTALL
)


class Person(NamedTuple):
    """A row of customers. `keys` are what it meets an existing one by; `fields` by number; `created_at` a stored instant or
    None. One who is `nameless` is called by a way to reach them.
    """

    name: str
    company: str | None
    columns: dict[str, str]
    points: list[Point]
    tags: list[str]
    fields: dict[int, str]
    note: str | None
    created_at: str | None
    referrer: str | None
    uid: str | None
    keys: list[tuple[str, ...]]
    nameless: bool = False
    unread: tuple[str, ...] = ()


def person(record: Record, portrait: Portrait, *, strict: bool = False) -> Person:
    """The customer of a row; `portrait` gives number and type of each field by name.

    What cannot be read is kept as a note, and counted in `unread`. Raises BadCellError for a row that has nothing else, and where
    `strict` for any cell.
    """
    left = _Left(strict)
    company = optional(record, "company")
    columns = {field: value for field in COLUMNS if field in record and (value := _column(field, record[field], left))}
    points = list(_points(record, left))
    tags = {tag.casefold(): text("tags", tag) for tag in record.get("tags", ())}
    known = {
        portrait[own][0]: found
        for own, value in record.get("fields", {}).items()
        if (found := left.read(f"field.{own}", value, _portrait(portrait[own][1])))
    }
    uid = record["crm_uid"] if "crm_uid" in record and ids.is_uid(record["crm_uid"]) else None
    made = left.read("created_at", record["created_at"], clock.parse_instant) if "created_at" in record else None
    created = clock.utc_text(made) if made else None
    nameless = "name" not in record
    if nameless and not points and left.errors:
        raise left.errors[0]
    note = "\n".join(filter(None, (free(record, "note"), *left.said()))) or None
    name = points[0].value if nameless else text("name", record["name"])
    keys = _keys(uid, columns.get("external_id"), points, name, company)
    return Person(
        name,
        company,
        columns,
        points,
        list(tags.values()),
        known,
        note,
        created,
        optional(record, "referrer"),
        uid,
        keys,
        nameless,
        tuple(error.field for error in left.errors),
    )


def _keys(uid: str | None, external_id: str | None, points: list[Point], name: str, company: str | None) -> list[tuple[str, ...]]:
    """By a bare name a row meets only where it has nothing else, and only customers without a firm."""
    keys: list[tuple[str, ...]] = [("uid", uid)] if uid else []
    if external_id:
        keys.append(("external_id", external_id))
    keys += [(point.kind, point.normal) for point in points if point.kind != "qq"]
    if company:
        keys.append(("colleague", normalize.name_key(name), normalize.name_key(company)))
    return keys or [(ALONE, normalize.name_key(name))]


class _Left:
    """What of a row has no place of its own: cells that cannot be read, and remarks beside phones."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self.errors: list[BadCellError] = []
        self._remarks: list[tuple[str, str]] = []

    def read(self, field: str, value: str, parse: Callable[[str], Value]) -> Value | None:
        """`parse(value)`, None where the cell is left out. Raises BadCellError where none may be, and for control characters."""
        try:
            return checked(field, value, parse)
        except BadCellError as error:
            if self._strict or not value.replace("\n", " ").isprintable():
                raise
            self.errors.append(error)
            return None

    def contact(self, kind: str, value: str) -> Point | None:
        """The way to reach somebody; a phone may stand in a remark: 13800138000(妻子)."""
        number = "" if kind != "phone" or normalize.phone(value) else _inner_phone(value)
        if number:
            self._remarks.append((kind, one_line(value)))
        try:
            return contact(kind, number or value)
        except BadCellError as error:
            if self._strict or not value.isprintable():
                raise
            self.errors.append(error)
            return None

    def said(self) -> Iterator[str]:
        """The lines that keep them."""
        for field, value in (*self._remarks, *((error.field, one_line(error.value)) for error in self.errors)):
            yield f"{spoken('customers', field)}: {value}"


def _inner_phone(value: str) -> str:
    """The one number among the words of a cell, nothing where there are more digits or none."""
    found = _INNER_PHONE.findall(value)
    around = _INNER_PHONE.sub("", value)
    readable = len(found) == 1 and not re.search(r"[\d*_]", around) and re.search(r"[^\W\d_]", around)
    return found[0].strip() if readable and normalize.phone(found[0]) else ""


def _points(record: Record, left: _Left) -> Iterator[Point]:
    for kind in CONTACTS:
        if kind not in record:
            continue
        given = record[kind]
        given = (given,) if isinstance(given, str) else given
        points = [point for value in given if (point := left.contact(kind, value))]
        yield from points if len(points) == 1 else {point.normal: point for point in points}.values()


def contact(kind: str, value: str) -> Point:
    """A phone, mail or handle. Raises BadCellError for a phone of letters or a mail without @."""
    if kind == "phone" and (number := normalize.phone(value)):
        return Point(kind, value, number)
    if kind == "email" and _PLAIN_MAIL.fullmatch(value):
        return Point(kind, value, value)
    typed = text(kind, value)
    if kind not in ("phone", "email"):
        return Point(kind, typed, normalize.handle(typed))
    return Point(kind, typed, checked(kind, typed, lambda known: writes.normal(kind, known)))


def _column(name: str, value: str, left: _Left) -> str | None:
    field = BY_NAME[name]
    if field.kind == "text":
        return text(name, value)
    return left.read(name, value, lambda given: writes.parse_column(field, given, t("The cell")))


def _portrait(kind: str) -> Callable[[str], str]:
    return lambda value: fields.check(kind, one_line(value))


def text(field: str, value: str) -> str:
    """One line of text, tidied. Raises BadCellError for control characters."""
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        return value
    return checked(field, value, lambda given: validate_text(one_line(given), t("The cell")))


def optional(record: Record, field: str) -> str | None:
    """As `text`, None where the row has no such cell."""
    return text(field, record[field]) if field in record else None


def free(record: Record, field: str) -> str | None:
    """Text of several lines, None where the row has none."""
    value = record.get(field)
    return value if value is None or value.isprintable() else clean_note(value) or None


def checked(field: str, value: str, parse: Callable[[str], Value]) -> Value:
    """`parse(value)`, whose UsageError becomes a BadCellError."""
    try:
        return parse(value)
    except UsageError as error:
        raise BadCellError(field, value, error.message) from error


def required(record: Record, field: str) -> str:
    """The cell of a field that a row must have."""
    if field not in record:
        raise BadCellError(field, "", t("the cell is empty"))
    return str(record[field])


def moment(record: Record, field: str) -> str:
    """A stored instant; a date alone means noon."""
    return clock.utc_text(checked(field, required(record, field), clock.parse_instant))


def day(record: Record, field: str) -> str:
    """A local date."""
    return checked(field, required(record, field), clock.parse_instant).date().isoformat()


def wall_clock(record: Record, field: str) -> str:
    """`YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` where the cell has a time."""
    value = required(record, field)
    found = checked(field, value, lambda given: clock.parse_instant(given, "start"))
    timed = found == clock.parse_instant(value, "noon")
    return found.strftime("%Y-%m-%dT%H:%M") if timed else found.date().isoformat()


def cents(record: Record, field: str, currency: str, *, zero_ok: bool = True) -> int:
    """An amount of money in hundredths of the file's `currency`."""
    return checked(field, required(record, field), lambda value: parse_money(value, currency, zero_ok=zero_ok))


def coded(record: Record, field: str, choices: Choices, default: str | None = None) -> str | None:
    """The code of a fixed value given as code or label."""
    return checked(field, str(record[field]), lambda value: code(choices, value)) if field in record else default


@functools.cache
def code(choices: Choices, value: str) -> str:
    """As `choices.parse`, which looks through both languages each time."""
    return choices.parse(value)


def products(record: Record, currency: str) -> tuple[Line, ...]:
    """The products of an order: `NAME[xQTY][@PRICE]`, several apart by semicolons."""
    given = optional(record, "product")
    return tuple(_line(piece, currency) for piece in re.split(r"\s*[;；]\s*", given) if piece) if given else ()


def _line(piece: str, currency: str | None = None) -> Line:
    match = _PRODUCT.fullmatch(piece.strip())
    if match is None:
        return Line(piece.strip())
    price = Cents(checked("product", match["price"], lambda price: parse_money(price, currency))) if match["price"] else None
    return Line(match["name"].strip(), float(match["quantity"] or 1), price)


def product_text(line: Line) -> str:
    """The product as `products` reads it; one whose name looks like more gets its quantity in words."""
    quantity = "" if line.quantity == 1 and _line(line.name) == Line(line.name) else f"x{in_digits(line.quantity)}"
    return f"{line.name}{quantity}" + ("" if line.price is None else f"@{line.price // 100}.{line.price % 100:02d}")
