"""The list of commands, and the root that imports a room only when its command is called."""

from __future__ import annotations

import importlib
from collections.abc import Container, Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from crmcli import __version__
from crmcli.core import config
from crmcli.core.choices import LARGEST, mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import LANGUAGES, t
from crmcli.terminal import options, session, stream
from crmcli.terminal.usage import name_of


class Entry(NamedTuple):
    """Where a command lives: the module has a Typer `app` with it, or is a group of that name."""

    module: str
    help: str
    section: str


DAILY, CUSTOMERS, METHOD = mark("Every day"), mark("Customers"), mark("三一客: qualification and nodes")
REPORTS, EXCHANGE, CARE = mark("Reports"), mark("In and out"), mark("Care")

REGISTRY: dict[str, Entry] = {
    "today": Entry("overview.today.command", mark("Today on one screen; crm alone does the same."), DAILY),
    "due": Entry("commands.due.due", mark("Whom to call now, and why."), DAILY),
    "focus": Entry("commands.due.focus", mark("Today's list one by one, answered with single keys."), DAILY),
    "log": Entry("commands.log.log", mark("Record a touch: a menu, or node and next step in one line."), DAILY),
    "next": Entry("commands.due.next", mark("Plan a next step."), DAILY),
    "done": Entry("commands.due.done_snooze", mark("Tick off a next step, record what came of it, plan the one after."), DAILY),
    "snooze": Entry("commands.due.done_snooze", mark("Hide a next step until a day."), DAILY),
    "reschedule": Entry("commands.due.done_snooze", mark("Move a next step to another day."), DAILY),
    "cancel": Entry("commands.due.done_snooze", mark("Drop a next step."), DAILY),
    "add": Entry("commands.customers.add_edit", mark("Add a customer."), CUSTOMERS),
    "list": Entry("commands.customers.list", mark("List customers, filtered and sorted."), CUSTOMERS),
    "find": Entry("commands.customers.find", mark("Find words in names, notes, touches and next steps."), CUSTOMERS),
    "show": Entry("commands.customers.show", mark("All of one customer or firm on one screen."), CUSTOMERS),
    "timeline": Entry("commands.customers.timeline", mark("What happened with one customer, in order of time."), CUSTOMERS),
    "edit": Entry("commands.customers.add_edit", mark("Change a customer's data."), CUSTOMERS),
    "note": Entry("commands.customers.note", mark("Keep a note, a call, a message or a visit."), CUSTOMERS),
    "fact": Entry("commands.radar.fact", mark("Keep a background fact with its source and day."), CUSTOMERS),
    "radar": Entry("commands.radar.radar", mark("Background of a customer, area of their number, web searches."), CUSTOMERS),
    "park": Entry("commands.customers.lifecycle", mark("Put a customer to rest until a day."), CUSTOMERS),
    "cadence": Entry(
        "commands.due.cadence", mark("How often to be in touch: with one customer, or with all of a filter."), CUSTOMERS
    ),
    "occasion": Entry("commands.due.occasion", mark("Yearly days beside the birthday: add, list, rm."), CUSTOMERS),
    "wake": Entry("commands.customers.lifecycle", mark("Take a parked customer up again."), CUSTOMERS),
    "recall": Entry(
        "commands.recall.recall", mark("Whom to take up again: calls for some, prepared messages for the others."), CUSTOMERS
    ),
    "template": Entry("commands.recall.template", mark("Messages for crm recall: add, list, rm."), CUSTOMERS),
    "tag": Entry("commands.customers.lifecycle", mark("Add or remove tags."), CUSTOMERS),
    "relate": Entry(
        "commands.customers.relate", mark("Who reports to whom, who decides, who is family, who referred whom."), CUSTOMERS
    ),
    "field": Entry("commands.customers.field", mark("The fields of your trade: list, add, rm."), CUSTOMERS),
    "company": Entry("commands.customers.company", mark("Firms: list, show, edit."), CUSTOMERS),
    "rm": Entry("commands.customers.lifecycle", mark("Remove a customer with all that belongs to them."), CUSTOMERS),
    "touch": Entry("commands.log.touch", mark("Correct a recorded touch or note: edit, rm."), METHOD),
    "qualify": Entry("commands.qualification.qualify", mark("Judge a lead: verdict, grade, signing date and amount."), METHOD),
    "lose": Entry("commands.qualification.qualify", mark("Record a lost deal with its reason."), METHOD),
    "reopen": Entry("commands.qualification.qualify", mark("Take up a lost deal again."), METHOD),
    "signs": Entry(
        "commands.customers.signs", mark("Lead quality: need, buying power, decision power, good and bad signs."), METHOD
    ),
    "settle": Entry("commands.customers.settle", mark("A worry is answered, a rival is out: it stands no longer."), METHOD),
    "visit": Entry("commands.visits.visit", mark("Visits: plan with a prep sheet, record, list."), METHOD),
    "objection": Entry("commands.visits.objection", mark("Your book of objections and answers: add, list, rm."), METHOD),
    "node": Entry("commands.pipelines.node", mark("The nodes of a pipeline: list, add, rename, move, retire."), METHOD),
    "pipeline": Entry("commands.pipelines.pipeline", mark("Pipelines: list, use, show, export, import."), METHOD),
    "order": Entry("commands.sales.order_pay", mark("Record an order."), METHOD),
    "product": Entry("commands.sales.product", mark("Products: add, list, edit, retire."), METHOD),
    "pay": Entry("commands.sales.order_pay", mark("Record a payment."), METHOD),
    "funnel": Entry("reports.funnel.command", mark("The node funnel: how far customers ever came."), REPORTS),
    "journey": Entry(
        "reports.journey.command", mark("The journey map: which node follows which, how often and after how long."), REPORTS
    ),
    "stalled": Entry(
        "reports.stalled.command", mark("Open deals that stay longer than normal, hear nothing, or have no next step."), REPORTS
    ),
    "losses": Entry("reports.losses.command", mark("Lost deals and buyers who left: why, where and after how long."), REPORTS),
    "rfm": Entry("reports.rfm.command", mark("Recency, frequency, money: scores and segments."), REPORTS),
    "load": Entry("reports.load.command", mark("How many customers you can really work, and who may rest."), REPORTS),
    "import": Entry(
        "commands.import_.import_", mark("Read customers, touches, orders, payments or next steps from a file."), EXCHANGE
    ),
    "export": Entry("commands.export.export", mark("Write everything, or one kind, to files."), EXCHANGE),
    "query": Entry("commands.query.query", mark("Ask the file with SQL, read only."), EXCHANGE),
    "calendar": Entry("commands.calendar.calendar", mark("Next steps as a calendar file for phone and desktop."), EXCHANGE),
    "digest": Entry("commands.cron.digest", mark("The morning as text or HTML, by mail or on the desktop."), EXCHANGE),
    "cron": Entry("commands.cron.cron", mark("The morning by itself: install, show, check, remove."), EXCHANGE),
    "undo": Entry("commands.history.undo_history", mark("Take back a change."), CARE),
    "history": Entry("commands.history.undo_history", mark("What was changed, newest first."), CARE),
    "config": Entry("commands.settings.config", mark("Settings: list, get, set."), CARE),
    "init": Entry("commands.settings.init", mark("Choose language, currency and pipeline."), CARE),
    "demo": Entry("commands.demo.demo", mark("A guided morning on made-up customers, in a throw-away file."), CARE),
}


