"""Prepared messages: places, what stands there otherwise, links."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.nurture import message_templates as rules


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("您好", {}, "您好"),
        ("{{姓名|您}}好", {"姓名": "张三"}, "张三好"),
        ("{{姓名|您}}好", {}, "您好"),
        ("{{ 姓名 | 您}}好", {}, " 您好"),
        ("{{姓名}}好", {"姓名": "张三"}, "张三好"),
        ("{{a|}}!", {}, "!"),
        ("{{a|x}}{{b|y}}", {"b": "Y"}, "xY"),
        ("｛｛姓名｜您｝｝好", {"姓名": "李四"}, "李四好"),
        ("a {b} c", {}, "a {b} c"),
    ],
)
def test_places_are_filled(text, values, said):
    assert rules.fill(rules.parse(text), values) == said


@pytest.mark.parametrize("text", ["{{姓名", "姓名}}", "{{}}", "{{|您}}", "{{姓名}", "{{a{{b}}", "{{姓名|{您}}"])
def test_a_broken_place_is_refused(text):
    with pytest.raises(UsageError):
        rules.parse(text)


@given(st.text().filter(lambda text: not set(text) & set("{}｛｝")))
def test_a_text_without_places_stays_as_it_is(text):
    assert rules.fill(rules.parse(text), {}) == text


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_mail_carries_its_words(subject, body):
    link = rules.mailto("a+b@example.com", subject, body)
    query = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert link.isascii()
    assert link.startswith("mailto:a%2Bb@example.com?")
    assert query["subject"] == [subject]
    assert query["body"] == ["\r\n".join(body.splitlines())]
