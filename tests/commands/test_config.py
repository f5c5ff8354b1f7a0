"""`crm config` and `crm init`: what is chosen once."""

import os

import pytest

from crmcli.core import config


def test_settings_and_where_they_are_kept(crm):
    items = {one["key"]: one for one in crm("config", "list", "-o", "json").items}
    assert {key: one["value"] for key, one in items.items() if not key.startswith("smtp.")} == {
        "language": None, "db": None, "region": "CN", "currency": "CNY", "pipeline": "generic", "silent_days": "30",
        "workdays": "off", "days_off": "", "days_on": "", "birthday_notice": "3", "capacity": "off",
    }  # fmt: skip
    assert items["currency"]["kept_in"] == "file"
    assert items["language"]["kept_in"].endswith("config.toml")


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [("currency", "usd", "USD"), ("pipeline", "auto4s", "auto4s"), ("language", "zh", "zh"), ("db", "x.db", "x.db")],
)
def test_a_setting_is_kept(crm, monkeypatch, key, value, shown):
    crm("config", "set", key, value)
    assert crm("config", "get", key).out == f"{shown}\n"
    assert crm("config", "get", key, "-o", "json").items[0]["value"] == shown


def test_the_language_follows_the_setting_and_the_option_wins(crm, monkeypatch):
    crm("config", "set", "language", "zh")
    assert "没有客户" in crm("show", "张三", ok=False).err
    assert "No customer matches" in crm("show", "张三", "--lang", "en", ok=False).err
    monkeypatch.setenv("CRM_LANG", "en")
    assert "No customer matches" in crm("show", "张三", ok=False).err


def test_the_file_follows_option_variable_setting_data_folder(crm, monkeypatch, tmp_path):
    crm("config", "set", "db", tmp_path / "third.db")
    crm("add", "一", "--db", tmp_path / "first.db")
    crm("add", "二")
    monkeypatch.delenv("CRM_DB")
    crm("add", "三")
    (tmp_path / "config" / "crm" / "config.toml").unlink()
    config.values.cache_clear()  # kept for the length of a process
    crm("add", "四")
    data = tmp_path / "data" / "crm" / "crm.db"
    for path, name in ((tmp_path / "first.db", "一"), (tmp_path / "crm.db", "二"), (tmp_path / "third.db", "三"), (data, "四")):
        assert crm("list", "--db", path, "-o", "json").items[0]["name"] == name
        assert path.stat().st_mode & 0o777 == 0o600
    assert data.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["get", "nope"], 2), (["set", "nope", "x"], 2), (["set", "language", "de"], 2), (["set", "currency", "元"], 2),
        (["set", "currency", "DOLLAR"], 2), (["set", "pipeline", "nope"], 3), (["set", "currency"], 2),
    ],
)  # fmt: skip
def test_a_bad_setting_is_refused(crm, argv, code):
    assert crm("config", *argv, ok=False).code == code
    assert crm("config", "get", "currency").out == "CNY\n"


@pytest.mark.parametrize("text", ["language = zh", "\x00", "[[", "language = 'zh'\nlanguage = 'en'"])
def test_a_broken_settings_file_is_named_with_its_line(crm, tmp_path, monkeypatch, text):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CRM_CONFIG", str(path))
    failed = crm("list", ok=False)
    assert failed.code == 2
    assert str(path) in failed.err
    assert "line" in failed.err or "end of document" in failed.err


def test_init_by_options(crm):
    said = crm("init", "--language", "zh", "--currency", "HKD", "--pipeline", "house").out
    assert os.environ["CRM_DB"] in said
    assert crm("config", "get", "pipeline").out == "house\n"
    assert crm("node", "list", "-o", "json").items[0]["node"] == "网上看房"
    assert crm("add", "张三", "-o", "json").items[0]["currency"] == "HKD"


@pytest.mark.parametrize(
    ("locale", "lang", "region", "currency"),
    [
        ("en_US.UTF-8", "en", "US", "USD"), ("en_GB.UTF-8", "en", "GB", "GBP"), ("zh_CN.UTF-8", "zh", "CN", "CNY"),
        ("zh_TW.UTF-8", "zh", "TW", "TWD"), ("C.UTF-8", "en", "", ""), ("C.UTF-8", "zh", "CN", "CNY"),
        ("de_CH", "en", "CH", "CHF"), ("en_US.UTF-8", "zh", "CN", "CNY"),
    ],
)  # fmt: skip
def test_without_a_terminal_init_takes_what_the_locale_says(crm, bare_file, monkeypatch, locale, lang, region, currency):
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("CRM_LANG", lang)
    crm("init")
    kept = [crm("config", "get", key, "-o", "json").items[0]["value"] or "" for key in ("region", "currency")]
    assert kept == [region, currency]