# Forms that a command writes itself, beside those that every command has.
_MORE_OUTPUTS = {"due": ("ics",)}


class Root(TyperGroup):
    """The root command: help from the registry alone, a command's module on demand."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(REGISTRY)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in REGISTRY:
            return None
        if ctx is not None and ctx.resilient_parsing and not _is_being_completed(cmd_name):
            return TyperCommand(name=cmd_name, help=t(REGISTRY[cmd_name].help))
        return load(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in REGISTRY and not args[0].startswith("-"):
            raise options.unknown_command(args[0], REGISTRY)
        session.current.command = args[0]
        if args[0] != "config":
            config.values()  # a mistake in the settings stops every command but the one that mends it
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(overview())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:
            ctx._protected_args = ["today"]  # crm alone
        return rest


def _is_being_completed(name: str) -> bool:
    import os

    return name in os.environ.get("COMP_WORDS", "").split() or name in os.environ.get("_TYPER_COMPLETE_ARGS", "").split()


def load(name: str) -> Any:
    """The command of that name, its module imported now, the global options hung on it."""
    from typer.main import get_command

    module = importlib.import_module(f"crmcli.{REGISTRY[name].module}")
    command = get_command(module.app)
    if isinstance(command, TyperGroup) and not getattr(module, "GROUP", False):
        command = command.commands[name]
    command.name = name
    _hang_globals(command, (name,))
    return command


def _hang_globals(command: Any, path: tuple[str, ...]) -> None:
    """The global options on every level, a group and its commands alike."""
    _in_own_words(command)
    taken = {name for param in command.params for name in param.opts}
    command.params += [option for option in global_options(hidden=True) if not taken & set(option.opts)]
    if isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            _hang_globals(one, (*path, name))
        return
    command.make_parser = _tolerant_parser(command.make_parser)
    for param in command.params:
        if param.param_type_name == "argument":
            param.make_metavar = _plain_metavar(param)
        if getattr(getattr(param, "type", None), "max", 0) is None:
            param.type.convert = _held_by_the_file(param.type.convert)
    command.invoke = _entering(command.invoke, path)


def _entering(invoke: Any, path: tuple[str, ...]) -> Any:
    """What is known only when the command itself is reached: which forms it writes, and whether it can begin a file."""

    def enter(ctx: Any) -> Any:
        known = (*session.OUTPUTS, *_MORE_OUTPUTS.get(path[0], ()))
        if session.current.output not in (None, *known):
            raise _unknown_output(str(session.current.output), known)
        session.current.begins = begins_file(path)
        stream.hold(session.current.pages())
        return invoke(ctx)

    return enter


# Who records something where there is nothing yet; everyone else works on what is there already.
_BEGINNERS = ("add", "log", "import", "init", "config", "demo")
_READERS_OF_GROUPS = ("list", "show", "export", "times", "sheet", "check")


def begins_file(path: tuple[str, ...]) -> bool:
    """Whether the command of that path (`("node", "add")`) takes a missing file as an empty one."""
    if len(path) == 1:
        return path[0] in _BEGINNERS
    return path[0] in _BEGINNERS or path == ("pipeline", "list") or path[-1] not in _READERS_OF_GROUPS


def _tolerant_parser(given: Any) -> Any:
    """A parser for which `-5%` and `- call him` are texts: no option looks like that."""

    def make_parser(ctx: Any) -> Any:
        parser = given(ctx)
        process = parser._process_opts

        def process_opts(word: str, state: Any) -> None:
            if _is_text(word, parser._short_opt):
                state.largs.append(word)
            else:
                process(word, state)

        parser._process_opts = process_opts
        return parser

    return make_parser


def _is_text(word: str, short_options: Container[str]) -> bool:
    name, second = word.partition("=")[0], word[1]
    if second == "-":
        return any(map(str.isspace, name))
    return not (second.isascii() and second.isalpha()) or (any(map(str.isspace, name)) and word[:2] not in short_options)


def _held_by_the_file(convert: Any) -> Any:
    """The same number, refused where it is larger than SQLite's largest."""

    def checked(value: Any, param: Any, ctx: Any) -> Any:
        number = convert(value, param, ctx)
        if number > LARGEST:
            raise UsageError(t("{name} is at most {high}, not {value}.", name=param.opts[0], high=LARGEST, value=value))
        return number

    return checked


