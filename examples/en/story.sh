#!/bin/sh
# What no table brings in: judgements, lost deals, a customer at rest, an order with a rest to pay.
# CRM_NOW is the time it happened; in daily use it is left out.
CRM_NOW=2026-09-05T18:00 crm park 孙桂兰 --until 2026-11-23 --reason 'Son is abroad'
CRM_NOW=2026-11-08T17:00 crm order 王建华 152000 --product 'Skylark SUV' --paid 50000 --balance-by 2026-11-23
crm lose 谢军 --reason need_gone --note 'Got a company car' --on 2026-09-30
crm lose 何强 --reason price --note 'Five thousand too dear' --on 2026-10-15
crm lose 陈宇 --reason competitor --note 'The other shop adds a charger' --on 2026-11-19
CRM_NOW=2026-11-07T12:00 crm qualify 李静 --verdict valuable --grade normal --sign-by 2026-11-21 --amount 148000
CRM_NOW=2026-11-14T12:00 crm qualify 李静 --sign-by 2026-11-30
CRM_NOW=2026-11-15T16:00 crm qualify 赵大海 --verdict valuable --grade big --sign-by 2026-12-10 --amount 296000
CRM_NOW=2026-11-21T16:00 crm qualify 周凯 --verdict valuable --grade normal --sign-by 2026-12-06 --amount 145000
CRM_NOW=2026-11-01T16:00 crm qualify 高明 --verdict unsure --amount 139000
CRM_NOW=2026-11-18T10:00 crm qualify 马小超 --verdict unsure --grade small --amount 99000
