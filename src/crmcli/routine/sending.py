"""The digest to each recipient, once a day: claimed in the log before it goes out, settled after."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable

from crmcli.core.errors import CrmError
from crmcli.core.i18n import t
from crmcli.routine import db, mail, paper, settings
from crmcli.routine.morning import Morning
from crmcli.routine.rows import DeliveryError, Run
from crmcli.routine.settings import Server
from crmcli.storage.store import Store
from crmcli.terminal import render


def deliver(store: Store, recipients: Iterable[str], morning: Morning, *, again: bool) -> list[Run]:
    """Send the digest to those who have not got it today, or with `again` to all; returns the log's lines of today.

    Raises DeliveryError with the first failure once all were tried; what failed may be tried again, what is unclear is not.
    """
    server, everyone = settings.server(), list(recipients)
    pending = [one for one in everyone if again or not _told(store, one)]
    if pending:
        line = _connected(store, server, pending, len(morning.due))
        try:
            failures = [error for one in pending if (error := _send(store, line, (server, one), morning, again=again))]
        finally:
            mail.close(line)
        if failures:
            for one in _arrived(store, everyone):
                render.notice(t("Mail of today to {to}: {state}", to=one.recipient, state=one.state.label))
            raise failures[0]
    return _arrived(store, everyone)


def _arrived(store: Store, everyone: Iterable[str]) -> list[Run]:
    return [found for one in everyone if (found := db.of_today(store, one))]


def _told(store: Store, recipient: str) -> bool:
    """Whether today's mail needs no sending; says so."""
    found = db.of_today(store, recipient)
    if found is None:
        return False
    said = t("Today's mail to {to}: {state}. Nothing more was sent.", to=recipient, state=found.state.label)
    render.notice(said + " " + t("Once more: {command}", command=f"crm digest --send --again --to {recipient}"))
    return True


def _connected(store: Store, server: Server, pending: Iterable[str], lines: int) -> smtplib.SMTP:
    try:
        return mail.connect(server)
    except CrmError as error:
        for recipient in pending:
            if no := db.claim(store, recipient, lines, again=True):
                db.settle(store, no, "failed", error.message)
        raise


def _send(
    store: Store, line: smtplib.SMTP, between: tuple[Server, str], morning: Morning, *, again: bool
) -> DeliveryError | None:
    """Send one; returns the failure, noted already. Whatever breaks in the middle leaves it unclear, never sent twice."""
    server, recipient = between
    no = db.claim(store, recipient, len(morning.due), again=again)
    if no is None:
        return None
    try:
        mail.send(
            line,
            server,
            recipient,
            mail.message(server, recipient, paper.subject(morning), paper.text(morning), paper.html(morning)),
        )
    except DeliveryError as error:
        db.settle(store, no, "unclear" if isinstance(error, mail.UnclearError) else "failed", error.message)
        return error
    except BaseException:
        db.settle(store, no, "unclear")
        raise
    db.settle(store, no, "sent")
    return None