def _in_own_words(command: Any) -> None:
    """What Typer's help says in English alone, in the reader's language."""
    given = command.get_help_option

    def help_option(ctx: Any) -> Any:
        option = given(ctx)
        option.help = t("Show this message and exit.")
        return option

    def usage(ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=t("Usage: "))

    command.get_help_option, command.format_usage = help_option, usage


def _plain_metavar(argument: Any) -> Any:
    """`CUSTOMER` or `[NODE]`, as every manual writes it; Typer puts braces around what is required."""
    name = argument.metavar or name_of(argument)
    name = name[1:-1] if name.startswith("[") else name

    def metavar(ctx: Any, *, usage: bool = False) -> str:
        return f"[{name}]" if usage and not argument.required else name

    return metavar


def _remember(name: str) -> Any:
    def callback(_ctx: Any, _param: Any, value: Any) -> Any:
        if value:
            setattr(session.current, name, value)
        return value

    return callback


def _check_lang(_ctx: Any, _param: Any, value: str | None) -> str | None:
    if value and value not in LANGUAGES:
        raise UsageError(
            t("There is no language {value!r}.", value=value), t("Choose one of: {known}", known=", ".join(LANGUAGES))
        )
    return value


def _check_output(ctx: Any, _param: Any, value: str | None) -> str | None:
    """Forms that some command has of its own pass here; in front of it nothing tells which command it will be."""
    every = {*session.OUTPUTS, *(form for forms in _MORE_OUTPUTS.values() for form in forms)}
    if value and value not in every:
        raise _unknown_output(value, (*session.OUTPUTS, *_MORE_OUTPUTS.get(ctx.command.name, ())))
    if value:
        session.current.output = value
    return value


