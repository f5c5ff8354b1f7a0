"""What a person is asked about a contact: the node, how it went, what's next, and when. `log` and `done` ask the same.

Enter records nothing that nobody said: it takes the node where the deal probably goes and a day for the next step, and leaves out
how it went. All else is a Ctrl key, shown in the head of each question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import major, parse_money
from crmcli.customers import contact_options, customer_queries
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, GRADE, VERDICT
from crmcli.followups import next_step_options, next_step_suggestion, open_steps
from crmcli.followups.model import TYPES
from crmcli.followups.next_step_options import NextStepInput
from crmcli.pipelines import deal_selection, deals, pipelines, suggestions
from crmcli.pipelines.pipelines import Node, Pipeline
from crmcli.pipelines.qualification_options import QualificationInput
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store
from crmcli.terminal import prompt, screen

Lines = Sequence[tuple[str, Any]]
ALL_KEYS = ("channel", "time", "type", "judge", "deal", "product")
OF_DONE = ("type", "deal")  # what `done` has an option for
_PRESSES = {"channel": "c-t", "time": "c-r", "type": "c-y", "judge": "c-q", "deal": "c-l", "product": "c-o"}
_CALL = "call"  # where neither the seller's habit nor the node says how


class _Key(NamedTuple):
    name: str


class _Due(NamedTuple):
    """The line of the step that is due: it is ticked off with a touch at the node."""

    key: str
    node: Node


class _Nothing(NamedTuple):
    """The line that says: none."""


_NOTHING = _Nothing()


@dataclass(slots=True)
class Questions:
    """The questions of one contact, and what is known by now; `done` is the key of the step that is ticked off with it."""

    store: Store
    ref: Ref
    touch: TouchInput
    next_step: NextStepInput = field(default_factory=NextStepInput)
    qualification: QualificationInput = field(default_factory=QualificationInput)
    done: Sequence[str] = ()
    keys: Sequence[str] = ALL_KEYS

    def which(self, pipeline: Pipeline) -> Node:
        """The node; its first line is the step that is due."""
        nodes = _nodes(self.store, pipeline)
        due = next(iter(() if self.done else open_steps.due_now(self.store, self.ref.no)), None)

        def page() -> tuple[Lines, int]:
            likely = self._likely(nodes)
            lines: list[tuple[str, Any]] = [(one.name, one) for one in nodes]
            if not due:
                return lines, likely
            what = _short(due.text or due.type.label)
            label = t("Done: {what} ({key}) → {node}", what=what, key=due.key, node=nodes[likely].name)
            return [(label, _Due(due.key, nodes[likely])), *lines], likely + 1

        picked = self._ask(t("{name}: which node?", name=_short(str(self.ref))), page)
        if isinstance(picked, _Due):
            self.done, picked = (picked.key,), picked.node
        return self._at(picked)

    def whether(self, pipeline: Pipeline) -> Node | None:
        """The node of a touch that goes with a finished step, if there was one."""
        nodes = _nodes(self.store, pipeline)
        lines: Lines = [(t("(just mark it done)"), _NOTHING), *((one.name, one) for one in nodes)]
        picked = self._ask(t("{name}: which node?", name=_short(str(self.ref))), lambda: (lines, 0))
        return None if picked is _NOTHING else self._at(picked)

    def how(self, node: Node | None) -> None:
        """How it went: one of the node's outcomes or topics, or a note in the seller's words; Enter says nothing."""
        if self.touch.matter or self.touch.outcome or self.touch.note:
            return
        place = node or suggestions.standing(self.store, self.ref.no, self.touch.deal)
        outcomes = suggestions.usual_outcomes(self.store, place) if place else []
        topics = suggestions.usual_topics(self.store, place) if place else []
        lines = [*((text, ("outcome", text)) for text in outcomes), *((text, ("matter", text)) for text in topics)]
        picked = self._ask(t("How did it go? (or a note)"), lambda: (lines, None), free=True)
        if isinstance(picked, prompt.Typed):
            picked = next((value for label, value in lines if label.casefold() == picked.casefold()), ("note", str(picked)))
        if picked:
            column, text = picked
            self.touch = self.touch._replace(**{column: text})

    def then(self, stage: str | None) -> None:
        """What's next, and when: `fri send quote` says both, Enter takes the day that is proposed."""
        if self.next_step.next_on is not None:
            return
        words = " ".join(filter(None, (self.touch.outcome, self.touch.note)))
        _kind, day = next_step_suggestion.step(stage, words, clock.today())
        example = t("What's next? (such as: fri send quote)")

        def page() -> tuple[Lines, int]:
            kind = TYPES.label(self.next_step.next_type or next_step_options.DEFAULT_TYPE)
            return [(f"{echo(When(day))} {kind}", day.isoformat()), (t("(no next step)"), _NOTHING)], 0

        picked = self._ask(example, page, free=True, digits=False)
        if picked is _NOTHING:
            self.next_step = NextStepInput()
        elif isinstance(picked, prompt.Typed):
            self.next_step = self._planned(str(picked), day.isoformat())
        else:
            self.next_step = self.next_step._replace(next_on=picked)

    def _planned(self, typed: str, proposed: str) -> NextStepInput:
        try:
            now = clock.now()
            day, text = next_step_options.split(typed, now)
            when = date_parser.not_passed(day, now).text
        except UsageError:
            when, text = prompt.text(t("When?"), default=proposed, check=next_step_options.check_day) or proposed, typed
        return self.next_step._replace(next_on=when, next_text=text or self.next_step.next_text)

    def _ask(
        self, question: str, page: Callable[[], tuple[Lines, int | None]], *, free: bool = False, digits: bool = True
    ) -> Any:
        """The answer; keys that change something else ask that in between."""
        keys = {_PRESSES[name]: _Key(name) for name in self.keys}
        while True:
            lines, default = page()
            picked = prompt.menu(question, lines, default, keys, self._head(), free=free, digits=digits)
            if not isinstance(picked, _Key):
                return picked
            getattr(self, f"_{picked.name}")()

    def _reached(self) -> str:
        """By which channel, or that nobody answered."""
        if self.touch.direction == "no_answer":
            return DIRECTIONS.label("no_answer")
        return CHANNELS.label(self.touch.channel) if self.touch.channel else t("channel")

    def _head(self) -> str:
        """The keys, each with what stands for it now."""
        said = self.touch
        now = {
            "channel": self._reached(),
            "time": t("now") if said.at >= clock.utc_text(clock.now()) else _shown(said.at),
            "type": TYPES.label(self.next_step.next_type or next_step_options.DEFAULT_TYPE), "judge": t("qualification"),
            "deal": said.deal or t("deal"), "product": said.product or t("product"),
        }  # fmt: skip
        return " · ".join(f"Ctrl-{_PRESSES[name][-1].upper()} {now[name]}" for name in self.keys)

    def _likely(self, nodes: list[Node]) -> int:
        return suggestions.likely_next(self.store, self.ref.no, nodes, self.touch.deal, self.touch.product)

    def _at(self, node: Node) -> Node:
        """The node, whose channel is that of the contact unless another was said."""
        if self.touch.channel is None:
            channel, direction = suggestions.usual_contact(self.store, node)
            self.touch = self.touch._replace(channel=channel or _CALL, direction=self.touch.direction or direction)
        return node

    def _channel(self) -> None:
        lines = [(CHANNELS.label(code), code) for code in CHANNELS.codes()]
        now = next((place for place, (_label, code) in enumerate(lines) if code == self.touch.channel), None)
        picked = prompt.menu(t("Which channel?"), [*lines, (DIRECTIONS.label("no_answer"), _NOTHING)], now)
        if picked is _NOTHING:
            self.touch = self.touch._replace(direction="no_answer")
        elif picked is not None:
            self.touch = self.touch._replace(channel=picked, direction=None)

    def _time(self) -> None:
        shown = _shown(self.touch.at)
        answer = prompt.text(t("When was it?"), default=shown, check=contact_options.moment)
        if answer not in ("", shown):
            self.touch = self.touch._replace(at=contact_options.moment(answer))

    def _type(self) -> None:
        codes = list(TYPES.codes())
        now = codes.index(self.next_step.next_type or next_step_options.DEFAULT_TYPE)
        picked = prompt.menu(t("Type of the next step?"), [(TYPES.label(code), code) for code in codes], now)
        self.next_step = self.next_step._replace(next_type=picked)

    def _judge(self) -> None:
        new = judgement(self.store, self.ref)
        said = {name: value for name in ("verdict", "grade", "sign_by", "amount") if (value := getattr(new, name))}
        self.qualification = self.qualification._replace(**said)

    def _deal(self) -> None:
        found = deals.still_open(self.store, self.ref.no)
        picked = prompt.menu(t("Which deal? (or a new name)"), [(str(one), one) for one in found], None, free=True)
        if picked is not None:
            name = str(picked) if isinstance(picked, prompt.Typed) else picked.deal
            self.touch = self.touch._replace(deal=name and deal_selection.of_touch(self.store, self.ref, name))

    def _product(self) -> None:
        self.touch = self.touch._replace(product=prompt.text(t("Which product?"), default=self.touch.product or "") or None)


