"""crm done, snooze, reschedule, cancel: what can be done with the lines of `due`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.customers.rows import Ref
from crmcli.followups import db, open_steps, planning, rules
from crmcli.followups.db import Step
from crmcli.followups.rows import Key
from crmcli.kernel import clock, dates
from crmcli.kernel.effects import Effect
from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.words import listed, t
from crmcli.terminal import context, options, show
from crmcli.terminal.clean import tidy_note

if TYPE_CHECKING:
    from crmcli.followups.cli.asking import Answers

app = options.group(t("Every day"))

Keys = Annotated[list[str], typer.Argument(metavar="KEY…", help=t("As in crm due: f17 or 17, w12, p3, b12 …"))]
KeysAndNode = Annotated[
    list[str], typer.Argument(metavar="KEY… [NODE]", help=t("As in crm due: f17 or 17, w12; behind them the node it was."))
]
KeysAndWhen = Annotated[
    list[str], typer.Argument(metavar="KEY WHEN", help=t("As in crm due, and the day; several keys with --to."))
]
To = Annotated[str | None, typer.Option("--to", metavar="WHEN", help=t("The day or time, for several keys."))]


@app.command(
    "done",
    help=t("Tick off a next step, record what came of it, plan the one after."),
    epilog=options.examples("crm done f17", "crm done f17 Quotation --note 'Too dear' --next friday --for 'Bring the proposal'", "crm done 17 18 w12"),
)
def done(
    words: KeysAndNode,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=t("What came of it."))] = None,
    next_on: options.Next = None,
    next_text: options.For = None,
    next_type: options.Type = None,
    deal: Annotated[str | None, typer.Option("--deal", metavar="NAME", help=t("With a node: which of several deals it was."))] = None,
) -> None:
    store, node = context.store(), None
    if len(words) > 1 and rules.parse_key(words[-1]) is None:
        *words, node = words
    elif deal is not None:
        hint = t("Write the node behind the key: {example}", example="crm done f17 NODE --deal NAME")
        raise UsageError(t("--deal says to which deal a node belongs, and there is no node."), hint)
    keys = _keys(words)
    deals = _deals(store, keys, deal) if node else {}
    asked = not (note or next_on or next_text or next_type) and _asks(store, keys)
    if asked:
        note, next_on, next_text, next_type = _ask(store, keys[0], node)
    outcome = tidy_note(note or "") or None
    with store.change(t("done {keys}", keys=_listed(keys))):
        steps = [_finish(store, key, outcome, next_on) for key in keys]
        met = _customers(steps)
        also: list[Effect] = [_log(store, one, node, outcome, deals[one.no]) for one in met] if node else []
        also += open_steps.again(steps)
        also += [step for one in met for step in planning.plan_option(store, one.no, next_on, next_text, next_type)]
    show.saved(steps, t("Done: {what}", what=_what(steps)), also)
    if not next_on and not asked and context.session.form() == "table":
        _remind(store, met)


def _asks(store: Store, keys: Sequence[Key]) -> bool:
    """Whether to ask: one line that can be ticked off, and a person who sees what it leads to. Raises as `db.standing` does."""
    if len(keys) > 1 or not context.session.asks() or context.session.form() != "table":
        return False
    db.standing(store, keys[0])
    return keys[0].kind not in ("payment", "no_next")


def _ask(store: Store, key: Key, node: str | None) -> Answers:
    from crmcli.followups.cli import asking
    from crmcli.touches.pipelines import require_node

    step, met = db.standing(store, key), require_node(store, node) if node else None
    return asking.outcome_and_step(store, step.customer.no, met.stage if met else None, again=step.rule is not None)


def _deals(store: Store, keys: Sequence[Key], named: str | None) -> dict[int, str | None]:
    """By customer the deal that the touch belongs to; asked before anything is written."""
    from crmcli.touches import choosing

    return {one.no: choosing.of_touch(store, one, named) for one in _customers([db.standing(store, key) for key in keys])}


def _finish(store: Store, key: Key, outcome: str | None, next_on: str | None) -> Step:
    """Tick it off; of a customer with nothing planned, the plan is the answer."""
    return db.standing(store, key) if key.kind == "no_next" and next_on else db.finish(store, key, outcome)


def _log(store: Store, customer: Ref, node: str, note: str | None, deal: str | None) -> Effect:
    """Log the touch."""
    from crmcli.touches import db as touches
    from crmcli.touches import deals
    from crmcli.touches.effects import TouchLogged
    from crmcli.touches.pipelines import require_node

    found = require_node(store, node)
    if found.role == "won":
        show.notice(deals.order_missing(customer.no, deal))
    no = touches.log(store, customer.no, found.no, touches.Said(clock.utc_text(clock.now()), note=note, deal=deal))
    return TouchLogged(no, found.name, deal)


def _remind(store: Store, customers: Sequence[Ref]) -> None:
    for one in customers:
        if db.wants_plan(store, one.no):
            show.notice(t("No next step for {name} yet: crm next c{no} WHEN TEXT", name=one.name, no=one.no))


@app.command(
    "snooze",
    help=t("Hide a next step until a day."),
    epilog=options.examples("crm snooze f17 tomorrow", "crm snooze f17 'monday 9:00'", "crm snooze f17 f18 p3 --to +3d"),
)
def snooze(words: KeysAndWhen, to: To = None) -> None:
    store, (keys, until) = context.store(), _keys_and_when(words, to)
    when = dates.parse_plan(until, clock.now(), after_today=True)
    if when.text <= rules.wall_clock(clock.now()):
        raise UsageError(t("{when} does not lie ahead, so nothing would be hidden.", when=dates.echo(when)))
    _refuse_idle(store, keys, when)
    with store.change(t("snooze {keys}", keys=_listed(keys))):
        steps = [db.snooze(store, key, when.text) for key in keys]
    show.saved(steps, t("Hidden until {when}: {what}", when=dates.echo(when), what=_what(steps)))


def _refuse_idle(store: Store, keys: Sequence[Key], until: dates.When) -> None:
    """What is due later anyway is not hidden by an earlier day. A rest moves; what is shown before its day can be hidden."""
    if store.setting("workdays") == "before":
        return
    for key in keys:
        due = db.standing(store, key).due if key.kind in ("followup", "payment") else None
        if due and until.text <= due[:10]:
            hint = t("To move it: crm reschedule {key} WHEN", key=key)
            when = dates.echo(dates.When.from_text(due))
            raise UsageError(t("{key} is due on {when} only: an earlier day hides nothing.", key=key, when=when), hint)


@app.command(
    "reschedule",
    help=t("Move a next step to another day."),
    epilog=options.examples("crm reschedule f17 'next wednesday'", "crm reschedule f17 f18 --to '11-25 14:30'"),
)
def reschedule(words: KeysAndWhen, to: To = None) -> None:
    store, (keys, due) = context.store(), _keys_and_when(words, to)
    when = planning.future(due, after_today=True)
    with store.change(t("reschedule {keys}", keys=_listed(keys))):
        steps = [db.move(store, key, when.text) for key in keys]
    show.saved(steps, t("Moved to {when}: {what}", when=dates.echo(when), what=_what(steps)))


@app.command("cancel", help=t("Drop a next step."), epilog=options.examples("crm cancel f17", "crm cancel 17 18"))
def cancel(words: Keys) -> None:
    store, keys = context.store(), _keys(words)
    with store.change(t("cancel {keys}", keys=_listed(keys))):
        steps = [db.cancel(store, key) for key in keys]
    show.saved(steps, t("Cancelled: {what}", what=_what(steps)))


def _keys(words: Sequence[str]) -> list[Key]:
    """The keys in the order given, each once. Raises UsageError for a word that is none."""
    return list(dict.fromkeys(_key(word) for word in words))


def _key(word: str) -> Key:
    found = rules.parse_key(word)
    if found is None:
        hint = t("Keys look like f17, w12, p3 (see crm due); words that belong together need quotes: 'tomorrow 9am'.")
        raise UsageError(t("{word!r} is no key.", word=word), hint)
    return found


def _keys_and_when(words: Sequence[str], to: str | None) -> tuple[list[Key], str]:
    """`KEY WHEN`, or `KEY… --to WHEN`."""
    if to is not None:
        return _keys(words), to
    *keys, when = words
    if not keys:
        raise UsageError(t("A key and a day are wanted."), t("Write it like {example}", example="crm snooze f17 明天"))
    return _keys(keys), when


def _listed(keys: Sequence[Key]) -> str:
    return " ".join(map(str, keys))


def _what(steps: Sequence[Step]) -> str:
    """One step in words, several by their keys."""
    if len(steps) > 1:
        return listed(one.key for one in steps)
    one = steps[0]
    return " ".join(filter(None, (one.customer.name, one.text or (one.type or one.kind).label, f"({one.key})")))


def _customers(steps: Sequence[Step]) -> list[Ref]:
    return list(dict.fromkeys(one.customer for one in steps))
