"""How a customer and a firm look on one screen: only what has something to say, labels aligned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from crmcli.core import clock, region, text
from crmcli.core.dates.birthdays import birthday_text
from crmcli.core.i18n import listed, t
from crmcli.core.money import money_text
from crmcli.customers import lead_quality, org_chart
from crmcli.customers.concerns_and_competitors import Concern
from crmcli.customers.drift import moves
from crmcli.customers.events import Event, JointEvent
from crmcli.customers.model import FIELDS, Field
from crmcli.customers.refs import Ref
from crmcli.followups.kinds import kind_of
from crmcli.overview.customer_view import LAST, LAST_OF_FIRM, CompanyView, Money, NextStep, Person, View
from crmcli.overview.deal_progress import Path, Step
from crmcli.radar.model import STALE_DAYS
from crmcli.terminal import key_value_view, screen, stream
from crmcli.terminal.key_value_view import Fact, fact
from crmcli.terminal.screen import Piece

_STEPS, _ASKED, _ASKED_THERE, _MATERIALS, _FACTS, _PEOPLE = 5, 5, 3, 2, 3, 12
_ROOM_OF_NEWEST, _ROOM_OF_OTHERS, _LABELS = 240, 110, 11  # columns: of the newest text, of others at most, of the labels at least
_DOT = 3  # columns of " · "
_MARKS = {"been": "✓", "here": "●", "ahead": "○"}
_STEP_STYLES: dict[str, screen.Style] = {"here": "bold", "ahead": "dim"}
_STYLES: dict[str, screen.Style] = {"overdue": "red", "today": "green", "later": "dim"}


def draw(one: View) -> None:
    """One customer."""
    firm = one.company if one.company != one.name else None
    beside = (firm, *(_column(one, field) for field in FIELDS if field.place == "head"))
    _head([(f"{one.name}  c{one.no}  {one.status.label}", "bold"), *filter(None, beside)])
    key_value_view.draw([*_who(one), *_where(one), *_worth(one), *_line(one), *_plane(one)])


def _head(pieces: Sequence[Piece]) -> None:
    for line in screen.wrap_pieces(pieces, " · ", screen.width()):
        stream.write(line + "\n")


def _column(one: View, field: Field) -> str | None:
    """What holds in a column, for people."""
    value = getattr(one, field.name)
    return value and field.shown(value)


def _who(one: View) -> Iterator[Fact]:
    reach = [*map(region.dialled, one.phones), *_named(t("WeChat"), one.wechat), *one.emails, *_named("QQ", one.qq)]
    yield fact(t("Contact"), *(reach or [t("no contact details yet")]), joins="who")
    referred = {"source": one.referrer and t("referred by {name}", name=one.referrer)}
    for field in (field for field in FIELDS if field.place == "line"):
        if field.kind == "tags":
            yield fact(t(field.label), *one.tags, between=" ", joins="who")
        else:
            yield fact(t(field.label), _column(one, field), referred.get(field.name), joins="who")
    yield fact(t("Yearly dates"), *(f"{day.name} {birthday_text(day.date)}" for day in one.occasions), joins="who")
    yield fact(t("Relations"), *_relations(one), joins="who")


def _named(label: str, value: str | None) -> list[str]:
    return [f"{label} {value}"] if value else []


def _relations(one: View) -> Iterator[str]:
    """Both sides of each relation in words; the referrer stands beside the source."""
    out: dict[str, list[str]] = {}
    for each in one.relations:
        mine = each.customer.no == one.no
        key = each.kind.code if mine or each.kind.code == "family" else f"{each.kind.code} <"
        out.setdefault(key, []).append(each.other.name if mine else each.customer.name)
    sentences = {
        "reports_to": t("reports to {names}"), "reports_to <": t("leads {names}"), "decides_for": t("decides for {names}"),
        "decides_for <": t("decided by {names}"), "family": t("family: {names}"), "referred_by <": t("referred {names}"),
    }  # fmt: skip
    for key, sentence in sentences.items():
        if key in out:
            yield sentence.format(names=listed(out[key]))


def _where(one: View) -> Iterator[Fact]:
    yield Fact(t("Nodes"), [_path(path, alone=len(one.paths) == 1) for path in one.paths], "  ")
    yield fact(t("Qualification"), *_judgement(one), joins="where")
    yield fact(t("Drift"), " · ".join(map(str, moves(one.drift, one.currency))), joins="where")
    yield fact(t("Check"), *((warning.label, "yellow") for warning in one.warnings), joins="where")
    if one.intent.code != "unknown":
        yield fact(t("Buying intent"), one.intent.label, *(reason.label for reason in one.intent_reasons), joins="where")
    yield fact(t("Signs"), *map(str, lead_quality.summary(one.signs)), joins="where")
    yield fact(t("Concerns"), *map(_concern, one.worries), joins="where")
    yield fact(t("Competitors"), *map(_concern, one.rivals), joins="where")


def _path(path: Path, *, alone: bool) -> list[Piece]:
    """All nodes; of several deals the name and where each has been, so that they still fit one screen."""
    if alone:
        return [_step(step) for step in path.steps]
    return [f"[{path.deal or t('(no name)')}]", *(_step(step) for step in path.steps if step.mark.code != "ahead")]


def _step(step: Step) -> Piece:
    """`✓First contact 11-10`, `●Quotation 11-18 (3 d)`, `○Negotiation`."""
    words = [_MARKS[step.mark.code] + step.node]
    if step.at:
        words.append(_day(clock.from_utc_text(step.at).date()))
    if step.days:
        words.append(t("({days} d)", days=step.days))
    return " ".join(words), _STEP_STYLES.get(step.mark.code, "")


def _day(day: date) -> str:
    """Month and day; the year too where it is another one."""
    return f"{day:%m-%d}" if day.year == clock.today().year else day.isoformat()


def _judgement(one: View) -> list[Piece]:
    amount = None if one.expected_amount is None else money_text(one.expected_amount, one.currency)
    sign_by = one.expected_on and t("sign by {date}", date=one.expected_on)
    said = [part for part in (one.verdict and one.verdict.label, one.grade and one.grade.label, sign_by, amount) if part]
    if said or one.status.code != "lead":
        return [*said]
    return [(t("not qualified yet (crm qualify c{no})", no=one.no), "dim")]


def _concern(one: Concern) -> str:
    times = f" ×{one.times}" if one.times > 1 else ""
    return f"{one.text}{times} ({_day(clock.from_utc_text(one.at).date())})"


def _worth(one: View) -> Iterator[Fact]:
    yield fact(t("Money"), *_money(one.money))


def _money(said: Money) -> list[Piece]:
    if not said.orders and not said.paid:
        return []
    ordered, last = money_text(said.ordered, said.currency), said.last_on or "–"
    orders = t("orders: {count}, {amount}, last {date}", count=said.orders, amount=ordered, date=last) if said.orders else ""
    paid = t("paid {amount}", amount=money_text(said.paid, said.currency))
    still: Piece = (t("due {amount}", amount=money_text(said.open, said.currency)), "yellow") if said.open else ""
    return [piece for piece in (orders, paid, still) if piece]


def _line(one: View) -> Iterator[Fact]:
    more = one.events - len(one.last) if len(one.last) == LAST else 0
    hint = t("{count} more: crm timeline c{no}", count=more, no=one.no) if more else ""
    yield _events(one.last, hint)
    yield _next_steps(one.next_steps, t("nothing planned: crm next c{no} tomorrow …", no=one.no) if _wants_a_step(one) else "")


def _wants_a_step(one: View) -> bool:
    """An open deal, or a lead, wants a next step; a sold, lost or resting customer may have none."""
    planned = any(kind_of(step.kind.code).is_next_step for step in one.next_steps)
    return not planned and (one.status.code == "lead" or (one.status.code == "customer" and any(path.here for path in one.paths)))


def _events(events: Sequence[Event], hint: str) -> Fact:
    """The newest at length, the others on a line each; of a firm with whose each is."""
    dates = [f"{_day(clock.from_utc_text(event.at).date())}  " for event in events]
    labels = max(_LABELS, screen.display_width(t("Questions to ask")) + 2)
    room = max(min(screen.width() - labels - max(map(len, dates), default=0), _ROOM_OF_OTHERS), _ROOM_OF_OTHERS // 2)
    rows: list[list[Piece]] = []
    for number, event in enumerate(events):
        name = f"{event.customer.name}  " if isinstance(event, JointEvent) else ""
        text = f"{name}{event.node or event.kind.label}{t(': ') if event.text else ''}{event.text}"
        beside = screen.display_width(hint) + _DOT if number == len(events) - 1 else 0
        shared = room - beside if beside <= room // 2 else room
        rows.append([screen.shorten(text, shared if number else _ROOM_OF_NEWEST)])
    if hint:
        rows[-1].append((hint, "dim"))
    return Fact(t("Last"), rows, branches=[_branch(one) for one in dates])


def _branch(margin: str) -> tuple[str, str]:
    return margin, " " * len(margin)


def _next_steps(steps: Sequence[NextStep], nothing: str, *, named: bool = False) -> Fact:
    rows = [_next_step(one, named=named) for one in steps[:_STEPS]]
    dates = [f"{_due(one.due)}  {one.key}  " for one in steps[:_STEPS]]
    if len(steps) > _STEPS:
        rows.append([(t("… and {count} more", count=len(steps) - _STEPS), "dim")])
    if nothing:
        rows.append([(nothing, "yellow")])
    return Fact(t("Next"), rows, branches=[_branch(one) for one in [*dates, *[""] * (len(rows) - len(dates))]])


def _due(due: str) -> str:
    """`11-25 14:30`; the year too where it is another one."""
    day, _, time = due.partition("T")
    return " ".join(filter(None, (_day(date.fromisoformat(day)), time)))


def _next_step(one: NextStep, *, named: bool) -> list[Piece]:
    """What and why; the reasons of a wake-up and of a promise say that they are one."""
    kind = kind_of(one.kind.code)
    label = one.type.label if one.type and kind.is_next_step else one.kind.label
    what = one.text if kind.says_itself else f"{label}{t(': ') if one.text else ''}{one.text}"
    said: list[Piece] = [f"{one.customer}  {what}" if named else what, (one.reason.label, _STYLES.get(one.reason.code, ""))]
    return [piece for piece in said if screen.text_of(piece)]


def _plane(one: View) -> Iterator[Fact]:
    yield fact(t("Profile"), *(_aged(f"{each.field} {each.value}", each.age_days) for each in one.portrait))
    facts = [[_aged(f"{each.text}{f' [{each.source}]' if each.source else ''}", each.age_days)] for each in one.facts[:_FACTS]]
    yield Fact(t("Facts"), facts)
    following = one.next_node
    there = following.questions[:_ASKED_THERE] if following else []
    if following:
        materials = _some([each.text for each in following.materials], following.node)
        yield fact(t("Next node"), (following.node, "bold"), *materials)
    yield fact(t("Questions to ask"), *[*there, *map(str, one.ask)][:_ASKED], between=" ")


def _aged(text: str, days: int) -> Piece:
    """A fact with its age; an old one is coloured, since it may no longer be true."""
    return f"{text} ({_age(days)})", "yellow" if days > STALE_DAYS else ""


def _age(days: int) -> str:
    if days <= 0:
        return t("today")
    if days < 60:  # noqa: PLR2004 - two months are told in months
        return t("{days} d", days=days)
    return t("{months} mo", months=round(days / 30.4)) if days < 2 * 365 else t("{years} y", years=days // 365)


def _some(texts: Sequence[str], node: str) -> list[Piece]:
    """The first materials, and where the others stand."""
    shown: list[Piece] = [
        t("materials: {text}", text=texts[0]) if not number else text for number, text in enumerate(texts[:_MATERIALS])
    ]
    if len(texts) > _MATERIALS:
        shown.append((t("{count} more: crm node show {node}", count=len(texts) - _MATERIALS, node=node), "dim"))
    return shown


# The firm


def draw_company(one: CompanyView) -> None:
    """One firm with its people."""
    _head([(one.name, "bold"), t("people: {count}", count=one.customers)])
    more = one.events - len(one.last) if len(one.last) == LAST_OF_FIRM else 0
    hint = t("{count} more: crm timeline {name}", count=more, name=text.as_argument(one.name)) if more else ""
    key_value_view.draw([
        fact(t("Address"), one.address),
        fact(t("Note"), one.note),
        _people(one),
        fact(t("Money"), *_money(one.money)),
        fact(t("Concerns"), *map(_concern, one.worries)),
        fact(t("Competitors"), *map(_concern, one.rivals)),
        _events(one.last, hint),
        _next_steps(one.next_steps, "", named=True),
    ])  # fmt: skip


def _people(firm: CompanyView) -> Fact:
    """The organisation as a tree, a line a person; of a large firm those first of whom something is known."""
    bosses = {one.reports_to.no for one in firm.people if one.reports_to}
    people = {one.no: one for one in sorted(firm.people, key=lambda one: not (one.no in bosses or _has_a_place(one)))}
    tree = org_chart.chart(people, {no: one.reports_to.no for no, one in people.items() if one.reports_to})
    shown = tree if len(tree) <= _PEOPLE else tree[: _PEOPLE - 1]
    rows, branches = [_person(people[place.no], people) for place in shown], [(one.branch, one.below) for one in shown]
    if more := len(tree) - len(shown):
        whole = text.as_argument(f"company:{firm.name}")
        rows.append([(t("… and {count} more: crm list {filter}", count=more, filter=whole), "dim")])
        branches.append(("", ""))
    return Fact(t("People"), rows, branches=branches)


def _has_a_place(one: Person) -> bool:
    return bool(one.reports_to or one.decides_for or one.role or one.title)


def _person(one: Person, people: Mapping[int, Person]) -> list[Piece]:
    """A boss inside the firm stands above; one outside is named."""
    above = t("reports to {names}", names=str(one.reports_to)) if one.reports_to and one.reports_to.no not in people else ""
    decides: Piece = (t("decides for {names}", names=_names(one.decides_for)), "bold") if one.decides_for else ""
    family = t("family: {names}", names=_names(one.family)) if one.family else ""
    said = (
        f"{one.name} c{one.no}",
        one.title,
        one.role,
        above,
        decides,
        family,
        one.status.label,
        one.grade and one.grade.label,
        one.node,
    )
    return [piece for piece in said if piece]


def _names(refs: Sequence[Ref]) -> str:
    return listed(ref.name for ref in refs)
