"""What is still unknown of a customer, as the questions to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crmcli.core.choices import mark
from crmcli.core.sentence import Sentence
from crmcli.customers.fields import CHINESE

# By the English name of a field of the portrait, or the code of a sign that must be there.
OF_FIELD = {
    "Region": mark("Where do they live?"),
    "Gender": mark("Mr. or Ms.?"),
    "Age": mark("How old are they?"),
    "Occupation": mark("What do they do for a living?"),
    "Interests": mark("What do they like to do?"),
    "Marital status": mark("Are they married?"),
    "Family": mark("Who is in the household, and how old are the children?"),
    "Income": mark("What do they earn, roughly?"),
    "Product of interest": mark("Which product do they have in mind?"),
    "Experience with the product": mark("What have they used so far, and for how long?"),
    "Budget": mark("What is their budget?"),
    "Timeline": mark("When do they plan to buy?"),
    "Authority": mark("Who has the final say?"),
    "Current supplier": mark("Who supplies them now?"),
    "Best time to call": mark("When is the best time to call?"),
}
OF_SIGN = {
    "need": mark("Do they really need it?"),
    "power": mark("Can they afford it?"),
    "decision": mark("Do they make the decision?"),
}
AFTER_LOSS = mark("Why did they decide against it?")


def unknown(fields: Iterable[str], signs: Iterable[str], *, lost: bool) -> Iterator[Sentence]:
    """The questions: why not (of a lost customer), then the signs that must be there, then the portrait's empty fields."""
    if lost:
        yield Sentence(AFTER_LOSS)
    for sign in signs:
        yield Sentence(OF_SIGN[sign])
    known = OF_FIELD | {chinese: OF_FIELD[english] for chinese, english in CHINESE}
    for field in fields:
        yield Sentence(known[field]) if field in known else Sentence("{field}?", field=field)
