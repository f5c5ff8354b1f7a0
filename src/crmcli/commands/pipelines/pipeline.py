"""crm pipeline: the sequences of nodes, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmcli.commands.pipelines import node as node_cli
from crmcli.core import atomic_write
from crmcli.core.choices import mark
from crmcli.core.i18n import listed, t
from crmcli.core.text import as_argument
from crmcli.pipelines import pipeline_file, pipelines, presets
from crmcli.pipelines.pipeline_queries import read_nodes, read_pipelines
from crmcli.terminal import options, prompt, render, session, stream

GROUP = True
app = options.group()


def _names(incomplete: str) -> list[str]:
    return [name for name in presets.PRESETS if name.startswith(incomplete)]


Name = Annotated[str, typer.Argument(metavar="NAME", help=mark("Pipeline name."), autocompletion=_names)]
OptionalName = Annotated[str | None, typer.Argument(metavar="[NAME]", help=mark("Pipeline name (default: the one in use)."))]


@app.command(
    "list", help=mark("List pipelines in this file and those ready to use."), epilog=options.examples("crm pipeline list")
)
def list_pipelines() -> None:
    render.report(read_pipelines(session.store()), table=_table())


def _table() -> list[render.Column]:
    return [
        render.Column(t("Pipeline"), lambda one: one.name),
        render.Column(t("For"), lambda one: t(pipelines.TRADES[one.name]) if one.name in pipelines.TRADES else ""),
        render.Column("", lambda one: t("in use") if one.in_use else "" if one.installed else t("ready to use")),
        render.Column(t("Nodes"), lambda one: one.nodes, right=True),
        render.Column(t("Touches"), lambda one: one.touches, right=True),
    ]


@app.command(
    "use",
    help=mark("Choose the pipeline for menus and reports; presets are added on first use."),
    epilog=options.examples("crm pipeline use auto4s"),
)
def use(name: Name) -> None:
    store = session.store()
    before = pipelines.current(store)
    if pipelines.find(store, name):  # a setting, which undo does not take back
        store.ensure_file()
        found = pipelines.use(store, name)
    else:
        with store.change(t("use pipeline {name}", name=name)):
            found = pipelines.use(store, name)
    said = t("Pipeline in use: {name}", name=found.title)
    back = t(" (back: crm pipeline use {name})", name=as_argument(before.name)) if before.no != found.no else ""
    render.write_result([row for row in read_pipelines(store) if row.name == found.name], said, way_back=back)


@app.command("show", help=mark("Show a pipeline's nodes."), epilog=options.examples("crm pipeline show auto4s"))
def show_pipeline(name: OptionalName = None) -> None:
    store = session.store()
    chosen = pipelines.choose(store, name)
    found, notes = read_nodes(store, chosen), [t("Pipeline {name}.", name=chosen.title)]
    render.report(found, table=node_cli.columns(found), params={"pipeline": chosen.name}, notes=notes)


@app.command(
    "export",
    help=mark("Export a pipeline as TOML to edit or share."),
    epilog=options.examples("crm pipeline export auto4s > auto4s.toml", "crm pipeline export generic mine.toml"),
)
def export(
    name: OptionalName = None,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=mark("Output file (default: the screen)."))] = None,
) -> None:
    store = session.store()
    text = pipeline_file.dump(store, pipelines.choose(store, name))
    if file is None:
        stream.write(text)
        return
    atomic_write.check_place(file)
    if file.exists():
        prompt.require_consent(t("{path} already exists and would be replaced.", path=file))
    with atomic_write.replacing(file) as target:
        target.write(text)
    stream.print_notice(t("Written: {path}", path=file))


@app.command(
    "import",
    help=mark("Import a pipeline from TOML: a new one, or new nodes and texts for an existing one."),
    epilog=options.examples("crm pipeline import examples/pipelines/cafe.toml --use"),
)
def import_pipeline(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("TOML file as written by crm pipeline export."))],
    use_it: Annotated[bool, typer.Option("--use", help=mark("Start using it."))] = False,
) -> None:
    store = session.store()
    plan = pipeline_file.load(file)
    there = pipelines.find(store, plan.name)
    before = pipelines.nodes(store, there) if there else []
    with store.change(t("import pipeline {name}", name=plan.name)):
        found = pipeline_file.apply(store, plan)
        if use_it:
            store.set_setting(pipelines.SETTING, found.name)
    render.write_result(
        [row for row in read_pipelines(store) if row.name == found.name],
        t("Pipeline {name}, nodes: {count}", name=found.name, count=len(plan.nodes)),
    )
    kept = {node.no for node in pipelines.nodes(store, found)}
    if gone := [node.name for node in before if node.no not in kept]:
        stream.print_notice(t("Retired, because the file does not list them: {names}", names=listed(gone)))
