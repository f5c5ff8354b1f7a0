"""`crm cron`: lines of our own in a crontab that stays as it is otherwise; timers; the proof that it ran."""

import struct
import subprocess
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.automation import crontab, schedule
from crmcli.core.errors import RefusedError

UTC = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
CRONTAB = """file={table}
case "$1" in
  -l) if [ -e "$file" ]; then cat "$file"; else echo "no crontab for me" >&2; exit 1; fi ;;
  -) cat > "$file" ;;
esac"""
LINES = st.lists(
    st.binary(max_size=40).filter(lambda line: b"\n" not in line and b"\r" not in line and b"crm" not in line), max_size=6
)
OURS = [crontab.line(job, time(8, 5), ["/usr/bin/crm"], {"CRM_DB": "/tmp/50% of 'it'.db"}) for job in schedule.WORDS]


@pytest.fixture
def table(machine, tmp_path):
    path = tmp_path / "table"
    machine("crontab", CRONTAB.format(table=path))
    return path


@given(LINES, LINES, st.lists(st.sampled_from(OURS), unique=True))
def test_what_is_not_ours_stays_byte_for_byte(before, after, ours):
    before, after = (b"".join(line + b"\n" for line in lines) for lines in (before, after))
    parts = crontab.Parts(before, ours, after)
    table = crontab.joined(parts)
    if ours:
        assert crontab.split(table) == parts
    assert crontab.joined(crontab.split(table)._replace(ours=[])) == before + after
    assert crontab.joined(crontab.split(table)) == table


@pytest.mark.parametrize(
    "table",
    [
        b"# crm begin\n", b"# crm end\n", b"# crm end\n# crm begin\n", b"# crm begin\n# crm begin\n# crm end\n",
        b"# crm begin\n# crm end\n# crm end\n", b"# crm begin\n0 3 * * * /usr/bin/backup\n# crm end\n",
        b"# crm begin\nLANG=C\n# crm end\n",
    ],
)  # fmt: skip
def test_marks_out_of_order_or_foreign_lines_between_them_are_refused(crm, table, machine, tmp_path):
    place = tmp_path / "table"
    machine("crontab", CRONTAB.format(table=place))
    place.write_bytes(table)
    with pytest.raises(RefusedError):
        crontab.split(table)
    assert [crm("cron", verb, ok=False).code for verb in ("install", "remove", "show")] == [5, 5, 5]
    assert place.read_bytes() == table


def test_install_show_and_remove(crm, table):
    table.write_bytes(b"MAILTO=me\n5 4 * * * /bin/true # mine\r\n")
    was = table.read_bytes()
    assert "Every day at 08:00" in crm("cron", "install").out
    assert table.read_bytes().startswith(was + b"# crm begin\n0 8 * * * LANG=C.UTF-8 CRM_LANG=en CRM_DB=")
    crm("cron", "install", "--at", "7:30")
    crm("cron", "install", "--at", "7:45", "--command", "notify")
    found = [(one["kind"], one["job"]["code"], one["at"]) for one in crm("cron", "show", "-o", "json").items]
    assert found == [("crontab", "due", "07:30"), ("crontab", "notify", "07:45")]
    assert "Jobs removed: 2" in crm("cron", "remove").out
    assert table.read_bytes() == was
    assert "nothing to remove" in crm("cron", "remove").out


def test_a_person_without_a_crontab(crm, table):
    assert crm("cron", "show").out == ""
    crm("cron", "install")
    crm("cron", "remove")
    assert table.read_bytes() == b""


def test_the_line_runs_in_the_empty_room_of_cron(crm, table, tmp_path, monkeypatch):
    odd = tmp_path / "50% of 'it' $HOME.db"
    monkeypatch.setenv("CRM_DB", str(odd))
    crm("add", "张三", "--next", "2026-11-20", "--for", "发报价")
    crm("cron", "install", "--lang", "zh")
    line = crontab.split(table.read_bytes()).ours[0]
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"HOME": str(tmp_path), "CRM_NOW": "2026-11-21T08:00"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "逾期 1 天" in done.stdout
    (run, _) = crm("digest", "--log", "-o", "json").items
    assert (run["job"]["code"], run["lines"]) == ("due", 1)


def test_cron_mails_nothing_when_nothing_is_due(crm):
    crm("add", "张三")
    assert crm("due", "--cron", "-o", "table").out == ""
    assert [one["lines"] for one in crm("digest", "--log", "-o", "json").items] == [0]


