"""Which column of a file means what: headers of address books, CRMs and spreadsheets, in Chinese and English."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crmcli.core.errors import UsageError
from crmcli.core.formula_escaping import unguard
from crmcli.core.i18n import language, listed, t
from crmcli.core.text import CJK, fold, is_cjk, one_line
from crmcli.customers.model import FIELDS
from crmcli.importing.model import KINDS

IGNORE = "ignore"
# What programs and people write where there is nothing.
_BLANKS = frozenset(
    ("无", "暂无", "-", "--", "---", "—", "——", "/", "n/a", "#n/a", "null", "(null)", "0/0/00", "00/00/00", "0000-00-00",
     "0000-00-00 00:00:00")
)  # fmt: skip
_LONGEST_BLANK = 19
FIELD_PREFIX = "field."
_NAME_PARTS = ("name_prefix", "given_name", "middle_name", "family_name", "name_suffix")
SEVERAL = ("phone", "email", "tags", "note")
_JOINED = frozenset(("name", "nickname", "address", *_NAME_PARTS))
_ACCOUNT = "account"  # 客户名称 and its like: the firm beside a person's column, the name without one
WHO = ("customer", "customer_name", "customer_phone", "customer_email", "customer_company")
_WHOLE = {"family_name": "customer_name", "given_name": "customer_name"}
TELLING_WHO = frozenset((*WHO, *_WHOLE))
_ACCOUNT_ID = "account_id"
_PERSON = ("name", "family_name", "given_name")
_REACHING = ("phone", "email", "wechat", "qq")
_NAMING = (*_PERSON, "nickname", "company")

_REQUIRED = {
    "customers": (),
    "touches": ("customer", "node", "at"),
    "orders": ("customer", "date", "amount"),
    "payments": ("customer", "date", "amount"),
    "followups": ("customer", "due"),
    "notes": ("customer", "at", "text"),
}
# Beside the column of its other half, a word for the whole name is half of one: Nom beside Prénom, not beside Tél.
_HALVES = {
    "prénom": ("nom", "family_name"), "prenom": ("nom", "family_name"), "vorname": ("name", "family_name"),
    "apellidos": ("nombre", "given_name"), "apellido": ("nombre", "given_name"),
}  # fmt: skip
# Of address columns: whose, and which part.
_ADDRESS = re.compile(
    "(?P<place>商务地址|住宅地址|其他地址|公司|家庭|business|home|work|other|mailing|billing|shipping|primary|address)?(?:address)?(?:"
    "(?P<street>街道|详细地址|streetaddress|street|straße|strasse|rue|calle)|(?P<city>市县|城市|市|city|town|ort|stadt|ville|ciudad)|(?P<district>区县|县区|区|district)|"
    "(?P<region>省市自治区|省份|省|stateprovince|stateregion|state|province|region)|"
    "(?P<postcode>邮政编码|邮编|zippostalcode|postalcode|zipcode|postcode|zip|postleitzahl|plz|codepostal|códigopostal)|"
    "(?P<country>国家地区|国家|countryregion|country|landregion|land|pays|país))(?:geschäftlich|privat|bureau|domicile)?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, where it stands (0-based), its field (`ignore` for none); of an address also place and part.

    The column of least `rank` goes first where several fill one field.
    """

    header: str
    index: int
    field: str
    rank: int = 0
    place: str = ""
    part: str = ""


