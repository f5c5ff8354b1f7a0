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
    "timeline": Entry(
        "commands.customers.timeline", mark("What happened with a customer or a firm, in order of time."), CUSTOMERS
    ),
    "edit": Entry("commands.customers.add_edit", mark("Change a customer's data."), CUSTOMERS),
    "note": Entry("commands.customers.note", mark("Keep a note, a call, a message or a visit."), CUSTOMERS),
    "fact": Entry("commands.radar.fact", mark("Keep a background fact; without a text, list them."), CUSTOMERS),
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
    "resolve": Entry("commands.customers.resolve", mark("A worry is answered, a rival is out: it stands no longer."), METHOD),
    "visit": Entry("commands.visits.visit", mark("Visits: plan with a prep sheet, record, list."), METHOD),
    "objection": Entry("commands.visits.objection", mark("Your book of objections and answers: add, list, rm."), METHOD),
    "node": Entry("commands.pipelines.node", mark("Nodes: list, show, add, edit, rename, move, merge, retire."), METHOD),
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
    "holidays": Entry("commands.settings.holidays", mark("Lists of public holidays: import, list, rm."), CARE),
    "init": Entry("commands.settings.init", mark("Choose language, currency and pipeline."), CARE),
    "demo": Entry("commands.demo.demo", mark("A guided morning on made-up customers, in a throw-away file."), CARE),
    "help": Entry("cli.help_command", mark("Help on a command, a section or all."), CARE),
    "version": Entry("commands.settings.version", mark("The version."), CARE),
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