@pytest.mark.parametrize(
    ("installed", "ran", "now", "code", "words"),
    [
        ("2026-11-20T10:00", None, "2026-11-20T12:00", 0, "not due to run"),
        ("2026-11-20T10:00", "2026-11-21T08:00", "2026-11-21T09:00", 0, "ran at 2026-11-21 08:00"),
        ("2026-11-20T10:00", "2026-11-21T08:00", "2026-11-22T07:59", 0, "ran at 2026-11-21 08:00"),
        ("2026-11-20T10:00", "2026-11-21T08:00", "2026-11-22T08:05", 0, "not due to run"),
        ("2026-11-20T10:00", "2026-11-21T08:00", "2026-11-22T08:11", 10, "should have run at 2026-11-22 08:00"),
        ("2026-11-20T10:00", None, "2026-11-21T09:00", 10, "last run: never"),
    ],
)
def test_check_proves_the_last_run(crm, table, monkeypatch, installed, ran, now, code, words):
    crm("add", "张三")
    monkeypatch.setenv("CRM_NOW", installed)
    crm("cron", "install")
    if ran:
        monkeypatch.setenv("CRM_NOW", ran)
        crm("due", "--cron")
    monkeypatch.setenv("CRM_NOW", now)
    found = crm("cron", "check", ok=False)
    assert (found.code, words in found.out) == (code, True)
    (proof,) = crm("cron", "check", "-o", "json", ok=False).items
    assert (proof["job"]["code"], proof["state"]["code"] in ("ran", "waiting")) == ("due", code == 0)


def test_a_notice_that_failed_is_no_run(crm, table, machine, monkeypatch):
    monkeypatch.setenv("CRM_NOW", "2026-11-20T10:00")
    crm("cron", "install", "--command", "notify")
    monkeypatch.setenv("CRM_NOW", "2026-11-21T08:00")
    assert crm("digest", "--notify", "--cron", ok=False).code == 6
    monkeypatch.setenv("CRM_NOW", "2026-11-21T09:00")
    assert crm("cron", "check", ok=False).code == 10
    machine("notify-send", "exit 0")
    crm("digest", "--notify", "--cron")
    assert crm("cron", "check").code == 0


def test_a_mail_that_did_not_go_out_is_told_until_it_does(crm, table, box, monkeypatch):
    monkeypatch.setenv("CRM_NOW", "2026-11-20T10:00")
    crm("cron", "install", "--command", "digest")
    monkeypatch.setenv("CRM_NOW", "2026-11-21T08:00")
    box.answers = {"me@example.com": "451 try later"}
    assert crm("digest", "--send", "--cron", ok=False).code == 6
    ran = crm("cron", "check", ok=False)
    assert (ran.code, "451 try later" in ran.out) == (10, True)
    box.answers = {}
    crm("digest", "--send")
    assert "ran at 2026-11-21 08:00" in crm("cron", "check").out


def test_the_machine_may_have_a_clock_of_its_own(crm, table, monkeypatch, tmp_path):
    (tmp_path / "localtime").write_bytes(UTC)
    monkeypatch.setenv("CRM_NOW", "2026-11-20T20:00")
    ran = crm("cron", "install", "--at", "8:00")
    assert "its 08:00 is 16:00 here. For 08:00 here: crm cron install --at 00:00" in ran.err
    assert "0 8 * * *" in table.read_text()
    crm("cron", "install", "--at", "0:00")
    for now, code in (("2026-11-21T08:00", 0), ("2026-11-21T09:00", 0), ("2026-11-22T07:00", 0), ("2026-11-22T09:00", 10)):
        monkeypatch.setenv("CRM_NOW", now)
        if now == "2026-11-21T08:00":
            crm("due", "--cron")
        assert (now, crm("cron", "check", ok=False).code) == (now, code)


@pytest.mark.parametrize(("zone", "said"), [("Asia/Shanghai", " Asia/Shanghai"), ("CST-8", ""), ("../x", "")])
def test_a_timer_knows_the_zone_by_its_name(crm, machine, tmp_path, monkeypatch, zone, said):
    machine("systemctl", "exit 0")
    monkeypatch.setenv("TZ", zone)
    crm("cron", "install", "--systemd")
    assert f"OnCalendar=*-*-* 08:00:00{said}\n" in (tmp_path / "config" / "systemd" / "user" / "crm-due.timer").read_text()
    assert [one["at"] for one in crm("cron", "show", "-o", "json").items] == ["08:00"]


