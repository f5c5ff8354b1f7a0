"""A mail server of one's own, and stand-ins for the machine's programs."""

import email
import os
import socket
import ssl
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from crmcli.automation import mail, schedule


@pytest.fixture(autouse=True)
def one_clock(monkeypatch, tmp_path):
    """The machine's clock shows what the shell's does."""
    monkeypatch.setattr(schedule, "MACHINE", tmp_path / "localtime")


class Box:
    """What a server took; `answers` are what it says to a mail instead, by recipient."""

    def __init__(self):
        self.mails, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if answer := self.answers.get("DATA"):
            return answer
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"


class Server(Controller):
    """A server at whatever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def start(monkeypatch):
    """Starts a server and names it in the settings."""
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    running = []

    def run(box, **options):
        running.append(Server(box, hostname="127.0.0.1", port=0, **options))
        running[-1].start()
        return running[-1].port

    yield run
    for one in running:
        one.stop(no_assert=True)


@pytest.fixture
def configure(crm, monkeypatch):
    """Names a server at a port of this machine in the settings."""
    monkeypatch.setattr(mail, "SECONDS", 0.3)

    def write(port, **more):
        values = {"host": "127.0.0.1", "port": port, "security": "none", "from": "me@example.com", "to": "me@example.com"}
        for key, value in (values | more).items():
            crm("config", "set", f"smtp.{key}", value)

    return write


@pytest.fixture
def box(start, configure):
    """The box of a server that takes mail."""
    taken = Box()
    configure(start(taken))
    return taken


def _check(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"me", b"sesame"), handled=False)


@pytest.fixture
def locked(start, configure):
    """The box of a server that wants a user and a password: me, sesame."""

    taken = Box()
    configure(start(taken, authenticator=_check, auth_required=True, auth_require_tls=False), user="me")
    return taken


@pytest.fixture
def certificate():
    """Of 127.0.0.1, for a hundred years, with its key; nobody trusts it unasked."""
    return Path(__file__).parent.parent / "data" / "mail-server.pem"


@pytest.fixture(params=["starttls", "ssl"])
def encrypted(request, start, configure, certificate):
    """The box of a server that talks behind a certificate alone, and wants a user: me, sesame."""
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(certificate)
    taken, options = Box(), {"authenticator": _check, "auth_required": True}
    if request.param == "starttls":
        options |= {"tls_context": secured, "require_starttls": True}
    else:
        options |= {"ssl_context": secured, "auth_require_tls": False}
    configure(start(taken, **options), security=request.param, user="me")
    return taken


@pytest.fixture
def silent():
    """The port of a server that accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A PATH of stand-ins alone: `machine("crontab", script)` puts one there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name, script):
        path = folder / name
        path.write_text(f"#!/bin/sh\nPATH={os.defpath}:/usr/bin:/bin\n{script}\n")
        path.chmod(0o755)
        return folder

    return put
