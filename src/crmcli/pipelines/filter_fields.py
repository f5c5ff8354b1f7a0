"""What a filter asks of a customer's deals: their node, and what was judged."""

from __future__ import annotations

from crmcli.core import former_names
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.filter_terms import Condition, FilterTerm, coded, day, exists, money, plain_value, text_of_rows
from crmcli.customers.vocabulary import GRADE, VERDICT
from crmcli.storage.store import Store


def _node(term: FilterTerm) -> str:
    """Where the customer stands: the node of the latest touch. Raises UsageError where no pipeline has such a node."""
    value = plain_value(term)
    named = "SELECT n.no FROM nodes n WHERE n.name = :value COLLATE NOCASE OR n.alias = :value COLLATE NOCASE"
    if term.store.scalar(named, value=value) is None:
        value = former_names.node(value)
    if term.store.scalar(named, value=value) is None:
        raise _no_node(term.store, value)
    return f"{derived_sql.LAST_NODE} IN ({named.replace(':value', term.bind(value))})"


def _no_node(store: Store, value: str) -> UsageError:
    from crmcli.core import near_matches
    from crmcli.core.i18n import listed

    names = store.column("SELECT name FROM nodes WHERE retired_at IS NULL ORDER BY pipeline_no, position")
    aliases = store.column("SELECT alias FROM nodes WHERE retired_at IS NULL AND alias IS NOT NULL")
    hint = near_matches.hint(value, [*names, *aliases], t("Available: {known}", known=listed(dict.fromkeys(names))))
    return UsageError(t("{name!r} is not a node.", name=value), hint)


def _expected(term: FilterTerm) -> str:
    """The amount expected; a date means the day of signing, as the field did before it took amounts."""
    try:
        return money(derived_sql.judged("amount"))(term)
    except UsageError:
        try:
            return _signing(term)
        except UsageError:
            pass
        raise


_signing = day(derived_sql.judged("sign_by"), ahead=True)


FIELDS: dict[str, Condition] = {
    "grade": coded(derived_sql.judged("grade"), GRADE),
    "verdict": coded(derived_sql.judged("verdict"), VERDICT),
    "node": _node,
    "deal": text_of_rows("touches x", "x.deal"),
    "expected": _expected,
    "sign_by": _signing,
}
HAS = {
    "node": exists("touches"),
    "deal": exists("touches", "x.deal IS NOT NULL"),
    "grade": f"{derived_sql.judged('grade')} IS NOT NULL",
    "verdict": f"{derived_sql.judged('verdict')} IS NOT NULL",
    "expected": f"{derived_sql.judged('amount')} IS NOT NULL",
    "sign_by": f"{derived_sql.judged('sign_by')} IS NOT NULL",
}
