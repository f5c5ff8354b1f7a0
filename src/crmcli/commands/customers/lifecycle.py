"""crm park, wake, tag, rm."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates.when import echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.customers import customer_queries, lookup, writes
from crmcli.customers.effects import RecordsRemoved
from crmcli.terminal import options, prompt, render, session
from crmcli.terminal.sanitize import clean_note, validate_text

app = options.group()

Several = Annotated[list[str], typer.Argument(metavar="CUSTOMER…", help=mark("One or more customers."))]


@app.command(
    "park",
    epilog=options.examples("crm park Ann --until 2026-12-05 --reason 'Waits for the bonus'"),
)
def park(
    customer: options.CustomerArgument,
    until: Annotated[str, typer.Option("--until", metavar="WHEN", help=mark("Day they become active again."))],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=mark("Reason for parking."))] = None,
    end_steps: options.EndSteps = False,
) -> None:
    from crmcli.core.dates import date_parser
    from crmcli.followups import open_steps

    store = session.store()
    ref = lookup.one(store, customer)
    when = date_parser.parse_later(until, clock.now())
    end = open_steps.wants_end(store, ref, given=end_steps, asks=reason is None)
    with store.change(t("park {name}", name=ref.name)):
        writes.park(store, ref.no, when.text, clean_note(reason) if reason else None)
        also = open_steps.settle(store, ref.no, end=end)
    render.write_result(
        [customer_queries.one(store, ref.no)], t("Parked {name} until {when}", name=ref.name, when=echo(when)), also
    )
    open_steps.tell(also)


@app.command("wake", epilog=options.examples("crm wake Ann"))
def wake(customer: options.CustomerArgument) -> None:
    store = session.store()
    ref = lookup.one(store, customer)
    if customer_queries.one(store, ref.no).status.code != "parked":
        render.write_unchanged(t("{name} is not parked.", name=ref.name))
        return
    with store.change(t("wake {name}", name=ref.name)):
        writes.wake(store, ref.no)
    render.write_result([customer_queries.one(store, ref.no)], t("{name} is active again", name=ref.name))


@app.command("tag", epilog=options.examples("crm tag Ann Ben --add vip", "crm tag c12 --remove cold"))
def tag(
    customers: Several,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help=mark("Tag to add (repeatable)."))] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help=mark("Tag to remove (repeatable)."))] = None,
) -> None:
    if not add and not remove:
        raise UsageError(t("No tag given."), t("Give {option}.", option="--add TAG / --remove TAG"))
    store = session.store()
    refs = [lookup.one(store, word) for word in customers]
    added, removed = ([validate_text(one, t("The tag")) for one in words or []] for words in (add, remove))
    names = listed(ref.name for ref in refs)
    with store.change(t("tags of {name}", name=names)):
        for ref in refs:
            writes.add_tags(store, ref.no, added)
            writes.remove_tags(store, ref.no, removed)
    changes = " ".join([*(f"+{one}" for one in added), *(f"-{one}" for one in removed)])
    render.write_result(
        [customer_queries.one(store, ref.no) for ref in refs], t("Tagged {name}: {tags}", name=names, tags=changes)
    )


@app.command("rm", epilog=options.examples("crm rm Ann --yes", "crm undo"))
def rm(customers: Several) -> None:
    store = session.store()
    refs = list({ref.no: ref for ref in (lookup.one(store, word) for word in customers)}.values())
    names = listed(f"{ref} (c{ref.no})" for ref in refs)
    prompt.require_consent(t("This removes {names} with all their touches, notes, next steps and orders.", names=names))
    removed = [customer_queries.one(store, ref.no) for ref in refs]
    with store.change(t("remove {name}", name=names)):
        gone = [RecordsRemoved(ref.no, writes.remove(store, ref.no)) for ref in refs]
    total = sum(sum(one.counts.values()) for one in gone)
    render.write_result(removed, t("Removed {names} (records: {count})", names=names, count=total), gone)
