"""Laws of an import: the order of rows changes nothing, and the same file again adds nothing."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADER = ["name", "phone", "email", "company", "note"]
ROW = st.tuples(
    st.sampled_from(["张三", "张 三", "李四", "Ann Lee", "ANN LEE", ""]), st.sampled_from(["13900000001", "139 0000 0002", ""]),
    st.sampled_from(["a@b.cn", "A@B.CN", "c@d.cn", ""]), st.sampled_from(["", "", "Acme"]), st.sampled_from(["", "wants red"]),
)  # fmt: skip
LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def people(crm):
    """Who is there, whatever the spelling that came first."""
    found = [
        (
            "".join(one["name"].split()).casefold(),
            one["company"],
            sorted(one["phones"]),
            sorted(mail.lower() for mail in one["emails"]),
        )
        for one in crm("list", "-o", "json").items
    ]
    return sorted(found, key=repr)


def imported(crm, file, tmp_path, rows, *, again=False):
    if not again:
        (tmp_path / "crm.db").unlink(missing_ok=True)
    path = file([HEADER, *map(list, rows)])
    crm("import", path, "--yes", "--rejects", tmp_path / "bad.csv", "-o", "json")
    (tmp_path / "bad.csv").unlink(missing_ok=True)
    return people(crm) if (tmp_path / "crm.db").exists() else []


def named_by_their_contact(rows):
    """Rows without a name or a contact are refused, as they have to be."""
    return [row for row in rows if any(row[:3])]


@given(st.lists(ROW, max_size=6), st.integers(0, 99))
@LAW
def test_any_order_of_the_rows_gives_the_same_people(crm, file, tmp_path, rows, seed):
    rows = named_by_their_contact(rows)
    mixed = random.Random(seed).sample(rows, len(rows))
    assert imported(crm, file, tmp_path, rows) == imported(crm, file, tmp_path, mixed)


@given(st.lists(ROW, max_size=6))
@LAW
def test_the_same_file_again_adds_nothing(crm, file, tmp_path, rows):
    rows = named_by_their_contact(rows)
    once = imported(crm, file, tmp_path, rows)
    assert imported(crm, file, tmp_path, rows, again=True) == once
