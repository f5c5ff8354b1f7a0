"""The table of Chinese numbers against the package it is made from, as it is installed here: the build may have had another
version.
"""

import random

import phonenumbers
import pytest
from build_words import compile_areas
from phonenumbers import carrier, geocoder
from phonenumbers.geodata import GEOCODE_DATA

from crmcli.core import i18n
from crmcli.radar import phones

CHINESE = [str(prefix)[2:] for prefix in GEOCODE_DATA if str(prefix).startswith("86")]


@pytest.fixture(scope="module", autouse=True)
def table_of_the_package(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "src/crmcli/radar").mkdir(parents=True)
    compile_areas(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phones, "_TABLE", root / "src/crmcli/radar/areas.bin")
        yield


@pytest.mark.parametrize("language", ["en", "zh"])
def test_area_and_carrier_are_those_of_the_package(language):
    i18n.use(language)
    chance = random.Random(7)
    known = 0
    for _ in range(300):
        begin = chance.choice((chance.choice(CHINESE), str(chance.randint(10, 99)), "1" + str(chance.randint(30, 99))))
        number = "+86" + begin + "".join(chance.choices("0123456789", k=chance.choice((10, 11)) - len(begin)))
        found, read = phones._chinese(number), phonenumbers.parse(number)
        if found is None:
            assert phonenumbers.number_type(read) not in (0, 1), number
            continue
        known += 1
        area, whose = geocoder.description_for_number(read, language), carrier.name_for_number(read, language)
        assert (found.area, found.carrier) == (area or None, whose or None), number
    assert known > 100
