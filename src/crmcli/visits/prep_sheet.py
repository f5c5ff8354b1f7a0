"""The prep sheet as pure rules: what is known goes in, sections for one page come out; what is unknown becomes blank and
question.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crmcli.core.i18n import listed, t
from crmcli.visits import visit_checklist
from crmcli.visits.model import Line, Objection, Section
from crmcli.visits.vocabulary import CLOSINGS, OBJECTIONS

MOST_QUESTIONS = 9
_MOST_LINES = 4
_MOST_NAMES = 6


class PrepFacts(NamedTuple):
    """What the file knows before a visit: finished lines of text, topics by code, the book of objections best first.

    `unasked` are fields of the portrait without a value, `untold` musts of lead quality without an answer.
    """

    background: tuple[Line, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    organisation: tuple[Line, ...] = ()
    promises: tuple[str, ...] = ()
    worries: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    introduced_by: str | None = None
    book: tuple[Objection, ...] = ()
    valuable: bool = False
    is_firm: bool = True


def sheet(known: PrepFacts, purpose: str) -> tuple[Section, ...]:
    """The sections of the prep sheet for a visit of that purpose, in the order of the procedure.

    One who buys for themselves has no position in a trade and no needs of an organisation.
    """
    found = dict(known.topics)
    sections = (
        Section("background", t("Background"), "text", known.background or (Line(""),)),
        Section("before", t("Before you go"), "text", tuple(_before(known, found))),
        Section("organisation", t("Organization"), "text", known.organisation or (Line(""),)),
        Section("firm_needs", t("Needs of the organization"), "text", _about(visit_checklist.OF_FIRM, found)),
        Section("person_needs", t("Needs of the person"), "text", _about(visit_checklist.OF_PERSON, found)),
        Section("open", t("Open questions"), "text", _open(known)),
        Section("questions", t("Questions for the visit"), "ask", tuple(Line("", one) for one in questions(known, purpose))),
        Section("proof", t("Proof to bring"), "tick", _proof(known)),
        Section("objections", t("Objections and answers"), "text", expected(known.book, known.worries)),
        Section("closing", t("Closing method"), "tick", _closings(closing(known, purpose))),
    )
    return tuple(one for one in sections if known.is_firm or one.code != "firm_needs")


def _about(group: Iterable[visit_checklist.Topic], found: dict[str, str]) -> tuple[Line, ...]:
    return tuple(Line(t(topic.label), found.get(topic.code)) for topic in group)


def _before(known: PrepFacts, found: dict[str, str]) -> Iterable[Line]:
    """Position, suppliers, latent needs; a rival who courts them is a supplier too."""
    rivals = t("Competitors: {names}", names=listed(known.rivals[:_MOST_NAMES])) if known.rivals else None
    for topic in _wanted(known):
        also = rivals if topic.code == "suppliers" else None
        yield Line(t(topic.label), " · ".join(filter(None, (found.get(topic.code), also))) or None)


def _wanted(known: PrepFacts) -> tuple[visit_checklist.Topic, ...]:
    return visit_checklist.BEFORE if known.is_firm else visit_checklist.BEFORE[1:]


def _open(known: PrepFacts) -> tuple[Line, ...]:
    """Promises and worries; one blank of each kind where there is none."""
    lines = []
    for label, texts in ((t("Promised"), known.promises), (t("Concern"), known.worries)):
        lines += [Line(label, text) for text in some(texts)] or [Line(label)]
    return tuple(lines)


def some(texts: Sequence[str]) -> Iterator[str]:
    """As many as a page can bear, the last one saying how many more there are."""
    for number, text in enumerate(texts[:_MOST_LINES], 1):
        rest = len(texts) - number if number == _MOST_LINES else 0
        yield f"{text} {t('(and {count} more)', count=rest)}" if rest else text


def questions(known: PrepFacts, purpose: str) -> tuple[str, ...]:
    """What to ask: for the purpose, for each gap of the sheet, then what the node and the portrait still want; none twice."""
    found = dict(known.topics)
    asked = [t(one) for one in visit_checklist.QUESTIONS[purpose]]
    asked += [t(visit_checklist.ASK_BACKGROUND)] if known.is_firm and not known.background else []
    asked += [t(topic.question) for topic in _wanted(known) if topic.code not in found]
    asked += [t(visit_checklist.ASK_ORGANISATION)] if not known.organisation else []
    groups = ((visit_checklist.OF_FIRM, visit_checklist.ASK_FIRM), (visit_checklist.OF_PERSON, visit_checklist.ASK_PERSON))
    for group, question in groups[0 if known.is_firm else 1 :]:
        asked += [t(question)] if not any(topic.code in found for topic in group) else []
    unasked = tuple(name for name in known.unasked if name not in known.untold)
    gaps = [t("Not known yet: {names}", names=listed(names[:_MOST_NAMES])) for names in (known.untold, unasked) if names]
    return (*list(dict.fromkeys([*known.questions[:2], *asked]))[: MOST_QUESTIONS - len(gaps)], *gaps)


def _proof(known: PrepFacts) -> tuple[Line, ...]:
    """The four grounds of trust, an introduction by name where there is one, then the materials of the next node."""
    *grounds, introduction = (t(one) for one in visit_checklist.PROOF)
    known_to = Line(introduction, known.introduced_by) if known.introduced_by else Line("", introduction)
    return (*(Line("", one) for one in grounds), known_to, *(Line("", one) for one in some(known.materials)))


def expected(book: Iterable[Objection], worries: Iterable[str]) -> tuple[Line, ...]:
    """A line a kind of objection: those the worries announce first, each with the best answer of the book or a blank."""
    announced = "\n".join(worries).casefold()
    best: dict[str, Objection] = {}
    for one in sorted(book, key=lambda one: one.answer is None):
        best.setdefault(one.kind.code, one)
    kinds = sorted(OBJECTIONS.codes(), key=lambda code: (not _announces(announced, code), code not in best))
    return tuple(_answered(code, best.get(code)) for code in kinds)


def _announces(text: str, kind: str) -> bool:
    return any(word in text for word in visit_checklist.SIGNS_OF[kind])


def _answered(kind: str, one: Objection | None) -> Line:
    if one is None:
        return Line(OBJECTIONS.label(kind))
    return Line(OBJECTIONS.label(kind) + t(" ('{text}')", text=one.text), one.answer)


def closing(known: PrepFacts, purpose: str) -> str:
    """The closing method to begin with: to sign, an incentive against a worry, assumptive where the lead is worth it,
    else alternative; every other purpose only tries.
    """
    if purpose != "sign":
        return "trial"
    if known.worries:
        return "incentive"
    return "assumptive" if known.valuable else "alternative"


def _closings(first: str) -> tuple[Line, ...]:
    """All four, the one to begin with in front and named so."""
    codes = sorted(CLOSINGS.codes(), key=lambda code: code != first)
    how = {code: t(visit_checklist.HOW_TO_CLOSE[code]) for code in codes}
    return tuple(Line(CLOSINGS.label(code), f"{how[code]}{t(' (suggested)') if code == first else ''}") for code in codes)
