"""Lead quality: need, buying power and decision power, all three or it is no customer; good and bad signs beside them.

The answers are evidence behind a verdict: yes, no, or not asked yet.
"""

from collections.abc import Iterable
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, Instant, instant
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.core.sentence import Sentence
from crmcli.storage.store import Store

MUST = ("need", "power", "decision")
GOOD = ("urgent", "repurchase", "in_range", "volume")
BAD = ("naysayer", "no_repurchase", "late_payer", "long_chain")
SIGNS = Choices(
    "sign", need="Need", power="Budget", decision="Decision authority", urgent="Urgent", repurchase="Likely repurchase",
    in_range="In service range", volume="Buys in volume", naysayer="Habitual naysayer", no_repurchase="No repurchase",
    late_payer="Late payer", long_chain="Long supply chain",
)  # fmt: skip
KINDS = Choices("kind of sign", must="must have", good="good sign", bad="bad sign")
ANSWERS = Choices("answer", yes="yes", no="no", unknown="not asked yet")


class Sign(NamedTuple):
    """One sign of one customer; `at` when it was answered."""

    sign: Coded
    kind: Coded
    answer: Coded
    at: Instant | None

    def __str__(self) -> str:
        return f"{self.sign.label}: {self.answer.label}"


def signs(store: Store, customer_no: int) -> list[Sign]:
    """Every sign there is, in the order of the lists above, with the customer's answer."""
    known = {
        sign: (holds, at)
        for sign, holds, at in store.iterate("SELECT sign, holds, at FROM signs WHERE customer_no = :no", no=customer_no)
    }
    kinds = {code: kind for kind, codes in (("must", MUST), ("good", GOOD), ("bad", BAD)) for code in codes}
    return [_sign(code, kind, *known.get(code, (None, None))) for code, kind in kinds.items()]


def _sign(code: str, kind: str, holds: int | None, at: str | None) -> Sign:
    answer = "unknown" if holds is None else "yes" if holds else "no"
    return Sign(Coded(code, SIGNS.label(code)), Coded(kind, KINDS.label(kind)), Coded(answer, ANSWERS.label(answer)), instant(at))


def answer(store: Store, customer_no: int, answers: dict[str, bool | None]) -> None:
    """Keep answers by code; None forgets one."""
    for code, holds in answers.items():
        row = store.scalar("SELECT no FROM signs WHERE customer_no = :no AND sign = :sign", no=customer_no, sign=code)
        said = {"holds": int(bool(holds)), "at": clock.utc_text(clock.now())}
        if holds is None:
            if row:
                store.delete("signs", row)
        elif row:
            store.update("signs", row, **said)
        else:
            store.insert("signs", customer_no=customer_no, sign=code, **said)


def parse(has: Iterable[str], lacks: Iterable[str], clear: Iterable[str]) -> dict[str, bool | None]:
    """The answers that three lists of codes or labels give; raises UsageError for a sign that is none, or one in two lists."""
    answers: dict[str, bool | None] = {}
    for words, holds in ((has, True), (lacks, False), (clear, None)):
        for word in words:
            code = SIGNS.parse(word)
            if answers.get(code, holds) is not holds:
                raise UsageError(t("{sign} cannot be both.", sign=SIGNS.label(code)), t("Name each sign once."))
            answers[code] = holds
    return answers


def missing(found: Iterable[Sign]) -> list[str]:
    """The labels of the three that must be there and are not asked yet."""
    return [one.sign.label for one in found if one.kind.code == "must" and one.answer.code == "unknown"]


def lacking(found: Iterable[Sign]) -> list[str]:
    """The labels of the three that must be there and are not."""
    return [one.sign.label for one in found if one.kind.code == "must" and one.answer.code == "no"]


def conclusions(found: Iterable[Sign], name: str) -> list[Sentence]:
    """What the three that must be there say of a customer of that name: what is lacking, what to ask."""
    found, said = list(found), []
    if absent := lacking(found):
        said.append(Sentence("Not a qualified lead yet: {signs} is missing.", signs=listed(absent)))
    if unasked := missing(found):
        said.append(Sentence("Still to ask {name}: {signs}", name=name, signs=listed(unasked)))
    return said


def in_short(sign: str, *, holds: bool) -> str:
    """`✓ Need`, `✗ Decision power`: one answer by the sign's code."""
    return ("✓ " if holds else "✗ ") + SIGNS.label(sign)


def summary(found: Iterable[Sign]) -> list[str | Sentence]:
    """Tell `✓ Need ✗ Decision power`, `Urgent`, `not asked yet: Buying power`; nothing where nothing was answered."""
    found = list(found)
    answered = [one for one in found if one.answer.code != "unknown"]
    if not answered:
        return []
    musts = [in_short(one.sign.code, holds=one.answer.code == "yes") for one in answered if one.kind.code == "must"]
    parts: list[str | Sentence] = [" ".join(musts)] if musts else []
    parts += [one.sign.label for one in answered if one.kind.code != "must" and one.answer.code == "yes"]
    if unasked := missing(found):
        parts.append(Sentence("not asked yet: {signs}", signs=listed(unasked)))
    return parts
