import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.customers.normalize import email, handle, looks_like_phone, phone, pinyin

LAW = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086-138-0013-8000",
        "8613800138000",
        "(+86)13800138000",
        "013800138000",
        "１３８００１３８０００",
        "\u202a13800138000\u202c",
        "13800138000.0",
        "'13800138000",
        '="13800138000"',
        "tel:+86-138-0013-8000",
        "13800138000转8012",
        "13800138000-8012",
        "13800138000 ext. 12",
        "13800138000 x12",
        "13800138000,8012",
    ],
)
def test_one_chinese_mobile_in_many_spellings(typed):
    assert phone(typed, "CN") == "+8613800138000"
    assert looks_like_phone(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0755-26770000", "+8675526770000"),
        ("0755-26770000-8012", "+8675526770000"),
        ("0755 26770000 轉 8012", "+8675526770000"),
        ("+86(0)755-26770000", "+8675526770000"),
        ("(010) 1234 5678", "+861012345678"),
        ("0571-8888888", "+865718888888"),
        ("400-888-9999", "+864008889999"),
        ("+852 9123 4567", "+85291234567"),
        ("0852-1234567", "+868521234567"),
        ("+1 (202) 555-0199 ext 12", "+12025550199"),
        ("001 202 555 0199", "+12025550199"),
        ("+49 30 1234567-89", "+4930123456789"),
    ],
)
def test_other_numbers(typed, number):
    assert phone(typed, "CN") == number


@pytest.mark.parametrize(
    "typed",
    ["", "张三", "12345", "26770000", "12345678901", "1380013800", "1.38E+10", "+1 555 0199", "1-800-FLOWERS", "+", "٣" * 11],
)
def test_what_is_no_full_number(typed):
    assert phone(typed, "CN") is None


# A country, what its people write and what that is; "-" stays as typed.
WRITTEN = """
US | (415)555-0102 415-555-0102 415.555.0102 4155550102 1-415-555-0102 1(415)555-0102 14155550102 +14155550102 | +14155550102
US | 415-555-0102x12 (415)555-0102,ext.12 | +14155550102
US | 011-86-138-0013-8000 +8613800138000 | +8613800138000
US | 555-0102 13800138000 138-0013-8000 1-800-FLOWERS 212-555-010 | -
CA | (604)555-0102 604-555-0102 | +16045550102
GB | 07911-123456 (07911)123456 00447911123456 +447911123456 | +447911123456
GB | 7911123456 07700900123 13800138000 | -
DE | 030/901821 (030)901821 030-901821 | +4930901821
DE | 0151-23456789 | +4915123456789
DE | 15123456789 901821 | -
FR | 06.12.34.56.78 0612345678 | +33612345678
FR | 612345678 | -
JP | 090-1234-5678 09012345678 | +819012345678
HK | 9123-4567 91234567 | +85291234567
TW | 0912-345-678 | +886912345678
SG | 9123-4567 | +6591234567
AU | 0412-345-678 | +61412345678
CN | 13800138000 138-0013-8000 013800138000 8613800138000 0086-138-0013-8000 | +8613800138000
CN | 1-415-555-0102 852-9123-4567 853-6612-3456 886-912-345-678 755-26770000 26770000 (415)555-0102 4155550102 2125550177 | -
none | 13800138000 138-0013-8000 +8613800138000 0086-13800138000 | +8613800138000
none | 1-415-555-0102 1(415)555-0102 1.415.555.0102 013800138000 8613800138000 0755-26770000 | -
none | (415)555-0102 4155550102 07911123456 400-888-9999 001-202-555-0199 | -
none | +1-415-555-0102 | +14155550102
"""


@pytest.mark.parametrize("row", WRITTEN.strip().splitlines())
def test_a_number_is_a_countrys_only_where_it_is_written_as_that_country_writes_it(row):
    country, spellings, number = row.split(" | ")
    for typed in spellings.split():
        for spelling in (typed, typed.replace("-", " ")):
            assert (phone(spelling, country.replace("none", "")) or "-") == number, spelling


@LAW
@given(st.text(st.sampled_from("0123456789+-() 转x.E张"), max_size=24), st.sampled_from(["CN", "US", "GB", "DE", ""]))
def test_a_number_once_read_stays_the_same(typed, country):
    number = phone(typed, country)
    assert number is None or (phone(number, country) == number and looks_like_phone(typed))


