"""What the first change of a file decides for good, so that a terminal and cron read it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.core import money
from crmcli.core.i18n import t
from crmcli.terminal import session, stream

if TYPE_CHECKING:
    from crmcli.storage.store import Store

_HOLDS_MONEY = """SELECT EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM payments)
  OR EXISTS (SELECT 1 FROM products WHERE price IS NOT NULL) OR EXISTS (SELECT 1 FROM qualifications WHERE amount IS NOT NULL)"""
_UNSAID = "guessed_phones"  # set by the migration that ended the guessing


def settle(store: Store) -> None:
    """Keep the region of a person's locale and the currency of the first amount, where the file has none; name phones that were
    read on a guess, once.
    """
    if store.passing:
        return
    kept = {key for key in ("region", "currency", _UNSAID) if store.get_setting(key)}  # not all: past imports are many
    if "region" not in kept and (found := session.current.region()):
        store.set_setting("region", found)
    if "currency" not in kept:
        _keep_currency(store)
    if _UNSAID in kept:
        store.set_setting(_UNSAID, None)
        _name_guesses(store)


def _keep_currency(store: Store) -> None:
    """That of the first amount which named one; else what the money in the file counts as, whatever region or language comes."""
    if heard := money.heard():
        store.set_setting("currency", heard)
        stream.print_notice(
            t("Amounts in this file are now in {currency} (to change it: crm config set currency CODE).", currency=heard)
        )
    elif store.currency != money.NO_CURRENCY and store.scalar(_HOLDS_MONEY):
        store.set_setting("currency", store.currency)


def _name_guesses(store: Store) -> None:
    from crmcli.customers import phone_guesses

    if phone_guesses.count(store):
        stream.print_notice(t("An earlier version assumed some phone numbers were Chinese. Check them: crm list phone:guessed"))
