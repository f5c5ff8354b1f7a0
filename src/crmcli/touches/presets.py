"""The pipelines that ship with crm, as data: node names in Chinese and English, role, 5A stage, details to pick from."""

from __future__ import annotations

from dataclasses import dataclass

from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.words import language


@dataclass(frozen=True, slots=True)
class Preset:
    """One node of a preset; `matters` are (zh, en) pairs."""

    zh: str
    en: str
    role: str = "step"
    stage: str = "ask"
    matters: tuple[tuple[str, str], ...] = ()


PRESETS: dict[str, tuple[Preset, ...]] = {
    "generic": (
        Preset("线索收集", "Lead collection", stage="aware", matters=(("朋友介绍", "Referred"), ("网络询盘", "Web inquiry"), ("展会名片", "Trade fair"))),
        Preset("初步接触", "First contact", stage="appeal", matters=(("电话介绍", "Introduced by phone"), ("加微信", "Connected on WeChat"), ("发资料", "Sent material"))),
        Preset("需求确认", "Need confirmed", matters=(("问清用途", "Use understood"), ("问清预算", "Budget understood"), ("见决策人", "Met the decider"))),
        Preset("方案提供", "Proposal", matters=(("发方案", "Sent proposal"), ("发报价", "Sent quotation"), ("演示", "Demonstration"))),
        Preset("谈判签约", "Negotiation", stage="act", matters=(("谈价格", "Price"), ("谈付款", "Payment terms"), ("改合同", "Contract"))),
        Preset("售后维护", "After-sales", "after", "advocate", (("回访", "Call back"), ("处理问题", "Problem solved"), ("请求推荐", "Asked for a referral"))),
    ),
    "auto4s": (
        Preset("来电接听", "Incoming call", stage="appeal", matters=(("问价格", "Price asked"), ("问现车", "Stock asked"), ("问活动", "Offers asked"))),
        Preset("预约来店", "Appointment", stage="appeal", matters=(("约周末", "Weekend"), ("约工作日", "Weekday"), ("未约定", "Open"))),
        Preset("进店接待", "Showroom welcome", matters=(("首次来店", "First visit"), ("带家人", "With family"), ("朋友陪同", "With a friend"))),
        Preset("听取需求", "Needs", matters=(("用途", "Use"), ("预算", "Budget"), ("对比车型", "Models compared"))),
        Preset("推荐产品", "Recommendation", matters=(("推荐配置", "Trim"), ("推荐颜色", "Colour"), ("推荐保险", "Insurance"))),
        Preset("试乘试驾", "Test drive", matters=(("满意", "Pleased"), ("一般", "So-so"), ("家人再试", "Family tries again"))),
        Preset("报价沟通", "Quotation", matters=(("全款报价", "Cash price"), ("贷款报价", "Loan offer"), ("置换报价", "Trade-in offer"))),
        Preset("回访促签", "Call back to sign", stage="act", matters=(("电话回访", "By phone"), ("微信回访", "By WeChat"), ("邀约签约", "Invited to sign"))),
        Preset("再次来店", "Return visit", stage="act", matters=(("谈价", "Price talk"), ("看现车", "Car seen"), ("签约", "Signing"))),
    ),
    "house": (
        Preset("网上看房", "Online viewing", stage="appeal", matters=(("发房源", "Sent listings"), ("视频看房", "Video tour"))),
        Preset("一看", "First viewing", matters=(("看中一套", "Liked one"), ("没看中", "Liked none"))),
        Preset("二看", "Second outing", matters=(("看中一套", "Liked one"), ("换片区", "Other area"))),
        Preset("复看", "Same home again", stage="act", matters=(("带家人看", "With family"), ("谈价", "Price talk"))),
        Preset("成交", "Closed", "won", "act"),
    ),
    "solution": (
        Preset("面谈需求采集", "Needs interview", stage="appeal", matters=(("现场走访", "On site"), ("问流程", "Process"), ("问预算", "Budget"))),
        Preset("培训或上门服务", "Training or on-site service", matters=(("培训", "Training"), ("上门服务", "On-site service"))),
        Preset("价格沟通", "Pricing", matters=(("报价", "Quotation"), ("还价", "Counter-offer"))),
        Preset("寄送样品", "Samples", matters=(("寄样", "Sent"), ("样品反馈", "Feedback"))),
        Preset("需求确认", "Needs confirmed", stage="act", matters=(("确认规格", "Specification"), ("确认数量", "Quantity"))),
        Preset("加深信任", "Deepen trust", stage="act", matters=(("拜访", "Visit"), ("寄送小礼物", "Small gift"))),
    ),
    "keyaccount": (
        Preset("背景调查", "Background research", stage="aware", matters=(("工商信息", "Registry"), ("组织架构", "Organisation"), ("现有供应商", "Present suppliers"))),
        Preset("建立关系", "Relationship built", stage="appeal", matters=(("熟人介绍", "Introduced"), ("首次拜访", "First visit"))),
        Preset("需求识别", "Needs identified", matters=(("组织需求", "Of the organisation"), ("个人需求", "Of the person"))),
        Preset("方案匹配", "Solution matched", matters=(("方案演示", "Presentation"), ("样板参观", "Reference visit"))),
        Preset("异议处理", "Objections handled", matters=(("价格", "Price"), ("信任", "Trust"), ("时机", "Timing"))),
        Preset("承诺", "Commitment", stage="act", matters=(("口头承诺", "Spoken"), ("书面承诺", "Written"))),
        Preset("签约", "Signed", "won", "act"),
    ),
}  # fmt: skip


def install(store: Store, name: str) -> int:
    """Write the preset into the file in the user's language, the other language's names kept as aliases; its number."""
    pipeline = store.insert("pipelines", name=name, created_at=clock.utc_text(clock.now()))
    chinese = language() == "zh"
    for position, preset in enumerate(PRESETS[name], 1):
        shown, alias = (preset.zh, preset.en) if chinese else (preset.en, preset.zh)
        node = store.insert(
            "nodes", pipeline_no=pipeline, name=shown, alias=alias, position=position, role=preset.role, stage=preset.stage
        )
        for place, (zh, en) in enumerate(preset.matters, 1):
            store.insert("node_items", node_no=node, kind="matter", position=place, text=zh if chinese else en)
    return pipeline
