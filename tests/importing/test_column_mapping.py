from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.importing.column_mapping import IGNORE, assemble, fields, plan
from crmcli.importing.formats.format_table import open_records

DATA = Path(__file__).parent.parent / "data"
KINDS = ("customers", "touches", "orders", "payments", "followups")


def meaning(kind, header, overrides=None):
    return [column.field for column in plan(kind, header.split(","), overrides).columns]


def record(header, row, overrides=None, kind="customers"):
    return assemble(plan(kind, header.split(","), overrides), row.split(","))


def refusal(kind, header, overrides=None):
    with pytest.raises(UsageError) as caught:
        plan(kind, header.split(","), overrides)
    return f"{caught.value.message} | {caught.value.hint}"


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("姓名,手机号码,微信号,QQ号,电子邮箱", "name,phone,wechat,qq,email"),
        ("*姓名(必填),手机【11位】,电话2,备注：", "name,phone,phone,note"),
        ("姓,名,中间名,单位,职务", "family_name,given_name,middle_name,company,title"),
        ("客户名称,联系人,客户等级,来源,标签", "company,name,ignore,source,tags"),
        ("客户名称,电话,创建时间", "name,phone,created_at"),
        ("客户名称,公司,推荐人,生日,客户编号", "name,company,referrer,birthday,external_id"),
        ("聯絡人,姓名,電話,地址", "ignore,name,phone,address"),
        ("First Name,Last Name,Email,Phone Number", "given_name,family_name,email,phone"),
        ("Name,Associated Company,Job Title,Record ID", "name,company,title,external_id"),
        ("Account Name,Last Name,Mobile,Lead Source,Birthdate,Description", "company,family_name,phone,source,birthday,note"),
        ("Person - Name,Person - Email - Work,Person - Organization,Person - Owner", "name,email,company,ignore"),
        ("name,phones,emails,external_id,tags,role", "name,phone,email,external_id,tags,role"),
        ("NAME,field.预算,Field.Car model", "name,field.预算,field.Car model"),
        ("Nom,Prénom,Société,Anniversaire", "family_name,given_name,company,birthday"),
        ("Nom,Société,Tél. mobile", "name,company,phone"),
        ("Name,Vorname,Firma", "family_name,given_name,company"),
        ("Name,Vorname,Nachname", "name,given_name,family_name"),
        ("Nombre,Apellidos,Empresa", "given_name,family_name,company"),
        ("姓名,传真,助理的电话,性别,", "name,ignore,ignore,ignore,ignore"),
        ("Name,Street Address,City,State/Region,Postal Code,Country/Region", "name,address,address,address,address,address"),
    ],
)
def test_customers(header, codes):
    assert meaning("customers", header) == codes.split(",")


@pytest.mark.parametrize(
    ("kind", "header", "codes"),
    [
        ("touches", "customer,node,at,matter,note", "customer,node,at,matter,note"),
        ("touches", "Case ID,Activity,Complete Timestamp", "customer,node,at"),
        ("touches", "客户,节点,时间,事项,跟进人", "customer,node,at,matter,ignore"),
        ("orders", "customer_id,order_date,revenue", "customer,date,amount"),
        ("orders", "客户名称,签约日期,合同金额（元）,产品,备注", "customer,date,amount,product,note"),
        ("orders", "First Name (Billing),Last Name (Billing),Date,Total", "given_name,family_name,date,amount"),
        ("orders", "Nom,Prénom,E-mail,Date,Montant", "family_name,given_name,customer_email,date,amount"),
        ("orders", "Nom,Date,Montant,Item #,Item Name", "customer,date,amount,product,product"),
        ("payments", "手机号,回款日期,回款金额", "customer,date,amount"),
        ("followups", "客户,下次跟进时间,内容,类型", "customer,due,text,type"),
        ("followups", "Contact,Due Date,Subject,Type", "customer,due,text,type"),
    ],
)
def test_other_kinds(kind, header, codes):
    assert meaning(kind, header) == codes.split(",")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_known_by_its_code(kind):
    codes = fields(kind)
    assert meaning(kind, ",".join(codes)) == list(codes)


@pytest.mark.parametrize(
    ("header", "row", "named"),
    [
        ("Last Name (Billing),First Name (Billing),Email,Date,Total", "Cole,Nia,n@x.example,2026-03-05,5", "Nia Cole"),
        ("Prénom,Nom,Date,Montant", "Zoé,,2026-03-05,5", "Zoé"),
        ("姓,名,手机,订单日期,金额", "秦,小雨,13900000001,2026-03-05,5", "秦小雨"),
        ("First Name,Customer name,Date,Total", "Nia,Nia M. Cole,2026-03-05,5", "Nia M. Cole"),
    ],
)
def test_the_name_in_halves_is_whom_an_order_is_of(header, row, named):
    assert record(header, row, kind="orders").get("customer_name") == named


