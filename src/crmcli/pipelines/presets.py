"""The pipelines that ship with crm, as data: nodes in Chinese and English with role, 5A stage, channel, days, topics, outcomes,
materials, questions.
"""

from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.i18n import language
from crmcli.pipelines import node_materials
from crmcli.pipelines.node_materials import Item
from crmcli.storage.store import Store

Pair = tuple[str, str]


class Preset(NamedTuple):
    """One node of a preset; `topics`, `materials` and `questions` are (zh, en) pairs, `days` a first guess at a normal stay."""

    zh: str
    en: str
    role: str = "step"
    stage: str = "ask"
    topics: tuple[Pair, ...] = ()
    materials: tuple[Pair, ...] = ()
    questions: tuple[Pair, ...] = ()
    channel: str | None = None
    direction: str | None = None
    days: float | None = None


class Judged(NamedTuple):
    """How a contact may go, and how it was taken then."""

    zh: str
    en: str
    reaction: str


_WHYS = (
    ("为什么购买？", "Why do they buy?"), ("看中点是什么？", "What attracts them?"), ("为什么那么急？", "Why is it urgent?"),
    ("为什么喜欢这几类产品？", "Why these products?"),
)  # fmt: skip
_DECIDER = ("谁来拿主意？", "Who decides?")
_BUDGET = ("预算多少，钱从哪里出？", "What is the budget, and where does it come from?")
_HESITATION = (
    "还在纠结什么：价格、信任，还是家里人的意见？",
    "What is holding them back: price, trust, or the family's opinion?",
)
_RIVALS = ("还在看哪几家？看中他们什么？", "Who else are they considering, and why?")
_TRUST = (
    ("公司品牌介绍", "Brand introduction"), ("检测报告和认证", "Test reports and certificates"),
    ("样板展示", "Reference showcase"), ("熟人牵线搭桥", "Introduction through a mutual contact"),
)  # fmt: skip
_CLOSING = (
    ("试探成交法：要是价格合适，今天能定下来吗？", "Trial: if the price is right, can we close today?"),
    ("假定成交法：合同带来了，签在这里就行。", "Assumptive: here is the contract; just sign here."),
    ("二选一法：先要一批，还是一次定齐？", "Alternative: would you like a first batch, or the full order?"),
    ("优惠促成法：这周签，优惠给您留着。", "Incentive: sign this week and the offer is yours."),
)  # fmt: skip
_ORGANISATION = (
    "公司最看重哪样：产品质量、产品价格、供方品质、供货速度、交易条件？",
    "What matters most to the company: quality, price, supplier, speed, terms?",
)
_PERSON = (
    "对他本人哪样要紧：职位稳定、个人收益、上级肯定、个人压力、内部关系？",
    "What matters to the person: job security, personal benefit, the boss's approval?",
)

_AGREED = (
    Judged("认可", "Agreed", "positive"), Judged("有疑问", "Questions", "neutral"), Judged("拒绝", "Refused", "negative"),
)  # fmt: skip

