"""Customers, firms and their contact points: how they are written."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from crmcli.core import clock, region
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import fields
from crmcli.customers.model import COLUMNS, CONTACTS, Field
from crmcli.customers.refs import FIRM, REF, Ref, make_ref
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import validate_text


def normal(kind: str, value: str) -> str:
    """How a contact is compared: E.164, a lower-case mail, a folded handle; as typed where that is not possible.

    Raises UsageError for a phone of letters or a mail without @.
    """
    from crmcli.customers import normalize  # its patterns are for writers only

    if kind == "phone":
        if not normalize.looks_like_phone(value):
            raise UsageError(
                t("{value!r} is not a phone number.", value=value),
                t("Write it like {example} or +49 171 1234567.", example=region.example_phone()),
            )
        return normalize.phone(value) or normalize.handle(value)
    if kind == "email":
        found = normalize.email(value)
        if found is None:
            raise UsageError(t("{value!r} is not a valid email address.", value=value), t("Write it like name@example.com."))
        return found
    return normalize.handle(value)


def parse_column(field: Field, text: str, what: str) -> str:
    """`text` as the column of the field keeps it; empty where it clears. Raises UsageError that names `what`."""
    if not text.strip():
        return ""
    if field.kind != "birthday":
        return validate_text(text, what)
    from crmcli.core.dates.birthday_parser import parse_birthday

    return parse_birthday(text)


def create(store: Store, name: str, values: dict[str, Any], origin: str = "hand") -> int:
    """A new customer. `values`: columns by name, company, phone/email/wechat/qq as lists, tags, fields, referrer (a number).

    Returns the number; raises UsageError for a value that does not fit.
    """
    full, initials = _pinyin(name)
    company = values.get("company")
    no = store.insert(
        "customers", name=name, company_no=company_number(store, company) if company else None, pinyin=full, initials=initials,
        origin=origin, created_at=clock.utc_text(clock.now()), **{key: values.get(key) for key in COLUMNS},
    )  # fmt: skip
    for kind in CONTACTS:
        add_contacts(store, no, kind, values.get(kind) or ())
    add_tags(store, no, values.get("tags") or ())
    set_fields(store, no, values.get("fields") or {})
    if values.get("referrer"):
        refer(store, no, values["referrer"])
    return no


def _pinyin(name: str, *, person: bool = True) -> tuple[str, str]:
    from crmcli.customers import normalize

    return normalize.pinyin(name, person=person)


def company_number(store: Store, name: str) -> int:
    """The firm of that name, made on first use."""
    found = store.scalar("SELECT no FROM companies WHERE name = :name COLLATE NOCASE", name=name)
    if found:
        return int(found)
    full, initials = _pinyin(name, person=False)
    return store.insert("companies", name=name, pinyin=full, initials=initials, created_at=clock.utc_text(clock.now()))


def edit(store: Store, no: int, values: dict[str, Any]) -> None:
    """Set what `values` names; an empty text clears. Keys as in `create`; phone & co. replace, add_phone/remove_phone adjust."""
    changed: dict[str, Any] = {key: values[key] or None for key in COLUMNS if key in values}
    if values.get("name"):
        full, initials = _pinyin(values["name"])
        changed |= {"name": values["name"], "pinyin": full, "initials": initials}
    if "company" in values:
        changed["company_no"] = company_number(store, values["company"]) if values["company"] else None
    if changed:
        store.update("customers", no, **changed)
    for kind in CONTACTS:
        _edit_contacts(store, no, kind, values)
    add_tags(store, no, values.get("tags") or ())
    set_fields(store, no, values.get("fields") or {})
    if values.get("referrer"):
        refer(store, no, values["referrer"])


def _edit_contacts(store: Store, no: int, kind: str, values: dict[str, Any]) -> None:
    if kind in values:
        wanted = [value for value in values[kind] if value]
        known = {normal(kind, value) for value in wanted}
        for point, _typed, compared in _points(store, no, kind):
            if compared not in known:
                store.delete("contact_points", point)
        add_contacts(store, no, kind, wanted)
    add_contacts(store, no, kind, values.get(f"add_{kind}") or ())
    remove_contacts(store, no, kind, values.get(f"remove_{kind}") or ())


def contacts(store: Store, no: int, kind: str) -> list[str]:
    """The contacts of one kind as typed."""
    return store.column("SELECT value FROM contact_points WHERE customer_no = :no AND kind = :kind ORDER BY no", no=no, kind=kind)


def add_contacts(store: Store, no: int, kind: str, values: Iterable[str]) -> None:
    """Add contacts that the customer does not have yet."""
    known = set(store.column("SELECT normal FROM contact_points WHERE customer_no = :no AND kind = :kind", no=no, kind=kind))
    for value in values:
        compared = normal(kind, value)
        if compared not in known:
            store.insert("contact_points", customer_no=no, kind=kind, value=value, normal=compared)
            known.add(compared)


def remove_contacts(store: Store, no: int, kind: str, values: Iterable[str]) -> None:
    """Remove contacts in any spelling. Raises UsageError for one that the customer does not have."""
    held = _points(store, no, kind)
    for value in values:
        gone = [point for point, typed, compared in held if compared == normal(kind, value) or typed == value]
        if not gone:
            raise UsageError(t("This customer has no contact {value!r}.", value=value))
        for point in gone:
            store.delete("contact_points", point)


def _points(store: Store, no: int, kind: str) -> list[tuple[int, str, str]]:
    """Number, spelling and what is compared of the contacts of one kind."""
    sql = "SELECT no, value, normal FROM contact_points WHERE customer_no = :no AND kind = :kind ORDER BY no"
    return list(store.iterate(sql, no=no, kind=kind))


def add_tags(store: Store, no: int, tags: Iterable[str]) -> None:
    """Add tags; one that is there already stays."""
    known = {tag.casefold() for tag in store.column("SELECT tag FROM tags WHERE customer_no = :no", no=no)}
    for tag in tags:
        if tag.casefold() not in known:
            store.insert("tags", customer_no=no, tag=tag)
            known.add(tag.casefold())


def remove_tags(store: Store, no: int, tags: Iterable[str]) -> None:
    """Remove tags; one that is not there does not matter."""
    for tag in tags:
        for row in store.column("SELECT no FROM tags WHERE customer_no = :no AND tag = :tag COLLATE NOCASE", no=no, tag=tag):
            store.delete("tags", row)


def set_fields(store: Store, no: int, values: dict[str, str]) -> None:
    """Set portrait fields by name; an empty value forgets it. A field that does not exist yet is made."""
    for name, given in values.items():
        found = fields.find(store, name)
        number, kind = (found[0], found[2]) if found else (fields.add(store, name), "text")
        existing = store.scalar("SELECT no FROM field_values WHERE customer_no = :no AND field_no = :field", no=no, field=number)
        if not given:
            if existing:
                store.delete("field_values", existing)
            continue
        value, at = fields.check(kind, given), clock.utc_text(clock.now())
        if existing:
            store.update("field_values", existing, value=value, at=at)
        else:
            store.insert("field_values", customer_no=no, field_no=number, value=value, at=at)


def refer(store: Store, no: int, referrer: int) -> None:
    """Keep who referred the customer, one at a time."""
    from crmcli.customers import relations

    relations.relate(store, no, referrer, "referred_by")


def sharing_contact(store: Store, no: int) -> list[Ref]:
    """Other customers with one of this customer's phones, mails or WeChat ids: a finding to tell, not an error."""
    return store.rows(
        make_ref,
        f"""SELECT DISTINCT {REF} FROM contact_points p
          JOIN contact_points other ON other.normal = p.normal AND other.kind = p.kind AND other.customer_no <> p.customer_no
          JOIN customers c ON c.no = other.customer_no {FIRM} WHERE p.customer_no = :no""",
        no=no,
    )


