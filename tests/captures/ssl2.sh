#!/usr/bin/env bash
# Runs ssl2.py; skips where tshark or python3 are not here.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v tshark >/dev/null || ! command -v python3 >/dev/null; then
	skip "tshark or python3 is not installed"
	finish
fi
python3 "$top_srcdir/tests/captures/ssl2.py" "$top_builddir/tests/captures/observed" "$tmp"
