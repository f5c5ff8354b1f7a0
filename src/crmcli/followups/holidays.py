"""Lists of public holidays that the user brought: one setting of the file, replaced a year at a time."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded, mark
from crmcli.storage.store import Store

KINDS = Choices(mark("kind of day"), off=mark("Day off"), work=mark("Workday"))
_SETTING = "holidays"


class Holiday(NamedTuple):
    """A day of a list: `date` as YYYY-MM-DD, its kind, and what it is called."""

    date: str
    kind: Coded
    name: str | None

    @property
    def year(self) -> int:
        return int(self.date[:4])


def every(store: Store) -> list[Holiday]:
    """Read the days of all lists, in order of their dates."""
    kept = json.loads(store.get_setting(_SETTING, "[]") or "[]")
    return [Holiday(day, KINDS.shown(kind), name) for day, kind, name in kept]


def replace(store: Store, days: Sequence[Holiday]) -> list[int]:
    """Keep the days instead of all that is there of the same years; return those years of which there was a list."""
    years, kept = {one.year for one in days}, every(store)
    _keep(store, [*(one for one in kept if one.year not in years), *days])
    return sorted(years & {one.year for one in kept})


def remove(store: Store, year: int) -> list[Holiday]:
    """Forget the list of a year; return what it was, nothing where there was none."""
    kept = every(store)
    gone = [one for one in kept if one.year == year]
    if gone:
        _keep(store, [one for one in kept if one.year != year])
    return gone


def _keep(store: Store, days: Sequence[Holiday]) -> None:
    rows = sorted((one.date, one.kind.code, one.name) for one in days)
    store.ensure_file()
    store.set_setting(_SETTING, json.dumps(rows, ensure_ascii=False) if rows else None)
