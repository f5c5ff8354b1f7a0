#!/bin/sh
# The morning of somebody who sells cars: what `crm demo` walks through.

# The nodes of a car sale, from the incoming call to the return visit.
crm pipeline use auto4s
# Sold in China: phones, dates and money are read as people write them there.
crm config set region CN
# The customers, as the old system exported them: one command reads them in.
crm import contacts.tsv --map Occupation=field.Occupation --yes
# Touches, orders, payments and next steps come in the same way.
crm import touches.csv --yes
crm import orders.csv --yes
crm import payments.csv --kind payments --yes
crm import followups.csv --yes
# What no table held: judgements, lost deals, a customer at rest, an order not
# yet paid in full.
sh story.sh
# The first look of the day: today.
crm
# Whom to call this week, and why.
crm due --within 7d
# Zhou Kai saw the car and got a price: node, detail and next step in one
# breath. Pinyin will do for his name.
crm log zhoukai Quotation --about 'Loan offer' --next 'saturday 10am' \
  --for 'Sign, with Wu Ting' --type close
# Li Jing's step is done: tick it off, name the node, plan the next one.
crm done f1 'Call back to sign' --note 'Fine at the bank rate' \
  --next friday --for Sign --type close
# All of Zhou Kai on one screen.
crm show 周凯
# Any word of any note is found.
crm find deworming
# The node funnel: who was ever at each node, what was skipped, what was lost.
crm funnel
# The regulars of the pet shop: who matters, who is about to leave.
crm rfm --where tag:pet
# A slip of the fingers? Take it back.
crm undo
