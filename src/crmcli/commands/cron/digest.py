"""crm digest."""

from typing import Annotated, NamedTuple

import typer

from crmcli.automation import digest_data, digest_render, run_log
from crmcli.automation.digest_data import Morning
from crmcli.automation.model import Run
from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups import due_table
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request

app = options.group()
_FORMATS = {"text": digest_render.text, "html": digest_render.html}
_LOGGED, _NAMED = 30, 3


class DigestRequest(NamedTuple):
    """The options of `crm digest`, as typed."""

    format_: Annotated[str | None, typer.Option("--format", metavar="text|html", help=mark("Format (default: text)."))] = None
    send: Annotated[
        bool, typer.Option("--send", help=mark("Mail it, once a day per recipient (crm config set smtp.host …)."))
    ] = False
    to: Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help=mark("Recipient (default: smtp.to)."))] = None
    again: Annotated[bool, typer.Option("--again", help=mark("Send again to those who already got it today."))] = False
    notify: Annotated[bool, typer.Option("--notify", help=mark("Show a desktop notification."))] = False
    log: Annotated[bool, typer.Option("--log", help=mark("Show what ran and what was sent, newest first."))] = False
    cron: Annotated[bool, typer.Option("--cron", hidden=True)] = False


@app.command(
    "digest",
    epilog=options.examples(
        "crm digest", "crm digest --format html > morning.html", "crm digest --send --to me@example.com", "crm digest --log"
    ),
)
@with_request(DigestRequest)
def digest(request: DigestRequest) -> None:
    _check(request)
    store = session.store()
    if request.log:
        _show_log(run_log.newest(store, _LOGGED))
        return
    found = digest_data.of(store, clock.now())
    if request.cron and (request.send or not request.notify):
        run_log.note(store, "digest", len(found.due))
    if request.send:
        runs = _send(store, request.to, found, again=request.again)
        if not request.cron:  # cron mails every word it hears
            _say(runs)
    if request.notify:
        _notify(store, found)
    if not request.send and not request.notify:
        _print(found, request.format_)


def _check(request: DigestRequest) -> None:
    if (request.to or request.again) and not request.send:
        raise UsageError(t("--to and --again only apply to mail."), t("Add {option}.", option="--send"))
    if request.format_ is not None and request.format_ not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise UsageError(t("{value!r} is not a format.", value=request.format_), t("Choose one of: {known}", known=known))


def _print(found: Morning, form: str | None) -> None:
    if form is None and session.current.form() not in ("table", "plain"):
        render.report(found.due, table=due_table.columns())
    else:
        stream.write(_FORMATS[form or "text"](found))


def _send(store: Store, to: list[str] | None, found: Morning, *, again: bool) -> list[Run]:
    from crmcli.automation import digest_delivery, mail_settings

    return digest_delivery.deliver(store, mail_settings.recipients(to), found, again=again)


def _say(runs: list[Run]) -> None:
    if session.current.form() in ("table", "plain"):
        for one in runs:
            render.print_line(t("Today's mail to {to}: {state}", to=one.recipient, state=one.state.label))
    else:
        render.report(runs, table=_columns())


def _notify(store: Store, found: Morning) -> None:
    from crmcli.automation import notify

    first = [f"{one.customer.name} · {due_table.what(one)}" for one in found.due[:_NAMED]]
    notify.show(digest_render.subject(found), "\n".join(first) or t("Nothing is due."))
    run_log.note(store, "notify", len(found.due))


def _show_log(runs: list[Run]) -> None:
    render.report(runs, table=_columns(), empty=t("Nothing has run automatically or been sent yet."))


def _columns() -> list[render.Column]:
    return [
        render.Column(t("When"), lambda one: f"{clock.from_utc_text(one.at):%Y-%m-%d %H:%M}"),
        render.Column(t("What"), lambda one: one.job),
        render.Column(t("To"), lambda one: one.recipient, flexible=True),
        render.Column(t("State"), lambda one: (one.state.label, "red" if one.state.code in ("failed", "unclear") else "green")),
        render.Column(t("Due"), lambda one: one.lines, right=True),
        render.Column(t("Note"), lambda one: one.note, flexible=True),
    ]
