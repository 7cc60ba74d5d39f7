#!/usr/bin/env bash
# Runs dns.py over the shared captures that have DNS in any form; skips where these, tshark or python3 are
# not here.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if [ ! -e "$shared/data/captures/FACTS.tsv" ]; then
	skip "the shared data is not here"
	finish
elif ! command -v tshark >/dev/null || ! command -v python3 >/dev/null; then
	skip "tshark or python3 is not installed"
	finish
fi
python3 "$top_srcdir/tests/captures/dns.py" "$top_builddir/tests/captures/observed" "$shared/data/captures"
