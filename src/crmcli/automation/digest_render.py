"""The morning as the text and the HTML of a mail; every word of a customer's is cleaned, and escaped in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from crmcli.automation.digest_data import Morning
from crmcli.core.dates.when import When, echo
from crmcli.core.i18n import language, t
from crmcli.followups import due_table
from crmcli.followups.model import Due
from crmcli.terminal.sanitize import clean

_SHOWN = 50
_COLOURS = {"overdue": "#c0392b", "today": "#1e8449", "later": "#7f8c8d", "no_next": "#b7950b"}
_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0 auto;padding:12px;max-width:640px;font:15px/1.5 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
{body}</body></html>
"""  # noqa: E501


def subject(morning: Morning) -> str:
    """One line that says it all: `3 due · 2026-11-21 Sat`."""
    return f"{t('{count} due', count=len(morning.due))} · {echo(When(morning.now.date()))}"


def text(morning: Morning) -> str:
    """The morning as plain text."""
    return "\n".join([subject(morning), "", *_lines(morning), *_rest(morning)]) + "\n"


def _lines(morning: Morning) -> Iterator[str]:
    if not morning.due:
        yield t("Nothing is due.")
    for one in morning.due[:_SHOWN]:
        yield clean(f"● {one.key}  {one.customer} · {due_table.what(one)}")
        yield clean("   " + " · ".join([one.reason.label, *morning.phones.get(one.customer.no, ())]))
    yield from _more(morning)


def _more(morning: Morning) -> Iterator[str]:
    if len(morning.due) > _SHOWN:
        yield t("… and {count} more: crm due", count=len(morning.due) - _SHOWN)


def _rest(morning: Morning) -> Iterator[str]:
    for title, rows in _sections(morning):
        yield from ("", title, *(f"○ {row}" for row in rows))


def _sections(morning: Morning) -> Iterator[tuple[str, list[str]]]:
    """The parts below the list that have something to say: a title and its lines."""
    if morning.unplanned:
        rows = [_worth(one) for one in morning.unplanned]
        if morning.open > len(rows):
            rows.append(t("… and {count} more: crm due --kind no_next", count=morning.open - len(rows)))
        yield t("Open without a next step:"), rows
    if morning.stalled:
        yield t("Stalled deals (crm stalled):"), [clean(" · ".join(one)) for one in morning.stalled]


def _worth(one: Due) -> str:
    return clean(" · ".join([f"c{one.customer.no} {one.customer}", *map(str, one.reason.facts[1:])]))


def html(morning: Morning) -> str:
    """The morning as a page of its own: no script, no picture, nothing from elsewhere."""
    title = escape(subject(morning))
    body = [
        f'<h1 style="font-size:18px">{title}</h1>',
        _table(morning) if morning.due else f"<p>{escape(t('Nothing is due.'))}</p>",
    ]
    body += [f"<p>{escape(one)}</p>" for one in _more(morning)]
    for heading, rows in _sections(morning):
        items = "".join(f"<li>{escape(row)}</li>" for row in rows)
        body.append(f'<h2 style="font-size:16px">{escape(heading)}</h2><ul style="padding-left:20px">{items}</ul>')
    return _PAGE.format(lang="zh-CN" if language() == "zh" else "en", title=title, body="\n".join(body) + "\n")


def _table(morning: Morning) -> str:
    rows = "\n".join(_row(one, morning.phones.get(one.customer.no, [])) for one in morning.due[:_SHOWN])
    return f'<table style="border-collapse:collapse;width:100%">\n{rows}\n</table>'


def _row(one: Due, phones: list[str]) -> str:
    colour = _COLOURS[one.reason.code]
    calls = " ".join(f'<a href="tel:{escape(_dial(phone))}">{escape(clean(phone))}</a>' for phone in phones)
    what = f"<b>{escape(clean(str(one.customer)))}</b> · {escape(clean(due_table.what(one)))}"
    why = (
        f'<span style="color:{colour}">{escape(clean(one.reason.label))}</span> <span '
        f'style="color:#7f8c8d">{one.key}</span> {calls}'
    )
    return f'<tr><td style="border-left:4px solid {colour};padding:6px 10px">{what}<br>{why}</td></tr>'


def _dial(phone: str) -> str:
    return "".join(char for char in phone if char in "+0123456789")
