"""What a filter asks of a customer's orders."""

from __future__ import annotations

from crmcli.customers import derived_sql
from crmcli.customers.filter_terms import Condition, day, exists, money, number, text_of_rows, whole_number

_ORDERS = "(SELECT {what} FROM sales o WHERE o.customer_no = c.no)"

FIELDS: dict[str, Condition] = {
    "spent": money(_ORDERS.format(what="coalesce(sum(o.amount) FILTER (WHERE o.currency IS NULL), 0)")),
    "orders": number(_ORDERS.format(what="count(*)"), whole_number),
    "last_order": day(derived_sql.LAST_ORDER, ahead=False),
    "bought": text_of_rows("sales x JOIN order_lines l ON l.order_no = x.no JOIN products p ON p.no = l.product_no", "p.name"),
}
HAS = {"orders": exists("sales")}
