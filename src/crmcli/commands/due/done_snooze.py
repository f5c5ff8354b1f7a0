"""crm done, snooze, reschedule, cancel: what can be done with the lines of `due`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.effects import Effect
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.customers.refs import Ref
from crmcli.followups import due_rules, followups, next_step_options, next_step_suggestion, open_steps
from crmcli.followups.kinds import kind_of
from crmcli.followups.model import Key, Reminder
from crmcli.followups.next_step_options import NextStepInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

if TYPE_CHECKING:
    from crmcli.pipelines.pipelines import Node
    from crmcli.pipelines.touches import TouchInput

app = options.group()

Keys = Annotated[list[str], typer.Argument(metavar="KEY…", help=mark("Key from crm due: f17 or 17, w12, p3, b12 …"))]
KeysAndNode = Annotated[
    list[str], typer.Argument(metavar="KEY… [NODE]", help=mark("Keys from crm due (f17 or 17, w12), then the node, if any."))
]
KeysAndWhen = Annotated[
    list[str], typer.Argument(metavar="KEY WHEN", help=mark("Key from crm due and the day; several keys with --to."))
]
To = Annotated[str | None, typer.Option("--to", metavar="WHEN", help=mark("Day or time, for several keys."))]


class DoneRequest(NamedTuple):
    """The options of `crm done`, as typed."""

    words: KeysAndNode
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Note on how it went."))] = None
    next_step: NextStepInput = NextStepInput()
    deal: Annotated[str | None, typer.Option("--deal", metavar="NAME", help=mark("With a node: which deal it was."))] = None
    outcome: Annotated[str | None, typer.Option("--outcome", metavar="TEXT", help=mark("How it went."))] = None


@app.command(
    "done",
    epilog=options.examples(
        "crm done f17",
        "crm done f17 Quotation --note 'Too expensive' --next friday --for 'Bring the proposal'",
        "crm done 17 18 w12",
    ),
)
@with_request(DoneRequest)
def done(request: DoneRequest) -> None:
    store, words, node = session.store(), request.words, None
    if len(words) > 1 and due_rules.parse_key(words[-1]) is None:
        *words, node = words
    elif request.deal is not None:
        hint = t("Give the node after the key: {example}", example="crm done f17 NODE --deal NAME")
        raise UsageError(t("--deal needs a node."), hint)
    keys = _keys(words)
    outcome = _Outcome(_result(request), request.next_step)
    if node:
        outcome = outcome._replace(touches=_touches(store, keys, node, request))
    asked = outcome == _Outcome() and _asks(store, keys)
    if asked:
        outcome = _ask(store, keys[0])
    step = outcome.next_step
    with store.change(t("done {keys}", keys=_listed(keys))):
        steps = [_finish(store, key, outcome.result, step.next_on) for key in keys]
        met = _customers(steps)
        also: list[Effect] = [_log(store, one, *outcome.touches[one.no]) for one in met if one.no in outcome.touches]
        also += open_steps.again(steps)
        also += [each for one in met for each in next_step_options.plan_option(store, one.no, step)]
    render.write_result(steps, t("Done: {what}", what=_what(steps)), also)
    if not step.next_on and not asked and session.current.form() == "table":
        _remind(store, met)


def _result(request: DoneRequest) -> str | None:
    """What came of it, in words; None where nothing was said."""
    return " · ".join(filter(None, map(clean_note, (request.outcome or "", request.note or "")))) or None


class _Outcome(NamedTuple):
    """What was said of finished steps: what came of them, what comes next, and by customer the touch that goes with them."""

    result: str | None = None
    next_step: NextStepInput = NextStepInput()
    touches: dict[int, tuple["Node", "TouchInput"]] = {}  # noqa: RUF012 - never changed


def _asks(store: Store, keys: Sequence[Key]) -> bool:
    """Whether to ask: one line that can be ticked off, and a person who sees what it leads to. Raises as `db.standing` does."""
    if len(keys) > 1 or not session.current.asks() or session.current.form() != "table":
        return False
    followups.standing(store, keys[0])
    return kind_of(keys[0].kind).asks_result


def _ask(store: Store, key: Key) -> _Outcome:
    """The questions of `log`; what comes again by itself needs no next step."""
    from crmcli.commands.log.questions import OF_DONE, Questions
    from crmcli.pipelines import deal_selection, pipelines
    from crmcli.pipelines.touches import TouchInput

    step = followups.standing(store, key)
    ref = step.customer
    said = TouchInput(clock.utc_text(clock.now()), deal=deal_selection.likely(store, ref, None))
    asked = Questions(store, ref, said, keys=OF_DONE)
    node = asked.whether(pipelines.of_customer(store, ref.no))
    asked.how(node)
    if step.rule is None:
        asked.then(node.stage if node else next_step_suggestion.stage_of(store, ref.no))
    return _Outcome(asked.touch.result, asked.next_step, {ref.no: (node, asked.touch)} if node else {})


def _touches(store: Store, keys: Sequence[Key], node: str, request: DoneRequest) -> dict[int, tuple["Node", "TouchInput"]]:
    """By customer the touch at the node, and the deal that it belongs to; asked before anything is written."""
    from crmcli.pipelines import deal_selection
    from crmcli.pipelines.pipelines import require_node
    from crmcli.pipelines.touches import TouchInput

    found, now = require_node(store, node), clock.utc_text(clock.now())
    met = _customers([followups.standing(store, key) for key in keys])
    said = TouchInput(now, note=clean_note(request.note or "") or None, outcome=clean_note(request.outcome or "") or None)
    return {one.no: (found, said._replace(deal=deal_selection.of_touch(store, one, request.deal))) for one in met}


def _finish(store: Store, key: Key, outcome: str | None, next_on: str | None) -> Reminder:
    """Tick it off; of a customer with nothing planned, the plan is the answer."""
    return (
        followups.standing(store, key)
        if next_on and kind_of(key.kind).done_by_planning
        else followups.finish(store, key, outcome)
    )


def _log(store: Store, customer: Ref, node: "Node", said: "TouchInput") -> Effect:
    """Log the touch."""
    from crmcli.pipelines import deals, suggestions, touches
    from crmcli.pipelines.effects import TouchLogged

    if node.role == "won":
        stream.print_notice(str(deals.order_missing(customer.no, said.deal)))
    no = touches.log(store, customer.no, node.no, suggestions.completed(store, node, said))
    return TouchLogged(no, node.name, said.deal)


def _remind(store: Store, customers: Sequence[Ref]) -> None:
    for one in customers:
        if followups.wants_plan(store, one.no):
            stream.print_notice(t("{name} has no next step: crm next c{no} WHEN TEXT", name=one.name, no=one.no))


@app.command(
    "snooze",
    epilog=options.examples("crm snooze f17 tomorrow", "crm snooze f17 'monday 9:00'", "crm snooze f17 f18 p3 --to +3d"),
)
def snooze(words: KeysAndWhen, to: To = None) -> None:
    store, (keys, until) = session.store(), _keys_and_when(words, to)
    when = date_parser.parse_later(until, clock.now())
    _refuse_idle(store, keys, when)
    with store.change(t("snooze {keys}", keys=_listed(keys))):
        steps = [followups.snooze(store, key, when.text) for key in keys]
    render.write_result(steps, t("Hidden until {when}: {what}", when=echo(when), what=_what(steps)))


def _refuse_idle(store: Store, keys: Sequence[Key], until: When) -> None:
    """What is due later anyway is not hidden by an earlier day. A rest moves; what is shown before its day can be hidden."""
    if store.get_setting("workdays") == "before":
        return
    for key in keys:
        due = followups.standing(store, key).due if kind_of(key.kind).snoozes_from_due else None
        if due and until.text <= due[:10]:
            hint = t("To move it: crm reschedule {key} WHEN", key=key)
            when = echo(When.from_text(due))
            raise UsageError(t("{key} is not due until {when}; pick a later day.", key=key, when=when), hint)


@app.command(
    "reschedule",
    epilog=options.examples("crm reschedule f17 'next wednesday'", "crm reschedule f17 f18 --to '11-25 14:30'"),
)
def reschedule(words: KeysAndWhen, to: To = None) -> None:
    store, (keys, due) = session.store(), _keys_and_when(words, to)
    when = next_step_options.future(due, after_today=True)
    with store.change(t("reschedule {keys}", keys=_listed(keys))):
        steps = [followups.move(store, key, when.text) for key in keys]
    render.write_result(steps, t("Moved to {when}: {what}", when=echo(when), what=_what(steps)))


@app.command("cancel", epilog=options.examples("crm cancel f17", "crm cancel 17 18"))
def cancel(words: Keys) -> None:
    store, keys = session.store(), _keys(words)
    with store.change(t("cancel {keys}", keys=_listed(keys))):
        steps = [followups.cancel(store, key) for key in keys]
    render.write_result(steps, t("Cancelled: {what}", what=_what(steps)))


def _keys(words: Sequence[str]) -> list[Key]:
    """The keys in the order given, each once. Raises UsageError for a word that is none."""
    return list(dict.fromkeys(_key(word) for word in words))


def _key(word: str) -> Key:
    found = due_rules.parse_key(word)
    if found is None:
        hint = t("Keys look like f17, w12, p3 (see crm due). Quote anything that contains spaces: 'tomorrow 9am'.")
        raise UsageError(t("{word!r} is not a key.", word=word), hint)
    return found


def _keys_and_when(words: Sequence[str], to: str | None) -> tuple[list[Key], str]:
    """`KEY WHEN`, or `KEY… --to WHEN`."""
    if to is not None:
        return _keys(words), to
    *keys, when = words
    if not keys:
        raise UsageError(t("Give a key and a day."), t("Write it like {example}", example="crm snooze f17 明天"))
    return _keys(keys), when


def _listed(keys: Sequence[Key]) -> str:
    return " ".join(map(str, keys))


def _what(steps: Sequence[Reminder]) -> str:
    """One step in words, several by their keys."""
    if len(steps) > 1:
        return listed(one.key for one in steps)
    one = steps[0]
    return " ".join(filter(None, (one.customer.name, one.text or (one.type or one.kind).label, f"({one.key})")))


def _customers(steps: Sequence[Reminder]) -> list[Ref]:
    return list(dict.fromkeys(one.customer for one in steps))
