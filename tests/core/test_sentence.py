"""Sentences kept as values: said in the language of the moment, in all forms of output."""

from crmcli.core import i18n
from crmcli.core.sentence import Amount, Explanation, Sentence
from crmcli.terminal import serialize

LATE = Sentence("{days} days overdue", days=3)
OPEN = Sentence("{money} still due", money=Amount(1200000, "CNY"))


def test_a_sentence_is_said_where_it_is_shown():
    both = Explanation("overdue", LATE, OPEN)
    assert both.label == "3 days overdue · ¥12,000 still due"
    i18n.use("zh")
    assert both.label == "逾期 3 天 · 还有 ¥12,000 未收"
    assert serialize.jsonable(both) == {"code": "overdue", "label": both.label}
    assert both == Explanation("overdue", LATE, OPEN) != Explanation("overdue", LATE)
    assert serialize.cell_text(both) == both.label
    assert serialize.jsonable(LATE) == serialize.cell_text(LATE) == "逾期 3 天"


def test_a_sentence_fills_a_place_of_another():
    silent = Sentence("last contact {days} d ago", days=5)
    whole = Sentence("{ago}, {rhythm}", ago=silent, rhythm=Sentence("interval {days} d", days=2))
    assert str(whole) == "last contact 5 d ago, interval 2 d"
    assert whole.values["ago"] == Sentence("last contact {days} d ago", days=5) != Sentence("last contact {days} d ago", days=6)