def test_what_is_said_of_a_column_outweighs_the_one_beside_it():
    assert meaning("customers", "Nom,Prénom", {"Nom": "company"}) == ["company", "given_name"]


def test_what_is_not_understood_is_listed():
    assert plan("customers", ["姓名", "星座", "", "血型"]).ignored == ("星座", "血型")


@pytest.mark.parametrize(
    ("overrides", "codes"),
    [
        ({"星座": "field.星座"}, "name,field.星座,phone"),
        ({"星座": "note"}, "name,note,phone"),
        ({" 星座 ": "备注"}, "name,note,phone"),
        ({"手机": "-"}, "name,ignore,ignore"),
        ({"手机": IGNORE}, "name,ignore,ignore"),
        ({"手机": "external-id"}, "name,ignore,external_id"),
        ({"星座": "name"}, "ignore,name,phone"),
        ({"星座": "phone"}, "name,phone,phone"),
        ({"星座": "tag", "手机": "tags"}, "name,tags,tags"),
    ],
)
def test_a_column_can_be_named(overrides, codes):
    assert meaning("customers", "姓名,星座,手机", overrides) == codes.split(",")


@pytest.mark.parametrize(
    ("kind", "header", "overrides", "said"),
    [
        ("customers", "姓名,手机", {"电话": "phone"}, "no column 电话 | Its columns: 姓名, 手机"),
        ("customers", "姓名,手机", {"手机": "fone"}, "no field fone | Fields of customers: name, family_name"),
        ("orders", "客户,日期,金额", {"金额": "field.x"}, "no field field.x | Fields of orders: customer, customer_name"),
        ("customers", "甲,乙", {"甲": "name", "乙": "name"}, "甲 and 乙 cannot both be name"),
        ("customers", "甲,乙", {}, "No column matches a field of customers | Its columns: 甲, 乙"),
        ("customers", "职位,标签", {}, "No column for name"),
        ("touches", "客户,备注", {}, "No column for node, at"),
        ("orders", "日期,金额", {}, "No column for customer"),
        ("payments", "客户,金额", {}, "No column for date"),
        ("followups", "客户,内容", {}, "No column for due"),
    ],
)
def test_what_cannot_be_planned_says_why(kind, header, overrides, said):
    assert said in refusal(kind, header, overrides)


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("姓,名", "王,小明", "王小明"),
        ("First Name,Middle Name,Last Name,Suffix", "Grace,B,Hopper,Jr.", "Grace B Hopper Jr."),
        ("First Name,Last Name,Prefix", "小明,王,Mr.", "王小明"),
        ("First Name,Last Name", "小明,Wang", "小明 Wang"),
        ("姓名,姓,名", "老王,王,小明", "老王"),
        ("姓名,昵称,公司", ",小王,华信", "小王"),
        ("客户名称,联系人", "华信,", "华信"),
        ("姓名,公司", " 王   小明 ,", "王 小明"),
    ],
)
def test_the_name_of_a_row(header, row, name):
    assert record(header, row)["name"] == name


def test_firm_and_person_come_apart():
    assert record("客户名称,联系人,手机", "华信,张三,13800138000") == {
        "name": "张三",
        "company": "华信",
        "phone": ["13800138000"],
    }


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("13800138000", ["13800138000"]),
        ("138 0013 8000", ["138 0013 8000"]),
        ("13800138000/0755-26770000", ["13800138000", "0755-26770000"]),
        ("0755-26770000/1", ["0755-26770000/1"]),
        ("13800138000、13900139000；+1 202 555 0142", ["13800138000", "13900139000", "+1 202 555 0142"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),
        ("13800138000 ::: 13800138000", ["13800138000"]),
        ('="013800138000"', ["013800138000"]),
    ],
)
def test_several_phones_in_a_cell(cell, phones):
    assert record("姓名,电话", f"张三,{cell}")["phone"] == phones


def test_mails_tags_and_notes_of_a_row():
    header = ["Name", "E-mail 1 - Value", "E-mail 2 - Value", "Labels", "Notes", "备注"]
    row = ["A", "A <a@b.cn>; c@d.cn", "a@b.cn", "* myContacts ::: VIP ::: * Friends", " one\r\ntwo ", "three"]
    assert assemble(plan("customers", header), row) == {
        "name": "A",
        "email": ["a@b.cn", "c@d.cn"],
        "tags": ["VIP", "Friends"],
        "note": "one\ntwo\nthree",
    }


