"""What is said of a customer, a line a field."""

from typing import Literal, NamedTuple

from crmcli.core.choices import mark

Kind = Literal["text", "birthday", "company", "contact", "handle", "tags", "referrer", "portrait", "note"]


class Field(NamedTuple):
    """What is said of a customer under one name: by an option, in a form, in a column of a file.

    `name` is the key in JSON, import and export and, of a text or a birthday, the column of the table. `headers` are its names in
    other programs' files, apart by blanks: lower case, simplified, without signs and digits; where several columns fill it, the
    one named first goes first. `place` is where the screen of `crm show` has it; `add_form` and `edit_form` are its places among
    the questions of a form (0: not asked).
    """

    name: str
    label: str
    help: str
    metavar: str = "TEXT"
    kind: Kind = "text"
    headers: str = ""
    option: str = ""
    place: Literal["head", "line", "elsewhere"] = "line"
    add_form: int = 0
    edit_form: int = 0

    @property
    def flag(self) -> str:
        """The option on the command line."""
        return self.option or f"--{self.name.replace('_', '-')}"

    @property
    def key(self) -> str:
        """The key in the customer object, where several contacts are a list."""
        return f"{self.name}s" if self.kind == "contact" else self.name

    def shown(self, value: str) -> str:
        """A kept value for people."""
        if self.kind != "birthday":
            return value
        from crmcli.core.dates.birthdays import birthday_text

        return birthday_text(value)


# In the order of the options; a new one goes last. Its migration and its words are all that is needed beside the line.
FIELDS = (
    Field(
        "company", mark("Company"), mark("Company; created on first use."), "NAME", "company", place="elsewhere",
        add_form=2, edit_form=1,
        headers="公司 公司名 公司名称 单位 单位名称 工作单位 企业 企业名称 客户公司 所属公司 所属客户 所在公司 companyname "
        "organization organisation organizationname organisationname associatedcompany employer firm",
    ),
    Field(
        "title", mark("Title"), mark("Job title."), place="head", edit_form=2,
        headers="职位 职务 岗位 头衔 jobtitle organizationtitle position",
    ),
    Field(
        "role", mark("Role"), mark("Role in the purchase: decides, uses, pays …"), place="head",
        headers="角色 决策角色 联系人角色 buyingrole contactrole",
    ),
    Field(
        "phone", mark("Phones"), mark("Phone number in any format (repeatable)."), "PHONE", "contact", place="elsewhere",
        add_form=1, edit_form=3,
        headers="手机 手机号 手机号码 移动电话 移动电话号码 联系手机 客户手机 联系人手机 mobile mobilephone mobilenumber "
        "mobileno mobilephonenumber cell cellphone phonemobile 电话 电话号码 联系电话 联系方式 客户电话 联系人电话 "
        "固定电话 固话 座机 办公电话 单位电话 公司电话 商务电话 商务手机 单位主要电话 住宅电话 家庭电话 其他电话 "
        "主要电话 车载电话 无绳电话 回电话 phones tel telephone telephonenumber phonenumber phoneno phonevalue workphone "
        "homephone businessphone otherphone primaryphone mainphone companymainphone companyphone directphone carphone "
        "phonework phonehome phoneother phonemain contactnumber",
    ),
    Field(
        "email", mark("Email"), mark("Email address (repeatable)."), "MAIL", "contact", place="elsewhere", edit_form=5,
        headers="邮箱 邮箱地址 邮件 邮件地址 电子邮箱 电子邮件 电子邮件地址 邮箱账号 工作邮箱 个人邮箱 联系邮箱 emails "
        "emailaddress emailvalue mail emailwork emailhome emailother workemail personalemail primaryemail secondaryemail "
        "businessemail homeemail",
    ),
    Field(
        "wechat", mark("WeChat"), mark("WeChat ID."), "ID", "handle", place="elsewhere", edit_form=4,
        headers="微信 微信号 微信id 微信账号 wechatid weixin wx",
    ),
    Field("qq", mark("QQ"), mark("QQ number."), "NUMBER", "handle", place="elsewhere", headers="qq号 qq号码 qq账号 qqnumber"),
    Field(
        "address", mark("Address"), mark("Address."), edit_form=6,
        headers="地址 联系地址 通讯地址 通信地址 收货地址 公司地址 单位地址 家庭地址 办公地址 addressformatted fulladdress",
    ),
    Field(
        "source", mark("Source"), mark("Source, such as referral/Joe."), "SOURCE", add_form=3, edit_form=7,
        headers="来源 客户来源 线索来源 渠道来源 获客渠道 leadsource originalsource sourcename",
    ),
    Field(
        "tags", mark("Tags"), mark("Tag (repeatable)."), "TAG", "tags", option="--tag",
        headers="标签 客户标签 类别 分组 群组 tag label labels category categories group groups groupmembership",
    ),
    Field(
        "referrer", mark("Referrer"), mark("Who referred them."), "CUSTOMER", "referrer", place="elsewhere",
        headers="推荐人 介绍人 转介绍人 引荐人 引用者 referredby referral referer",
    ),
    Field(
        "birthday", mark("Birthday"), mark("1990-05-20, May 20 or lunar 04-15."), "DATE", "birthday",
        headers="生日 出生日期 出生年月 birthdate dateofbirth dob",
    ),
    Field(
        "fields", mark("Field"), mark("A profile field (repeatable)."), "KEY=VALUE", "portrait", option="--field",
        place="elsewhere",
    ),
    Field(
        "note", mark("Note"), mark("A first note."), "TEXT", "note", place="elsewhere", add_form=4,
        headers="备注 附注 备注信息 客户备注 说明 描述 notes remark remarks comment comments description memo 沟通内容 "
        "最近沟通内容 跟进内容",
    ),
    Field(
        "external_id", mark("External ID"), mark("ID of the customer in another system."), "KEY", place="elsewhere",
        headers="客户编号 客户id 客户号 会员号 会员编号 外部编号 编号 customerid customerno customernumber clientid leadid "
        "personid recordid contactid id",
    ),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
COLUMNS = tuple(field.name for field in FIELDS if field.kind in ("text", "birthday"))  # of the table, as they are said
CONTACTS = tuple(field.name for field in FIELDS if field.kind in ("contact", "handle"))
