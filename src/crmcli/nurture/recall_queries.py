"""Messages kept for later, who was recalled, and how many of them came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from crmcli.core import clock
from crmcli.core.choices import Coded
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.core.text import as_argument
from crmcli.followups.model import RECALL_WINDOW
from crmcli.nurture import workload
from crmcli.nurture.model import WAYS, Revival, Template
from crmcli.storage.store import Store

_SINCE = "date(x.at, 'localtime') BETWEEN date(r.at, 'localtime') AND date(r.at, 'localtime', :window) AND x.created_at >= r.at"
_CAME = "(x.direction = 'in' OR x.reaction = 'positive')"
# A rest that is only moved ends and begins at once: that is no awakening.
_WOKEN = """SELECT 1 FROM parkings x WHERE x.customer_no = r.customer_no AND x.woken_at >= r.at
  AND date(x.woken_at, 'localtime') <= date(r.at, 'localtime', :window)
  AND NOT EXISTS (SELECT 1 FROM parkings y WHERE y.customer_no = x.customer_no AND y.no > x.no
    AND julianday(y.at) < julianday(x.woken_at) + 1 / 86400.0)"""
_BACK = f"""(EXISTS (SELECT 1 FROM touches x WHERE x.customer_no = r.customer_no AND {_SINCE} AND {_CAME})
  OR EXISTS (SELECT 1 FROM interactions x WHERE x.customer_no = r.customer_no AND {_SINCE} AND {_CAME})
  OR EXISTS ({_WOKEN})
  OR EXISTS (SELECT 1 FROM sales x WHERE x.customer_no = r.customer_no AND x.created_at >= r.at
    AND x.date BETWEEN date(r.at, 'localtime') AND date(r.at, 'localtime', :window)))"""
_REVIVAL = f"""SELECT way, count(*), sum(back), sum(NOT back AND at > :ripe)
  FROM (SELECT r.way, r.at, {_BACK} AS back FROM recalls r) GROUP BY way ORDER BY way"""


def recalled(store: Store, way: str, texts: Iterable[tuple[int, str]]) -> None:
    """Keep that these customers were recalled now: (customer number, what was planned or written)."""
    now = clock.utc_text(clock.now())
    store.insert_many("recalls", ("customer_no", "at", "way", "text"), [(no, now, way, text) for no, text in texts])


def revival_rate(store: Store, now: datetime) -> list[Revival]:
    """How many came back, by way, and in all where there are several ways; nothing where nobody was recalled."""
    ripe = clock.utc_text(now - timedelta(days=RECALL_WINDOW))
    rows = [
        (Coded(way, WAYS.label(way)), *counts)
        for way, *counts in store.iterate(_REVIVAL, window=f"+{RECALL_WINDOW} days", ripe=ripe)
    ]
    if len(rows) > 1:
        rows.append((Coded("all", t("in total")), *(sum(row[place] for row in rows) for place in (1, 2, 3))))
    return [Revival(way, count, back, pending, workload.share(back, count)) for way, count, back, pending in rows]


def templates(store: Store) -> list[Template]:
    """All messages by name."""
    return store.rows(Template, "SELECT no, name, text FROM templates ORDER BY name")


def template(store: Store, name: str) -> Template:
    """The message of that name; raises NotFoundError that lists what there is."""
    found = store.one(Template, "SELECT no, name, text FROM templates WHERE name = :name COLLATE NOCASE", name=name)
    if found is None:
        from crmcli.core import near_matches

        known = [one.name for one in templates(store)]
        there_are = t("Available: {known}", known=", ".join(known)) if known else t("Save one: crm template add NAME TEXT")
        raise NotFoundError(t("{name!r} is not a template.", name=name), near_matches.hint(name, known, there_are))
    return found


def keep_template(store: Store, name: str, text: str) -> Template:
    """Keep a message; raises RefusedError where the name is taken."""
    if store.scalar("SELECT EXISTS (SELECT 1 FROM templates WHERE name = :name COLLATE NOCASE)", name=name):
        raise RefusedError(
            t("A template named {name} already exists.", name=name),
            t("Remove it first: crm template rm {name}", name=as_argument(name)),
        )
    store.insert("templates", name=name, text=text, created_at=clock.utc_text(clock.now()))
    return template(store, name)


def remove_template(store: Store, one: Template) -> None:
    """Remove the message."""
    store.delete("templates", one.no)
