#!/usr/bin/env bash
# Captures in which nothing is wrong raise no threat of medium or high severity: ten that clean.py makes, with the trails
# that ship and, where the shared data is here, with the large set; and the benign ones of the shared data.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi
mkdir "$tmp/clean"
python3 -B "$top_srcdir/tests/captures/clean.py" "$tmp/clean" || exit 99
trails=(-t default)

# quiet CAPTURE...: nothing worse than low
quiet() {
	run "$ts" scan -q --isolate "${trails[@]}" -o "threats-csv:$tmp/threats.csv" "$@"
	out=$(awk -F, 'NR > 1 && ($4 == "medium" || $4 == "high")' "$tmp/threats.csv" | cut -c 1-300)
	[ "$status" -eq 0 -o "$status" -eq 3 ] && [ -z "$out" ]
}

noisy() { ! quiet "$@"; }
check "a capture in which something is wrong is not quiet" noisy "$samples/infected-host.pcap"
check "ten captures" [ "$(ls "$tmp"/clean/*.pcap | wc -l)" -eq 10 ]
for capture in "$tmp"/clean/*.pcap; do
	check "$(basename "$capture" .pcap)" quiet "$capture"
done
if [ ! -e "$shared/data/trails.csv.xz" ] || ! command -v xz >/dev/null; then
	skip "the shared data is not here"
	finish
fi
xz -dc "$shared/data/trails.csv.xz" >"$tmp/trails.csv"
"$ts" trails build -q "$tmp/trails.csv" -o "$tmp/large.trails" || exit 99
trails+=(-t "$tmp/large.trails")
check "all ten with the large set" quiet "$tmp"/clean/*.pcap
for capture in "$shared"/data/captures/*-benign-*; do
	check "$(basename "$capture")" quiet "$capture"
done
finish
