import webbrowser
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import config
from crmcli.radar import phones, searches
from crmcli.terminal.screen import display_width


@pytest.fixture
def opened(monkeypatch):
    found = []
    monkeypatch.setattr(webbrowser, "open", lambda url, new=0: found.append(url) or True)
    return found


@pytest.fixture
def zhang(crm, opened):
    crm("add", "张三", "--company", "华信科技", "--phone", "0755-26770000", "--field", "Region=深圳")
    crm("fact", "张三", "营收2亿", "--source", "年报", "--on", "2026-03-31")
    return crm


def configure(text):
    config.config_path().parent.mkdir(parents=True, exist_ok=True)
    config.config_path().write_text(text, encoding="utf-8")
    config.values.cache_clear()


def urls(ran):
    return {link["name"]: link["url"] for link in ran.items[0]["searches"]}


def test_all_that_is_known_in_one_object(zhang, opened):
    zhang("note", "张三", "hi", "--channel", "call")
    zhang("add", "老王", "--phone", "13900139000")
    zhang("edit", "张三", "--referrer", "老王")
    (item,) = zhang("radar", "张三", "-o", "json").items
    assert item["phones"] == [{"phone": "+8675526770000", "area": "Shenzhen, Guangdong", "carrier": None}]
    assert item["last_contact_at"] == "2026-11-21T09:00:00+08:00"
    assert [(one["kind"]["code"], one["other"]["name"]) for one in item["relations"]] == [("referred_by", "老王")]
    assert [(one["field"], one["value"], one["age_days"]) for one in item["portrait"]] == [("Region", "深圳", 0)]
    assert [(one["text"], one["age_days"], one["stale"]) for one in item["facts"]] == [("营收2亿", 235, True)]
    assert opened == []


def test_the_screen_marks_what_is_old_and_lists_the_links(zhang):
    out = zhang("radar", "张三", "-o", "table").out
    assert "2026-03-31  营收2亿 (年报, 235 days ago, old)" in out
    assert "https://opencorporates.com/companies?q=华信科技" in out


def test_a_link_longer_than_the_screen_is_broken_and_opens_whole_where_the_terminal_can(zhang, monkeypatch):
    long = "https://example.com/search?keywords={company}&page=" + "x" * 30
    configure(f'"search.long" = "{long}"\n')
    lines = zhang("radar", "张三", "-o", "table").out.splitlines()
    below = lines[lines.index("  long") + 1 :]
    assert "".join(part.strip() for part in below).startswith(long.format(company="华信科技"))
    assert max(map(display_width, below)) <= 80
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert (
        f"\x1b]8;;{long.format(company='%E5%8D%8E%E4%BF%A1%E7%A7%91%E6%8A%80')}\x1b\\"
        in zhang("radar", "张三", "-o", "table").out
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_readable_address_is_the_same_address(value):
    (link,) = searches.links({"x": "https://example.com/s?q={who}"}, {"who": value or "x"})
    assert quote(searches.readable(link.url), safe=":/?=%") == link.url


def test_each_language_has_its_searches(zhang):
    assert "企查查" in urls(zhang("--lang", "zh", "radar", "张三", "-o", "json"))
    assert "linkedin" in urls(zhang("radar", "张三", "-o", "json"))


def test_only_what_was_asked_for_is_opened(zhang, opened):
    links = {link["name"]: link["opened"] for link in zhang("radar", "张三", "--open", "news", "-o", "json").items[0]["searches"]}
    assert [name for name, was in links.items() if was] == ["news"]
    assert len(opened) == 1
    zhang("radar", "张三", "--open", "all")
    assert len(opened) == 1 + len(links)


def test_without_a_browser_the_links_remain(zhang, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url, new=0: False)
    ran = zhang("radar", "张三", "--open", "all", "-o", "csv")
    assert "No browser" in ran.err
    assert "https://" in ran.out


def test_an_unknown_search_is_refused_and_nothing_opens(zhang, opened):
    ran = zhang("radar", "张三", "--open", "news", "--open", "altavista", ok=False)
    assert (ran.code, opened, "linkedin" in ran.err) == (2, [], True)


def test_the_users_own_searches_stand_beside_ours(zhang):
    configure('"search.ours" = "https://example.com/{name}?k={company}"\n"search.news" = ""\n')
    found = urls(zhang("radar", "张三", "-o", "json"))
    assert found["ours"] == "https://example.com/%E5%BC%A0%E4%B8%89?k=%E5%8D%8E%E4%BF%A1%E7%A7%91%E6%8A%80"
    assert "news" not in found


def test_a_search_is_kept_as_a_setting_and_a_table_of_the_file_reads_the_same(zhang):
    zhang("config", "set", "search.jobs", "https://example.com/{company}+jobs")
    zhang("config", "set", "search.news", "")
    found = urls(zhang("radar", "张三", "-o", "json"))
    assert (found["jobs"], "news" in found) == ("https://example.com/%E5%8D%8E%E4%BF%A1%E7%A7%91%E6%8A%80+jobs", False)
    listed = {one["key"]: one["value"] for one in zhang("config", "list", "-o", "json").items}
    assert listed["search.jobs"] == "https://example.com/{company}+jobs"
    configure('[search]\njobs = "https://example.com/{name}"\n')
    assert urls(zhang("radar", "张三", "-o", "json"))["jobs"] == "https://example.com/%E5%BC%A0%E4%B8%89"


@pytest.mark.parametrize(("key", "value"), [("search.x", "ftp://x"), ("search.x", "https://x/{firm}"), ("search.", "https://x")])
def test_a_search_that_does_not_fit_is_never_kept(zhang, key, value):
    assert zhang("config", "set", key, value, ok=False).code == 2
    assert not config.config_path().exists()


@pytest.mark.parametrize("template", ["file:///etc/passwd", "javascript:alert(1)", "https://x/{secret}", "https://x/{}"])
def test_a_template_that_does_not_fit_is_refused(zhang, template):
    configure(f'"search.bad" = "{template}"\n')
    ran = zhang("radar", "张三", ok=False)
    assert (ran.code, "bad" in ran.err) == (2, True)


def test_a_search_whose_place_is_unknown_is_left_out(crm):
    crm("add", "无名", "--wechat", "wu")
    assert set(urls(crm("radar", "无名", "-o", "json"))) == {"web", "news", "linkedin"}


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_value_is_one_piece_of_the_address(value):
    (link,) = searches.links({"x": "https://example.com/s?q={who}&z=1"}, {"who": value})
    assert parse_qs(urlsplit(link.url).query, keep_blank_values=True)["z"] == ["1"]
    assert link.url.isascii()
    assert urlsplit(link.url).query.count("&") == 1


@pytest.mark.parametrize(
    ("phone", "area", "carrier"),
    [
        ("+8613800138000", "Beijing", "China Mobile"), ("+12125551234", "New York, NY", None), ("12ab", None, None),
    ],
)  # fmt: skip
def test_area_and_carrier(phone, area, carrier):
    assert phones.look_up(phone) == (phone, area, carrier)
