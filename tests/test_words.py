"""The families of turns that a translation makes and a native does not, and Chinese where English is spoken."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile("[\u3400-\u9fff]")
FAMILIES = [
    r"\blies (ahead|behind|in|before)\b", r"\b(is|are) wanted\b", r"\bstands?\b", r"\bunless given\b", r"\bseveral allowed\b",
    r"\bso (many|long)\b", r"\bby itself\b", r"\brests\b", r"\bput to rest\b", r"\bawake\b", r"\btoo dear\b", r"\bfilled up\b",
    r"\brightly\b", r"\btaken (back|up again)\b", r"\bwhat came of it\b", r"\ba defect of crm\b", r"\bin order of time\b",
    r"\banew\b", r"\bfirms?\b", r"\bjudge", r"\brhythm\b(?!})", r"\bthere is no \w+ \{\w+!r\}", r"\{\w+!r\} is no\b", r"“",
]  # fmt: skip


@cache
def catalogue():
    with (ROOT / "src/crmcli/locale/zh/LC_MESSAGES/crmcli.po").open("rb") as file:
        return [str(message.id) for message in read_po(file) if message.id]


@pytest.mark.parametrize("turn", FAMILIES)
def test_no_english_sentence_reads_like_a_translation(turn):
    assert [text for text in catalogue() if re.search(turn, text, re.IGNORECASE)] == []


def test_no_english_sentence_holds_chinese():
    assert [text for text in catalogue() if CHINESE.search(text)] == []
