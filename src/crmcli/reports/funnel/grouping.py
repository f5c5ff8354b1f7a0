"""crm funnel --by: the same funnel for each source, tag, grade or month of entering."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.core.choices import Coded
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import both, listed, t
from crmcli.customers import lead_sources
from crmcli.customers.vocabulary import GRADE
from crmcli.reports.funnel.calc import Crowd, Funnel
from crmcli.reports.funnel.query import FunnelReader


class Part(NamedTuple):
    """The funnel of a group; `group` is None for everybody, and its code empty for those of whom it is not known."""

    group: Coded | None
    funnel: Funnel


def parts(reader: FunnelReader, by: str, whole: Funnel) -> list[Part]:
    """Everybody, then each group in which somebody entered: the largest first, grades and months in their own order.

    A customer with several tags counts in each of them. Presets of sources count together in either language, and with
    their sub-channels.
    """
    entered = whole.sets.entered
    members = {code: found & entered for code, found in _members(reader, by).items()}
    known = _ordered(by, {code: found for code, found in members.items() if found})
    rest = entered - set().union(*(found for _code, found in known))
    groups = [(_coded(by, code), found) for code, found in [*known, *([("", rest)] if rest else [])]]
    return [Part(None, whole), *(Part(group, _only(reader, whole, found)) for group, found in groups)]


def chosen(found: Sequence[Part], name: str) -> Part:
    """The group of that code or label, in either language. Raises NotFoundError that lists the groups there are."""
    groups = [part for part in found if part.group]
    for part in groups:
        if part.group and name.strip().casefold() in _names(part.group):
            return part
    from crmcli.core import near_matches

    known = [part.group.label for part in groups if part.group]
    hint = near_matches.hint(name, known, t("Available: {known}", known=listed(known)) if known else "")
    raise NotFoundError(t("{name!r} is not a group.", name=name), hint)


def _names(group: Coded) -> set[str]:
    english = {"": "not known"}.get(group.code) or GRADE.labels.get(group.code) or group.code
    return {word.casefold() for word in (*group, *both(english))}


def _members(reader: FunnelReader, by: str) -> Mapping[str, Crowd]:
    """By code, all customers of the group, entered or not."""
    found = defaultdict[str, set[int]](set)
    for no, text in reader.iterate(_sql(reader, by)):
        found[lead_sources.channel(text) if by == "source" else text].add(no)
    return found


def _sql(reader: FunnelReader, by: str) -> str:
    if by == "tag":
        return """SELECT customer_no, least FROM tags JOIN (SELECT tag AS any, min(tag COLLATE BINARY) AS least FROM tags
          GROUP BY tag COLLATE NOCASE) ON any = tag COLLATE NOCASE"""
    code = {
        "source": "nullif(trim(c.source), '')",
        "grade": """(SELECT q.grade FROM qualifications q WHERE q.customer_no = c.no AND q.grade IS NOT NULL AND q.at <= :as_of
          ORDER BY q.at DESC, q.no DESC LIMIT 1)""",
        "month": f"strftime('%Y-%m', {reader.first_touch()}, 'localtime')",
    }[by]
    return f"SELECT no, code FROM (SELECT c.no, {code} AS code FROM customers c LIMIT -1) WHERE code IS NOT NULL"


def _ordered(by: str, members: dict[str, Crowd]) -> list[tuple[str, Crowd]]:
    if by == "grade":
        return [(code, members[code]) for code in GRADE.codes() if code in members]
    if by == "month":
        return sorted(members.items())
    return sorted(members.items(), key=lambda one: (-len(one[1]), one[0]))


def _coded(by: str, code: str) -> Coded:
    if not code:
        return Coded("", t("not known"))
    if by == "source":
        return lead_sources.coded(code)
    return Coded(code, GRADE.label(code) if by == "grade" else code)


def _only(reader: FunnelReader, whole: Funnel, members: Crowd) -> Funnel:
    """The funnel of those who entered and are among `members`."""
    return Funnel(whole.places, whole.sets.among(members), [reader.bottom(one.kind, members) for one in whole.bottoms])