def test_init_proposes_the_region_whatever_else_is_said_and_keeps_the_one_there_is(crm, bare_file, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    crm("init", "--language", "zh", "--pipeline", "generic", "--db", tmp_path / "zh.db")
    assert crm("config", "get", "region", "--db", tmp_path / "zh.db").out == "CN\n"
    monkeypatch.setenv("CRM_LANG", "en")
    crm("init", "--currency", "EUR")
    assert [crm("config", "get", key).out for key in ("region", "currency")] == ["GB\n", "EUR\n"]
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    crm("init", "--pipeline", "generic")
    assert crm("config", "get", "region").out == "GB\n"


def test_the_first_amount_that_names_a_currency_sets_it_once(crm, bare_file):
    crm("add", "Ann")
    assert "8,000" in crm("order", "Ann", "8000").out
    said = crm("order", "Ann", "$100")
    assert "USD" in said.err
    assert "$100" in said.out
    again = crm("order", "Ann", "$50")
    assert again.err == ""
    assert crm("order", "Ann", "€50", ok=False).code == 2
    assert crm("config", "get", "currency").out == "USD\n"


@pytest.mark.parametrize(
    "words",
    [
        ["order", "Ann", "100"],
        ["qualify", "Ann", "--amount", "100"],
        ["product", "add", "Tea", "--price", "100"],
        ["pay", "Ann", "100"],
    ],
)
def test_money_that_is_there_keeps_its_currency_whatever_region_or_language_comes(crm, bare_file, monkeypatch, words):
    monkeypatch.setenv("CRM_LANG", "zh")
    crm("add", "Ann")
    crm(*words)
    monkeypatch.setenv("CRM_LANG", "en")
    assert crm("config", "get", "currency").out == "CNY\n"
    crm("config", "set", "region", "US")
    assert crm("config", "get", "currency").out == "CNY\n"


@pytest.mark.parametrize(
    ("key", "value", "instead"), [("region", "XX", "US"), ("region", "America", "US"), ("currency", "ABC", "USD")]
)
def test_a_country_or_currency_that_does_not_exist_is_refused(crm, key, value, instead):
    said = crm("config", "set", key, value, ok=False)
    assert said.code == 2
    assert f"'{value}'" in said.err
    assert instead in said.err


def test_the_region_decides_phones_and_slashes(crm, bare_file):
    crm("config", "set", "region", "us")
    crm("add", "Ann", "--phone", "(415) 555-0102", "--birthday", "5/12")
    for spelling in ("+1 415 555 0102", "1-415-555-0102", "4155550102", "415.555.0102"):
        assert crm("show", spelling, "-o", "json").items[0]["phones"] == ["+14155550102"]
    assert crm("next", "Ann", "12/5", "call", "-o", "json").items[0]["due"] == "2026-12-05"
    crm("config", "set", "region", "GB")
    assert crm("next", "Ann", "12/5", "call", "-o", "json").items[0]["due"] == "2027-05-12"


def test_without_a_region_a_number_stays_as_typed_and_dates_of_two_readings_are_refused(crm, bare_file):
    crm("add", "Ann", "--phone", "(415) 555-0102")
    crm("add", "张三", "--phone", "138 0013 8000")
    assert crm("show", "(415) 555-0102", "-o", "json").items[0]["phones"] == ["(415) 555-0102"]
    assert crm("show", "张三", "-o", "json").items[0]["phones"] == ["+8613800138000"]
    assert "2026-12-05" in crm("next", "Ann", "12/5", "call", ok=False).err


def test_numbers_that_stayed_as_typed_are_read_when_the_region_is_set(crm, bare_file):
    typed = ["(415) 555-0102", "212-555-0177 ext. 5", "415-555-01022", "10086", "+44 20 7946 0018", "14155550177"]
    for place, number in enumerate(typed):
        crm("add", f"Ann{place}", "--phone", number)
    said = crm("config", "set", "region", "US").err
    assert "US numbers: 2" in said
    assert "Chinese numbers: 1" in said
    assert crm("list", "phone:guessed", "-o", "ids").out == "6\n"
    crm("edit", "Ann5", "--phone", typed[5])
    assert crm("show", "+1 415 555 0177", "-o", "json").items[0]["phones"] == ["+14155550177"]
    assert [one["no"] for number in ("4155550102", "+12125550177") for one in crm("show", number, "-o", "json").items] == [1, 2]
    assert [one["phones"] for one in crm("list", "--sort", "no", "-o", "json").items] == [
        ["+14155550102"], ["+12125550177"], [typed[2]], [typed[3]], ["+442079460018"], ["+14155550177"],
    ]  # fmt: skip
    assert crm("config", "set", "region", "US").err == ""
    crm("undo", "u7")
    assert crm("show", typed[0], "-o", "json").items[0]["phones"] == [typed[0]]


def test_the_region_of_an_import_reads_its_phones_and_leaves_the_money_of_the_file(crm, tmp_path):
    (tmp_path / "us.csv").write_text("name,phone\nAnn,(415) 555-0102\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text("customer,date,amount\nAnn,2026-11-01,$100\n", encoding="utf-8")
    crm("import", tmp_path / "us.csv", "--region", "us", "--yes")
    assert crm("show", "+14155550102", "-o", "json").items[0]["name"] == "Ann"
    assert crm("config", "get", "region").out == "CN\n"
    crm("import", tmp_path / "orders.csv", "--region", "US", "--yes")
    assert [one["currency"] for one in crm("orders", "list", "-o", "json").items] == ["USD"]
    assert crm("config", "get", "currency").out == "CNY\n"
    assert crm("import", tmp_path / "us.csv", "--region", "Utopia", ok=False).code == 2
