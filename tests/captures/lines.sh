#!/usr/bin/env bash
# Runs lines.py over streams it makes, and over the shared captures that have SMTP, FTP, IMAP, POP3, IRC, SOCKS or SIP
# where these are here; skips where tshark or python3 are not.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v tshark >/dev/null || ! command -v python3 >/dev/null; then
	skip "tshark or python3 is not installed"
	finish
fi
folder=$shared/data/captures
[ -e "$folder/FACTS.tsv" ] || folder=
python3 "$top_srcdir/tests/captures/lines.py" "$top_builddir/tests/captures/observed" "$folder" "$tmp"
