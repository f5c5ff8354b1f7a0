"""The digest to each recipient, once a day: claimed in the log before it goes out, settled after."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable

from crmcli.automation import digest_render, mail, mail_settings, run_log
from crmcli.automation.digest_data import Morning
from crmcli.automation.mail_settings import Server
from crmcli.automation.model import DeliveryError, Run
from crmcli.core.errors import CrmError
from crmcli.core.i18n import t
from crmcli.storage.store import Store
from crmcli.terminal import stream


def deliver(store: Store, recipients: Iterable[str], morning: Morning, *, again: bool) -> list[Run]:
    """Send the digest to those who have not got it today, or with `again` to all; returns the log's lines of today.

    Raises DeliveryError with the first failure once all were tried; what failed may be tried again, what is unclear is not.
    """
    server, everyone = mail_settings.server(), list(recipients)
    pending = [one for one in everyone if again or not _told(store, one)]
    if pending:
        line = _connected(store, server, pending, len(morning.due))
        try:
            failures = [error for one in pending if (error := _send(store, line, (server, one), morning, again=again))]
        finally:
            mail.close(line)
        if failures:
            for one in _arrived(store, everyone):
                stream.print_notice(t("Today's mail to {to}: {state}", to=one.recipient, state=one.state.label))
            raise failures[0]
    return _arrived(store, everyone)


def _arrived(store: Store, everyone: Iterable[str]) -> list[Run]:
    return [found for one in everyone if (found := run_log.of_today(store, one))]


def _told(store: Store, recipient: str) -> bool:
    """Whether today's mail needs no sending; says so."""
    found = run_log.of_today(store, recipient)
    if found is None:
        return False
    said = t("Today's mail to {to}: {state}. Nothing was sent again.", to=recipient, state=found.state.label)
    stream.print_notice(said + " " + t("To send it again: {command}", command=f"crm digest --send --again --to {recipient}"))
    return True


def _connected(store: Store, server: Server, pending: Iterable[str], lines: int) -> smtplib.SMTP:
    try:
        return mail.connect(server)
    except CrmError as error:
        for recipient in pending:
            if no := run_log.claim(store, recipient, lines, again=True):
                run_log.settle(store, no, "failed", error.message)
        raise


def _send(
    store: Store, line: smtplib.SMTP, between: tuple[Server, str], morning: Morning, *, again: bool
) -> DeliveryError | None:
    """Send one; returns the failure, noted already. Whatever breaks in the middle leaves it unclear, never sent twice."""
    server, recipient = between
    no = run_log.claim(store, recipient, len(morning.due), again=again)
    if no is None:
        return None
    try:
        mail.send(
            line,
            server,
            recipient,
            mail.message(
                server, recipient, digest_render.subject(morning), digest_render.text(morning), digest_render.html(morning)
            ),
        )
    except DeliveryError as error:
        run_log.settle(store, no, "unclear" if isinstance(error, mail.UnclearError) else "failed", error.message)
        return error
    except BaseException:
        run_log.settle(store, no, "unclear")
        raise
    run_log.settle(store, no, "sent")
    return None
