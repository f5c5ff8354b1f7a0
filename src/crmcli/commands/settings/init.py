"""crm init: language, region, currency and pipeline, asked once."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.settings import config
from crmcli.core import i18n
from crmcli.core import region as regions
from crmcli.core.choices import mark
from crmcli.core.i18n import listed, t
from crmcli.core.money import CURRENCIES
from crmcli.pipelines import pipelines, presets
from crmcli.terminal import options, prompt, render, screen, session, stream

app = options.group()

_CHOSEN = ("language", "region", "currency", "pipeline")
_LANGUAGES = {"zh": "中文", "en": "English"}
_BESIDE = 4  # columns that a menu takes beside its lines


@app.command(
    "init",
    epilog=options.examples("crm init", "crm init --language en --region US --currency USD --pipeline auto4s"),
)
def init(
    language: Annotated[str | None, typer.Option("--language", metavar="zh|en", help=mark("Language of all screens."))] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="CODE", help=mark("Your country, such as US, for phone numbers, dates and money.")),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help=mark("Currency of all amounts in this file, such as USD."))
    ] = None,
    pipeline: Annotated[
        str | None,
        typer.Option("--pipeline", metavar="NAME", help=t("Sequence of nodes: {names}.", names=", ".join(presets.PRESETS))),
    ] = None,
) -> None:
    wanted = dict(zip(_CHOSEN, (language, region, currency, pipeline), strict=True))
    if not any(wanted.values()):
        wanted = _ask() if session.current.asks() else _proposed(i18n.language())
    for key, value in wanted.items():
        if known := value or (_unsaid_region() if key == "region" else None):
            config.write(key, known)
        if key == "language" and value:
            i18n.use(value)
    chosen = [config.read(key) for key in _CHOSEN]
    settings = listed(_LANGUAGES.get(one.value, one.value) for one in chosen if one.value)
    render.write_result(
        chosen, t("Ready: {settings}. Your file: {path}", settings=settings, path=session.current.path()), way_back=""
    )
    if session.current.form() in ("table", "plain") and not stream.is_quiet():
        render.print_line(
            t("Now add someone: {example}", example=t("crm add Ann --phone {phone}", phone=regions.example_phone()))
        )


def _unsaid_region() -> str | None:
    """What the locale says for a file that has none, in the language that was chosen just before."""
    return None if session.store().get_setting("region") else regions.proposed()


def _proposed(language: str) -> dict[str, str | None]:
    """What the file has, else what the locale says."""
    region = session.store().get_setting("region") or regions.proposed()
    return {
        "language": language,
        "region": region,
        "currency": session.store().get_setting("currency") or regions.currency_of(region),
    }


def _ask() -> dict[str, str | None]:
    now = i18n.language()
    language = prompt.menu("语言 / Language", [(name, code) for code, name in _LANGUAGES.items()], list(_LANGUAGES).index(now))
    i18n.use(language)
    proposed = _proposed(language)
    answer = prompt.text(t("Your country, as two letters (US, GB, CN …)?"), default=proposed["region"] or "", check=regions.check)
    region = regions.check(answer) if answer else None
    first = proposed["currency"] if region == proposed["region"] else regions.currency_of(region)
    codes = list(dict.fromkeys([*([first] if first else []), *CURRENCIES]))
    currency = prompt.menu(t("Currency of this file?"), [(code, code) for code in codes], 0)
    names = [one.name for one in pipelines.every(session.store())]
    names += [name for name in presets.PRESETS if name not in names]
    room = screen.width() - _BESIDE
    described = [(screen.shorten(f"{pipelines.titled(name)}: {_first_nodes(name, language)}", room), name) for name in names]
    pipeline = prompt.menu(t("Which pipeline fits your trade?"), described, 0)
    return dict(zip(_CHOSEN, (language, region, currency, pipeline), strict=True))


def _first_nodes(name: str, language: str) -> str:
    nodes = presets.PRESETS.get(name, ())
    return " → ".join(node.zh if language == "zh" else node.en for node in nodes[:4]) + (" …" if len(nodes) > 4 else "")  # noqa: PLR2004
