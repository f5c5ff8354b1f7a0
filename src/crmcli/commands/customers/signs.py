"""crm signs: the evidence behind a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.core.i18n import t
from crmcli.customers import lead_quality, lookup
from crmcli.customers.lead_quality import SIGNS, Sign
from crmcli.customers.refs import Ref
from crmcli.storage.store import Store
from crmcli.terminal import options, render, screen, session, stream

app = options.group()
_MARKS: dict[str, screen.Styled] = {"yes": ("✓", "green"), "no": ("✗", "red"), "unknown": ("?", "yellow")}
_CODES = {True: "yes", False: "no", None: "unknown"}


def _names(incomplete: str) -> list[str]:
    return [name for code in SIGNS.codes() for name in (code, SIGNS.label(code)) if name.startswith(incomplete)]


def _option(name: str, help_text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="SIGN", help=help_text, autocompletion=_names)
    return option


Signs = list[str] | None


@app.command(
    "signs",
    epilog=options.examples(
        "crm signs Ann      (to tick)",
        "crm signs Ann --has need --has power --lacks decision --has urgent",
        "crm signs Ann --clear urgent",
    ),
)
def signs(
    customer: options.CustomerArgument,
    has: Annotated[Signs, _option("--has", t("A sign that applies, such as need (repeatable)."))] = None,
    lacks: Annotated[Signs, _option("--lacks", t("A sign that does not apply (repeatable)."))] = None,
    clear: Annotated[Signs, _option("--clear", t("A sign to reset to not asked (repeatable)."))] = None,
) -> None:
    store = session.store()
    ref = lookup.one(store, customer)
    answers = lead_quality.parse(has or (), lacks or (), clear or ())
    if not answers and not session.current.asks():
        _report(lead_quality.signs(store, ref.no), ref)
        return
    if not answers and not (answers := _ask(store, ref)):
        render.write_unchanged(t("Nothing to change."))
        return
    with store.change(t("signs of {name}", name=ref.name)):
        lead_quality.answer(store, ref.no, answers)
    found = lead_quality.signs(store, ref.no)
    said = " · ".join(map(str, lead_quality.summary(found))) or t("no answers yet")
    render.write_result(
        [one for one in found if one.sign.code in answers], t("Signs of {name}: {said}", name=ref.name, said=said)
    )
    if session.current.form() == "table":
        for sentence in lead_quality.conclusions(found, ref.name):
            stream.print_notice(str(sentence))


def _report(found: Sequence[Sign], ref: Ref) -> None:
    table = [
        render.Column("", lambda one: _MARKS[one.answer.code]),
        render.Column(t("Sign"), lambda one: one.sign),
        render.Column("", lambda one: one.kind),
        render.Column(t("Answer"), lambda one: one.answer),
    ]
    render.report(found, table=table, params={"customer": ref})
    if session.current.form() == "table":
        for sentence in lead_quality.conclusions(found, ref.name):
            stream.print_notice(str(sentence))


def _ask(store: Store, ref: Ref) -> dict[str, bool | None]:
    """What is answered otherwise than before: the three questions one by one, then the good and bad signs to tick."""
    from crmcli.terminal import prompt

    known = {one.sign.code: one.answer.code for one in lead_quality.signs(store, ref.no)}
    answers: dict[str, bool | None] = {}
    choices = [(t("yes"), "yes"), (t("no"), "no"), (t("not asked yet"), "unknown")]
    for code in lead_quality.MUST:
        now = next(place for place, (_label, value) in enumerate(choices) if value == known[code])
        picked = prompt.menu(t("{name}: {sign}?", sign=SIGNS.label(code), name=ref.name), choices, now)
        answers[code] = next(said for said, answer in _CODES.items() if answer == picked)
    offered = (*lead_quality.GOOD, *lead_quality.BAD)
    ticked = prompt.ticks(
        t("Which signs apply?"), [(_said(code), code) for code in offered], [code for code in offered if known[code] == "yes"]
    )
    for code in offered:
        if code in ticked or known[code] == "yes":
            answers[code] = code in ticked or None
    return {code: said for code, said in answers.items() if _CODES[said] != known[code]}


def _said(code: str) -> str:
    return SIGNS.label(code) + ("" if code in lead_quality.GOOD else f" ({t('bad sign')})")
