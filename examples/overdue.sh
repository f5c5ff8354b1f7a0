#!/bin/sh
# A pile of overdue steps after a holiday: calls that only keep in touch wait until Friday, the rest stands there to be done.
# Without anything overdue it does nothing and ends with 0, so it can stand in a crontab.
set -eu
crm due --overdue --type keep --type greet -o ids | xargs -r crm snooze --to friday
crm due --overdue -o table