PRESETS: dict[str, tuple[Preset, ...]] = {
    "generic": (
        Preset("线索收集", "Lead collection", days=3, stage="aware",
        topics=(("朋友介绍", "Referred"), ("网络询盘", "Web inquiry"), ("展会名片", "Trade fair")),
               questions=(("从哪里知道我们的？", "Where did they hear about us?"),
                   ("怎么称呼，微信多少？", "What is their name, and how can we reach them?"))),
        Preset("初步接触", "First contact", channel="call", days=7, stage="appeal",
        topics=(("电话介绍", "Introduced by phone"), ("加微信", "Connected on WeChat"), ("发资料", "Sent material")),
               materials=(("公司和产品介绍", "Company and product overview"),),
               questions=(("现在用的是什么，用了多久？", "What do they use now, and for how long?"),
                   ("什么时候方便细聊？", "When is a good time for a longer talk?"))),
        Preset("需求确认", "Need confirmed", days=7,
        topics=(("问清用途", "Use case clarified"), ("问清预算", "Budget clarified"), ("见决策人", "Met the decision-maker")),
               questions=(*_WHYS, _BUDGET, _DECIDER)),
        Preset("方案提供", "Proposal", days=7,
        topics=(("发方案", "Sent proposal"), ("发报价", "Sent quotation"), ("演示", "Demonstration")),
               materials=(("方案和报价单", "Proposal and price list"), ("同行案例", "Case study from their industry")),
               questions=(("方案里哪一点最有用？", "Which part of the proposal helps most?"), _RIVALS)),
        Preset("谈判签约", "Negotiation", days=10, stage="act",
        topics=(("谈价格", "Price"), ("谈付款", "Payment terms"), ("改合同", "Contract")),
               materials=(("合同样本", "Sample contract"), *_CLOSING),
               questions=(_HESITATION, _DECIDER)),
        Preset("售后维护", "After-sales", "after", "advocate",
        (("回访", "Follow-up call"), ("处理问题", "Problem solved"), ("请求推荐", "Asked for a referral")),
               questions=(("用得怎么样，哪里不顺？", "How is it working out, and what is not going well?"),
                   ("身边还有谁用得上？", "Who else could use it?"))),
    ),
    "auto4s": (
        Preset("来电接听", "Incoming call", channel="call", direction="in", days=1, stage="appeal",
        topics=(("问价格", "Asked about price"), ("问现车", "Asked about stock"), ("问活动", "Asked about offers")),
               questions=(("看中哪款，什么时候用车？", "Which model, and for when?"),
                   ("周末还是平时来店方便？", "Would a weekend or a weekday suit them better?"))),
        Preset("预约来店", "Appointment", channel="call", direction="out", days=3, stage="appeal",
        topics=(("约周末", "Weekend"), ("约工作日", "Weekday"), ("未约定", "Open")),
               materials=(("到店路线和停车", "Directions and parking"),),
               questions=(("和谁一起来？", "Who is coming with them?"),
                   ("开现在的车来吗？想置换吗？", "Will they bring their current car? Are they thinking of a trade-in?"))),
        Preset("进店接待", "Showroom welcome", channel="visit", days=1,
        topics=(("首次来店", "First visit"), ("带家人", "With family"), ("朋友陪同", "With a friend")),
               materials=(("车型资料", "Model brochure"),),
               questions=(_DECIDER, ("之前看过哪些车？", "Which cars have they looked at so far?"))),
        Preset("听取需求", "Needs", channel="visit", days=1,
        topics=(("用途", "Use"), ("预算", "Budget"), ("对比车型", "Models compared")),
               questions=(*_WHYS, _BUDGET, _RIVALS)),
        Preset("推荐产品", "Recommendation", channel="visit", days=1,
        topics=(("推荐配置", "Trim"), ("推荐颜色", "Color"), ("推荐保险", "Insurance")),
               materials=(("车型对比表", "Model comparison"), ("配置单", "Trim and options list")),
               questions=(("哪个配置是少不了的？", "Which features are a must?"),)),
        Preset("试乘试驾", "Test drive", channel="visit", days=3, topics=(("家人再试", "Family test drive"),),
               materials=(("试驾路线", "Test drive route"),),
               questions=(("开起来哪里满意，哪里不满意？", "What did they like, and what did they not?"),
                   ("家里还有谁要试？", "Who else in the family should drive it?"))),
        Preset("报价沟通", "Quotation", channel="call", days=5,
        topics=(("全款报价", "Cash price"), ("贷款报价", "Financing quote"), ("置换报价", "Trade-in offer")),
               materials=(("报价单", "Quotation"), ("贷款和购置税测算", "Loan and tax estimate"),
                   ("旧车评估", "Trade-in appraisal")),
               questions=(("全款还是贷款？月供多少合适？", "Cash or financing? What monthly payment works for them?"),
                   _HESITATION)),
        Preset("回访促签", "Call back to sign", channel="call", days=7, stage="act",
        topics=(("电话回访", "By phone"), ("微信回访", "By WeChat"), ("邀约签约", "Invited to sign")),
               materials=(("本月优惠", "This month's offers"), *_CLOSING),
               questions=(_HESITATION, _RIVALS)),
        Preset("再次来店", "Return visit", channel="visit", days=7, stage="act",
        topics=(("谈价", "Price discussion"), ("看现车", "Saw the car"), ("签约", "Signing")),
               materials=(("合同和交车清单", "Contract and delivery checklist"), *_CLOSING),
               questions=(_DECIDER, ("今天定下来，还差什么？", "What is still missing to close today?"))),
    ),
    "house": (
        Preset("网上看房", "Online viewing", channel="wechat", days=7, stage="appeal",
        topics=(("发房源", "Sent listings"), ("视频看房", "Video tour")),
               materials=(("房源链接", "Listings"), ("小区资料", "Neighborhood information")),
               questions=(("为什么买房：自住、学区还是投资？", "Why are they buying: to live in, for a school, or to invest?"),
                   _BUDGET)),
        Preset("一看", "First viewing", channel="visit", days=10, topics=(("看新房", "New home"), ("看二手房", "Resale home")),
               materials=(("房源清单", "List of homes"),),
               questions=(("哪套最合意，看中哪一点？", "Which one do they like best, and why?"), _DECIDER)),
        Preset("二看", "More viewings", channel="visit", days=10, topics=(("换片区", "Other area"),),
               questions=(("比上次多看重什么？", "What matters more to them than last time?"), _RIVALS)),
        Preset("复看", "Repeat viewing", channel="visit", days=14, stage="act",
        topics=(("带家人看", "With family"), ("谈价", "Price discussion")),
               materials=(("税费和贷款测算", "Tax and loan estimate"), *_CLOSING),
               questions=(_HESITATION, _DECIDER)),
        Preset("成交", "Closed", "won", "act", channel="visit"),
    ),
    "solution": (
        Preset("面谈需求采集", "Needs interview", channel="visit", days=7, stage="appeal",
        topics=(("现场走访", "On site"), ("问流程", "Process"), ("问预算", "Budget")),
               questions=(("现在怎么做的，哪里不满意？", "How do they do it now, and what is wrong with it?"), _WHYS[0], _BUDGET,
                   _DECIDER)),
        Preset("培训或上门服务", "Training or on-site service", channel="visit", days=14,
        topics=(("培训", "Training"), ("上门服务", "On-site service")),
               materials=(("培训资料", "Training material"),),
               questions=(("谁来用，谁来学？", "Who will use it, and who needs training?"),)),
        Preset("价格沟通", "Pricing", channel="call", days=7, topics=(("报价", "Quotation"), ("还价", "Counter-offer")),
               materials=(("报价单", "Quotation"),),
               questions=(_HESITATION, _RIVALS)),
        Preset("寄送样品", "Samples", days=10, topics=(("寄样", "Sent"), ("样品反馈", "Feedback")),
               materials=(("样品说明和检测报告", "Sample notes and test report"),),
               questions=(("谁来试，什么时候有结果？", "Who will test it, and by when?"),)),
        Preset("需求确认", "Needs confirmed", days=7, stage="act",
        topics=(("确认规格", "Specification"), ("确认数量", "Quantity")),
               questions=(("规格、数量、交期都定了吗？", "Are the specification, quantity and delivery date agreed?"),
                   ("还差谁点头？", "Who still has to approve?"))),
        Preset("加深信任", "Deepen trust", channel="visit", days=14, stage="act",
        topics=(("拜访", "Visit"), ("寄送小礼物", "Small gift")),
               materials=(*_TRUST, *_CLOSING),
               questions=(("还有什么不放心的？", "What are they still unsure of?"), _DECIDER)),
    ),
    "keyaccount": (
        Preset("背景调查", "Background research", channel="other", days=7, stage="aware",
        topics=(("客户背景", "Background"), ("行业地位", "Industry position"), ("现有供应商情况", "Current suppliers"),
            ("潜在需求", "Latent needs"), ("组织架构", "Organization")),
               questions=(("在行业里排什么位置？", "What is their position in the industry?"),
                   ("现有供应商是谁，哪里不满意？", "Who supplies them now, and what are they unhappy with?"),
                       ("组织架构：谁提要求，谁拍板，谁付款？", "Organization: who asks, who decides, who pays?"),
                           ("有哪些潜在需求？", "What needs have they not voiced yet?"))),
        Preset("建立关系", "Relationship built", channel="visit", days=14, stage="appeal",
        topics=(("熟人介绍", "Introduced"), ("首次拜访", "First visit")),
               materials=_TRUST,
               questions=(("他本人关心什么？", "What does this person care about?"),
                   ("谁能替我们引荐？", "Who could introduce us?"))),
        Preset("需求识别", "Needs identified", channel="visit", days=14,
        topics=(("组织需求", "Company needs"), ("个人需求", "Personal needs")),
               questions=(_ORGANISATION, _PERSON, _WHYS[0],
                   ("现在的做法怎么样，有什么要改？", "How do they do it now, and what should change?"))),
        Preset("方案匹配", "Solution matched", channel="visit", days=14,
        topics=(("方案演示", "Presentation"), ("样板参观", "Reference visit")),
               materials=(("方案书", "Proposal"), ("样板客户名单", "Reference customer list")),
               questions=(("方案里哪一点最合他们的需求？", "Which part of the solution fits their needs best?"),
                   ("还有谁要看方案？", "Who else needs to see it?"))),
        Preset("异议处理", "Objections handled", channel="visit", days=14,
        topics=(("价格", "Price"), ("时机", "Timing"), ("信任", "Trust"), ("需求", "Need"), ("决策", "Authority")),
               materials=(("一个事实或一个案例", "A fact or a case for each objection"),),
               questions=(("是价格、时机、信任、需求，还是决策？", "Is it price, timing, trust, need, or authority?"),
                   _HESITATION)),
        Preset("承诺", "Commitment", channel="visit", days=10, stage="act",
        topics=(("口头承诺", "Verbal"), ("书面承诺", "Written")),
               materials=(("合同样本", "Sample contract"), *_CLOSING),
               questions=(("答应了什么，什么时候兑现？", "What was promised, and by when?"), _DECIDER)),
        Preset("签约", "Signed", "won", "act", channel="visit"),
    ),
}  # fmt: skip

