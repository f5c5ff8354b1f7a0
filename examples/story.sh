#!/bin/sh
# 表格里读不进来的部分：三定、丢单、休眠、还有余款的订单。CRM_NOW 是当时的时间；平时不用写。
CRM_NOW=2026-09-05T18:00 crm park 孙桂兰 --until 2026-11-23 --reason 等儿子回国
CRM_NOW=2026-11-08T17:00 crm order 王建华 15.2万 --product '云雀 SUV' --paid 5万 --balance-by 2026-11-23
crm lose 谢军 --reason 取消需求 --note 单位配了车 --on 2026-09-30
crm lose 何强 --reason 价格 --note 嫌贵五千 --on 2026-10-15
crm lose 陈宇 --reason 竞品 --note 对面店送充电桩 --on 2026-11-19
CRM_NOW=2026-11-07T12:00 crm qualify 李静 --verdict 有价值 --grade 正常 --sign-by 2026-11-21 --amount 14.8万
CRM_NOW=2026-11-14T12:00 crm qualify 李静 --sign-by 2026-11-30
CRM_NOW=2026-11-15T16:00 crm qualify 赵大海 --verdict 有价值 --grade 大单 --sign-by 2026-12-10 --amount 29.6万
CRM_NOW=2026-11-21T16:00 crm qualify 周凯 --verdict 有价值 --grade 正常 --sign-by 2026-12-06 --amount 14.5万
CRM_NOW=2026-11-01T16:00 crm qualify 高明 --verdict 不确定 --amount 13.9万
CRM_NOW=2026-11-18T10:00 crm qualify 马小超 --verdict 不确定 --grade 小单 --amount 9.9万
