#!/bin/sh
# What no table brings in: judgements, lost deals, a parked customer, an order with a balance due.
# CRM_NOW is the time it happened; in daily use it is left out.
CRM_NOW=2026-09-05T18:00 crm park 'Grace Sullivan' --until 2026-11-23 --reason 'Son is abroad'
CRM_NOW=2026-11-08T17:00 crm order 'Brian Walsh' 38000 --product 'Skylark SUV' --paid 12500 --balance-by 2026-11-23
crm lose 'Jake Sherman' --reason need_gone --note 'Got a company car' --on 2026-09-30
crm lose 'Hank Rivera' --reason price --note 'Two thousand too expensive' --on 2026-10-15
crm lose 'Chris Young' --reason competitor --note 'The other dealer adds a charger' --on 2026-11-19
CRM_NOW=2026-11-07T12:00 crm qualify 'Emily Carter' --verdict valuable --grade normal --sign-by 2026-11-21 --amount 37000
CRM_NOW=2026-11-14T12:00 crm qualify 'Emily Carter' --sign-by 2026-11-30
CRM_NOW=2026-11-15T16:00 crm qualify 'Dale Hudson' --verdict valuable --grade big --sign-by 2026-12-10 --amount 74000
CRM_NOW=2026-11-21T16:00 crm qualify 'Kyle Brooks' --verdict valuable --grade normal --sign-by 2026-12-06 --amount 36250
CRM_NOW=2026-11-01T16:00 crm qualify 'Owen Gallagher' --verdict unsure --amount 34750
CRM_NOW=2026-11-18T10:00 crm qualify 'Max Turner' --verdict unsure --grade small --amount 24750
