"""`crm digest`: the morning as text, HTML and mail, once a day to everyone, with a log that proves it."""

import socket
import threading
from html.parser import HTMLParser

import pytest

from crmcli.automation import mail, mail_settings, notify, run_log
from crmcli.core import config


@pytest.fixture(autouse=True)
def zhang(crm):
    crm("add", "张三", "--phone", "13800138000", "--company", "华信 & <b>")
    crm("next", "张三", "2026-11-20", "发报价", "--type", "close")
    crm("add", "李四")


def log(crm):
    return [(one["job"]["code"], one["recipient"], one["state"]["code"]) for one in crm("digest", "--log", "-o", "json").items]


def test_the_text_tells_who_what_why_and_how(crm):
    text = crm("digest").out
    for words in (
        "1 due · 2026-11-21 Sat",
        "f1",
        "张三",
        "发报价",
        "1 day overdue",
        "13800138000",
        "Open without a next step",
        "c2 李四",
    ):
        assert words in text
    assert "逾期 1 天" in crm("digest", "--lang", "zh").out
    assert [one["key"] for one in crm("digest", "-o", "json").items] == ["f1"]


def test_the_page_is_whole_and_escapes_every_word(crm):
    class Tags(HTMLParser):
        open, found = [], []

        def handle_starttag(self, tag, attributes):
            self.found.append((tag, dict(attributes)))
            if tag not in ("meta", "br"):
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    page = crm("digest", "--format", "html").out
    reader = Tags()
    reader.feed(page)
    assert reader.open == []
    assert ("a", {"href": "tel:13800138000"}) in reader.found or ("a", {"href": "tel:+8613800138000"}) in reader.found
    assert "华信 &amp; &lt;b&gt;" in page
    assert not {"script", "img", "link"} & {tag for tag, _ in reader.found}


def test_reading_the_digest_writes_nothing(crm, monkeypatch, tmp_path):
    monkeypatch.delenv("CRM_DB")
    assert "Nothing is due" in crm("digest").out
    assert log(crm) == []
    assert not list(tmp_path.rglob("data/**/*.db"))


def test_a_mail_has_both_forms_and_goes_out_once_a_day(crm, box, monkeypatch):
    assert "me@example.com: sent" in crm("digest", "--send").out
    (taken,) = box.mails
    assert taken["Subject"] == "1 due · 2026-11-21 Sat"
    assert (taken["To"], taken["From"], taken["Auto-Submitted"]) == ("me@example.com", "me@example.com", "auto-generated")
    assert taken.get_body(("plain",)).get_content().replace("\r\n", "\n") == crm("digest").out
    assert "<table" in taken.get_body(("html",)).get_content()
    assert "--again" in crm("digest", "--send").err
    crm("digest", "--send", "--to", "ME@example.com")
    assert len(box.mails) == 1
    crm("digest", "--send", "--to", "Zhang <zhang@example.com>, me@example.com")
    assert [one["To"] for one in box.mails] == ["me@example.com", "zhang@example.com"]
    monkeypatch.setenv("CRM_NOW", "2026-11-22T08:00")
    crm("digest", "--send")
    assert len({one["Message-ID"] for one in box.mails}) == len(box.mails) == 3
    assert log(crm) == [("mail", f"{name}@example.com", "sent") for name in ("me", "zhang", "me")]


def test_again_sends_again(crm, box):
    for _ in range(3):
        crm("digest", "--send", "--again")
    assert len(box.mails) == 3


def test_a_line_of_a_dot_arrives(crm, box):
    crm("next", "张三", "2026-11-20", "x\n.\n.y")
    crm("digest", "--send")
    assert box.mails[0].get_body(("plain",)).get_content().replace("\r\n", "\n") == crm("digest").out


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ({"me@example.com": "550 no such user"}, 6, "550 no such user"), ({"DATA": "552 too big"}, 6, "552 too big"),
        ({"me@example.com": "451 try later"}, 6, "451 try later"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_and_tried_again(crm, box, answers, code, words):
    box.answers = answers
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, words in ran.err) == (code, True)
    assert log(crm) == [("mail", "me@example.com", "failed")]
    box.answers = {}
    crm("digest", "--send")
    assert len(box.mails) == 1


