"""crm focus: today's list one by one. Each answer is a command of its own, saved as it is given."""

from __future__ import annotations

from collections.abc import Callable

from crmcli.core import clock
from crmcli.core.errors import Back, UsageError
from crmcli.core.i18n import language, t
from crmcli.followups import due_table, next_step_options
from crmcli.followups.due_list import due
from crmcli.followups.kinds import kind_of_key
from crmcli.followups.model import Due, DueQuery
from crmcli.overview import timeline
from crmcli.terminal import options, prompt, render, screen, session, stream
from crmcli.terminal.screen import shorten

app = options.group()
STOP, STAY = "stop", "stay"


@app.command(
    "focus",
    epilog=options.examples("crm focus", "crm focus --limit 10"),
)
def focus(limit: options.Limit = None) -> None:
    lines = _due(limit)
    if not lines:
        render.print_line(t("Nothing is due."))
        return
    if not session.current.asks():
        hint = t("See the list: crm due. Answer it: crm done, crm snooze, crm next.")
        raise UsageError(t("crm focus needs a terminal."), hint)
    saved = _go_through(lines)
    stream.print_notice(t("Answers saved: {count}", count=saved))


def _due(limit: int | None = None) -> list[Due]:
    now = clock.now()
    return due(session.store(), DueQuery(now, now.date()), limit)


def _go_through(lines: list[Due]) -> int:
    """How many answers were saved; Esc and Ctrl-C end it and keep them."""
    saved = 0
    try:
        for number, line in enumerate(lines, 1):
            if not _is_due(line):  # an answer before has settled it
                continue
            _card(line, f"{number}/{len(lines)}")
            while (answer := _answer(line)) == STAY or isinstance(answer, list):
                if not isinstance(answer, list) or not _run(answer):
                    continue
                saved += 1
                if not _is_due(line):
                    break
            if answer == STOP:
                break
    except KeyboardInterrupt:
        if not saved:
            raise
    return saved


def _is_due(line: Due) -> bool:
    return line.key in {one.key for one in _due()}


def _card(line: Due, place: str) -> None:
    """Who, what and why, how to reach them, what happened last."""
    store, no = session.store(), line.customer.no
    render.print_line()
    render.print_line(f"{place}  {line.customer}  c{no}", "bold")
    render.print_line("  " + shorten(f"{line.key}  {due_table.what(line)} · {line.reason.label}", screen.width() - 2))
    phones = store.column("SELECT value FROM contact_points WHERE customer_no = :no AND kind = 'phone' ORDER BY no", no=no)
    if phones:
        render.print_line("  " + " · ".join(phones))
    if events := timeline.events(store, no):
        last = events[-1]
        what = " · ".join(filter(None, (last.node or last.kind.label, last.text)))
        render.print_line("  " + shorten(f"{clock.from_utc_text(last.at):%m-%d} {what}", screen.width() - 2), "dim")


def _answer(line: Due) -> list[str] | str | None:
    """As `_ask`; Esc at the first question stops."""
    try:
        return prompt.interview(_ask, line)
    except Back:
        return STOP


def _ask(line: Due) -> list[str] | str | None:
    """The words of the command that the answer means; STOP, STAY (asked again), or None for the next customer."""
    settled = kind_of_key(line.key).done_label()
    answers: dict[str, tuple[str, Callable[[Due], list[str] | str | None]]] = {
        "d": (settled, _done), "l": (t("Log a touch"), _log), "n": (t("Plan a next step"), _next), "s": (t("Snooze"), _snooze),
        "k": (t("Skip"), lambda _: None), "q": (t("Stop"), lambda _: STOP),
    }  # fmt: skip
    choices = [(f"{key}  {label}", act) for key, (label, act) in answers.items()]
    keys = {key: act for key, (_, act) in answers.items()}
    act = prompt.menu(t("What now?"), choices, None, keys, t("press a letter"), needed=True)
    return act(line)  # type: ignore[no-any-return]


def _done(line: Due) -> list[str] | str:
    """`crm done` asks for the outcome and the next step itself."""
    return kind_of_key(line.key).ask_done(session.store(), line) or STAY


def _log(line: Due) -> list[str]:
    return ["log", f"c{line.customer.no}"]


def _next(line: Due) -> list[str] | str:
    when = prompt.text(t("When is the next step? (Enter: none)"), check=next_step_options.check_day)
    return ["next", f"c{line.customer.no}", "--", when, prompt.text(t("What's next? (Enter: only the type)"))] if when else STAY


def _snooze(line: Due) -> list[str] | str:
    until = prompt.text(t("Hide until when?"), default=t("tomorrow"), check=next_step_options.check_day)
    return ["snooze", line.key, f"--to={until}"] if until else STAY


def _run(words: list[str]) -> bool:
    """Run a command on the same file in the same language; whether it was done. What is wrong it says itself."""
    from crmcli.__main__ import run

    kept = vars(session.current) | {"_store": None}
    command, *rest = words
    code = run([command, "--db", str(session.current.path()), "--lang", language(), "-o", "table", *rest])
    vars(session.current).update(kept)
    return code == 0