def reachable(store: Store, no: int) -> bool:
    """Whether the customer can be reached at all: a contact of their own, or an address."""
    return bool(
        store.scalar(
            (
                "SELECT EXISTS (SELECT 1 FROM contact_points WHERE customer_no = :no) OR EXISTS (SELECT 1 FROM "
                "customers WHERE no = :no AND address IS NOT NULL)"
            ),
            no=no,
        )
    )


def remove(store: Store, no: int) -> dict[str, int]:
    """Remove the customer with all that belongs to them; returns what went, by table."""
    owned = ("touches", "interactions", "followups", "orders", "payments", "qualifications", "losses")
    counts = {table: store.scalar(f"SELECT count(*) FROM {table} WHERE customer_no = :no", no=no) for table in owned}
    store.delete("customers", no)
    return {table: number for table, number in counts.items() if number}


def park(store: Store, no: int, until: str, reason: str | None) -> None:
    """Rest the customer until a day (wall-clock text); a customer who rests already gets the new day."""
    wake(store, no)
    store.insert("parkings", customer_no=no, at=clock.utc_text(clock.now()), until=until, reason=reason)


def wake(store: Store, no: int) -> bool:
    """End the customer's rest; whether there was one."""
    resting = store.column("SELECT no FROM parkings WHERE customer_no = :no AND woken_at IS NULL", no=no)
    for parking in resting:
        store.update("parkings", parking, woken_at=clock.utc_text(clock.now()))
    return bool(resting)


class NoteInput(NamedTuple):
    """A note, call, message or visit that is to be kept; `at` a stored instant, the rest codes."""

    text: str
    at: str
    kind: str = "note"
    channel: str | None = None
    direction: str | None = None


def add_note(store: Store, customer_no: int, note: NoteInput) -> int:
    """Keep a note; returns its number."""
    return store.insert(
        "interactions", customer_no=customer_no, at=note.at, kind=note.kind, channel=note.channel, direction=note.direction,
        text=note.text, created_at=clock.utc_text(clock.now()),
    )  # fmt: skip
