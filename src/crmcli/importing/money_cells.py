"""Amounts as other programs and countries write them, in the one spelling that `parse_money` reads."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.text import fold
from crmcli.importing.date_cells import Sample

_UNITS = {
    "分": "0.01", "cent": "0.01", "cents": "0.01", "百": "100", "千": "1000", "k": "1000", "thousand": "1000",
    "thousands": "1000",
       "tsd": "1000", "万": "10000", "w": "10000", "十万": "100000", "百万": "1000000", "m": "1000000", "million": "1000000",
    "millions": "1000000", "mio": "1000000", "千万": "10000000", "亿": "100000000",
}  # fmt: skip
UNITS = ("元", "分", "百", "千", "万", "百万", "千万", "亿", "k", "m")
_NUMBER = re.compile(r"\d[\d.,'’\s]*")
_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_POINT = re.compile(r"\d+\.\d{1,2}|\d+\.\d{4,}|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class Form(NamedTuple):
    """How a column writes amounts: its decimal sign, what each is multiplied by, and the currency said in the header."""

    decimal: str = "."
    unit: str = ""
    currency: str = ""


def decimal(column: str, cells: Iterable[Sample]) -> str | None:
    """The decimal sign of a column, None where no cell shows one. Raises UsageError with the lines where it is in doubt."""
    found: dict[str, Sample] = {}
    either: Sample | None = None
    for cell in cells:
        number = _digits(cell.text)
        if _COMMA.fullmatch(number):
            found.setdefault(",", cell)
        elif _POINT.fullmatch(number):
            found.setdefault(".", cell)
        elif _EITHER.fullmatch(number):
            either = either or cell
    if len(found) == 1:
        return next(iter(found))
    if not found and either is None:
        return None
    one, other = (found[","], found["."]) if found else (either, either)
    raise UsageError(
        t(
            "The decimal sign of {column} is in doubt: {one} in line {line} with a comma, {other} in line {second} with a point",
            column=column, one=one and one.text, line=one and one.line, other=other and other.text, second=other and other.line,
        ),
        t("Say which: --decimal , or --decimal ."),
    )  # fmt: skip


def form(header: str, sign: str, unit: str | None, currency: str | None) -> Form:
    """How the column with this header writes amounts, what was said of it going first: 金额（万元）, amount (k$)."""
    said = Form(sign)
    for inside in re.findall(r"[(\[{【](.*?)[)\]}】]", unicodedata.normalize("NFKC", fold(header))):
        scale = "|".join(sorted(_UNITS, key=len, reverse=True))
        match = re.fullmatch(
            rf"(?:单位:?|in )?\s*(?P<before>[a-z]{{3}}|us\$|[$€£¥])?\s*(?P<unit>{scale})?\s*(?P<after>[a-z]{{3}}|us\$|[$€£¥元])?",
            inside,
        )
        if match:
            said = Form(sign, match["unit"] or "", match["before"] or match["after"] or "")
    given = "" if unit in (None, "元") else (unit or "").casefold()
    return Form(sign, said.unit if unit is None else given, currency or said.currency)


def plain(text: str, how: Form) -> str:
    """The amount as `parse_money` reads it; what is no amount comes back as it is."""
    read = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBER.search(read)
    if match is None:
        return text
    number, before, after = _digits(match[0]), read[: match.start()], read[match.start() + len(match[0].rstrip()) :].strip()
    number = number.replace(".", "").replace(",", ".") if how.decimal == "," else number
    if before.endswith("(") and after.startswith(")"):
        before, after = f"-{before[:-1]}", after[1:]
    if after == "-":
        before, after = f"-{before}", ""
    own = before.strip("+- ") or after
    if how.unit and not re.match(r"[千百十万亿kmw]", after.casefold()):
        number = f"{Decimal(number.replace(',', '')) * Decimal(_UNITS[how.unit]):f}" if _is_number(number) else number
        number = number.rstrip("0").rstrip(".") if "." in number else number
    said = "" if re.search(r"[$€£¥￥元块]|[a-z]{2,}", own.casefold()) else how.currency
    return f"{before.strip()}{number}{after}{said and ' ' + said}".strip()


def _is_number(number: str) -> bool:
    return bool(re.fullmatch(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", number))


def _digits(text: str) -> str:
    match = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return re.sub(r"['’\s]", "", match[0]) if match else ""
