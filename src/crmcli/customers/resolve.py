"""Which customer a word means: number, uid, exact name, phone or mail in any spelling, WeChat, part of the name, pinyin."""

from __future__ import annotations

from typing import Any

from crmcli.customers.rows import Ref
from crmcli.kernel import ids, text
from crmcli.kernel.errors import AmbiguousError, NotFoundError
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal.clean import clean

REF = "c.no, c.uid, c.name, f.name"
FROM = "FROM customers c LEFT JOIN companies f ON f.no = c.company_no"
_MANY = 20


def one(store: Store, word: str) -> Ref:
    """The customer that `word` means. A number or an exact hit wins; several hits: a menu where a person is, else
    AmbiguousError with the candidates. Raises NotFoundError where nothing fits.
    """
    hits = candidates(store, word)
    if len(hits) == 1:
        return hits[0]
    if not hits:
        raise NotFoundError(
            t("There is no customer {word!r}.", word=clean(word)), t("Look around: crm find {word}", word=clean(word))
        )
    return _ask(word, hits)


def ref(store: Store, no: int) -> Ref | None:
    """The customer of that number, or None."""
    return store.one(Ref, f"SELECT {REF} {FROM} WHERE c.no = :no", no=no)


def candidates(store: Store, word: str) -> list[Ref]:
    """All customers of the strongest kind of hit: number, uid, exact name, contact, part of the name, pinyin."""
    wanted = word.strip()
    if not wanted:
        return []
    number = ids.parse_number(wanted, "c")
    if number is not None and (found := ref(store, number)):
        return [found]
    for condition, value in _conditions(wanted):
        hits = store.rows(Ref, f"SELECT {REF} {FROM} WHERE {condition} ORDER BY c.no LIMIT {_MANY + 1}", value=value)
        if hits:
            return hits
    return []


def _conditions(wanted: str) -> list[tuple[str, Any]]:
    folded = text.fold(wanted)
    letters = folded.replace(" ", "") if folded.replace(" ", "").isascii() else None
    conditions: list[tuple[str, Any]] = []
    if ids.is_uid(wanted):
        conditions.append(("c.uid = :value", wanted.upper()))
    conditions.append(("c.name = :value COLLATE NOCASE", wanted))
    conditions += [(_contact(kind), normal) for kind, normal in _contacts(wanted)]
    conditions.append(("instr(lower(c.name), :value) > 0", wanted.lower()))
    if letters:
        conditions.append(("c.pinyin = :value OR c.initials = :value", letters))
        conditions.append(("c.pinyin >= :value AND c.pinyin < :value || '~'", letters))
    if letters is None and folded != wanted.lower():
        conditions.append(("instr(c.name, :value) > 0", folded))
    return conditions


def _contact(kind: str) -> str:
    return f"c.no IN (SELECT p.customer_no FROM contact_points p WHERE p.normal = :value AND p.kind IN ({kind}))"


def _contacts(wanted: str) -> list[tuple[str, str]]:
    from crmcli.customers import identity

    found = []
    if identity.looks_like_phone(wanted) and (phone := identity.phone(wanted)):
        found.append(("'phone'", phone))
    if "@" in wanted and (mail := identity.email(wanted)):
        found.append(("'email'", mail))
    return [*found, ("'wechat', 'qq', 'phone'", identity.handle(wanted))]


def _ask(word: str, hits: list[Ref]) -> Ref:
    from crmcli.terminal import ask, context

    if context.session.asks():
        chosen: Ref = ask.menu(t("Who is {word}?", word=word), [(f"{hit}  c{hit.no}", hit) for hit in hits[:_MANY]])
        return chosen
    count = f"{_MANY}+" if len(hits) > _MANY else str(len(hits))
    raise AmbiguousError(
        t("{word!r} fits {count} customers.", word=clean(word), count=count),
        t("Give the number or more of the name."),
        [hit._asdict() for hit in hits[:_MANY]],
    )
