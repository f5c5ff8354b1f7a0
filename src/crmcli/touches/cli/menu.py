"""The menu of `crm log`: node, details, time, next type, next date; every suggestion is one Enter away, q judges the lead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from crmcli.customers import cards, recording, resolve
from crmcli.customers.rows import GRADE, VERDICT, Ref
from crmcli.customers.timeline import CHANNELS
from crmcli.followups import planning, suggesting
from crmcli.followups.rows import TYPES
from crmcli.kernel import clock, dates
from crmcli.kernel.errors import UsageError
from crmcli.kernel.money import major, parse_money
from crmcli.kernel.store import Store
from crmcli.kernel.values import Choices, Coded
from crmcli.kernel.words import t
from crmcli.terminal import ask, sheet, show
from crmcli.touches import habits, judging, pipelines
from crmcli.touches.cli.log import Given, Step
from crmcli.touches.db import Said
from crmcli.touches.pipelines import Node

_QUALIFY = object()
_CHANNEL = object()
_OTHER = object()


def ask_customer(store: Store, done: Collection[int] = ()) -> Ref | None:
    """Who the next touch is about, found while typing; None when the seller has done enough. Those of `done` had their
    touch in this sitting and are offered no more.
    """
    question = t("Who next? (type to filter, Enter: enough)") if done else t("Who? (type to filter, Enter: nobody)")
    while word := ask.word(question, lambda typed: _people(store, typed, done)):
        if resolve.candidates(store, word):
            return resolve.one(store, word)
        show.notice(t("There is no customer {word!r}.", word=word))
    return None


def _people(store: Store, typed: str, done: Collection[int]) -> Iterator[tuple[str, str]]:
    """(number, what to show) of who fits what is typed; before that, of whom the next touch is likely about."""
    for ref in resolve.candidates(store, typed) if typed.strip() else habits.likely_people(store, done):
        yield f"c{ref.no}", str(ref)


def ask_touch(store: Store, ref: Ref, given: Given) -> tuple[Node, Given]:
    """Ask for what the options left open; nothing is written before the last answer."""
    ask.require_person("NODE")
    node, said, judged = _ask_node(store, ref, given)
    if said.matter is None:
        said = replace(said, matter=_ask_matter(store, node))
    said = replace(said, at=_ask_time(said.at))
    return node, replace(given, said=said, judged=judged, step=_ask_step(node, given.step))


def _ask_node(store: Store, ref: Ref, given: Given) -> tuple[Node, Said, judging.Words]:
    """The node; q judges the lead and c changes the channel on the way."""
    nodes = pipelines.nodes(store, given.pipeline)
    if not nodes:
        raise UsageError(t("This pipeline has no nodes."), t("Add one: crm node add NAME"))
    suggested = habits.likely_next(store, ref.no, nodes, given.said.deal)
    said, judged = given.said, given.judged
    while True:
        channel = CHANNELS.label(said.channel) if said.channel else t("Channel").lower()
        name = sheet.shortened(str(ref), show.width() // 3)  # a long name must not push the keys out of sight
        question, hint = t("{name}: which node?", name=name), t("Ctrl-Q: judge · Ctrl-T: {channel}", channel=channel)
        keys = {"c-q": _QUALIFY, "c-t": _CHANNEL}
        picked = ask.menu(question, [(node.name, node) for node in nodes], suggested, keys, hint)
        if picked is _QUALIFY:
            judged = ask_judgement(store, ref, judged)
        elif picked is _CHANNEL:
            said = replace(said, channel=_ask_channel())
        else:
            return picked, said, judged


def _ask_channel() -> str | None:
    choices = [(CHANNELS.label(code), code) for code in CHANNELS.codes()]
    picked: str | None = ask.menu(t("By which channel?"), [*choices, (t("(none)"), None)])
    return picked


def _ask_matter(store: Store, node: Node) -> str | None:
    matters = habits.usual_topics(store, node)
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
    suggested, day = suggesting.step(node.stage, "", clock.today())
    codes = sorted(TYPES.codes(), key=lambda code: code != suggested)
    kind = step.type or ask.menu(t("Next step?"), [*((TYPES.label(code), code) for code in codes), (t("(none)"), None)])
    if kind is None:
        return Step()
    default = day.isoformat()
    when = ask.text(t("When next?"), default=default, check=planning.check_day)
    return Step(when or default, step.text, kind)


def ask_judgement(store: Store, ref: Ref, words: judging.Words | None = None) -> judging.Words:
    """三定 by menu: verdict, grade, signing date, amount; each shows how it stands, and Enter leaves it so. What `words` say
    already is not asked.
    """
    words, now = words or judging.Words(), cards.one(store, ref.no)
    amount = "" if now.expected_amount is None else str(major(now.expected_amount))
    return judging.Words(
        words.verdict or _judged(t("Verdict?"), VERDICT, now.verdict),
        words.grade or _judged(t("Grade?"), GRADE, now.grade),
        words.sign_by or _expected(t("Expected signing date (Enter: as it stands):"), now.expected_on or "", _check_day),
        words.amount or _expected(t("Expected amount (Enter: as it stands):"), amount, lambda words: parse_money(words, store.currency)),
    )


def _judged(question: str, choices: Choices, now: Coded | None) -> str | None:
    keep = f"{t('(as it stands)')} {now.label if now else ''}".rstrip()
    picked: str | None = ask.menu(question, [(keep, None), *((choices.label(code), code) for code in choices.codes())])
    return picked


def _expected(question: str, now: str, check: Callable[[str], object]) -> str | None:
    answer = ask.text(question, default=now, check=check)
    return answer if answer not in ("", now) else None


def _check_day(words: str) -> None:
    dates.parse_date(words, clock.now(), ahead=True)
