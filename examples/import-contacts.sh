#!/bin/sh
# Reads an export into crm: shows first what would happen, asks, then lets the good rows in and keeps the bad ones beside.
#   sh import-contacts.sh contacts.csv
set -eu
file=${1:?which file? sh import-contacts.sh FILE}
crm import "$file" --dry-run
printf 'Import it? [y/N] '
read -r answer
[ "$answer" = y ] || exit 0
crm import "$file" --rejects "${file%.*}-rejected.csv" --yes
