"""What a filter asks of a customer's next steps."""

from __future__ import annotations

from crmcli.customers import derived_sql
from crmcli.customers.filter_terms import Condition, day, exists

FIELDS: dict[str, Condition] = {"due": day(derived_sql.NEXT_DUE, ahead=True)}
HAS = {"due": exists("followups", "x.kind = 'followup' AND x.done_at IS NULL AND x.cancelled_at IS NULL")}
