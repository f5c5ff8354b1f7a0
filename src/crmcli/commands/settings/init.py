"""crm init: language, currency and pipeline, asked once."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.settings import config
from crmcli.core import i18n
from crmcli.core.choices import mark
from crmcli.core.i18n import listed, t
from crmcli.core.money import CURRENCIES
from crmcli.pipelines import pipelines, presets
from crmcli.terminal import options, prompt, render, screen, session

app = options.group()

_LANGUAGES = {"zh": "中文", "en": "English"}
_BESIDE = 4  # columns that a menu takes beside its lines


@app.command(
    "init",
    epilog=options.examples("crm init", "crm init --language zh --currency CNY --pipeline auto4s"),
)
def init(
    language: Annotated[
        str | None, typer.Option("--language", metavar="zh|en", help=mark("The language of all screens."))
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help=mark("The currency of all amounts in this file, as CNY."))
    ] = None,
    pipeline: Annotated[
        str | None,
        typer.Option("--pipeline", metavar="NAME", help=t("The sequence of nodes: {names}.", names=", ".join(presets.PRESETS))),
    ] = None,
) -> None:
    if language is None and currency is None and pipeline is None:
        prompt.require_person("--language, --currency, --pipeline")
        language, currency, pipeline = _ask()
    for key, value in (("language", language), ("currency", currency), ("pipeline", pipeline)):
        if value is not None:
            config.write(key, value)
        if key == "language" and value:
            i18n.use(value)
    chosen = [config.read(key) for key in ("language", "currency", "pipeline")]
    settings = listed(_LANGUAGES.get(one.value, one.value) for one in chosen if one.value)
    render.write_result(
        chosen, t("Ready: {settings}. Your file: {path}", settings=settings, path=session.current.path()), way_back=""
    )
    if session.current.form() in ("table", "plain"):
        render.print_line(t("Now add somebody: {example}", example=t("crm add Ann --phone 13800138000")))


def _ask() -> tuple[str, str, str]:
    now = i18n.language()
    language = prompt.menu("语言 / Language", [(name, code) for code, name in _LANGUAGES.items()], list(_LANGUAGES).index(now))
    i18n.use(language)
    currency = prompt.menu(t("Currency of this file?"), [(code, code) for code in CURRENCIES], 0)
    names = [one.name for one in pipelines.every(session.store())]
    names += [name for name in presets.PRESETS if name not in names]
    room = screen.width() - _BESIDE
    described = [(screen.shorten(f"{pipelines.titled(name)}: {_first_nodes(name, language)}", room), name) for name in names]
    return language, currency, prompt.menu(t("Which pipeline fits your trade?"), described, 0)


def _first_nodes(name: str, language: str) -> str:
    nodes = presets.PRESETS.get(name, ())
    return " → ".join(node.zh if language == "zh" else node.en for node in nodes[:4]) + (" …" if len(nodes) > 4 else "")  # noqa: PLR2004
