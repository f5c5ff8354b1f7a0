import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import i18n, region
from crmcli.core.dates.birthday_parser import parse_birthday
from crmcli.core.dates.birthdays import birthday_text
from crmcli.core.errors import UsageError


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    region.use(lambda: None)
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
        ("农历十一月十一", "lunar --11-11"), ("正月十五", "lunar --01-15"), ("腊月三十", "lunar --12-30"),
        ("冬月二十", "lunar --11-20"), ("腊月十八日", "lunar --12-18"), ("八月廿三", "lunar --08-23"),
        ("1985年农历八月十五", "lunar 1985-08-15"), ("农历1985年八月十五", "lunar 1985-08-15"),
        ("一九八五年正月初五", "lunar 1985-01-05"), ("闰六月初三", "lunar --L06-03"), ("2025年闰六月初一", "lunar 2025-L06-01"),
        ("May 20", "--05-20"), ("20 May 1985", "1985-05-20"), ("may 20, 1985", "1985-05-20"), ("the 20th of may", "--05-20"),
        ("20.05.1985", "1985-05-20"), ("5/20/1985", "1985-05-20"), ("20/5/1985", "1985-05-20"), ("20/5", "--05-20"),
        ("February 29", "--02-29"), ("阳历八月十五日", "--08-15"),
    ],
)  # fmt: skip
def test_birthdays_as_people_say_them(text, kept):
    assert parse_birthday(text) == kept


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "1990", "5月", "农历", "end of may", "去年5月20日", "初五", "next friday",
     "lunar", "lunar 04-15 9:00", "May", "90-05-20",
     "leap 05-20",
     "农历四月", "19900520x", "05201990"],
)  # fmt: skip
def test_what_is_no_birthday_is_refused_with_examples(text):
    with pytest.raises(UsageError) as error:
        parse_birthday(text)
    assert f"'{text}'" in error.value.message
    assert error.value.hint


@pytest.mark.parametrize(
    "text",
    ["1990-02-29", "2-30", "13-1", "0-5", "2026-11-22", "2027-01-01", "1599-12-31", "农历四月三十一", "农历十三月初一",
     "lunar 2027-01-01", "lunar 04-31", "lunar 1599-01-01", "农历1990年闰四月初一", "农历闰腊月初一", "lunar leap 1-1",
     "农历1990年六月三十", "农历2026年腊月初一"],
)  # fmt: skip
def test_impossible_birthdays_are_refused(text):
    with pytest.raises(UsageError, match="does not exist as a birthday"):
        parse_birthday(text)


@pytest.mark.parametrize(
    ("text", "readings", "chinese"),
    [
        ("5/6", ["05-06", "06-05"], None),
        ("1990/5/6", None, None),
        ("5/6/1990", ["1990-05-06", "1990-06-05"], None),
        ("八月十五", ["08-15", "lunar 08-15"], ["8月15日", "农历八月十五"]),
        ("一九八五年四月十五", ["1985-04-15", "lunar 1985-04-15"], ["1985年4月15日", "农历1985年四月十五"]),
    ],
)
def test_what_people_read_in_two_ways_names_both_and_either_works(text, readings, chinese):
    for lang, named in (("en", readings), ("zh", chinese)):
        i18n.use(lang)
        if not named:
            assert lang == "zh" or parse_birthday(text)
            continue
        with pytest.raises(UsageError) as error:
            parse_birthday(text)
        assert {"en": " or ", "zh": " 或 "}[lang].join(named) in error.value.message
        assert len({parse_birthday(one) for one in named}) == len(named)


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