def _unknown_output(value: str, known: tuple[str, ...]) -> UsageError:
    return UsageError(t("There is no output form {value!r}.", value=value), t("Choose one of: {known}", known=", ".join(known)))


def _version(ctx: Any, _param: Any, value: bool) -> None:
    if value:
        typer.echo(f"crm {__version__}")
        ctx.exit()


class GlobalOption(NamedTuple):
    """An option of every command: how it is written, what it does with its value, what help says of it."""

    names: tuple[str, ...]
    callback: Any
    help: str
    metavar: str | None = None
    flag: bool = False
    eager: bool = False


def _made(wanted: Sequence[GlobalOption], *, hidden: bool = False) -> list[TyperOption]:
    """The options, made by Typer's own door in one go: the class behind it wants other words in each release."""
    from inspect import Parameter, Signature

    from typer.main import get_command

    def command(**_values: Any) -> None: ...

    fields = [
        Parameter(_key(one), Parameter.KEYWORD_ONLY, default=False if one.flag else None, annotation=_kind(one, hidden))
        for one in wanted
    ]
    command.__signature__ = Signature(fields)  # type: ignore[attr-defined]
    command.__annotations__ = {field.name: field.annotation for field in fields}
    app = typer.Typer(add_completion=False)
    app.command()(command)
    made: list[Any] = get_command(app).params[: len(wanted)]
    for option, one in zip(made, wanted, strict=True):
        option.callback, option.expose_value = one.callback, False
    return made


def _kind(one: GlobalOption, hidden: bool) -> Any:
    given = typer.Option(*one.names, metavar=one.metavar, help=one.help, hidden=hidden, is_eager=one.eager, show_default=False)
    return Annotated[bool if one.flag else str | None, given]


def _key(one: GlobalOption) -> str:
    return one.names[-1].lstrip("-").replace("-", "_")


def global_options(*more: GlobalOption, hidden: bool = False) -> list[TyperOption]:
    """The options that stand before or after any verb, and `more` of the root."""
    file = t("The file to work on; else CRM_DB, config, your data folder.")
    language = t("Language; else CRM_LANG, config, the system's.")
    consent = t("Do what destroys or replaces without asking.")
    everywhere = (
        GlobalOption(("--db",), _remember("db"), file, "PATH"),
        GlobalOption(("-o", "--output"), _check_output, "table|plain|json|jsonl|csv|ids", "FORM"),
        GlobalOption(("--lang",), _check_lang, language, "zh|en"),
        GlobalOption(("--no-input",), _remember("no_input"), t("Never ask."), flag=True),
        GlobalOption(("--yes",), _remember("yes"), consent, flag=True),
    )
    return _made([*everywhere, *more], hidden=hidden)


def overview() -> str:
    """`crm --help`, from the registry alone."""
    from crmcli.terminal.screen import styled

    lines = [t("crm: an offline sales notebook. One line a command, one file of your own."), ""]
    lines += [t("Usage: crm [OPTIONS] COMMAND [ARGS]…   (crm alone prints today)"), ""]
    section = ""
    for name, entry in REGISTRY.items():
        if entry.section != section:
            section = entry.section
            lines += ["", styled(t(section), "bold")]
        lines.append(f"  {name:<11} {t(entry.help)}")
    lines += ["", styled(t("Options, before or after the command"), "bold")]
    for option in global_options():
        lines.append(f"  {', '.join(option.opts):<14} {option.help}")
    lines += [f"  {'--version':<14} {t('The version.')}", f"  {'--help':<14} {t('Help, also of each command: crm log --help')}"]
    lines += ["", t("Begin: crm demo · crm add Ann --phone 13800138000 · crm log Ann · crm due")]
    lines += [t("Shell completion: crm --install-completion")]
    return "\n".join(lines) + "\n"


def build_root() -> Root:
    """The root command with its global options, version and completion."""
    from typer.main import get_install_completion_arguments

    version = GlobalOption(("--version",), _version, t("The version."), flag=True, eager=True)
    root = Root(name="crm", rich_markup_mode=None, invoke_without_command=True)
    root.params = [*global_options(version), *get_install_completion_arguments()]
    return root
