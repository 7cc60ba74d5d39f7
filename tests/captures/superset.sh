#!/usr/bin/env bash
# Runs superset.py with a store of the large trail set; skips where that, or python3, is not here.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if [ ! -e "$shared/data/trails.csv.xz" ]; then
	skip "the shared data is not here"
	finish
elif ! command -v python3 >/dev/null || ! command -v xz >/dev/null; then
	skip "python3 or xz is not installed"
	finish
fi
xz -dc "$shared/data/trails.csv.xz" >"$tmp/trails.csv"
"$ts" trails build -q "$tmp/trails.csv" -o "$tmp/large.trails" || exit 99
python3 "$top_srcdir/tests/captures/superset.py" "$ts" "$shared/data" "$tmp/large.trails"
