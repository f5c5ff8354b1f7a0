"""crm config, crm init: what is chosen once. Language, file and region belong to the user; currency and pipeline to the file."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.automation import mail_settings as mail
from crmcli.commands.settings import file_settings
from crmcli.core import config, config_file, i18n, money
from crmcli.core.choices import mark
from crmcli.core.config import Setting
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.radar import searches
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream

GROUP = True
app = options.group()

IN_FILE = tuple(file_settings.DEFAULTS)
SEARCH = f"{searches.PREFIX}NAME"
ALL = (*config.KEYS, SEARCH, *IN_FILE)


def read(key: str) -> Setting:
    """The setting of that name; raises UsageError that names the nearest."""
    _check_known(key)
    if key == "pipeline":
        return Setting(key, pipelines.current(session.store()).name, "file")
    if key == "currency":
        return Setting(key, session.store().currency.replace(money.NO_CURRENCY, ""), "file")
    if key in IN_FILE:
        return Setting(key, session.store().get_setting(key, file_settings.DEFAULTS[key]), "file")
    return Setting(key, config.values().get(key), str(config.config_path()))


def _check_known(key: str) -> None:
    if key not in IN_FILE and not config.is_known(key):
        raise UsageError(t("{key!r} is not a setting.", key=key), config.near(key, ALL))


def write(key: str, value: str) -> Setting:
    """Check and keep a setting; returns it as it is kept now."""
    _check_known(key)
    value = value.strip()
    if key == "language" and value not in i18n.LANGUAGES:
        raise UsageError(
            t("{value!r} is not a supported language.", value=value), t("Choose one of: {known}", known=", ".join(i18n.LANGUAGES))
        )
    value = file_settings.check(key, value)
    if config.is_known(key):
        _check_of_user(key, value)
        _save(key, value)
        return Setting(key, value, str(config.config_path()))  # not read back: the disk may fail now, and it is kept
    store = session.store()
    store.ensure_file()
    if key == "pipeline":
        with store.change(t("use pipeline {name}", name=value)):
            pipelines.use(store, value)
    else:
        store.set_setting(key, value)
    if key == "region":
        _read_phones(store, value)
    if key in ("region", "workdays"):
        _tell_limits(store)
    return read(key)


def _read_phones(store: Store, region: str) -> None:
    from crmcli.customers import phone_guesses

    if count := phone_guesses.read_again(store):
        stream.print_notice(t("Phone numbers now read as {region} numbers: {count} · crm undo", region=region, count=count))
    if count := phone_guesses.count(store):
        stream.print_notice(t("Stored as Chinese numbers: {count} · to check: crm list phone:guessed", count=count))


def _tell_limits(store: Store) -> None:
    from crmcli.followups import workdays

    if note := workdays.limits(store):
        stream.print_notice(str(note))


def _check_of_user(key: str, value: str) -> None:
    if key in mail.KEYS:
        mail.check(key, value)
    if key.startswith(searches.PREFIX):
        searches.check(key.removeprefix(searches.PREFIX), value)


def _save(key: str, value: str) -> None:
    try:
        config_file.save(key, value)
    except config.BrokenConfigError:
        if not session.current.yes:
            raise
        config_file.put_aside()
        config_file.save(key, value)


def _table() -> list[render.Column]:
    return [
        render.Column(t("Setting"), lambda one: one.key),
        render.Column(t("Value"), lambda one: one.value or t("(not set)"), flexible=True),
        render.Column(t("Stored in"), lambda one: t("the file itself") if one.kept_in == "file" else one.kept_in, flexible=True),
    ]


@app.command("list", help=mark("List all settings."), epilog=options.examples("crm config list"))
def list_settings() -> None:
    own = [key for key in config.values() if key not in config.KEYS]
    render.report([read(key) for key in (*config.KEYS, *own, *IN_FILE)], table=_table())


Key = Annotated[str, typer.Argument(metavar="KEY", help=", ".join(ALL))]


@app.command("get", help=mark("Show one setting."), epilog=options.examples("crm config get pipeline"))
def get(key: Key) -> None:
    found = read(key)
    if session.current.form() in ("table", "plain"):
        render.print_line(found.value or "")
    else:
        render.report([found], table=_table())


@app.command(
    "set",
    help=mark("Change a setting. crm undo does not cover this."),
    epilog=options.examples(
        "crm config set language zh",
        "crm config set currency USD",
        "crm config set search.jobs 'https://www.bing.com/search?q={company}+jobs'",
    ),
)
def set_value(key: Key, value: Annotated[str, typer.Argument(metavar="VALUE", help=mark("New value."))]) -> None:
    found = write(key, value)
    said = t("{key} is now {value} (not part of crm undo)", key=found.key, value=found.value or t("(not set)"))
    render.write_result([found], said, way_back="")