def test_one_refused_recipient_does_not_keep_the_others_from_theirs(crm, box):
    box.answers = {"a@example.com": "550 no"}
    assert crm("digest", "--send", "--to", "a@example.com", "--to", "b@example.com", ok=False).code == 6
    assert [one["To"] for one in box.mails] == ["b@example.com"]
    ran = crm("digest", "--send", "--again", "--to", "a@example.com", ok=False)
    assert (ran.code, "b@example.com" in ran.err) == (6, False)
    crm("digest", "--send", "--to", "a@example.com,b@example.com", ok=False)
    assert [one["To"] for one in box.mails] == ["b@example.com"]


def test_a_server_that_is_not_there(crm, configure):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    configure(port)
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "the connection was refused" in ran.err) == (6, True)
    assert log(crm) == [("mail", "me@example.com", "failed")]
    assert crm("digest", "--send", "-o", "json", ok=False).error["code"] == "delivery"


def test_a_line_encrypted_the_wrong_way(crm, box):
    crm("config", "set", "smtp.security", "ssl")
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "does smtp.security match the port" in ran.err, box.mails) == (6, True, [])


def test_a_name_that_nobody_has(crm, configure, monkeypatch):
    def unknown(*_words):
        raise socket.gaierror(-2, "Name or service not known")

    configure(25)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "no such server" in ran.err) == (6, True)


def test_a_server_that_hangs(crm, configure, silent):
    configure(silent)
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "no response within" in ran.err) == (6, True)
    assert log(crm)[0][2] == "failed"


def swallow(listening):
    """A server that takes a mail and never says so."""
    line, _ = listening.accept()
    with line, line.makefile("rb") as lines:
        line.sendall(b"220 hello\r\n")
        for said in lines:
            verb = said[:4].upper().strip()
            if verb == b"DATA":
                line.sendall(b"354 go on\r\n")
                while lines.readline() not in (b".\r\n", b""):
                    pass
                lines.readline()  # silence until the other side gives up
                return
            line.sendall(b"250 fine\r\n")


def test_what_may_have_gone_out_is_not_sent_twice(crm, configure):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=swallow, args=(listening,), daemon=True).start()
        configure(listening.getsockname()[1])
        ran = crm("digest", "--send", ok=False)
    assert (ran.code, "stopped responding" in ran.err) == (6, True)
    assert log(crm) == [("mail", "me@example.com", "unclear")]
    assert "possibly sent" in crm("digest", "--send").err  # no connection is tried: nobody would answer


def test_a_server_without_starttls_gets_nothing(crm, box):
    crm("config", "set", "smtp.security", "starttls")
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "STARTTLS" in ran.err, box.mails) == (6, True, [])


def test_mail_goes_out_behind_a_certificate_that_is_trusted(crm, encrypted, certificate, monkeypatch):
    monkeypatch.setenv("CRM_SMTP_PASSWORD", "sesame")
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "certificate is not trusted" in ran.err, encrypted.mails) == (6, True, [])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("CRM_SMTP_PASSWORD", "wrong")
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "user name or password" in ran.err, encrypted.mails) == (6, True, [])
    monkeypatch.setenv("CRM_SMTP_PASSWORD", "芝麻")
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "ASCII" in ran.err) == (6, True)
    monkeypatch.setenv("CRM_SMTP_PASSWORD", "sesame")
    crm("digest", "--send")
    crm("digest", "--send")
    assert len(encrypted.mails) == 1
    assert log(crm) == [("mail", "me@example.com", state) for state in ("sent", "failed", "failed", "failed")]


def test_the_password_comes_from_a_file_of_ones_own_or_the_variable(crm, locked, monkeypatch, tmp_path):
    assert crm("digest", "--send", ok=False).code == 2  # no password anywhere
    secret = tmp_path / "secret"
    secret.write_text("wrong\n")
    crm("config", "set", "smtp.password_file", secret)
    assert (crm("digest", "--send", ok=False).code, len(locked.mails)) == (5, 0)  # others may read it
    secret.chmod(0o600)
    ran = crm("digest", "--send", ok=False)
    assert (ran.code, "user name or password" in ran.err) == (6, True)
    secret.write_bytes(b"\xff\xfe")
    assert crm("digest", "--send", ok=False).code == 2
    secret.write_text("sesame\n")
    crm("digest", "--send")
    monkeypatch.setenv("CRM_SMTP_PASSWORD", "sesame")
    secret.unlink()
    crm("digest", "--send", "--again")
    assert len(locked.mails) == 2
    assert "sesame" not in crm("digest", "--log", "-o", "json").out


