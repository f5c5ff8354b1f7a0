"""The examples below a command's help, in English: they are written once, with the words of a Chinese salesperson."""

from __future__ import annotations

import re

# A word with a blank gets quotes where it stands outside of them.
WORDS = {
    "{{姓名|您}}好，年底置换补贴又来了，要不要给您算一下？": "Dear {{name|customer}}, the trade-in bonus is back. Shall I work it out for you?",
    "{{姓名|您}}好，年底活动开始了": "Dear {{name|customer}}, our winter offer has begun",
    "三年质保，算下来每年便宜两千": "Three years of warranty", "对面店便宜五千": "Cheaper next door", "孩子九月上小学": "The child starts school in September",
    "重要保持客户": "011", "农历八月十五": "lunar 08-15", "去年营收2亿": "Revenue of 20 million", "没听说过你们": "Never heard of you",
    "周六上午10点": "saturday 10am", "还差谁点头？": "Who else must agree?", "沟通解决方案": "solution", "问使用情况": "Ask how it goes",
    "结婚纪念日": "Wedding", "给采购清单": "Parts list", "深圳市南山区": "12 Park Lane", "下个月5号": "2026-12-05", "贷款报价": "Loan",
    "采购经理": "Buyer", "年底活动": "winter", "报价沟通": "Quotation", "初步接触": "First contact", "方案提供": "Proposal",
    "华信科技": "Acme", "口碑传播": "referral", "样品反馈": "Sample feedback", "寄送样品": "Samples sent", "全款报价": "Cash price",
    "首次通话": "First call", "试乘试驾": "Test drive", "电话沟通": "Call", "意向产品": "product", "先放一放": "Not now",
    "等年终奖": "Waits for the bonus", "谈了交期": "Delivery agreed", "同意试用": "Agreed to a trial", "比对面贵": "Dearer than next door",
    "问了贷款": "Asked for a loan", "想等活动": "Waits for an offer", "下周三": "next wednesday", "购买力": "power", "转介绍": "referral",
    "对面店": "Shop next door", "报价单": "quote", "发报价": "Send the quote", "送方案": "Bring the proposal", "送样品": "Bring samples",
    "送台历": "Bring calendars", "没人接": "Nobody answered", "企查查": "register", "驱虫药": "Deworming", "每两周": "every 2 weeks",
    "甲公司": "Acme", "3个月": "90d", "3天后": "+3d", "500万": "5000000", "15万": "150000", "1.2万": "12000", "2万": "20000",
    "张三": "Ann", "李四": "Ben", "王五": "Carl", "李总": "Dora", "老王": "Joe", "华信": "Acme", "明天": "tomorrow", "昨天": "yesterday",
    "周五": "friday", "周一": "monday", "月底": "2026-12-31", "试驾": "Test drive", "送样": "Send samples", "嫌贵": "Too dear",
    "重点": "focus", "预算": "budget", "合同": "contract", "报价": "quote", "价格": "price", "年报": "Report", "百度": "news", "开业": "Opening",
    "召回": "recall", "冷淡": "cold", "大单": "big", "竞品": "competitor", "信任": "trust", "拜访": "visit", "成交": "Closed", "空调": "aircon",
    "安装": "fitting", "驱虫": "Tablets", "转账": "transfer", "意向": "interest", "客户": "customers",
    "招聘": "jobs",
}  # fmt: skip
_WORD = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))))


def in_english(text: str) -> str:
    """The lines with English words in place of the Chinese ones."""
    return "\n".join(_WORD.sub(_spoken, line) for line in text.split("\n"))


def _spoken(found: re.Match[str]) -> str:
    word = WORDS[found[0]]
    inside = found.string[: found.start()].count("'") % 2
    return word if inside or " " not in word else f"'{word}'"
