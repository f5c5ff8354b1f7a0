"""What a visit is to find out, in the words of the procedure: topics, their questions, proof and closing methods, as data.

A topic is kept as a field of the portrait under its label, so that what one visit learns the next sheet knows.
"""

from typing import NamedTuple

from crmcli.core import former_names
from crmcli.core.choices import mark
from crmcli.core.i18n import both


class Topic(NamedTuple):
    """Something to know: a code for scripts, a label, the question that finds it out (empty: asked with its group), and the
    field of an English file that holds the same.
    """

    code: str
    label: str
    question: str = ""
    field: str = ""


BEFORE = (
    Topic("position", mark("Industry position"), mark("What is your company's position in its industry?")),
    Topic("suppliers", mark("Current suppliers"), mark("Who supplies you now, and how is it going?"), "Current supplier"),
    Topic("latent", mark("Latent needs"), mark("If you could change one thing, what would it be?")),
)
OF_FIRM = (
    Topic("quality", mark("Product quality")),
    Topic("price", mark("Product price")),
    Topic("supplier", mark("Supplier quality")),
    Topic("speed", mark("Delivery speed")),
    Topic("terms", mark("Terms")),
)
OF_PERSON = (
    Topic("security", mark("Job security")),
    Topic("gain", mark("Personal benefit")),
    Topic("approval", mark("Boss's approval")),
    Topic("pressure", mark("Personal pressure")),
    Topic("relations", mark("Internal relations")),
)
TOPICS = (*BEFORE, *OF_FIRM, *OF_PERSON)

ASK_BACKGROUND = mark("What does your company do, and for whom?")
ASK_ORGANISATION = mark("Who uses it, who decides, who pays?")
ASK_FIRM = mark("Quality, price, supplier, delivery speed, terms: which matters most?")
ASK_PERSON = mark("If this works out, what would you personally get out of it?")
# Open questions first, closed ones behind; two or three a purpose.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "sign": (mark("What is still missing before you can sign?"), mark("Shall we set the date today?")),
    "relation": (mark("What could we do better for you?"), mark("Is there a colleague I should meet?")),
    "progress": (mark("How far along are you, and what is in the way?"), mark("Does the date we agreed on still work?")),
    "solution": (mark("What does the solution have to do above all?"), mark("What is missing from what you have now?"),
        mark("Does this work for you?")),
    "research": (mark("What are your plans for the coming year?"), mark("Is there a budget for it?")),
}  # fmt: skip
PROOF = (mark("Brand"), mark("Test reports and certificates"), mark("Reference showcase"), mark("Introduction"))
HOW_TO_CLOSE = {
    "trial": mark("Ask for a small yes, and listen for what is still in the way."),
    "assumptive": mark("Talk as if it were decided: delivery date, invoice, contact person."),
    "alternative": mark("Offer two ways to buy, never whether to buy."),
    "incentive": mark("Say what they get for deciding by a certain day."),
}
# Words in a worry that announce a kind of objection.
SIGNS_OF = {
    "price": ("价", "贵", "钱", "预算", "price", "expensive", "cost", "budget"),
    "timing": ("时机", "时间", "等", "再说", "以后", "明年", "time", "timing", "later", "wait"),
    "trust": ("信任", "放心", "质量", "口碑", "品牌", "售后", "trust", "quality", "brand", "reference"),
    "need": ("需要", "需求", "不用", "够用", "用不上", "need"),
    "authority": ("家人", "家里", "老婆", "老公", "父母", "领导", "老板", "商量", "审批", "boss", "family", "wife", "husband",
        "approval"),
}  # fmt: skip


def names_of(topic: Topic) -> tuple[str, ...]:
    """The labels of a topic in both languages, those it had before, and its field."""
    return (*both(topic.label), *former_names.of_topic(topic.label), *filter(None, [topic.field]))


def topic_of(word: str) -> Topic | None:
    """The topic that `word` names by code or by label in either language."""
    wanted = word.strip().casefold()
    for topic in TOPICS:
        if wanted in {topic.code, *(label.casefold() for label in names_of(topic))}:
            return topic
    return None
