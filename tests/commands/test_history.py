"""History says what each change was about: its text and day, its sum, the fields it changed; undo says the same."""

import pytest


def fill(crm):
    crm("add", "Ann", "--phone", "13800138000", "--company", "Northwind", "--title", "Buyer", "--tag", "vip")
    crm("next", "Ann", "2026-11-27", "Send the brochure")
    crm("next", "Ann", "2026-12-01", "Call about the offer")
    crm("product", "add", "Soap")
    crm("cadence", "Ann", "30d")


@pytest.fixture
def ann(start_with):
    return start_with(fill)


@pytest.mark.parametrize(
    ("argv", "about"),
    [
        (["next", "Ann", "2027-01-05", "Ask again"], "Ask again (2027-01-05)"),
        (["done", "f2", "--note", "Will think"], "Ann · Call about the offer (12-01) · Will think"),
        (["snooze", "f1", "2026-11-29"], "Ann · Send the brochure (11-27 → 11-29)"),
        (["reschedule", "f1", "2026-11-30 14:30"], "Ann · Send the brochure (11-27 → 11-30 14:30)"),
        (["cancel", "f1"], "Ann · Send the brochure (11-27)"),
        (["log", "Ann", "Proposal", "--note", "Liked it", "--next", "2026-12-09", "--for", "Ask"],
            "Liked it (11-21) · Ask (12-09)"),
        (["note", "Ann", "wants red", "--at", "2026-11-19"], "wants red (11-19)"),
        (["edit", "Ann", "--title", "Director", "--company", "Southwind"],
            "Title: Buyer → Director · Company: Northwind → Southwind"),
        (["edit", "Ann", "--field", "Age=40", "--add-phone", "13900139000"], "+13900139000 · Age: – → 40"),
        (["edit", "Ann", "--birthday", "lunar 04-15"], "Birthday: – → lunar 04-15"),
        (["tag", "Ann", "--add", "hot", "--remove", "vip"], "+hot · −vip"),
        (["qualify", "Ann", "--grade", "big", "--sign-by", "2026-12-20", "--amount", "15000"], "big · 2026-12-20 · ¥15,000"),
        (["order", "Ann", "5000", "--paid", "2000"], "¥5,000 (11-21) · ¥2,000 (11-21)"),
        (["pay", "Ann", "3000", "--on", "2026-11-20"], "¥3,000 (11-20)"),
        (["park", "Ann", "--until", "2026-12-24", "--reason", "holidays"], "holidays (12-24)"),
        (["lose", "Ann", "--reason", "price", "--note", "20% too much"], "Price · 20% too much (11-21)"),
        (["company", "edit", "Northwind", "--address", "Main Street"], "Address: – → Main Street"),
        (["node", "rename", "Proposal", "Offer"], ""), (["node", "edit", "Proposal", "--days", "5"], "Normal days: – → 5.0"),
        (["product", "edit", "Soap", "--price", "12"], "Price: – → ¥12"), (["cadence", "Ann", "14d"], "30 d → 14 d"),
        (["fact", "Ann", "has two shops"], "has two shops (11-21)"),
        (["occasion", "add", "Ann", "Wedding", "05-20"], "Wedding (05-20)"),
        (["objection", "add", "price", "Too much", "--answer", "It lasts"], "It lasts"),
        (["template", "add", "hi", "Hello"], "Hello"),
        (["visit", "plan", "Ann", "--purpose", "progress", "--on", "2026-11-23"], "Check progress (11-23)"),
        (["rm", "Ann", "--yes"], ""),
    ],
    ids=lambda words: " ".join(words[:3]) if isinstance(words, list) else "",
)  # fmt: skip
def test_each_kind_of_change_says_what_it_was_about(ann, argv, about):
    ann(*argv)
    newest = ann("history", "-o", "json").items[0]
    assert newest["about"].startswith(about), newest
    assert bool(newest["about"]) == bool(about) or argv[0] == "rm"
    assert about in ann("undo", "--list", "-o", "json").items[0]["about"]
    assert about in ann("undo").out
    assert about in ann("history", "-o", "json").items[0]["about"]  # of the undo: what it undid


def test_the_same_label_five_times_is_told_apart_in_both_languages(ann):
    for lang in ("en", "zh"):
        shown = ann("history", "-o", "table", "--lang", lang).out
        assert "Call about the offer (12-01)" in shown
        assert "Send the brochure (11-27)" in shown
    ann("edit", "Ann", "--title", "Director")
    assert "职务：Buyer → Director" in ann("history", "--limit", "1", "-o", "table", "--lang", "zh").out


def test_many_at_once_are_counted_by_their_label_alone(ann):
    for name in "abcdefgh":
        ann("add", name, "--tag", "many")
    ann("next", "--where", "tag:many", "2026-12-01", "Call")
    newest = ann("history", "-o", "json").items[0]
    assert (newest["label"], newest["about"].count("Call")) == ("next steps, customers: 8", 0)
