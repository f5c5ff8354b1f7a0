"""The one small filter language: `tag:vip -tag:cold source:转介绍 grade:big expected:>10000 added:>=2026-01 合同`.

`select` turns filter words into one SQL condition over `c` (a row of customers), with named parameters. Words are joined
by AND; a word without a field is text to find; `!` (or a minus) in front turns a word round; quotes hold a value together,
and a word that stands in quotes wholly is text. What the fields mean: filter_registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.selection import Selection
from crmcli.storage.store import Store

_QUOTED = r""""[^"]*"|'[^']*'"""
_NAME = r"[^\W\d]\w*"
_OPERATOR = "(?:[<>]=?|[=≥≤＞＜＝])"
_WORD = re.compile(
    rf"(?P<not>[!-]?)(?P<field>{_NAME}(?:\.(?:{_QUOTED}|[^:：\"'])+?)?)[:：](?P<op>{_OPERATOR})?(?P<value>.*)", re.DOTALL
)
_OPERATORS = {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＝": "="}
# One word of a line: quotes count where a word, a value or a field's name begins; elsewhere (O'Brien) they are letters.
_SPLIT = re.compile(
    rf"[!-]?(?:{_NAME}(?:\.(?:{_QUOTED}|[^\s:：\"']+))?[:：]{_OPERATOR}?)?(?:{_QUOTED})(?=\s|$)|[!-]?{_NAME}\.(?:{_QUOTED})[:：]\S*|\S+"
)
_OUTDATED = re.compile(r"(?P<not>[!-]?)(?:amount|金额)(?=[:：])", re.IGNORECASE)


def words(line: str) -> list[str]:
    """The words of a filter given as one line (`--where`); quotes hold a value with blanks together."""
    return _SPLIT.findall(line)


def select(store: Store, given: Iterable[str]) -> Selection:
    """The condition that all filter words make together. Raises UsageError for an unknown field or value."""
    selection = Selection()
    for word in given:
        match = _WORD.fullmatch(word)
        if match is None:
            negated = word[:1] in {"!", "-"}
            _add(selection, _about(selection, _unquoted(word[1:] if negated else word)), negated)
        else:
            operator = _OPERATORS.get(match["op"], match["op"])
            _add(selection, _condition(store, selection, match["field"], operator, _unquoted(match["value"])), bool(match["not"]))
    return selection


def where(store: Store, line: str | None) -> Selection:
    """As `select`, from the one line of `--where`; everything where it is None."""
    return select(store, words(line or ""))


def members(store: Store, line: str) -> list[int]:
    """The numbers of the customers whom the one line of `--where` selects."""
    selection = where(store, line)
    return store.column(f"SELECT c.no FROM customers c WHERE {selection.sql}", **selection.parameters)


def modern(line: str) -> str:
    """A line kept in the file as it is written today: `amount:` meant the amount that is expected."""
    return _SPLIT.sub(
        lambda word: _OUTDATED.sub(r"\g<not>expected", word[0], count=1) if _OUTDATED.match(word[0]) else word[0], line
    )


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _add(selection: Selection, condition: str, negated: bool) -> None:
    selection.conditions.append(f"NOT coalesce({condition}, FALSE)" if negated else f"({condition})")


def _condition(store: Store, selection: Selection, field: str, operator: str | None, value: str) -> str:
    from crmcli.customers import filter_registry
    from crmcli.customers.filter_terms import FilterTerm

    if not value:
        hint = t("Write it like {example}; quote < and > in a shell: '{quoted}'", example=f"{field}:…", quoted=f"{field}:>…")
        raise UsageError(t("The filter {name} has no value.", name=f"{field}:"), hint)
    return filter_registry.condition(FilterTerm(store, selection, field, operator, value))


def _about(selection: Selection, word: str) -> str:
    """Customers whose own data or any note has the text."""
    from crmcli.customers import search
    from crmcli.storage import search_index  # a rhythm by filter is read every morning

    expression = search.expression(word)
    if not expression:
        raise UsageError(t("{word!r} has nothing to search for.", word=word), t("Give at least one letter or digit."))
    place = selection.bind(expression)
    kind_of, number_of = search_index.in_sql("s.rowid")
    events = " UNION ".join(
        f"SELECT e.customer_no FROM search_events s JOIN {table} e ON e.no = {number_of} "
        f"WHERE s.search_events MATCH {place} AND {kind_of} = {kind} AND e.customer_no IS NOT NULL"
        for kind, table in search_index.TABLE_OF_KIND.items()
    )
    return f"c.no IN (SELECT rowid FROM search_customers WHERE search_customers MATCH {place} UNION {events})"
