#!/usr/bin/env bash
# make bench: measures a scan beside a plain read of the same file, in the same run.
#
#   PACKETS   frames of the generated capture (default 2000000)
#   CAPTURE   a pcap file to use instead (with CAPTURE.truth.tsv beside it where there is one)
#   SYNTHETIC number of made-up trails for a second store, say 20000000 (1.1 GB in the temporary folder)
#   THREATS, EVENTS  size of the case that is browsed (default 100000 and 1000000)
#   CASE      a case to browse instead
#   TRAILS    trails.csv or a store (default: the large set where ../shared has it, else the default store)
set -eu
top=${top_builddir:-.} src=${top_srcdir:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shared=${TRAILSIFT_SHARED:-$src/../shared}

if [ -n "${TRAILS:-}" ]; then
	sources=$TRAILS
elif [ -e "$shared/data/trails.csv.xz" ]; then
	xz -dc "$shared/data/trails.csv.xz" >"$work/trails.csv"
	sources=$work/trails.csv
else
	echo "the large trail set is not here: measuring with the small one that ships"
	sources=$top/trails/default.trails
fi
echo "== building the store"
/usr/bin/env time -f '%e s, %M KiB at most' "$top/trailsift" trails build "$sources" -o "$work/bench.trails" 2>&1 ||
	"$top/trailsift" trails build "$sources" -o "$work/bench.trails"
echo "== opening it"
"$top/bench/store_open" "$work/bench.trails"
echo "== look-ups"
"$top/bench/lookup" "$work/bench.trails"

if [ -n "${SYNTHETIC:-}" ]; then
	echo "== with $SYNTHETIC made-up trails"
	awk -v n="$SYNTHETIC" 'BEGIN { for (i = 0; i < n; i++) { v = (i * 2654435 + 12345) % 4294967296
		a = int(v / 16777216) % 222 + 1; b = int(v / 65536) % 256; c = int(v / 256) % 256; d = v % 256
		if (i % 10 == 0) printf "%d.%d.%d.%d,known attacker,feed%d.example\n", a, b, c, d, i % 40
		else if (i % 10 < 3) printf "%d.%d.%d.%d:%d,c2 %d (malware),(static)\n", a, b, c, d, i % 65535 + 1, i % 3000
		else printf "h%.0f.d%d.example,family %d (malware),(static)\n", v, i % 65536, i % 3000 } }' >"$work/synthetic.csv"
	/usr/bin/env time -f '%e s, %M KiB at most' "$top/trailsift" trails build "$work/synthetic.csv" -o "$work/synthetic.trails" 2>&1
	"$top/bench/store_open" "$work/synthetic.trails"
	"$top/bench/lookup" "$work/synthetic.trails"
	rm "$work"/synthetic.*
fi

capture=${CAPTURE:-}
if [ -z "$capture" ]; then
	capture=$work/bench.pcap
	"$top/bench/generate" mix "${PACKETS:-2000000}" "$capture"
fi
# measure CAPTURE: a scan of it beside a plain read, with all heuristics and with trails alone
measure() {
	local heuristics
	for heuristics in "" "--disable all"; do
		echo "-- ${heuristics:-with all heuristics}"
		# shellcheck disable=SC2086
		"$top/bench/measure" "$1" "$top/trailsift" scan -q --no-progress --digest xxh128 $heuristics \
			-t "$work/bench.trails" -t "$top/trails/default.trails" "$1"
	done
}
echo "== scanning"
measure "$capture"
if [ -z "${CAPTURE:-}" ]; then
	for shape in tls small; do
		echo "== scanning $shape frames"
		"$top/bench/generate" "$shape" "${PACKETS:-2000000}" "$work/$shape.pcap"
		measure "$work/$shape.pcap"
		rm "$work/$shape.pcap"*
	done
fi
echo "== its stages"
"$top/bench/stages" "$capture" "$work/bench.trails" "$top/trails/default.trails"
if [ -e "$capture.truth.tsv" ]; then
	echo "== planted sessions"
	"$top/trailsift" scan -q --no-progress --digest xxh128 --events-per-threat 0 -t "$work/bench.trails" \
		-t "$top/trails/default.trails" -o "csv:$work/events.csv" "$capture"
	awk -f "$src/bench/truth.awk" "$work/events.csv" "$capture.truth.tsv"
fi
# shellcheck source=bench/inputs.sh
. "$src/bench/inputs.sh"
echo "== browsing a case"
case=${CASE:-}
if [ -z "$case" ]; then
	case=$work/bench.case
	"$top/bench/make_case" "${THREATS:-100000}" "${EVENTS:-1000000}" "$case"
fi
"$top/bench/browse" "$case"