# How a contact may go, by pipeline: the same list at every node that is a contact and no close.
OUTCOMES: dict[str, tuple[Judged, ...]] = {
    "generic": (Judged("有意向", "Interested", "positive"), Judged("再考虑", "Thinking", "neutral"),
        Judged("没兴趣", "Not interested", "negative")),
    "auto4s": (Judged("满意", "Pleased", "positive"), Judged("一般", "So-so", "neutral"),
        Judged("不满意", "Not pleased", "negative")),
    "house": (Judged("看中一套", "Found one", "positive"), Judged("不满意", "Disliked", "negative"),
        Judged("再看看", "Keep looking", "neutral")),
    "solution": _AGREED,
    "keyaccount": _AGREED,
}  # fmt: skip


def install(store: Store, name: str) -> int:
    """Write the preset into the file in the user's language, the other language's names kept as aliases; its number."""
    pipeline = store.insert("pipelines", name=name, created_at=clock.utc_text(clock.now()))
    chinese = language() == "zh"
    for position, preset in enumerate(PRESETS[name], 1):
        shown, alias = (preset.zh, preset.en) if chinese else (preset.en, preset.zh)
        node = store.insert(
            "nodes", pipeline_no=pipeline, name=shown, alias=alias, position=position, role=preset.role, stage=preset.stage,
            channel=preset.channel, direction=preset.direction, shipped_days=preset.days,
        )  # fmt: skip
        offers = {"matter": preset.topics, "material": preset.materials, "question": preset.questions}
        for kind, pairs in offers.items():
            node_materials.put(store, node, kind, [Item(zh if chinese else en) for zh, en in pairs])
        judged = outcomes(name, preset)
        node_materials.put(store, node, "outcome", [Item(one.zh if chinese else one.en, one.reaction) for one in judged])
    return pipeline


def outcomes(name: str, preset: Preset) -> tuple[Judged, ...]:
    """How a contact at that node of the pipeline may go; research on paper goes no way, and a close has its order."""
    return () if preset.channel == "other" or preset.role == "won" else OUTCOMES[name]