@pytest.mark.parametrize(
    ("header", "row", "address"),
    [
        ("姓名,省份,城市,详细地址", "张三,浙江省,杭州市,中山路 8 号", "浙江省杭州市中山路 8 号"),
        ("姓名,省份,城市,地址", "张三,北京市,北京市,长安街 1 号", "北京市长安街 1 号"),
        ("姓名,城市,地址", "张三,杭州市,浙江省杭州市中山路", "浙江省杭州市中山路"),
        ("姓名,商务地址 街道,商务地址 市/县,住宅地址 市/县,商务地址 邮政编码", "张三,,,宁波市,", "宁波市"),
        ("Name,Street,City,State,Zip,Country", "A,2 Mill Rd,Leeds,VA,22201,USA", "2 Mill Rd, Leeds, VA 22201, USA"),
        ("Name,Address 1 - Formatted,Address 1 - City", "A,2 Mill Rd\nLeeds,Leeds", "2 Mill Rd, Leeds"),
        ("Name,Mailing City,Mailing Street", "A,Leeds,2 Mill Rd", "2 Mill Rd, Leeds"),
    ],
)
def test_an_address_from_its_parts(header, row, address):
    assert record(header, row)["address"] == address


def test_own_fields_come_together():
    assert record("姓名,field.预算,备用", "张三,500万,x", {"备用": "field.备用"})["fields"] == {"预算": "500万", "备用": "x"}


def test_the_better_column_goes_first_and_the_other_fills_in():
    header = "日期,下次跟进时间,客户名称,客户编号"
    assert record(header, "2026-01-01,2026-02-02,华信,007", kind="followups") == {
        "due": "2026-02-02", "customer": "007", "customer_name": "华信",
    }  # fmt: skip
    assert record(header, "2026-01-01,,华信,", kind="followups") == {"due": "2026-01-01", "customer_name": "华信"}


def test_a_named_column_goes_before_recognised_ones():
    assert record("姓名,公司,总部", "张三,华信,集团", {"总部": "company"})["company"] == "集团"


def test_rows_that_do_not_fit():
    mapping = plan("customers", ["姓名", "手机"])
    assert assemble(mapping, ["张三"]) == {"name": "张三"}
    assert assemble(mapping, ["张三", "1", "", " "]) == {"name": "张三", "phone": ["1"]}
    with pytest.raises(UsageError, match=r"more cells .3. than columns .2."):
        assemble(mapping, ["张三", "1", "2"])
    with pytest.raises(UsageError, match="neither a name nor"):
        assemble(mapping, ["", ""])
    assert assemble(mapping, ["", "13800138000"]) == {"phone": ["13800138000"]}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=7))
def test_no_header_and_no_row_breaks(header, row):
    mapping = plan("customers", [*header, "姓名"])
    try:
        found = assemble(mapping, row)
    except UsageError:
        return
    assert found


SAMPLES = {
    "google.csv": {
        "name": "Dr. Ada M Lane",
        "company": "Lane Ltd",
        "title": "Buyer",
        "birthday": "1990-01-02",
        "tags": ["Fair"],
        "email": ["ada@lane.example", "a@b.example", "c@d.example"],
        "phone": ["+1 202 555 0142", "+44 20 7946 0958"],
        "address": "2 Mill Rd, Leeds",
    },
    "outlook-gbk.csv": {
        "name": "周红梅",
        "company": "样例机械有限公司",
        "title": "采购",
        "birthday": "1985/3/4",
        "tags": ["老客户", "展会"],
        "email": ["zhm@example.cn"],
        "phone": ["13800138002", "0571-80000002-12"],
        "address": "浙江省杭州市中山路 8 号",
        "note": "喜欢茶, 怕冷",
        "referrer": "老王",
    },
    "wecom.csv": {"name": "周红", "title": "销售", "email": ["zh@example.com"], "phone": ["13800138003"], "wechat": "zh_wx"},
    "crm-utf16.csv": {
        "name": "周红",
        "company": "样例贸易行",
        "phone": ["13800138004", "0571-80000003"],
        "qq": "12345678",
        "wechat": "zh_wx2",
        "address": "浙江省杭州市",
        "note": "要样品",
        "source": "展会",
        "tags": ["重点", "外贸"],
        "created_at": "2026-01-02 10:00:00",
    },
}


@pytest.mark.parametrize("name", SAMPLES)
def test_exports_of_other_programs_are_understood(name):
    table = open_records(DATA / name)
    mapping = plan("customers", table.header)
    first, *others = [assemble(mapping, row.cells) for row in table.records]
    assert first == SAMPLES[name]
    assert all(other["name"] for other in others)
