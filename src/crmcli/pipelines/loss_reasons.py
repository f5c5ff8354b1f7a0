"""Why deals are lost, as codes; a note says the rest."""

from __future__ import annotations

from crmcli.core.choices import Choices

REASONS = Choices(
    "loss reason",
    no_contact="No contact taken",
    not_followed="Not followed up",
    missed_point="Missed the point",
    attitude="Poor attitude",
    knowledge="Weak product knowledge",
    never_asked="Never asked for the order",
    out_of_stock="Out of stock",
    competitor="Competitor",
    price="Price",
    need_gone="Need gone",
    other="Other",
)
