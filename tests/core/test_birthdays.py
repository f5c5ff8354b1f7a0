import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import i18n
from crmcli.core.dates.birthdays import birthday_text, parse_birthday
from crmcli.core.errors import UsageError


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("CRM_NOW", "2026-11-21T09:00")
    yield
    i18n.use("en")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1990-05-20", "1990-05-20"), ("1990/5/20", "1990-05-20"), ("1990.5.20", "1990-05-20"), ("19900520", "1990-05-20"),
        ("1990年5月20日", "1990-05-20"), ("一九九〇年五月二十日", "1990-05-20"), ("公历1990-05-20", "1990-05-20"),
        ("5-20", "--05-20"), ("05/20", "--05-20"), ("--05-20", "--05-20"), ("--0520", "--05-20"), ("5月20日", "--05-20"),
        ("5月20", "--05-20"), ("五月二十号", "--05-20"), ("2-29", "--02-29"), ("2000-02-29", "2000-02-29"),
        ("2026-11-21", "2026-11-21"), ("１９９０－０５－２０", "1990-05-20"),
        ("农历四月十五", "lunar --04-15"), ("阴历4月15", "lunar --04-15"), ("農曆四月十五日", "lunar --04-15"),
        ("农历1990年四月十五", "lunar 1990-04-15"), ("农历 1990-4-15", "lunar 1990-04-15"), ("lunar 04-15", "lunar --04-15"),
        ("Lunar 1990-04-15", "lunar 1990-04-15"), ("农历闰四月初一", "lunar --L04-01"), ("lunar leap 4-1", "lunar --L04-01"),
        ("农历2020年闰四月初一", "lunar 2020-L04-01"), ("正月初一", "lunar --01-01"), ("腊月廿三", "lunar --12-23"),
        ("冬月初十", "lunar --11-10"), ("农历八月二十", "lunar --08-20"), ("农历腊月三十", "lunar --12-30"),
        ("农历十一月十一", "lunar --11-11"),
    ],
)  # fmt: skip
def test_birthdays_as_people_say_them(text, kept):
    assert parse_birthday(text) == kept


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "1990", "5月", "四月十五", "农历", "lunar", "lunar 04-15 9:00", "May", "90-05-20",
     "农历四月", "19900520x", "05201990"],
)  # fmt: skip
def test_what_is_no_birthday_is_refused_with_examples(text):
    with pytest.raises(UsageError) as error:
        parse_birthday(text)
    assert f"“{text}”" in error.value.message
    assert error.value.hint


@pytest.mark.parametrize(
    "text",
    ["1990-02-29", "2-30", "13-1", "0-5", "2026-11-22", "2027-01-01", "1599-12-31", "农历四月三十一", "农历十三月初一",
     "lunar 2027-01-01", "lunar 04-31", "lunar 1599-01-01", "农历1990年闰四月初一", "农历闰腊月初一", "lunar leap 1-1",
     "农历1990年六月三十", "农历2026年腊月初一"],
)  # fmt: skip
def test_impossible_birthdays_are_refused(text):
    with pytest.raises(UsageError, match="no such birthday"):
        parse_birthday(text)


def test_a_slash_that_people_read_in_two_ways():
    with pytest.raises(UsageError, match="05-06 or 06-05"):
        parse_birthday("5/6")
    assert parse_birthday("1990/5/6") == "1990-05-06"
    i18n.use("zh")
    assert parse_birthday("5/6") == "--05-06"


@pytest.mark.parametrize(
    ("kept", "english", "chinese"),
    [
        ("1990-05-20", "1990-05-20", "1990年5月20日"),
        ("--05-20", "05-20", "5月20日"),
        ("lunar --04-15", "lunar 04-15", "农历四月十五"),
        ("lunar 1990-04-15", "lunar 1990-04-15", "农历1990年四月十五"),
        ("lunar --L04-01", "lunar leap 04-01", "农历闰四月初一"),
        ("lunar --12-23", "lunar 12-23", "农历腊月廿三"),
        ("lunar --11-20", "lunar 11-20", "农历冬月二十"),
    ],
)
def test_birthdays_for_people(kept, english, chinese):
    assert birthday_text(kept) == english
    i18n.use("zh")
    assert birthday_text(kept) == chinese


lunar = st.one_of(
    st.tuples(st.just("-"), st.just(""), st.integers(1, 12), st.integers(1, 30)),
    st.tuples(st.just("-"), st.just("L"), st.integers(2, 11), st.integers(1, 30)),
    st.tuples(st.sampled_from(["1600", "1990", "2025"]), st.just(""), st.integers(1, 11), st.integers(1, 29)),
    st.tuples(st.just("2020"), st.just("L"), st.just(4), st.integers(1, 29)),
)
solar = st.dates().filter(lambda day: 1600 <= day.year <= 2025)


kept_days = lunar.map(lambda x: f"lunar {x[0]}-{x[1]}{x[2]:02d}-{x[3]:02d}") | solar.map(str) | solar.map("--{:%m-%d}".format)


@given(kept_days)
def test_what_is_kept_and_shown_is_read_back(kept):
    assert parse_birthday(kept) == kept
    for lang in i18n.LANGUAGES:
        i18n.use(lang)
        assert parse_birthday(birthday_text(kept)) == kept
