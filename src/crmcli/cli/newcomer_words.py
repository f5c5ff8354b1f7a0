"""Words that people who know other programs type, and the command that does it here."""

from __future__ import annotations

# One line a command: what others call it.
_CALLED = {
    "list": "customers customer contacts contact clients client people leads lead ls all 客户 客户列表 联系人 列表 名单",
    "add": "new create insert newcustomer addcustomer 新增 新建 添加 加 录入 新客户",
    "due": "todo todos task tasks remind reminder reminders agenda inbox pending followup followups 待办 提醒 任务 跟进",
    "today": "status dashboard home summary now start morning 今天 今日 首页 概览 状态",
    "funnel": "stats stat statistics report reports pipeline-report conversion analytics 统计 报表 漏斗 转化率 分析",
    "find": "search grep lookup query-text 搜索 查找 找 查",
    "rm": "delete del remove erase destroy 删除 删",
    "log": "call calls meeting record activity touchpoint contacted 跟单 记录 打电话 电话 记",
    "note": "comment memo remark write 备注 笔记 写",
    "edit": "update change modify set rename fix 修改 编辑 改 更新",
    "show": "view open get info details detail display cat 查看 详情 看 显示",
    "next": "plan schedule appointment followup-add remindme 安排 下一步 计划 预约",
    "done": "complete finish tick close resolve-task check 完成 办完 打勾",
    "snooze": "postpone defer later delay 推迟 稍后",
    "cancel": "drop abort 取消",
    "order": "sale sell sales deal deals win won purchase buy invoice 订单 成交 签约 下单 卖",
    "orders": "refund refunds return invoices 退款 退货 订单列表",
    "pay": "payment payments paid receive 回款 付款 收款",
    "lose": "lost fail 丢单 输单",
    "qualify": "judge grade score qualification 三定 定级",
    "park": "pause sleep hibernate rest archive 休眠 搁置",
    "wake": "unpark resume activate unarchive 唤醒",
    "import": "load-file upload read 导入",
    "export": "download dump save output 导出",
    "undo": "revert rollback restore-change back 撤销 撤回 回退",
    "history": "changes audit changelog journal 历史 改动",
    "config": "settings setting preferences options setup-options 设置 配置",
    "init": "setup install begin configure 初始化",
    "demo": "tour tutorial example sample 演示 教程",
    "help": "man usage commands docs 帮助 命令",
    "calendar": "ics ical 日历",
    "digest": "mail email send newsletter 早报 邮件",
    "company": "companies account accounts organization organisation org firm firms 公司 单位",
    "product": "products item items goods 产品 商品",
    "pipeline": "stages stage workflow process 流程 阶段",
    "node": "nodes step steps 节点 步骤",
    "tag": "tags label labels 标签",
    "timeline": "activities feed log-of 时间线 经过",
    "visit": "visits 拜访",
    "rfm": "segment segments segmentation value 分群 客户价值",
    "stalled": "stuck stale idle 停滞 卡住",
    "load": "capacity workload 工作量 跟得过来吗",
    "query": "sql select 查询",
    "recall": "winback reactivate 召回",
    "occasion": "birthday birthdays anniversary 生日 纪念日",
}  # fmt: skip
COMMANDS = {word: command for command, words in _CALLED.items() for word in words.split()}


def meant(word: str) -> str | None:
    """The command that somebody means by `word`, None where nobody knows."""
    return COMMANDS.get(word.casefold())
