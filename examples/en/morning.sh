#!/bin/sh
# The morning of somebody who sells cars: what `crm demo` walks through.

# The nodes of a car sale, from the incoming call to the return visit.
crm pipeline use auto4s
# Sold in the US: phones and dates are read as people write them there.
crm config set region US
# Amounts are in dollars.
crm config set currency USD
# The customers, as exported from the old system: one command imports them.
crm import contacts.tsv --map Occupation=field.Occupation --yes
# Touches, orders, payments and next steps come in the same way.
crm import touches.csv --yes
crm import orders.csv --yes
crm import payments.csv --kind payments --yes
crm import followups.csv --yes
# What no table held: judgements, lost deals, a parked customer, an order not
# yet paid in full.
sh story.sh
# The first look of the day: today.
crm
# Who to call this week, and why.
crm due --within 7d
# Kyle saw the car and got a price: node, detail and next step in one line.
# Part of his name is enough.
crm log kyle Quotation --about 'Financing quote' --next 'saturday 10am' \
  --for 'Sign, with Tina' --type close
# Emily's step is done: mark it done, name the node, plan the next one.
crm done f1 'Call back to sign' --note 'Fine at the bank rate' \
  --next friday --for Sign --type close
# All of Kyle on one screen.
crm show 'Kyle Brooks'
# Any word of any note is found.
crm find deworming
# The funnel: who was ever at each node, what was skipped, what was lost.
crm funnel
# The regulars of the pet shop: who matters, who is slipping away.
crm rfm --where tag:pet
# A slip of the fingers? Undo it.
crm undo
