"""The menu of `crm log`: node, details, time, next type, next date; every suggestion is one Enter away, q judges the lead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmcli.customers import recording
from crmcli.customers.rows import GRADE, VERDICT, Ref
from crmcli.followups.rows import TYPES
from crmcli.kernel import clock, dates
from crmcli.kernel.money import parse_money
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import ask
from crmcli.touches import db, judging, pipelines
from crmcli.touches.cli.log import Step
from crmcli.touches.pipelines import Node, Pipeline

_QUALIFY = object()
_OTHER = object()
# What usually comes after a node of each 5A stage, and in how many days; the seller's own habits come later.
_NEXT_TYPE = {"aware": "explore", "appeal": "nurture", "ask": "nurture", "act": "close", "advocate": "keep"}
_NEXT_DAYS = {"aware": 1, "appeal": 2, "ask": 3, "act": 2, "advocate": 30}


def ask_touch(
    store: Store, ref: Ref, pipeline: Pipeline, said: db.Said, step: Step, judged: judging.Words
) -> tuple[Node, db.Said, Step, judging.Words]:
    """Ask for what the options left open; nothing is written before the last answer."""
    ask.require_person("NODE")
    nodes = pipelines.nodes(store, pipeline)
    choices = [(node.name, node) for node in nodes]
    suggested = db.likely_next(store, ref.no, nodes)
    hint = t("Which node? {name}   q: qualify", name=str(ref))
    node = ask.menu(hint, choices, suggested, keys={"q": _QUALIFY})
    if node is _QUALIFY:
        judged = ask_judgement(judged)
        node = ask.menu(t("Which node? {name}", name=str(ref)), choices, suggested)
    if said.matter is None:
        said = replace(said, matter=_ask_matter(store, node))
    said = replace(said, at=_ask_time(said.at))
    return node, said, _ask_step(node, step), judged


def _ask_matter(store: Store, node: Node) -> str | None:
    matters = db.usual_matters(store, node)
    if not matters:
        return ask.text(t("Details (Enter: none):")) or None
    picked: Any = ask.menu(
        t("What exactly?"),
        [*((matter, matter) for matter in matters), (t("(nothing more)"), None), (t("Something else …"), _OTHER)],
    )
    return ask.text(t("Details:")) or None if picked is _OTHER else picked


def _ask_time(at: str) -> str:
    """The moment of the touch: as it stands, or in words."""
    shown = f"{clock.from_utc_text(at):%Y-%m-%d %H:%M}"
    answer = ask.text(t("When?"), default=shown, check=recording.moment)
    return at if answer in ("", shown) else recording.moment(answer)


def _ask_step(node: Node, step: Step) -> Step:
    """The next step: type, then date; no next step is a choice too."""
    if step.when is not None:
        return step
    suggested = _NEXT_TYPE.get(node.stage or "ask", "keep")
    codes = sorted(TYPES.codes(), key=lambda code: code != suggested)
    kind = step.type or ask.menu(t("Next step?"), [*((TYPES.label(code), code) for code in codes), (t("(none)"), None)])
    if kind is None:
        return Step()
    day = clock.today()
    default = _workday_after(day, _NEXT_DAYS.get(node.stage or "ask", 3))
    when = ask.text(t("When next?"), default=default, check=lambda words: dates.parse_when(words, clock.now(), ahead=True))
    return Step(when or default, step.text, kind)


def _workday_after(day: Any, days: int) -> str:
    from datetime import timedelta

    found = day + timedelta(days=days)
    while found.weekday() >= 5:  # noqa: PLR2004 - Saturday and Sunday
        found += timedelta(days=1)
    return str(found.isoformat())


def ask_judgement(words: judging.Words = judging.Words()) -> judging.Words:
    """三定 by menu: verdict, grade, signing date, amount; Enter leaves each as it stands."""
    keep = (t("(as it stands)"), None)
    verdict = words.verdict or ask.menu(t("Verdict (定性)?"), [keep, *((VERDICT.label(code), code) for code in VERDICT.codes())])
    grade = words.grade or ask.menu(t("Grade (定级)?"), [keep, *((GRADE.label(code), code) for code in GRADE.codes())])
    sign_by = words.sign_by or ask.text(
        t("Expected signing date (Enter: as it stands):"), check=lambda text: dates.parse_date(text, clock.now(), ahead=True)
    )
    amount = words.amount or ask.text(t("Expected amount (Enter: as it stands):"), check=parse_money)
    return judging.Words(verdict, grade, sign_by or None, amount or None)
