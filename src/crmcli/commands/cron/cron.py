"""crm cron: the morning by itself."""

from __future__ import annotations

import shlex
from datetime import time
from typing import Annotated

import typer

from crmcli.automation import crontab, job_health, run_log, schedule, systemd
from crmcli.automation.model import Job
from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.terminal import options, render, session, stream

GROUP = True
app = options.group()
FOUND = 10


@app.command(
    "install",
    help=mark("Let cron (or systemd) run it every morning. crm undo does not cover this."),
    epilog=options.examples(
        "crm cron install --at 08:00",
        "crm cron install --command digest --at 7:30",
        "crm cron install --command notify --systemd",
    ),
)
def install(
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help=mark("Time of day."))] = "08:00",
    command: Annotated[
        str,
        typer.Option(
            "--command",
            metavar="due|digest|notify",
            help=mark("due: cron mails the list; digest: crm mails the digest; notify: a desktop notification."),
        ),
    ] = "due",
    timer: Annotated[bool, typer.Option("--systemd", help=mark("Use a systemd timer instead of a crontab line."))] = False,
) -> None:
    when, job = schedule.parse_time(at), schedule.parse_job(command)
    _check_mail(job)
    if timer:
        _install_timer(job, when)
    else:
        _install_line(job, when)
        _tell_clock(job, when)
    run_log.note(session.store(), "install")
    found = [one for one in _installed() if one.job.code == job]
    _say(
        found,
        t(
            "Every day at {at}: {command} (not part of crm undo)",
            at=f"{when:%H:%M}",
            command=" ".join(["crm", *schedule.WORDS[job]]),
        ),
    )


def _check_mail(job: str) -> None:
    """What the digest needs is asked for now, not tomorrow morning."""
    if job == "digest":
        from crmcli.automation import mail_settings

        server = mail_settings.server()
        mail_settings.recipients(None)
        if server.user:
            mail_settings.password(server.user, server.host)


def _install_line(job: str, at: time) -> None:
    parts, told = crontab.split(crontab.read()), schedule.environment()
    known = [(line, one) for line in parts.ours if (one := crontab.job_of(line))]
    others = [line for line, one in known if one.job.code != job]
    crontab.write(crontab.joined(parts._replace(ours=[*others, crontab.line(job, at, schedule.program(), told)])))
    for path in {crontab.database(one) for _, one in known if one.job.code == job} - {told["CRM_DB"], ""}:
        stream.print_notice(t("It replaces the line for {path}: each command has one line.", path=path))


def _tell_clock(job: str, at: time) -> None:
    """Cron goes by the clock of the machine, whatever zone a shell has set for itself."""
    now = clock.now()
    there = schedule.on_machine(at, now)
    if there != at:
        here, more = schedule.from_machine(at, now), "" if job == "due" else f" --command {job}"
        said = t("cron uses the machine's clock: its {at} is {here} here.", at=f"{at:%H:%M}", here=f"{here:%H:%M}")
        stream.print_notice(
            said + " " + t("For {at} here: {command}", at=f"{at:%H:%M}", command=f"crm cron install --at {there:%H:%M}{more}")
        )


def _install_timer(job: str, at: time) -> None:
    if not systemd.install(job, at, schedule.program(), schedule.environment()):
        hint = t("Start it manually: {command}", command=f"systemctl --user enable --now crm-{job}.timer")
        stream.print_notice(t("The timer was written, but systemd did not start it.") + " " + hint)
    if job == "due":
        stream.print_notice(t("systemd sends no mail; to see the list: {command}", command="journalctl --user -u crm-due"))


@app.command("show", help=mark("Show what runs automatically."), epilog=options.examples("crm cron show"))
def show_jobs() -> None:
    render.report(
        _installed(),
        table=_columns(),
        empty=t("Nothing runs automatically. Start with: {example}", example="crm cron install --at 08:00"),
    )


@app.command(
    "remove", help=mark("Remove crm's lines and timers; everything else stays."), epilog=options.examples("crm cron remove")
)
def remove() -> None:
    found = crontab.installed()
    if found:
        crontab.write(crontab.joined(crontab.split(crontab.read())._replace(ours=[])))
    found += systemd.remove()
    _say(
        found, t("Jobs removed: {count} (not part of crm undo)", count=len(found)) if found else t("There was nothing to remove.")
    )


@app.command(
    "check", help=mark("Check that it ran on schedule; exits with 10 if it did not."), epilog=options.examples("crm cron check")
)
def check() -> int:
    store, now = session.store(), clock.now()
    found = _installed()
    proofs = [job_health.of(store, one, now) for one in found if not _is_elsewhere(one)]
    if not found:
        stream.print_notice(t("Nothing runs automatically. Start with: {example}", example="crm cron install --at 08:00"))
    if session.current.form() in ("table", "plain"):
        for one in proofs:
            render.print_line(_sentence(one), "" if one.holds else "red")
    else:
        render.report(proofs, table=lambda _: None)
    return 0 if proofs and all(one.holds for one in proofs) else FOUND


def _is_elsewhere(one: Job) -> bool:
    """Whether the job is about another file, whose log we do not see; says so."""
    path = crontab.database(one)
    if path in ("", schedule.environment()["CRM_DB"]):
        return False
    stream.print_notice(
        t(
            "{job} uses {path}. Check it there: {command}",
            job=one.job.label,
            path=path,
            command=f"crm cron check --db {shlex.quote(path)}",
        )
    )
    return True


def _installed() -> list[Job]:
    return [*crontab.installed(), *systemd.installed()]


def _say(found: list[Job], sentence: str) -> None:
    if session.current.form() in ("table", "plain"):
        render.print_line(sentence)
    else:
        render.report(found, table=_columns())


def _columns() -> list[render.Column]:
    return [
        render.Column(t("What"), lambda one: one.job),
        render.Column(t("At"), lambda one: one.at),
        render.Column(t("By"), lambda one: one.kind),
        render.Column(t("Command"), lambda one: one.command, flexible=True),
    ]


def _sentence(one: job_health.Proof) -> str:
    """The proof in a line."""
    name, ran = f"{one.job.label} ({one.kind}, {one.at})", _at(one.ran) if one.ran else t("never")
    if one.state.code == "ran":
        return t("{job}: ran at {at}, {count} due.", job=name, at=ran, count=one.lines or 0)
    if one.state.code == "undelivered":
        return t("{job}: ran at {at}, but the mail was not sent: {reason}", job=name, at=ran, reason=one.note)
    if one.state.code == "waiting":
        return t("{job}: not due to run yet.", job=name)
    return t("{job}: should have run at {expected}; last run: {last}.", job=name, expected=_at(one.expected), last=ran)


def _at(instant: str) -> str:
    return f"{clock.from_utc_text(instant):%Y-%m-%d %H:%M}"
