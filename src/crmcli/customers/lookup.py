"""Which customer a word means: number, uid, exact name, phone or mail in any spelling, WeChat, the end of a phone, part of the
name, pinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from crmcli.core import ids, text
from crmcli.core.errors import AmbiguousError, NotFoundError
from crmcli.core.i18n import t
from crmcli.customers import companies, similar_names
from crmcli.customers.by_number import ref
from crmcli.customers.companies import Company
from crmcli.customers.refs import FROM, REF, Ref, make_ref
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import clean

_MANY = 20
_TAIL = re.compile(r"\d{4,8}|\d{3,4}[- ]\d{4}", re.ASCII)  # how people name a phone by its end
_ENDING = "c.no IN (SELECT p.customer_no FROM contact_points p WHERE p.kind = 'phone' AND p.normal LIKE '%' || :value)"


def one(store: Store, word: str, *, to_add: bool = False) -> Ref:
    """The customer that `word` means. A number or an exact hit wins; several hits: a menu where a person is, else
    AmbiguousError with the candidates. Raises NotFoundError where nothing fits; the hint names
    how to add them where something is `to_add`.
    """
    hits = candidates(store, word)
    if len(hits) == 1:
        return hits[0]
    if not hits:
        named = text.as_argument(clean(word))
        adding = to_add and ids.parse_number(word, "c") is None
        raise unknown(
            store,
            word,
            t("Search: crm find {word}; or add them first: crm add {word}", word=named)
            if adding
            else t("Search: crm find {word}", word=named),
        )
    return _ask(word, hits)


def unknown(store: Store, word: str, hint: str) -> NotFoundError:
    """Make the error that nobody is called so, with the nearest names before the hint."""
    return NotFoundError(t("No customer matches {word!r}.", word=clean(word)), similar_names.hint(store, "customers", word, hint))


def either(store: Store, word: str) -> Ref | Company:
    """The customer or the firm that `word` means: a firm's exact name goes before a part of a customer's, else customers first.

    Raises as `one`.
    """
    if not exact(store, word) and (firm := companies.named(store, word)):
        return firm
    if ids.parse_number(word, "c") is not None or candidates(store, word) or not companies.candidates(store, word):
        return one(store, word)
    return companies.one(store, word)


def exact(store: Store, word: str) -> list[Ref]:
    """The customers of that number, uid, whole name, phone, mail or handle."""
    wanted = word.strip()
    number = ids.parse_number(wanted, "c")
    if number is not None and (found := ref(store, number)):
        return [found]
    return _strongest(store, _exactly(wanted)) if wanted else []


def candidates(store: Store, word: str) -> list[Ref]:
    """All customers of the strongest kind of hit: number, uid, exact name, contact, end of a phone, part of the name, pinyin."""
    wanted = word.strip()
    return exact(store, wanted) or (_strongest(store, _roughly(wanted)) if wanted else [])


def _strongest(store: Store, conditions: Iterable[tuple[str, Any]]) -> list[Ref]:
    for condition, value in conditions:
        hits = store.rows(make_ref, f"SELECT {REF} {FROM} WHERE {condition} ORDER BY c.no LIMIT {_MANY + 1}", value=value)
        if hits:
            return hits
    return []


def _exactly(wanted: str) -> Iterator[tuple[str, Any]]:
    if ids.is_uid(wanted):
        yield "c.uid = :value", wanted.upper()
    yield "c.name = :value COLLATE NOCASE", wanted
    yield from ((_contact(kind), normal) for kind, normal in _contacts(wanted))


def _roughly(wanted: str) -> Iterator[tuple[str, Any]]:
    folded = text.fold(wanted)
    letters = folded.replace(" ", "") if folded.replace(" ", "").isascii() else None
    if digits := _TAIL.fullmatch(wanted):
        yield _ENDING, re.sub(r"\D", "", digits[0])
    yield "instr(lower(c.name), :value) > 0", wanted.lower()
    if letters:
        yield "c.pinyin = :value OR c.initials = :value", letters
        yield "c.pinyin >= :value AND c.pinyin < :value || '~'", letters
    if letters is None and folded != wanted.lower():
        yield "instr(c.name, :value) > 0", folded


def _contact(kind: str) -> str:
    return f"c.no IN (SELECT p.customer_no FROM contact_points p WHERE p.normal = :value AND p.kind IN ({kind}))"


def _contacts(wanted: str) -> list[tuple[str, str]]:
    from crmcli.customers import normalize

    found = []
    if normalize.looks_like_phone(wanted) and (phone := normalize.phone(wanted)):
        found.append(("'phone'", phone))
    if "@" in wanted and (mail := normalize.email(wanted)):
        found.append(("'email'", mail))
    return [*found, ("'wechat', 'qq', 'phone'", normalize.handle(wanted))]


def _ask(word: str, hits: list[Ref]) -> Ref:
    from crmcli.terminal import prompt, session

    if session.current.asks():
        chosen: Ref = prompt.menu(t("Who is {word}?", word=word), [(f"c{hit.no}  {hit}", hit) for hit in hits[:_MANY]])
        return chosen
    count = f"{_MANY}+" if len(hits) > _MANY else str(len(hits))
    raise AmbiguousError(
        t("{word!r} matches {count} customers.", word=clean(word), count=count),
        t("Give the number or more of the name."),
        [hit._asdict() for hit in hits[:_MANY]],
    )
