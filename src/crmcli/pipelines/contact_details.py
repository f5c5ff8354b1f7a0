"""What a touch or a note brings to light in the same breath: worry, rival, promise, reaction, product, and waking up."""

from datetime import timedelta
from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import mark, parse_optional
from crmcli.core.effects import Effect
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import concerns_and_competitors, derived_sql, writes
from crmcli.customers.effects import ConcernAdded, Woken
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import REACTIONS
from crmcli.storage.store import Store
from crmcli.terminal import session, stream
from crmcli.terminal.sanitize import validate_text


def _used_worries(incomplete: str) -> list[str]:
    return [text for text in concerns_and_competitors.used(session.store(), "worry") if text.startswith(incomplete)]


def _used_rivals(incomplete: str) -> list[str]:
    return [text for text in concerns_and_competitors.used(session.store(), "rival") if text.startswith(incomplete)]


Many = list[str] | None
Reaction = Annotated[
    str | None, typer.Option("--reaction", metavar="REACTION", help=mark("How they took it: positive, neutral, negative."))
]
Product = Annotated[str | None, typer.Option("--product", metavar="NAME", help=mark("What it was about; created on first use."))]
Wake = Annotated[bool, typer.Option("--wake", help=mark("Make the customer active again if parked."))]


class RemarksInput(NamedTuple):
    """The remarks as typed."""

    worry: Annotated[
        Many,
        typer.Option(
            "--concern", metavar="TEXT", help=mark("What is holding them back (repeatable)."), autocompletion=_used_worries
        ),
    ] = None
    rival: Annotated[
        Many,
        typer.Option("--competitor", metavar="NAME", help=mark("Who else is bidding? (repeatable)"), autocompletion=_used_rivals),
    ] = None
    promise: Annotated[
        str | None, typer.Option("--promise", metavar="TEXT", help=mark("What the customer promised; use with --by."))
    ] = None
    by: Annotated[str | None, typer.Option("--by", metavar="WHEN", help=mark("When the promise is due."))] = None
    reaction: Reaction = None
    product: Product = None


_PROMISED = timedelta(days=3)


class Remarks(NamedTuple):
    """The remarks understood; `by` a wall-clock time, `reaction` a code, `product` a name."""

    worry: tuple[str, ...] = ()
    rival: tuple[str, ...] = ()
    promise: str | None = None
    by: str | None = None
    reaction: str | None = None
    product: str | None = None
    wake: bool = False


def understood(given: RemarksInput, *, wake: bool) -> Remarks:
    """The remarks that a command's options mean. Raises UsageError for what does not fit, or a promise without its day."""
    promise = validate_text(given.promise, "--promise") if given.promise else None
    return Remarks(
        worry=tuple(validate_text(one, "--concern") for one in given.worry or ()),
        rival=tuple(validate_text(one, "--competitor") for one in given.rival or ()),
        promise=promise,
        by=_promised_for(promise, given.by),
        reaction=parse_optional(REACTIONS, given.reaction),
        product=validate_text(given.product, "--product") if given.product else None,
        wake=wake,
    )


def _promised_for(promise: str | None, by: str | None) -> str | None:
    if promise is None:
        if by is not None:
            raise UsageError(t("--by needs --promise."), t("Give {option}.", option="--promise TEXT"))
        return None
    from crmcli.followups import next_step_options

    if by is None:
        from crmcli.terminal import prompt

        prompt.require_person("--by WHEN")
        usual = (clock.today() + _PROMISED).isoformat()
        by = prompt.text(t("When is it due?"), default=usual, check=next_step_options.check_day)
    return next_step_options.future(by).text


def waking(store: Store, ref: Ref, said: Remarks, *, asks: bool) -> bool:
    """Whether the customer's rest is to end: on --wake, or when a person who is being asked says so after a positive reaction."""
    if not (said.wake or said.reaction == "positive") or not _rests(store, ref):
        return False
    if said.wake:
        return True
    if asks and session.current.asks():
        from crmcli.terminal import prompt

        return prompt.confirm(t("{name} is parked, and took it well. Make them active again?", name=ref.name))
    stream.print_notice(t("{name} is still parked; to make them active again: crm wake c{no}", name=ref.name, no=ref.no))
    return False


def _rests(store: Store, ref: Ref) -> bool:
    return bool(store.scalar(f"SELECT {derived_sql.PARKED} FROM customers c WHERE c.no = :no", no=ref.no))


def write(store: Store, ref: Ref, said: Remarks, at: str, *, wake: bool) -> list[Effect]:
    """Keep the remarks of the stored instant `at` inside the caller's change."""
    done: list[Effect] = []
    for kind, texts in (("worry", said.worry), ("rival", said.rival)):
        for text in texts:
            no = concerns_and_competitors.add(store, ref.no, kind, text, at)
            done.append(ConcernAdded(no, concerns_and_competitors.KINDS.shown(kind), text))
    if said.promise and said.by:
        done.append(_promise(store, ref, said.promise, said.by, at))
    if wake and writes.wake(store, ref.no):
        done.append(Woken(ref.no))
    if said.reaction == "positive":
        from crmcli.followups import cadence_boost

        done += cadence_boost.shorten_cadence(store, ref, at)
    return done


def _promise(store: Store, ref: Ref, text: str, by: str, at: str) -> Effect:
    from crmcli.followups import followups
    from crmcli.followups.effects import Promised

    no = followups.promise(store, ref.no, by, text, at)
    return Promised(no, f"f{no}", by, text)


def mark_note(store: Store, note_no: int, said: Remarks) -> None:
    """Keep how a note was taken and which product it was about."""
    if said.reaction or said.product:
        from crmcli.customers import notes
        from crmcli.sales import orders

        notes.edit(store, note_no, orders.number_product(store, {"reaction": said.reaction, "product": said.product}))