def test_a_line_for_another_file_gives_way_and_is_named(crm, table, tmp_path):
    crm("cron", "install")
    assert "It replaces the line" not in crm("cron", "install", "--at", "9:00").err
    ran = crm("cron", "install", "--db", tmp_path / "other one.db")
    assert f"It replaces the line for {tmp_path}/crm.db" in ran.err
    assert len(crm("cron", "show", "-o", "json").items) == 1


def test_a_line_for_another_file_is_proved_there(crm, table, tmp_path):
    crm("cron", "install")
    (tmp_path / "other.db").touch()
    ran = crm("cron", "check", "--db", tmp_path / "other.db", ok=False)
    assert (ran.code, ran.out) == (10, "")
    assert f"crm cron check --db {tmp_path}/crm.db" in ran.err


def test_a_line_of_ours_that_somebody_broke_is_written_anew(crm, table):
    table.write_text("# crm begin\n0 8 * * * LANG='C crm due -o table --cron\n# crm end\n")
    assert crm("cron", "check", ok=False).code == 10
    assert "It replaces the line" not in crm("cron", "install").err
    assert table.read_text().count("CRM_DB=") == 1


def test_a_path_that_no_crontab_can_hold_is_refused(crm, table, monkeypatch, tmp_path):
    monkeypatch.setenv("CRM_DB", str(tmp_path / "two\nlines.db"))
    assert crm("cron", "install", ok=False).code == 5
    assert not table.exists()


def test_bytes_that_are_no_text_stay_in_our_own_lines(crm, table):
    crm("cron", "install")
    was = table.read_bytes().replace(b"crm.db", b"c\xffm.db")
    table.write_bytes(was)
    crm("cron", "install", "--command", "notify")
    assert b"c\xffm.db" in table.read_bytes()


def test_a_crontab_that_hangs(crm, machine, monkeypatch):
    monkeypatch.setattr(crontab, "_SECONDS", 0.1)
    machine("crontab", "sleep 5")
    ran = crm("cron", "install", ok=False)
    assert (ran.code, "did not respond" in ran.err) == (6, True)


def test_check_finds_that_nothing_is_installed(crm, table):
    assert crm("cron", "check", ok=False).code == 10


def test_a_cron_that_refuses_or_is_not_there(crm, machine):
    assert crm("cron", "install", ok=False).code == 5
    machine("crontab", 'case "$1" in -l) exit 0;; -) echo "you may not use cron" >&2; exit 1;; esac')
    ran = crm("cron", "install", ok=False)
    assert (ran.code, "you may not use cron" in ran.err) == (6, True)
    machine("crontab", "echo broken >&2; exit 1")
    assert crm("cron", "install", ok=False).code == 6


@pytest.mark.parametrize(
    "argv", [["--at", "25:00"], ["--at", "8"], ["--at", "8:5"], ["--command", "rm"], ["--command", "digest"]]
)
def test_what_cannot_be_installed_is_refused_now(crm, table, argv):
    assert crm("cron", "install", *argv, ok=False).code == 2
    assert not table.exists()


def test_a_timer_of_systemd(crm, machine, tmp_path):
    machine("systemctl", f'echo "$@" >> {tmp_path}/said')
    crm("cron", "install", "--systemd", "--command", "notify", "--at", "7:05")
    units = Path(tmp_path / "config" / "systemd" / "user")
    assert "OnCalendar=*-*-* 07:05:00 Asia/Shanghai\nPersistent=true\n" in (units / "crm-notify.timer").read_text()
    service = (units / "crm-notify.service").read_text()
    for line in ('Environment="LANG=C.UTF-8"', f'Environment="CRM_DB={tmp_path}/crm.db"', '"digest" "--notify" "--cron"'):
        assert line in service
    assert (tmp_path / "said").read_text().splitlines() == ["--user daemon-reload", "--user enable --now crm-notify.timer"]
    assert [(one["kind"], one["at"]) for one in crm("cron", "show", "-o", "json").items] == [("systemd", "07:05")]
    crm("cron", "remove")
    assert list(units.iterdir()) == []


def test_units_of_others_are_left_alone(crm, machine, tmp_path):
    machine("systemctl", "exit 0")
    units = tmp_path / "config" / "systemd" / "user"
    units.mkdir(parents=True)
    (units / "crm-due.timer").write_text("[Timer]\n")
    assert crm("cron", "install", "--systemd", ok=False).code == 5
    crm("cron", "remove")
    assert (units / "crm-due.timer").read_text() == "[Timer]\n"


def test_a_systemd_that_does_not_start_is_told(crm, machine):
    machine("systemctl", "exit 1")
    assert "systemctl --user enable --now crm-due.timer" in crm("cron", "install", "--systemd").err
