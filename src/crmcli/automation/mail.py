"""One mail through SMTP, and what is known of its fate: refused for sure, or perhaps on its way."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from crmcli.automation import mail_settings
from crmcli.automation.mail_settings import Server
from crmcli.automation.model import DeliveryError
from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence

SECONDS = 20.0
_DOTS = re.compile(rb"(?m)^\.")  # a dot at the start of a line ends the mail unless it is doubled (RFC 5321, 4.5.2)


class UnclearError(DeliveryError):
    """The connection broke after the mail was handed over and before the server said what it did with it."""


def message(server: Server, recipient: str, subject: str, text: str, html: str) -> EmailMessage:
    """The mail, as text and HTML. Its id is the same for a recipient all day, so that servers know a second copy."""
    now = clock.now()
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # not every server takes eight bits
    mail["Subject"], mail["From"], mail["To"] = subject, server.sender, recipient
    mail["Date"], mail["Auto-Submitted"] = format_datetime(now), "auto-generated"
    mail["Message-ID"] = f"<crm.{now:%Y%m%d}.{recipient.replace('@', '.at.')}@{server.sender.rpartition('@')[2]}>"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail


def connect(server: Server) -> smtplib.SMTP:
    """A connection that is logged in. Raises DeliveryError with the server's reason; never falls back to an open line."""
    secret = mail_settings.password(server.user, server.host) if server.user else ""
    try:
        return _logged_in(server, secret)
    except ssl.SSLCertVerificationError as error:
        raise _failed(server, t("its certificate is not trusted ({reason})", reason=error.verify_message)) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _failed(server, t("it rejected the user name or password"), _words(error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise _failed(
            server, t("it does not support {what}", what="STARTTLS" if "STARTTLS" in str(error) else "login")
        ) from error
    except UnicodeError as error:
        raise _failed(server, t("the user name and password may only contain ASCII characters")) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _failed(server, reason(error)) from error


def _logged_in(server: Server, secret: str) -> smtplib.SMTP:
    trusted = ssl.create_default_context() if server.security != "none" else None
    if server.security == "ssl":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trusted)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            line.starttls(context=trusted)
        if server.user:
            line.login(server.user, secret)
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def send(line: smtplib.SMTP, server: Server, recipient: str, mail: EmailMessage) -> None:
    """Hand the mail over. Raises DeliveryError where it surely was not taken, UnclearError where nobody can tell."""
    try:
        line.rset()
        _expect(line.mail(server.sender), 250)
        _expect(line.rcpt(recipient), 250, 251)
        _expect(line.docmd("DATA"), 354)
    except (OSError, smtplib.SMTPException) as error:
        raise _failed(server, reason(error)) from error
    try:
        line.send(_DOTS.sub(b"..", mail.as_bytes()) + b".\r\n")
        _expect(line.getreply(), 250)
    except smtplib.SMTPResponseException as error:
        raise _failed(server, reason(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        said = t("{host} stopped responding after the mail was handed over: {reason}.", host=server.host, reason=reason(error))
        hint = t("Check whether it arrived; if not: crm digest --send --again --to {to}", to=recipient)
        raise UnclearError(said, hint) from error


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(*answer)


def close(line: smtplib.SMTP) -> None:
    """Say goodbye; what was sent is sent, whatever the server says to that."""
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


def reason(error: Exception) -> Sentence | str:  # noqa: PLR0911 - one line a kind
    """Tell what went wrong."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Sentence("no response within {seconds} seconds", seconds=round(SECONDS))
    if isinstance(error, ConnectionRefusedError):
        return Sentence("the connection was refused")
    if isinstance(error, socket.gaierror):
        return Sentence("no such server; is this machine online?")
    if isinstance(error, ssl.SSLError):
        return Sentence("the connection could not be encrypted; does smtp.security match the port (starttls 587, ssl 465)?")
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Sentence("it closed the connection")
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _failed(server: Server, why: Sentence | str, more: str = "") -> DeliveryError:
    said = t("The mail server {host}:{port} did not accept the mail: {reason}.", host=server.host, port=server.port, reason=why)
    return DeliveryError(said + (f" {more}" if more else ""), t("Try again: crm digest --send. Nobody gets it twice in a day."))
