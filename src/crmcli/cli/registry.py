"""The list of commands: where each lives, what help says of it, and what is known of it before its module is imported."""

from typing import NamedTuple

from crmcli.core.choices import mark


class Entry(NamedTuple):
    """Where a command lives: the module has a Typer `app` with it, or is a group of that name."""

    module: str
    help: str
    section: str


DAILY, CUSTOMERS, METHOD = mark("Daily"), mark("Customers"), mark("Qualification and nodes")
REPORTS, EXCHANGE, CARE = mark("Reports"), mark("Import and export"), mark("History and settings")

REGISTRY: dict[str, Entry] = {
    "today": Entry("overview.today.command", mark("Show today on one screen (same as crm alone)."), DAILY),
    "due": Entry("commands.due.due", mark("Show who to call now, and why."), DAILY),
    "focus": Entry("commands.due.focus", mark("Go through today's list with single keys."), DAILY),
    "log": Entry("commands.log.log", mark("Record a touch: from a menu, or node and next step in one line."), DAILY),
    "next": Entry("commands.due.next", mark("Plan a next step."), DAILY),
    "done": Entry("commands.due.done_snooze", mark("Complete a next step, record how it went, plan the next one."), DAILY),
    "snooze": Entry("commands.due.done_snooze", mark("Hide a next step until a given day."), DAILY),
    "reschedule": Entry("commands.due.done_snooze", mark("Move a next step to another day."), DAILY),
    "cancel": Entry("commands.due.done_snooze", mark("Cancel a next step."), DAILY),
    "add": Entry("commands.customers.add_edit", mark("Add a customer."), CUSTOMERS),
    "list": Entry("commands.customers.list", mark("List customers, filtered and sorted."), CUSTOMERS),
    "find": Entry("commands.customers.find", mark("Search names, notes, touches and next steps."), CUSTOMERS),
    "show": Entry("commands.customers.show", mark("Show everything about a customer or company on one screen."), CUSTOMERS),
    "timeline": Entry(
        "commands.customers.timeline", mark("Show what happened with a customer or company, in chronological order."), CUSTOMERS
    ),
    "edit": Entry("commands.customers.add_edit", mark("Change a customer's data."), CUSTOMERS),
    "note": Entry("commands.customers.note", mark("Record a note, call, message or visit."), CUSTOMERS),
    "fact": Entry("commands.radar.fact", mark("Record a background fact; without text, list them."), CUSTOMERS),
    "radar": Entry(
        "commands.radar.radar", mark("Show a customer's background, where their number is from, and web searches."), CUSTOMERS
    ),
    "park": Entry("commands.customers.lifecycle", mark("Park a customer until a given day."), CUSTOMERS),
    "cadence": Entry(
        "commands.due.cadence", mark("Set the contact interval of one customer, or of all that match a filter."), CUSTOMERS
    ),
    "occasion": Entry("commands.due.occasion", mark("Manage yearly dates other than birthdays: add, list, rm."), CUSTOMERS),
    "wake": Entry("commands.customers.lifecycle", mark("Make a parked customer active again."), CUSTOMERS),
    "recall": Entry(
        "commands.recall.recall", mark("Win back quiet customers: calls for some, prepared messages for the rest."), CUSTOMERS
    ),
    "template": Entry("commands.recall.template", mark("Manage messages for crm recall: add, list, rm."), CUSTOMERS),
    "tag": Entry("commands.customers.lifecycle", mark("Add or remove tags."), CUSTOMERS),
    "relate": Entry(
        "commands.customers.relate", mark("Record relations: reports to, decides for, family, referred by."), CUSTOMERS
    ),
    "field": Entry("commands.customers.field", mark("Manage your own fields: list, add, rm."), CUSTOMERS),
    "company": Entry("commands.customers.company", mark("Manage companies: list, show, edit."), CUSTOMERS),
    "rm": Entry("commands.customers.lifecycle", mark("Remove a customer and all their records."), CUSTOMERS),
    "touch": Entry("commands.log.touch", mark("Correct a touch or note: edit, rm."), METHOD),
    "qualify": Entry("commands.qualification.qualify", mark("Qualify a lead: verdict, grade, signing date and amount."), METHOD),
    "lose": Entry("commands.qualification.qualify", mark("Record a lost deal and the reason."), METHOD),
    "reopen": Entry("commands.qualification.qualify", mark("Reopen a lost deal."), METHOD),
    "signs": Entry("commands.customers.signs", mark("Rate lead quality: need, budget, authority, good and bad signs."), METHOD),
    "resolve": Entry("commands.customers.resolve", mark("Resolve a concern, or mark a competitor as out."), METHOD),
    "visit": Entry("commands.visits.visit", mark("Manage visits: plan with a prep sheet, record, list."), METHOD),
    "objection": Entry("commands.visits.objection", mark("Manage objections and their answers: add, list, rm."), METHOD),
    "node": Entry("commands.pipelines.node", mark("Manage nodes: list, show, add, edit, rename, move, merge, retire."), METHOD),
    "pipeline": Entry("commands.pipelines.pipeline", mark("Manage pipelines: list, use, show, export, import."), METHOD),
    "order": Entry("commands.sales.order_pay", mark("Record an order."), METHOD),
    "orders": Entry("commands.sales.orders", mark("Look at and correct orders: list, show, edit, cancel, refund."), METHOD),
    "product": Entry("commands.sales.product", mark("Manage products: add, list, edit, retire."), METHOD),
    "pay": Entry("commands.sales.order_pay", mark("Record a payment."), METHOD),
    "funnel": Entry("reports.funnel.command", mark("Show the funnel: how far customers got."), REPORTS),
    "journey": Entry(
        "reports.journey.command",
        mark("Show the journey map: which node follows which, how often, and how long it takes."),
        REPORTS,
    ),
    "stalled": Entry(
        "reports.stalled.command", mark("List stalled deals: at a node too long, no contact, or no next step."), REPORTS
    ),
    "losses": Entry(
        "reports.losses.command", mark("Analyze lost deals and churned buyers: why, where and after how long."), REPORTS
    ),
    "rfm": Entry("reports.rfm.command", mark("Score and segment buyers by recency, frequency and money."), REPORTS),
    "load": Entry("reports.load.command", mark("Show how many customers you can handle, and which could be parked."), REPORTS),
    "import": Entry(
        "commands.import_.import_", mark("Import customers, touches, orders, payments or next steps from a file."), EXCHANGE
    ),
    "export": Entry("commands.export.export", mark("Export everything, or one kind of data, to files."), EXCHANGE),
    "query": Entry("commands.query.query", mark("Query the file with SQL (read-only)."), EXCHANGE),
    "calendar": Entry(
        "commands.calendar.calendar", mark("Export next steps as a calendar file for phone and desktop."), EXCHANGE
    ),
    "digest": Entry("commands.cron.digest", mark("Show, mail or notify your morning digest."), EXCHANGE),
    "cron": Entry("commands.cron.cron", mark("Run the morning list automatically: install, show, check, remove."), EXCHANGE),
    "undo": Entry("commands.history.undo_history", mark("Undo a change."), CARE),
    "history": Entry("commands.history.undo_history", mark("Show what changed, newest first."), CARE),
    "config": Entry("commands.settings.config", mark("Manage settings: list, get, set."), CARE),
    "holidays": Entry("commands.settings.holidays", mark("Lists of public holidays: import, list, rm."), CARE),
    "init": Entry("commands.settings.init", mark("Choose language, currency and pipeline."), CARE),
    "demo": Entry("commands.demo.demo", mark("Take a guided tour with made-up customers, in a throwaway file."), CARE),
    "help": Entry("cli.help_command", mark("Show help for a command, a section, or everything."), CARE),
    "version": Entry("commands.settings.version", mark("Print the version."), CARE),
}

# Forms that a command writes itself, beside those that every command has.
MORE_OUTPUTS = {"due": ("ics",)}
# Who records something where there is nothing yet; everyone else works on what is there already.
_BEGINNERS = ("add", "log", "import", "init", "config", "demo", "help", "version")
_READERS_OF_GROUPS = ("list", "show", "export", "times", "sheet", "check")


def begins_file(path: tuple[str, ...]) -> bool:
    """Whether the command of that path (`("node", "add")`) takes a missing file as an empty one."""
    if len(path) == 1:
        return path[0] in _BEGINNERS
    return path[0] in _BEGINNERS or path == ("pipeline", "list") or path[-1] not in _READERS_OF_GROUPS
