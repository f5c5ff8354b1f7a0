"""The table of readings against the package it is made from, as it is installed here: the build may have had another version."""

import pytest
from build_words import compile_pinyin
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from crmcli.core import pinyin

PHRASES = [phrase for phrase in PHRASES_DICT if len(phrase) <= 4]
HAN = st.text(st.sampled_from([chr(code) for code in PINYIN_DICT if 0x4E00 <= code <= 0x9FA5]), min_size=1, max_size=6)


@pytest.fixture(scope="module", autouse=True)
def table_of_the_package(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "src/crmcli/core").mkdir(parents=True)
    compile_pinyin(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pinyin, "_PATH", root / "src/crmcli/core/pinyin.bin")
        pinyin._table.cache_clear()
        yield
    pinyin._table.cache_clear()


def by_dictionary(text):
    """The longest pieces that pypinyin reads as a whole, one after the other."""
    found = []
    while text:
        piece = next(text[:size] for size in (4, 3, 2, 1) if size == 1 or text[:size] in PHRASES_DICT)
        found += lazy_pinyin(piece)
        text = text[len(piece) :]
    return found


def test_phrases_and_characters_are_read_as_pypinyin_reads_them():
    for piece in (*PHRASES[::50], *map(chr, list(PINYIN_DICT)[::50])):
        assert list(pinyin.reading(piece) or piece) == lazy_pinyin(piece), piece


@given(HAN, st.sampled_from(PHRASES), HAN)
def test_a_text_is_read_by_its_longest_pieces(before, phrase, after):
    text = before + phrase + after
    assert pinyin.syllables(text) == by_dictionary(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [("", []), ("长江", ["chang", "jiang"]), ("ABC店 2", ["ABC", "dian", " 2"]), ("女", ["nv"]), ("㐀", ["qiu"]), ("한", ["한"])],
)
def test_other_scripts_stay_as_they_are(text, read):
    assert pinyin.syllables(text) == read
