#!/usr/bin/env bash
# Rows of trails as frames that must trigger them, and as frames beside them that must not: all that ship, and ROWS
# (default 1000; tests/long/sampled.sh has 20000) of the large set where the shared data is here.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi

# sampled TABLE STORE ROWS: the lines that are not ok are shown
sampled() {
	run python3 -B "$top_srcdir/tests/captures/sampled.py" "$ts" "$1" "$2" "$3" "$tmp"
	out=$(grep -v ^ok <<<"$out")
	[ "$status" -eq 0 ]
}

"$ts" trails dump -o "$tmp/shipped.csv" "$top_builddir/trails/default.trails" || exit 99
check "all trails that ship" sampled "$tmp/shipped.csv" "$top_builddir/trails/default.trails" 1000
if [ ! -e "$shared/data/trails.csv.xz" ] || ! command -v xz >/dev/null; then
	skip "the shared data is not here"
	finish
fi
xz -dc "$shared/data/trails.csv.xz" >"$tmp/trails.csv"
"$ts" trails build -q "$tmp/trails.csv" -o "$tmp/large.trails" || exit 99
check "${ROWS:=1000} of the large set" sampled "$tmp/trails.csv" "$tmp/large.trails" "$ROWS"
finish
