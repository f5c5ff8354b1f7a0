#!/bin/sh
# 一个卖车的早上，crm demo 走的就是这份脚本。

# 卖车的跟单流程：来电接听、预约来店 …… 一共九个节点。
crm pipeline use auto4s
# 在中国卖车：电话、日期、金额按这里的写法。
crm config set region CN
# 旧系统导出的客户表，GBK 编码也认得，一条命令读进来。
crm import contacts.csv --map 职业=field.职业 --yes
# 跟单记录、订单、回款、待办也是这样读进来。
crm import touches.csv --yes
crm import orders.csv --yes
crm import payments.csv --kind payments --yes
crm import followups.csv --yes
# 表格里没有的：三定、丢单、休眠和一张还有余款的订单。
sh story.sh
# 早上第一眼：今天。
crm
# 这一周要联系谁，为什么。
crm due --within 7d
# 周凯来看过车，报了价：节点、事项、下一步，一口气记完。名字可以打拼音。
crm log zhoukai 报价沟通 --about 贷款报价 --next 周六上午10点 \
  --for 带吴婷来签约 --type close
# 李静那件事办完了：打勾、记节点、约下一步，也是一行。
crm done f1 回访促签 --note 按银行利率可以 \
  --next 周五 --for 来店签约 --type close
# 周凯的全部，一屏看完。
crm show 周凯
# 任何一句备注，两个字就能找到。
crm find 驱虫
# 节点漏斗：到过每个节点的客户，跳过的、丢掉的都看得见。
crm funnel
# 宠物店那些老客户：谁重要，谁快丢了。
crm rfm --where tag:宠物店
# 记错了？退回去。
crm undo
