"""Phones: what is kept comes back from an export as it was, with a country or as typed, wherever the file is at home."""

import csv

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.customers import normalize

# What people write in one column: mobiles and landlines of many countries, bare and with signs, extensions, short codes.
WRITTEN = """
13800138000;138-0013-8000;0755-26770000;0571-8888888-801;26770000转801;400-888-9999;95588;8613800138000
(415) 555-0102;1-415-555-0102;4155550102;555-0102;212.555.0177 ext. 5;+1 (202) 555-0199 x12;800-356-9377
07911 123456;020 7946 0018;01632 960123;07700 900123;+44 (0)20 7946 0018;0044 7911 123456;7911 123456
030/901821;(030) 90 18 20;0151 23456789;06 12 34 56 78;090-1234-5678;9123 4567;0912-345-678;(02) 9374 4000;13 12 34
""".replace("\n", ";").split(";")
WRITTEN = [one for one in WRITTEN if one]
SIGNS = st.text(st.sampled_from("0123456789 -()+.x#转"), min_size=5, max_size=20).map(str.strip)
PHONES = st.lists(st.sampled_from(WRITTEN) | SIGNS.filter(normalize.looks_like_phone), min_size=1, max_size=40, unique=True)


def kept(crm):
    items = crm("query", "SELECT value, normal FROM contact_points ORDER BY no", "-o", "json").items
    return [(one["value"], one["normal"]) for one in items]


@given(st.sampled_from(["CN", "US", "GB", "DE", "none"]), PHONES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_phone_survives_the_way_out_and_in(crm, bare_file, tmp_path, monkeypatch, country, phones):
    seen = []
    source = tmp_path / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([["name", "phone"], *([f"Ann {place}", one] for place, one in enumerate(phones))])
    for name in ("crm.db", "fresh.db"):
        (tmp_path / name).unlink(missing_ok=True)
        monkeypatch.setenv("CRM_DB", str(tmp_path / name))
        if country != "none":
            crm("config", "set", "region", country)
        crm("import", source, "--yes")
        seen.append(kept(crm))
        source.write_text(crm("export", "customers", "-o", "csv").out, encoding="utf-8")
    first, again = seen
    assert first == again
    home = country.replace("none", "")
    for typed, number in first:
        assert typed in phones
        assert number == (normalize.phone(typed, home) or normalize.handle(typed))
        assert normalize.phone(number, home) == normalize.phone(typed, home)
    assert {number for _typed, number in first} == {normalize.phone(one, home) or normalize.handle(one) for one in phones}
