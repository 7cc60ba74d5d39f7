#!/usr/bin/env bash
# A large mixed capture: every planted session is found, and memory stays below 150 MB, with the large
# trail set where the shared data has it.
#   PACKETS (default 2000000) of the generated capture, 1.9 GB in the temporary folder
#   LARGE   a generated capture to use instead, with LARGE.truth.tsv beside it
#   BUILD
. "$(dirname "$0")/long.sh" || exit 99

capture=${LARGE:-}
if [ -z "$capture" ]; then
	capture=$tmp/mix.pcap
	run "$generate" mix "${PACKETS:-2000000}" "$capture"
	check "the capture was made" [ "$status" -eq 0 -a -s "$capture.truth.tsv" ]
fi
stores=(-t default)
if [ -e "$shared/data/trails.csv.xz" ] && command -v xz >/dev/null; then
	xz -dc "$shared/data/trails.csv.xz" >"$tmp/trails.csv"
	run "$ts" trails build -q "$tmp/trails.csv" -o "$tmp/large.trails"
	check "the large store was built" [ "$status" -eq 0 ]
	stores=(-t "$tmp/large.trails" -t default)
else
	skip "the large trail set is not here: measured with the one that ships"
fi
scan=("$ts" scan -q --no-progress --digest xxh128 --events-per-threat 0 "${stores[@]}" -o "csv:$tmp/events.csv" "$capture")
peak=
if [ -x /usr/bin/time ]; then
	run /usr/bin/time -f '%M' -o "$tmp/peak" "${scan[@]}"
	peak=$(tail -1 "$tmp/peak")
else
	run "${scan[@]}"
fi
check "scanned" [ "$status" -eq 0 ]
run awk -f "$top_srcdir/bench/truth.awk" "$tmp/events.csv" "$capture.truth.tsv"
check "every planted session is found: $(tail -1 <<<"$out")" [ "$status" -eq 0 ]
if [ -z "$peak" ]; then
	skip "/usr/bin/time is not installed: memory is not measured"
elif grep -q __asan_init "$ts"; then
	skip "a sanitizer's memory says nothing"
else
	check "$((peak * 1024 / 1000000)) MB at most, below 150" [ "$((peak * 1024))" -lt 150000000 ]
fi
run "$ts" scan -q --no-progress --digest xxh128 --events-per-threat 0 "${stores[@]}" -o "csv:$tmp/again.csv" - < <(cat "$capture")
check "the same through a pipe" [ "$(cut -d, -f 1-13,15-18 "$tmp/events.csv" | cksum)" = "$(cut -d, -f 1-13,15-18 "$tmp/again.csv" | cksum)" ]
finish