@pytest.mark.parametrize(
    ("typed", "is_phone"),
    [("26770000", True), ("+1 555 0199", True), ("1234", False), ("张13800138000", False), ("abcde", False), ("1.38E+10", False)],
)
def test_looks_like_phone(typed, is_phone):
    assert looks_like_phone(typed) is is_phone


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Zhang.San@Example.CN ", "zhang.san@example.cn"),
        ("mailto:a@b.cn?subject=x", "a@b.cn"),
        ("张三 <zs@x.cn>", "zs@x.cn"),
        ("ａ＠ｂ.cn", "a@b.cn"),
        ("root@localhost", "root@localhost"),
        ("a b@c.cn", None),
        ("@b.cn", None),
        ("a@b..cn", None),
        ("a@b@c", None),
        ("13800138000", None),
        ("", None),
    ],
)
def test_email(typed, address):
    assert email(typed) == address


@pytest.mark.parametrize(("typed", "name"), [(" WX_Zhang ", "wx_zhang"), ("12345.0", "12345"), ("ＱＱ1", "qq1"), ("", "")])
def test_handle(typed, name):
    assert handle(typed) == name


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("張三", "zhangsan", "zs"),
        ("吕布", "lvbu", "lb"),
        ("王长江", "wangchangjiang", "wcj"),
        ("李长海", "lichanghai", "lch"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("单 雄信", "shanxiongxin", "sxx"),
        ("单", "dan", "d"),
        ("Alice Smith", "alicesmith", "as"),
        ("Alice 张", "alicezhang", "az"),
        ("張三（Bob）", "zhangsanbob", "zsb"),
        ("O'Neil 2", "oneil2", "on2"),
        ("", "", ""),
        ("!?", "", ""),
    ],
)
def test_pinyin(name, full, initials):
    assert pinyin(name) == (full, initials)


SURNAMES = """
单shan 解xie 仇qiu 曾zeng 查zha 区ou 任ren 盖ge 翟zhai 朴piao 尉迟yuchi 万俟moqi 长孙zhangsun 乐yue 缪miao 宓mi 冼xian 员yun 覃qin
种chong 秘bi 逄pang 繁po 折she 召shao 那na 黑he 哈ha 能nai 过guo 华hua 纪ji 车che 曲qu 盛sheng 宁ning 燕yan 令狐linghu 欧阳ouyang
單shan 區ou 萬俟moqi 長孫zhangsun
"""


@pytest.mark.parametrize("surname", SURNAMES.split())
def test_surnames_of_several_readings(surname):
    chinese = surname.rstrip("abcdefghijklmnopqrstuvwxyz")
    assert pinyin(chinese + "明")[0] == surname.removeprefix(chinese) + "ming"


@pytest.mark.parametrize(
    ("firm", "full", "initials"),
    [
        ("乐山银行", "leshanyinhang", "lsyh"),
        ("上海华信科技有限公司", "shanghaihuaxinkejiyouxiangongsi", "shhxkjyxgs"),
        ("ABC重庆", "abcchongqing", "acq"),
    ],
)
def test_a_firm_has_no_surname(firm, full, initials):
    assert pinyin(firm, person=False) == (full, initials)


def test_a_long_name_is_no_person():
    assert pinyin("重庆长安银行")[0] == "chongqingchanganyinhang"


@LAW
@given(st.text(max_size=20))
def test_pinyin_has_no_blanks_and_begins_alike(name):
    full, initials = pinyin(name)
    assert not any(char.isspace() for char in full + initials)
    assert full[:1] == initials[:1]


def test_common_customers_load_no_heavy_library():
    code = (
        "import sys; from crmcli.customers.normalize import *; phone('138-0013-8000'); phone('0755-26770000'); pinyin('Alice');"
        "print({'phonenumbers', 'pypinyin', 'opencc_purepy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


@pytest.mark.parametrize(
    "typed", ["138****8000", "138 **** 8000", "138xxxx8000", "(415) ***-0102", "+86138••••8000", "****8000", "1380013****"]
)
def test_a_masked_number_stays_as_typed(typed):
    assert looks_like_phone(typed)
    assert phone(typed, "CN") is None


@pytest.mark.parametrize("typed", ["****", "12**3", "xxx8000", "a****8000", "138*8000", "*1380013800*x"])
def test_what_is_masked_beyond_a_number_is_none(typed):
    assert not looks_like_phone(typed)
