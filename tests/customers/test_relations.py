"""Record relations: reports to, decides for, family, referred by."""

from itertools import pairwise

import pytest


def fill(crm):
    for name in ("张三", "李总", "王五", "赵六"):
        crm("add", name, "--company", "华信")


@pytest.fixture
def people(start_with):
    return start_with(fill)


def seen(crm, word="张三"):
    (view,) = crm("show", word, "-o", "json").items
    return [(one["customer"]["name"], one["kind"]["code"], one["other"]["name"]) for one in view["relations"]]


@pytest.mark.parametrize("kind", ["reports_to", "decides_for", "family", "referred_by"])
def test_a_relation_is_recorded_seen_from_both_sides_ended_and_undone(people, kind):
    (made,) = people("relate", "张三", "李总", "--as", kind, "-o", "json").items
    assert (made["customer"]["name"], made["kind"]["code"], made["other"]["name"]) == ("张三", kind, "李总")
    assert seen(people) == seen(people, "李总") == [("张三", kind, "李总")]
    people("relate", "张三", "李总", "--as", kind, "--remove")
    assert seen(people) == []
    people("undo")
    assert seen(people) == [("张三", kind, "李总")]


@pytest.mark.parametrize("label", ["reports to", "REPORTS_TO", "汇报给"])
def test_a_relation_is_named_by_code_or_label(people, label):
    people("relate", "张三", "李总", "--as", label)
    assert seen(people) == [("张三", "reports_to", "李总")]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("reports_to", ["王五"]), ("referred_by", ["王五"]), ("decides_for", ["李总", "王五"]), ("family", ["李总", "王五"])],
)
def test_there_is_one_boss_and_one_referrer_but_any_number_of_others(people, kind, kept):
    for other in ("李总", "王五"):
        people("relate", "张三", other, "--as", kind)
    assert [other for _one, _kind, other in seen(people)] == kept
    people("undo")
    assert [other for _one, _kind, other in seen(people)] == ["李总"]


def test_a_new_boss_who_is_the_old_one_changes_nothing(people):
    people("relate", "张三", "李总", "--as", "reports_to")
    again = people("relate", "张三", "李总", "--as", "reports_to")
    assert again.out == ""
    assert "Already" in again.err
    assert people("undo", "--list", "-o", "json").json["count"] == 5


def test_a_family_is_one_from_either_side(people):
    people("relate", "张三", "王五", "--as", "family")
    assert "Already" in people("relate", "王五", "张三", "--as", "family").err
    people("relate", "王五", "张三", "--as", "family", "--remove")
    assert seen(people) == []


@pytest.mark.parametrize("kind", ["reports_to", "decides_for"])
@pytest.mark.parametrize("length", [2, 3, 4])
def test_a_circle_in_the_organisation_is_refused_in_words_that_help(people, length, kind):
    names = ["张三", "李总", "王五", "赵六"][:length]
    for one, other in pairwise(names):
        people("relate", one, other, "--as", kind)
    failed = people("relate", names[-1], names[0], "--as", kind, ok=False)
    assert failed.code == 5
    assert " → ".join([names[-1], *names]) in failed.err
    assert len(seen(people, names[-1])) == 1
    people("relate", names[-1], names[0], "--as", "family")  # of another relation it is no circle
    hint = failed.err.strip().splitlines()[-1].split(": crm ")[1]
    people(*hint.split())
    people("relate", names[-1], names[0], "--as", kind)


def test_somebody_may_decide_for_two_who_decide_for_the_same(people):
    for one, other in (("李总", "张三"), ("李总", "王五"), ("张三", "赵六"), ("王五", "赵六")):
        people("relate", one, other, "--as", "decides_for")
    assert people("relate", "赵六", "李总", "--as", "decides_for", ok=False).code == 5


@pytest.mark.parametrize(
    ("argv", "code", "part"),
    [
        (("张三", "张三", "--as", "family"), 2, "themselves"),
        (("张三", "李总"), 2, "--as"),
        (("张三", "李总", "--as", "friend"), 2, "reports_to"),
        (("张三", "没有", "--as", "family"), 3, "没有"),
        (("张三", "李总", "--as", "family", "--remove"), 3, "Not recorded"),
    ],
)
def test_what_does_not_fit_is_refused(people, argv, code, part):
    failed = people("relate", *argv, ok=False)
    assert failed.code == code
    assert part in failed.err
    assert seen(people) == []


def test_the_referrer_of_add_and_edit_is_the_same_relation(people):
    people("edit", "张三", "--referrer", "李总")
    assert seen(people) == [("张三", "referred_by", "李总")]
    assert "referred 张三" in people("show", "李总", "-o", "table").out
    people("relate", "张三", "王五", "--as", "referred_by")
    assert people("show", "张三", "-o", "json").items[0]["referrer"] == "王五"


def test_relations_go_with_a_removed_customer_and_come_back(people):
    people("relate", "张三", "李总", "--as", "reports_to")
    people("rm", "李总", "--yes")
    assert seen(people) == []
    people("undo")
    assert seen(people) == [("张三", "reports_to", "李总")]
