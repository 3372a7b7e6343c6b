#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# remind-mail.sh SPOOL ADDRESS - mails what is new to do, once. What sig-remind tells goes into a
# file of the folder SPOOL first, and is removed when the mailer took it: when that fails, the next
# run mails it again, so nothing is lost between the two.
# Environment: SIG_REGISTRY, SIG_PROFILE; MAILER (default: mail).
set -eu
umask 077
spool=$1 address=$2
mkdir -p "$spool"

new=$spool/$(date +%Y%m%d%H%M%S).$$.mail
status=0
sig-remind --once "$spool/told" -o "$new" || status=$?

for mail in "$spool"/*.mail; do
    if [ -s "$mail" ]; then
        ${MAILER:-mail} -s 'Signalen: herinneringen' "$address" <"$mail"
    fi
    rm -f "$mail"
done
exit "$status"