def _nodes(store: Store, pipeline: Pipeline) -> list[Node]:
    found = pipelines.nodes(store, pipeline)
    if not found:
        raise UsageError(t("This pipeline has no nodes."), t("Add one: crm node add NAME"))
    return found


def _short(words: str) -> str:
    """A name or text that leaves what stands behind it in sight: the keys, the node."""
    return screen.shorten(words, screen.width() // 3)


def _shown(at: str) -> str:
    return f"{clock.from_utc_text(at):%Y-%m-%d %H:%M}"


def judgement(store: Store, ref: Ref, words: QualificationInput | None = None) -> QualificationInput:
    """三定 by menu: verdict, grade, signing date, amount; each shows how it stands, and Enter leaves it so. What `words` say
    already is not asked.
    """
    words, now = words or QualificationInput(), customer_queries.one(store, ref.no)
    amount = "" if now.expected_amount is None else str(major(now.expected_amount))
    return QualificationInput(
        words.verdict or _judged(t("Verdict?"), VERDICT, now.verdict),
        words.grade or _judged(t("Grade?"), GRADE, now.grade),
        words.sign_by or _expected(t("Expected signing date (Enter: keep):"), now.expected_on or "", _check_day),
        words.amount or _expected(t("Expected amount (Enter: keep):"), amount, lambda words: parse_money(words, store.currency)),
    )


def _judged(question: str, choices: Choices, now: Coded | None) -> str | None:
    keep = f"{t('(keep)')} {now.label if now else ''}".rstrip()
    picked: str | None = prompt.menu(question, [(keep, None), *((choices.label(code), code) for code in choices.codes())])
    return picked


def _expected(question: str, now: str, check: Callable[[str], object]) -> str | None:
    answer = prompt.text(question, default=now, check=check)
    return answer if answer not in ("", now) else None


def _check_day(words: str) -> None:
    date_parser.parse_date(words, clock.now(), ahead=True)
