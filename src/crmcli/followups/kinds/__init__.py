"""The kinds of reminder, a file each. A file declares its class at its head and is imported only where the kind is in use:
its letter is typed, or the file has rows for it.
"""

from abc import ABC, abstractmethod
from functools import cache
from importlib import import_module
from typing import ClassVar, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import instant
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.customers.refs import Ref
from crmcli.followups.kind_registry import KINDS, LAST, letters
from crmcli.followups.model import TYPES, Due, DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store


class CalendarRow(NamedTuple):
    """The row that stands for a line in a calendar: its table and number, and what never changes of it."""

    table: str
    no: int
    uid: str
    created: str


class DueKind(ABC):
    """A kind of reminder. What a kind declares above its first method is read as text, before it is imported, a line each:
    `letter` begins its keys, or it has those of the kind `key_of`; a person asks for it by its `label`, or sees it as the kind
    `shown_as`; `place` is where it stands among lines that are alike, `choice` among the kinds to choose from; what is `planned`
    is shown with its customer however far off, what is counted once it is due; `by_default` it stands in the list; `rows` is the
    table, with its conditions, without whose rows nothing is found.
    """

    code: ClassVar[str]
    letter: ClassVar[str] = ""
    key_of: ClassVar[str] = ""
    label: ClassVar[str] = ""
    shown_as: ClassVar[str] = ""
    place: ClassVar[int] = LAST
    choice: ClassVar[int] = LAST
    planned: ClassVar[bool] = False
    by_default: ClassVar[bool] = True
    rows: ClassVar[str] = ""

    # It is shown on its very day, workday or not.
    fixed_day: ClassVar[bool] = False
    # It is what the seller does next: its type says what.
    is_next_step: ClassVar[bool] = False
    # Its text or its reason says already what kind it is.
    says_itself: ClassVar[bool] = False
    # A person who ticks it off is asked how it went.
    asks_result: ClassVar[bool] = True
    # A next step planned in the same breath answers it.
    done_by_planning: ClassVar[bool] = False
    # A snooze to a day before it is due hides nothing.
    snoozes_from_due: ClassVar[bool] = False
    # The table that a calendar knows its rows by.
    table: ClassVar[str] = "customers"

    def __init_subclass__(cls) -> None:
        cls.code = cls.__module__.rpartition(".")[2]

    @abstractmethod
    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        """Find what comes due up to the query's last day."""

    @abstractmethod
    def read(self, store: Store, key: Key) -> Reminder | None:
        """Read what the key names, closed or not; None where there is nothing of that number."""

    def status(self, _found: DueCandidate, code: str) -> str:
        """Give the code of the reason, `code` being what the day alone says."""
        return code

    def reasons(self, _found: DueCandidate, _currency: str) -> list[Sentence]:
        """Tell what speaks for it beside its day."""
        return []

    def act(self, key: str, _found: DueCandidate) -> str:
        """Give the command that answers it."""
        return f"crm done {key}"

    @abstractmethod
    def finish(self, store: Store, key: Key, found: Reminder, outcome: str | None) -> Reminder:
        """Tick it off inside the caller's change. Raises RefusedError where that is not how it ends."""

    @abstractmethod
    def snooze(self, store: Store, key: Key, found: Reminder, until: str) -> None:
        """Hide it until a wall-clock time inside the caller's change."""

    @abstractmethod
    def move(self, store: Store, key: Key, found: Reminder, due: str) -> None:
        """Make it due at another wall-clock time inside the caller's change. Raises RefusedError where it has no day to move."""

    @abstractmethod
    def cancel(self, store: Store, key: Key, found: Reminder) -> Reminder:
        """Drop it inside the caller's change. Raises RefusedError where that cannot be."""

    def done_label(self) -> str:
        """Name the answer that settles it."""
        return t("Done")

    def ask_done(self, _store: Store, line: Due) -> list[str]:
        """Give the words of the command that settles it, asking where it takes more; none where nothing was said."""
        return ["done", line.key]

    def calendar_row(self, store: Store, line: Due) -> CalendarRow:
        """Find the row that a calendar knows the line by; what is derived is called by its customer and its key."""
        no = line.customer.no
        created = store.scalar("SELECT created_at FROM customers WHERE no = :no", no=no)
        return CalendarRow(self.table, no, f"{line.customer.uid}-{line.key}", created)


class CountedKind(DueKind):
    """A kind that is counted when asked and not stored; what was said to one stands in the table `reminders`, by the number of
    its key.
    """

    def customer_of(self, store: Store, no: int) -> int | None:
        """Find the customer whom the number of a key is about; it is the customer's own."""
        found: int | None = store.scalar("SELECT no FROM customers WHERE no = :no", no=no)
        return found

    def current(self, store: Store, no: int) -> DueCandidate | None:
        """Find the reminder as it is now, hidden or not; of the coming year where it is not due yet."""
        from crmcli.followups.reminder_state import AHEAD

        customer, now = self.customer_of(store, no), clock.now()
        query = DueQuery(now, now.date() + AHEAD, (self.code,), customer=customer, hidden=True)
        return next((one for one in self.find(store, query) if one.no == no), None) if customer else None

    def read(self, store: Store, key: Key) -> Reminder | None:
        from crmcli.followups import reminder_state

        found, customer = self.current(store, key.no), self.customer_of(store, key.no)
        if found is None:
            if customer:
                raise self.nothing_planned(customer)
            return None
        until, snoozes = reminder_state.hidden(store, key)
        who = Ref(found.customer_no, found.customer_uid, found.customer_name, found.company)
        shown = KINDS.shown(self.shown_as or self.code)
        return Reminder(str(key), shown, TYPES.of(found.type), found.text, found.due, until, snoozes, customer=who)

    @staticmethod
    def nothing_planned(customer: int) -> RefusedError:
        """Say of a customer or thing there is that nothing of it is due in the year to come."""
        hint = t("Plan it: crm next c{no} WHEN TEXT", no=customer)
        return RefusedError(t("Nothing is planned there, so there is nothing to change."), hint)

    def done_on(self, _found: Reminder) -> str:
        """Give the day that it is done for: a rhythm or a need begins one more round today."""
        return clock.today().isoformat()

    def finish(self, store: Store, key: Key, found: Reminder, outcome: str | None) -> Reminder:
        from crmcli.followups import reminder_state

        reminder_state.finish(store, key, self.done_on(found), outcome)
        return found._replace(done_at=instant(clock.utc_text(clock.now())), outcome=outcome, snoozed_until=None, snoozes=0)

    def snooze(self, store: Store, key: Key, _found: Reminder, until: str) -> None:
        from crmcli.followups import reminder_state

        reminder_state.snooze(store, key, until)

    def move(self, _store: Store, key: Key, _found: Reminder, _due: str) -> None:
        hint = t("Hide it instead: crm snooze {key} WHEN", key=key)
        raise RefusedError(t("{key} has no date of its own to move.", key=key), hint)

    def cancel(self, _store: Store, key: Key, _found: Reminder) -> Reminder:
        hint = t("Mark it done for this time: crm done {key}", key=key)
        raise RefusedError(t("Cannot cancel {key}: it is computed, not planned.", key=key), hint)


@cache
def kind_of(code: str) -> DueKind:
    """Import the kind of that code."""
    module = import_module(f"{__name__}.{code}")
    found = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)
    kind: type[DueKind] = next(one for one in found if issubclass(one, DueKind))
    return kind()


def kind_of_key(key: str) -> DueKind:
    """Import the kind that a key's letter stands for."""
    return kind_of(letters()[key[0]])