class ColumnMapping(NamedTuple):
    """What the columns of a file mean; `used` leaves out the ignored ones and goes by rank."""

    kind: str
    columns: tuple[Column, ...]
    used: tuple[Column, ...]
    ours: bool = False  # of our own export, where a dash is a dash

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers whose cells are not imported."""
        return tuple(column.header for column in self.columns if column.field == IGNORE and column.header)


class MissingColumnError(UsageError):
    """A column that was named and is not in the file."""


def fields(kind: str) -> tuple[str, ...]:
    """The fields that columns of `kind` can mean, as `--map` names them; customers take `field.X` beside."""
    return tuple(field for field in _words(kind) if field not in (_ACCOUNT, _ACCOUNT_ID))


def spoken(kind: str, field: str) -> str:
    """The field as a person calls it: in Chinese its first Chinese header, else its code."""
    words = _words(kind).get(field, "").split() if language() == "zh" else []
    return next((word for word in words if is_cjk(word[0])), field.removeprefix(FIELD_PREFIX))


def plan(kind: str, header: Sequence[str], overrides: Mapping[str, str] | None = None) -> ColumnMapping:
    """What each column of `header` means to `kind`; `overrides` maps headers to fields, `field.X` or `-`.

    Raises UsageError for an absent column, an unknown field, two overrides of one field, and when too little is understood.
    """
    mapping, problem = understand(kind, header, overrides or {})
    if problem:
        raise problem
    return mapping


def understand(kind: str, header: Sequence[str], overrides: Mapping[str, str]) -> tuple[ColumnMapping, UsageError | None]:
    """As `plan`, with the first complaint as a value, or None."""
    forced, problem = _forced(kind, header, overrides)
    taken = {column.field for column in forced.values()} - {*SEVERAL, IGNORE}
    names = [one_line(name) for name in header]
    columns = [forced.get(index) or _recognised(kind, name, index, taken) for index, name in enumerate(names)]
    columns = _halved(columns)
    columns = _of_whom(columns) if kind != "customers" else columns
    person = any(column.field in _PERSON for column in columns)
    own = not person and all(column.field != "external_id" for column in columns)
    means = {_ACCOUNT: "company" if person else "name", _ACCOUNT_ID: "external_id" if own else IGNORE}
    columns = [replace(column, field=means.get(column.field, column.field)) for column in columns]
    used = sorted((column for column in columns if column.field != IGNORE), key=lambda column: (column.rank, column.index))
    problem = problem or _lacking(kind, header, {column.field for column in used})
    ours = any(column.field.startswith("crm_") for column in used)
    return ColumnMapping(kind, tuple(columns), tuple(used), ours), problem


def _halved(columns: list[Column]) -> list[Column]:
    """With the columns that hold half a name as such; what --map says stays."""
    bare = [_spellings(column.header, of_customer=False)[1] for column in columns]
    known = {column.field for column in columns}
    halves = {word: field for word, field in (_HALVES[one] for one in bare if one in _HALVES) if field not in known}
    return [
        replace(column, field=halves[word], rank=0) if word in halves and column.rank >= 0 else column
        for word, column in zip(bare, columns, strict=True)
    ]


def _of_whom(columns: list[Column]) -> list[Column]:
    """One column that tells the customer may hold anything; beside others it holds what it is called."""
    known = {column.field for column in columns}
    said = {_WHOLE.get(field, field) for field in known} & {*WHO, _ACCOUNT}
    account = "customer_company" if "customer_name" in said else "customer_name"
    if len(said) == 1 and not known.intersection(_WHOLE):
        return [replace(column, field="customer") if column.field in said else column for column in columns]
    return [replace(column, field=account) if column.field == _ACCOUNT else column for column in columns]


def _forced(kind: str, header: Sequence[str], overrides: Mapping[str, str]) -> tuple[dict[int, Column], UsageError | None]:
    """The columns that `overrides` name, by index, and the first complaint; a header that stands twice gives two."""
    forced: dict[int, Column] = {}
    sources: dict[str, str] = {}
    for name, wanted in overrides.items():
        field = _field(kind, wanted)
        if field is None:
            return forced, _unknown_field(kind, wanted)
        first = sources.setdefault(field, name)
        if first != name and field not in (*SEVERAL, IGNORE):
            both = t("{first} and {second} cannot both be {field}", first=first, second=name, field=spoken(kind, field))
            return forced, UsageError(both)
        found = [index for index, known in enumerate(header) if one_line(known) == one_line(name)]
        key = _squash(fold(name))
        found = found or [index for index, known in enumerate(header) if key and _squash(fold(known)) == key]
        if not found:
            return forced, MissingColumnError(t("The file has no column {column}", column=name), _columns_hint(header))
        forced |= {index: Column(header[index], index, field, rank=-1) for index in found}
    return forced, None


def _field(kind: str, wanted: str) -> str | None:
    """The code for what stands behind `=` in `--map`: a code, or any header that would be recognised; None for no field."""
    word = wanted.strip()
    if word.casefold() in ("-", IGNORE):
        return IGNORE
    known = _recognised(kind, one_line(word), 0, set()).field
    return known if known in fields(kind) or known.startswith(FIELD_PREFIX) else None


def _unknown_field(kind: str, wanted: str) -> UsageError:
    more = ", field.X" if kind == "customers" else ""
    listed = ", ".join(fields(kind)) + f"{more}, {IGNORE}"
    return UsageError(
        t("There is no field {field}", field=wanted), t("Fields of {kind}: {fields}", kind=KINDS.label(kind), fields=listed)
    )


@cache
def is_known(header: str) -> bool:
    """Whether some kind of file has a field under this header."""
    return any(_recognised(kind, header, 0, set()).field != IGNORE for kind in _REQUIRED)


def _recognised(kind: str, name: str, index: int, taken: set[str]) -> Column:
    own = re.fullmatch(r"field\.(.+)", name, re.IGNORECASE)
    if kind == "customers" and own:
        return Column(name, index, FIELD_PREFIX + own.group(1))
    for key in _spellings(name, of_customer=kind == "customers"):
        field, rank = _known(kind).get(key, ("", 0))
        if field:
            return Column(name, index, IGNORE if field in taken else field, rank)
        address = _ADDRESS.fullmatch(key) if kind == "customers" and "address" not in taken else None
        if address and address.lastgroup:
            return Column(name, index, "address", 1, address.group("place") or "", address.lastgroup)
    return Column(name, index, IGNORE)


@cache
def _spellings(header: str, *, of_customer: bool) -> tuple[str, ...]:
    """Ever barer forms of a header: 联系人手机2(必填) → 联系人手机2, 联系人手机, 手机."""
    whole = fold(header)
    bare = _squash(re.sub(r"[(\[{【].*?[)\]}】]", "", whole))
    plain = re.sub(r"\d+", "", bare)
    found = (_squash(whole), bare, plain)
    whose = r"^(?:person|contact|customer|client|lead|联系人|客户)" if of_customer else r"^(?:deal|activity|order|invoice|订单)"
    return (*found, re.sub(whose, "", plain))


def _squash(folded: str) -> str:
    return re.sub(r"[\W_]+", "", folded)


@cache
def _words(kind: str) -> dict[str, str]:
    """The headers of each field, apart by blanks; a customer is named in the same words everywhere."""
    kinds: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))
    if kind != "customers":
        return {**kinds["who"], **{part: kinds["customer_names"][part] for part in _WHOLE}, **kinds[kind]}
    said = {field.name: field.headers for field in FIELDS if field.kind != "portrait"}
    more = {name: f"{words} {kinds['more'].get(name, '')}" for name, words in said.items()}
    return {**kinds["customer_names"], **more, **kinds["customers"]}


@cache
def _known(kind: str) -> dict[str, tuple[str, int]]:
    """Field and rank by header; notes keep the order of the file."""
    known: dict[str, tuple[str, int]] = {}
    for field, words in _words(kind).items():
        for rank, word in enumerate([_squash(field), *words.split()]):
            known.setdefault(word, (field, 0 if field == "note" else rank))
    return known


def _lacking(kind: str, header: Sequence[str], found: set[str]) -> UsageError | None:
    """The complaint that too little is understood, or None."""
    if not found:
        message = t("No column matches a field of {kind}", kind=KINDS.label(kind))
        return UsageError(message, _columns_hint(header))
    named = bool(found & TELLING_WHO)
    missing = [field for field in _REQUIRED[kind] if field not in found and not (field == "customer" and named)]
    if kind == "customers" and not found.intersection((*_NAMING, *_REACHING)):
        missing = ["name"]
    if not missing:
        return None
    absent = t("No column for {fields}", fields=listed(spoken(kind, field) for field in missing))
    return UsageError(absent, _columns_hint(header))


def _columns_hint(header: Sequence[str]) -> str:
    return t("Its columns: {columns}; say what they mean with --map HEADER=FIELD", columns=", ".join(filter(None, header)))


def assemble(mapping: ColumnMapping, cells: Sequence[str]) -> dict[str, object]:
    """The record of one row, fields without content left out: text as it stands, trimmed.

    Of customers `phone`, `email`, `tags` are lists, `fields` a dict of what came as `field.X`, and `name` is joined from its
    parts, else the nickname, else the firm. Raises UsageError for a row without name and contact, and with too many cells.
    """
    if len(cells) > len(mapping.columns) and any(cell.strip() for cell in cells[len(mapping.columns) :]):
        raise UsageError(t("more cells ({count}) than columns ({columns})", count=len(cells), columns=len(mapping.columns)))
    values: dict[str, list[str]] = {}
    places: dict[str, dict[str, str]] = {}
    for column in mapping.used:
        cell = _trimmed(cells[column.index], mapping.ours) if column.index < len(cells) else ""
        if not cell:
            continue
        if column.part:
            parts = places.setdefault(column.place, {})
            parts[column.part] = f"{parts.get(column.part, '')} {cell}".strip()
        elif column.field in values:
            values[column.field].append(cell)
        else:
            values[column.field] = [cell]
    if mapping.kind == "customers":
        return _customer(values, places)
    name = _full_name(values)
    halves: dict[str, object] = {"customer_name": name} if name else {}
    return halves | {field: found[0] for field, found in values.items() if field not in _WHOLE}


def _trimmed(cell: str, ours: bool) -> str:
    """Without blanks around, and without what guards it from a spreadsheet: ="00123"."""
    text = cell.strip()
    if text[:1] in ("=", "'"):
        text = unguard(text)
        if not ours and text[:1] == "'" and text[1:].isdigit():  # how people make a spreadsheet keep a number whole
            text = text[1:]
    if not ours and len(text) <= _LONGEST_BLANK and fold(text) in _BLANKS:
        return ""
    return text.replace("\r\n", "\n") if "\r" in text else text


def _customer(values: dict[str, list[str]], places: dict[str, dict[str, str]]) -> dict[str, object]:
    name = _first(values, "name") or _full_name(values) or _first(values, "nickname") or _first(values, "company")
    if not name and not any(values.get(field) for field in _REACHING):
        raise UsageError(t("The row has neither a name nor contact details."))
    record: dict[str, object] = {}
    if (places or "address" in values) and (address := _address(_first(values, "address"), places)):
        record["address"] = address
    own: dict[str, str] = {}
    for field, found in values.items():
        if field in _SPLIT:
            if pieces := [piece for cell in found for piece in _SPLIT[field](cell)]:
                record[field] = list(dict.fromkeys(pieces))
        elif field.startswith(FIELD_PREFIX):
            own[field.removeprefix(FIELD_PREFIX)] = found[0]
        elif field not in _JOINED:
            record[field] = "\n".join(found) if field == "note" else found[0]
    named = {"name": one_line(name)} if name else {}
    return {**named, **record, **({"fields": own} if own else {})}


def _first(values: dict[str, list[str]], field: str) -> str:
    return values[field][0] if field in values else ""


def _full_name(values: dict[str, list[str]]) -> str:
    """Chinese: family and given name in one; else prefix, given, middle, family name, suffix."""
    prefix, given, middle, family, suffix = (_first(values, part) for part in _NAME_PARTS)
    chinese = family + middle + given
    if re.fullmatch(f"[{CJK}·]*", chinese):
        return chinese
    return " ".join(filter(None, (prefix, given, middle, family, suffix)))


def _address(full: str, places: dict[str, dict[str, str]]) -> str:
    """`full` on one line, with the province and city of columns beside it; without it the first place that has parts."""
    whole = re.sub(r"\s*\n\s*", ", ", full) if full else ""
    parts = places.get("", {}) if whole else next(iter(places.values()), {})
    if not parts:
        return whole
    street = whole or parts.get("street", "")
    country, region, city, district = (parts.get(part, "") for part in ("country", "region", "city", "district"))
    postcode = parts.get("postcode", "")
    if re.search(f"[{CJK}]", street + city + region):
        lead = "".join(dict.fromkeys(part for part in (region, city, district) if part not in street))
        return " ".join(filter(None, (lead + street, postcode)))
    rest = (district, city, " ".join(filter(None, (region, postcode))), country)
    return ", ".join(filter(None, (street, *(part for part in rest if part not in street))))


def _phones(cell: str) -> list[str]:
    """A slash, comma or blank parts numbers only where another whole number follows: 26770000/1 is one."""
    if cell.isdigit():
        return [cell]
    pieces = re.split(r"\s*:::\s*|[;；、|\n]+|[,，/](?=\D{0,4}\d(?:\W?\d){6})|(?<=\d{11})\s+(?=1\d{10})", cell)
    return [piece.strip() for piece in pieces if piece.strip()]


def _emails(cell: str) -> list[str]:
    return _MAIL.findall(cell) or [cell]


def _tags(cell: str) -> list[str]:
    """Address books mark their own groups with a star; the one that holds every contact says nothing."""
    bare = cell.translate(_LIST_SIGNS) if cell[:1] in '["' else cell
    pieces = (piece.strip().removeprefix("* ") for piece in re.split(r"\s*:::\s*|[;；、,，|\n]+", bare))
    return [piece for piece in pieces if piece and piece.casefold() != "mycontacts"]


_LIST_SIGNS = str.maketrans("", "", '[]"')  # of a list as JSON has it
_MAIL = re.compile(r"[^\s<>()\[\],;:，；、|]+@[^\s<>()\[\],;:，；、|]+")
_SPLIT = {"phone": _phones, "email": _emails, "tags": _tags}
