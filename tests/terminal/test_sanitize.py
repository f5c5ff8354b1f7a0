"""Nothing that a terminal would obey reaches it, whatever stands in the file."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.terminal.sanitize import clean, clean_lines, clean_note, validate_text

HOSTILE = [
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x1b]0;title\x07x", "x"),
    ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1b]52;c;aGk=\x07x", "x"),
    ("\x1b]8;;never closed", ""),
    ("\x9b31mred", "red"),
    ("\x9d0;title\x9cx", "x"),
    ("\x1bcreset", "reset"),
    ("\x1b(Bx\x1bPq data\x1b\\y", "xy"),
    ("a\x07b\x08c\x7fd", "abcd"),
    ("a\x00b", "ab"),
    ("a\u202eb\u2066c\u200fd", "abcd"),
    ("a\u200bb\ufeffc\u2060d", "abcd"),
    ("a\tb\nc\r\nd\u2028e\x85f", "a b c d e f"),
    ("\ud800x", "x"),
    ("\U000e0041x", "x"),
    ("[/] [bold]x[/bold]", "[/] [bold]x[/bold]"),
    ("张三 \U0001f600 é", "张三 \U0001f600 é"),
    ("👨\u200d👩\u200d👧 \u200c", "👨\u200d👩\u200d👧 \u200c"),
]


@pytest.mark.parametrize(("text", "shown"), HOSTILE)
def test_a_terminal_gets_letters_only(text, shown):
    assert clean(text) == shown


@given(st.text())
def test_nothing_that_moves_the_cursor_or_the_eye_remains(text):
    left = clean(text)
    assert all(unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in left)
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert clean(left) == left


def test_lines_stay_lines():
    assert clean_lines("a\x1b[31m\r\n\tb\u2028c\n") == "a\n b\nc"


@pytest.mark.parametrize(("text", "kept"), [(" 张三 ", "张三"), ("e\u0301", "é"), ("a\u200bb", "ab"), ("张\u202e三", "张三")])
def test_a_name_is_trimmed_and_normal(text, kept):
    assert validate_text(text, "The name") == kept


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "a\nb", "a\tb", "a\x1b[0m", "a\x00", "\x9b", "\ud800"])
def test_a_name_with_control_characters_or_nothing_in_it_is_refused(text):
    with pytest.raises(UsageError) as failed:
        validate_text(text, "The name")
    assert "The name" in failed.value.message
    assert failed.value.message.isprintable()


@pytest.mark.parametrize(("text", "kept"), [("一\n二\t三 ", "一\n二\t三"), ("a\x1b[31mb\x00", "ab"), (" \u200b ", "")])
def test_a_note_keeps_its_lines_and_loses_its_controls(text, kept):
    assert clean_note(text) == kept
