"""The language of a run, and words that are accepted in both languages."""

import pytest

from crmcli.core import i18n
from crmcli.core.choices import Choices, parse_optional
from crmcli.core.errors import UsageError
from crmcli.core.i18n import both, choose, language, t, use

GRADES = Choices("grade", big="big", normal="normal", small="small")


@pytest.mark.parametrize(
    ("argv", "variables", "configured", "expected"),
    [
        ([], {}, None, "en"),
        (["--lang", "zh", "due"], {"CRM_LANG": "en"}, "en", "zh"),
        (["due", "--lang=zh"], {}, None, "zh"),
        (["note", "--", "--lang", "zh"], {}, None, "en"),
        (["due", "--lang"], {}, None, "en"),
        ([], {"CRM_LANG": "zh"}, "en", "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "en", "en"),
        ([], {}, "zh", "zh"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, None, "zh"),
        ([], {"LC_MESSAGES": "en_US", "LANG": "zh_CN"}, None, "en"),
        ([], {"LANG": "zh_TW"}, None, "zh"),
        ([], {"LANG": "C.UTF-8"}, None, "en"),
        ([], {"LANG": "de_DE"}, None, "en"),
        (["--lang", "xx"], {}, "zh", "en"),
    ],
)
def test_option_then_variable_then_setting_then_locale(monkeypatch, argv, variables, configured, expected):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert choose(argv, configured) == expected


def test_t_fills_its_places_in_either_language():
    assert t("No customer matches {word!r}.", word="张三") == "No customer matches '张三'."
    use("zh")
    assert language() == "zh"
    assert t("No customer matches {word!r}.", word="张三") == "没有客户“张三”。"
    assert t("a sentence nobody translated") == "a sentence nobody translated"
    assert t("{braces} without values") == "{braces} without values"


def test_both_speaks_both_whatever_the_language_in_use():
    for lang in i18n.LANGUAGES:
        use(lang)
        assert both("Close") == ("Close", "签约回款")


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize(
    ("text", "code"), [("big", "big"), ("BIG", "big"), (" 大单 ", "big"), ("正常", "normal"), ("own", "own"), ("OWN", "own")]
)
def test_a_fixed_value_as_code_or_label(lang, text, code):
    use(lang)
    assert GRADES.parse(text, extra=["own"]) == code


@pytest.mark.parametrize("text", ["", "bigg", "大", "b"])
def test_another_value_is_refused_with_what_there_is(text):
    with pytest.raises(UsageError) as failed:
        GRADES.parse(text)
    assert "big, normal, small" in failed.value.hint
    use("zh")
    with pytest.raises(UsageError) as failed:
        GRADES.parse(text)
    assert "big (大单)" in failed.value.hint
    assert "定级" in failed.value.message


def test_values_carry_code_and_label():
    use("zh")
    assert (GRADES.of("big").code, GRADES.of("big").label, GRADES.of(None), GRADES.label("own")) == ("big", "大单", None, "own")
    assert parse_optional(GRADES, None) is None


@pytest.mark.parametrize(("lang", "said"), [("en", "1, b"), ("zh", "1、b")])
def test_a_list_has_the_comma_of_its_language(lang, said):
    i18n.use(lang)
    assert i18n.listed([1, "b"]) == said
