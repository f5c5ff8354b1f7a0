"""What is derived about a customer, as SQL over `c`: where they stand is never stored, so that it cannot go stale."""

from __future__ import annotations

# Parked while the latest parking is not woken. Lost when the latest close is a loss that nobody reopened and nothing
# followed; an order and a loss of one day are told apart by their number in the journal order (created_at).
PARKED = "EXISTS (SELECT 1 FROM parkings k WHERE k.customer_no = c.no AND k.woken_at IS NULL)"
_LAST_LOSS = "(SELECT max(l.date || 'T' || l.created_at) FROM losses l WHERE l.customer_no = c.no AND l.reopened_at IS NULL)"
_LAST_ORDER = "(SELECT max(o.date || 'T' || o.created_at) FROM sales o WHERE o.customer_no = c.no)"
# The first instant that a close of a date no longer covers: local midnight after it.
AFTER = "strftime('%Y-%m-%dT%H:%M:%fZ', {date}, '+1 day', 'utc')"
_LAST_CLOSE = f"""(SELECT max({AFTER.format(date="x.date")}) FROM (
  SELECT max(date) AS date FROM sales WHERE customer_no = c.no {{which}}
  UNION ALL SELECT max(date) FROM losses WHERE customer_no = c.no AND reopened_at IS NULL {{which}}) x)"""
LAST_CLOSE = _LAST_CLOSE.format(which="")
# A close without a deal's name ends every run; one with a name that deal's alone.
_CLOSE_OF_ALL = _LAST_CLOSE.format(which="AND deal IS NULL")
_CLOSE_OF_DEAL = f"""SELECT 1 FROM (SELECT date, deal FROM sales WHERE customer_no = c.no
  UNION ALL SELECT date, deal FROM losses WHERE customer_no = c.no AND reopened_at IS NULL) x
  WHERE x.deal = t.deal AND {AFTER.format(date="x.date")} > t.at"""
# Over a touch `t` at the node `n`: no after-sales node, and behind all that closed its deal.
STILL_OPEN = (
    f"(n.role <> 'after' AND t.at >= coalesce({_CLOSE_OF_ALL}, '') AND (t.deal IS NULL OR NOT EXISTS ({_CLOSE_OF_DEAL})))"
)
OPEN_RUN = f"""EXISTS (SELECT 1 FROM touches t JOIN nodes n ON n.no = t.node_no WHERE t.customer_no = c.no AND {STILL_OPEN})"""
# A touch `t` of the customer `c` at a won node `n` that no order and no loss of its deal followed by :as_of, on the day :day.
SIGNED_TOUCH = f"""(n.role = 'won' AND t.at <= {{as_of}} AND NOT EXISTS (SELECT 1 FROM (
  SELECT date, deal FROM sales WHERE customer_no = c.no
  UNION ALL SELECT date, deal FROM losses WHERE customer_no = c.no AND (reopened_at IS NULL OR reopened_at > {{as_of}})) x
  WHERE x.date <= {{day}} AND (x.deal IS NULL OR x.deal = t.deal) AND {AFTER.format(date="x.date")} > t.at))"""
# Signed, and the order is not recorded: told as such, never as stalled or as wanting a next step.
SIGNED = f"""EXISTS (SELECT 1 FROM touches t JOIN nodes n ON n.no = t.node_no
  WHERE t.customer_no = c.no AND {SIGNED_TOUCH.format(as_of="'9999'", day="'9999'")})"""
_HAS_LOSS = "EXISTS (SELECT 1 FROM losses l WHERE l.customer_no = c.no AND l.reopened_at IS NULL)"  # most have none
LOST = f"({_HAS_LOSS} AND {_LAST_LOSS} > coalesce({_LAST_ORDER}, '') AND NOT {OPEN_RUN})"
BOUGHT = "EXISTS (SELECT 1 FROM sales o WHERE o.customer_no = c.no)"
STATUS_SQL = f"(CASE WHEN {PARKED} THEN 'parked' WHEN {LOST} THEN 'lost' WHEN {BOUGHT} THEN 'customer' ELSE 'lead' END)"
# Open customers want a next step: an open run, or added by hand and not yet sold, lost or parked.
OPEN = f"({OPEN_RUN} OR (c.origin = 'hand' AND NOT {BOUGHT} AND NOT {LOST} AND NOT {PARKED}))"

LAST_NODE = "(SELECT t.node_no FROM touches t WHERE t.customer_no = c.no ORDER BY t.at DESC, t.no DESC LIMIT 1)"
# Two-way contact: a touch or note that was not an unanswered try; a bare note without channel is no contact.
LAST_CONTACT = """nullif(max(
  coalesce((SELECT t.at FROM touches t WHERE t.customer_no = c.no AND t.direction IS NOT 'no_answer'
    ORDER BY t.at DESC LIMIT 1), ''),
  coalesce((SELECT i.at FROM interactions i WHERE i.customer_no = c.no AND i.channel IS NOT NULL
    AND i.direction IS NOT 'no_answer' ORDER BY i.at DESC LIMIT 1), '')), '')"""
LAST_ORDER = "(SELECT max(o.date) FROM sales o WHERE o.customer_no = c.no)"
# The local day from which silence counts: the last contact or order, else the day they were added. Contact alone is what a deal
# wants (stalled); a contact interval also counts payments and what was ticked off (followups/cadence).
SILENT_SINCE = f"""coalesce(nullif(max(coalesce(date({LAST_CONTACT}, 'localtime'), ''), coalesce({LAST_ORDER}, '')), ''),
  date(c.created_at, 'localtime'))"""
NEXT_DUE = """(SELECT min(max(u.due, coalesce(u.snoozed_until, ''))) FROM followups u
  WHERE u.customer_no = c.no AND u.kind = 'followup' AND u.done_at IS NULL AND u.cancelled_at IS NULL)"""


def judged(column: str) -> str:
    """The latest judgement of one kind (verdict, grade, sign_by, amount) as SQL."""
    return f"""(SELECT q.{column} FROM qualifications q WHERE q.customer_no = c.no AND q.{column} IS NOT NULL
  ORDER BY q.at DESC, q.no DESC LIMIT 1)"""


# The amount expected of the deal that is open: what was said before the last order, up to its day, has come true or not.
EXPECTED = """(SELECT q.amount FROM qualifications q WHERE q.customer_no = c.no AND q.amount IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM sales o WHERE o.customer_no = c.no AND o.date >= date(q.at, 'localtime'))
  ORDER BY q.at DESC, q.no DESC LIMIT 1)"""


# The signing dates and amounts said since the last close, the oldest first, as a JSON list of pairs: their drift. The plus:
# no close is looked for where nothing was said.
SAID = f"""(SELECT json_group_array(json_array(q.sign_by, q.amount)) FROM (SELECT sign_by, amount FROM qualifications
  WHERE customer_no = c.no AND (sign_by IS NOT NULL OR amount IS NOT NULL) AND +at >= coalesce({LAST_CLOSE}, '') ORDER BY at, no) q)"""  # noqa: E501