def test_two_processes_at_once_send_one(store):
    assert run_log.claim(store, "me@example.com", 1, again=False)
    assert run_log.claim(store, "Me@Example.com", 1, again=False) is None
    assert run_log.claim(store, "me@example.com", 1, again=True)


def test_a_process_that_died_while_sending_leaves_it_unclear(store, monkeypatch):
    first = run_log.claim(store, "me@example.com", 1, again=False)
    monkeypatch.setenv("CRM_NOW", "2026-11-21T10:00")
    assert run_log.claim(store, "me@example.com", 1, again=False) is None
    assert [(one.no, one.state.code) for one in run_log.newest(store, 9)] == [(first, "unclear")]


def test_behind_cron_a_sent_mail_says_nothing(crm, box):
    ran = crm("digest", "--send", "--cron")
    assert (ran.out, ran.err, len(box.mails)) == ("", "", 1)


def test_undo_takes_back_no_mail(crm, box):
    crm("digest", "--send")
    crm("undo")
    crm("digest", "--send")
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--format", "pdf"], 2), (["--to", "me@example.com"], 2), (["--send"], 2), (["--send", "--to", "nobody"], 2),
        (["--send", "--to", "a b@c.cn"], 2), (["--send", "--to", "a@b\r\nBcc: x@y.cn"], 2), (["--send", "--to", "张@例.cn"], 2),
    ],
)  # fmt: skip
def test_bad_words(crm, argv, code):
    assert crm("digest", *argv, ok=False).code == code


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("smtp.port", "0", 2), ("smtp.port", "x", 2), ("smtp.port", "465", 0), ("smtp.security", "tls", 2),
        ("smtp.security", "ssl", 0), ("smtp.from", "me", 2), ("smtp.to", "a@b.cn, c@d.cn", 0), ("smtp.to", "a@b.cn, c", 2),
        ("smtp.nope", "x", 2),
    ],
)  # fmt: skip
def test_settings_are_checked(crm, key, value, code):
    assert crm("config", "set", key, value, ok=False).code == code


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("ssl", 465), ("none", 25)])
def test_the_port_follows_the_security(crm, security, port):
    for key, value in (("host", "mail.example.com"), ("user", "me@example.com"), ("security", security)):
        crm("config", "set", f"smtp.{key}", value)
    config.values.cache_clear()
    assert mail_settings.server() == mail_settings.Server("mail.example.com", port, security, "me@example.com", "me@example.com")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_no_word_of_a_customer_is_an_option_or_a_script(platform):
    words = notify.command(platform, "--title", "$(rm -rf ~) <b>")
    assert isinstance(words, list)
    if platform == "win32":
        assert "rm -rf" not in " ".join(words)
    else:
        assert words.index("--") < words.index("--title")


def test_a_notice_shows_quotes_as_they_are_and_no_markup():
    assert notify.command("linux", "crm", """Ann's "A & B" <b>""")[-1] == """Ann's "A &amp; B" &lt;b&gt;"""


def test_a_notice_on_the_desktop(crm, machine, tmp_path):
    machine("notify-send", f'printf "%s\\n" "$@" > {tmp_path}/said')
    crm("digest", "--notify")
    assert (tmp_path / "said").read_text().splitlines() == ["--app-name=crm", "--", "1 due · 2026-11-21 Sat", "张三 · 发报价"]
    assert log(crm) == [("notify", None, "done")]


@pytest.mark.parametrize("script", [None, "echo no display >&2; exit 1"])
def test_a_desktop_that_is_not_there(crm, machine, script):
    if script:
        machine("notify-send", script)
    assert crm("digest", "--notify", ok=False).code == 6
    assert log(crm) == []


def test_the_id_of_a_mail_is_that_of_its_day_and_recipient(monkeypatch):
    server = mail_settings.Server("h", 25, "none", None, "me@example.com")

    def identity(to):
        return mail.message(server, to, "s", "t", "<p>h")["Message-ID"]

    first = identity("a@b.cn")
    monkeypatch.setenv("CRM_NOW", "2026-11-21T23:00")
    assert identity("a@b.cn") == first != identity("c@b.cn")
