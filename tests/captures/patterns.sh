#!/usr/bin/env bash
# Heuristics on real captures: what they are to find there, and that nothing else has it.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
captures=$shared/data/captures
if [ ! -d "$captures" ]; then
	skip "the shared data is not here"
	finish
fi
printf 'trail.invalid,nothing,none\n' >"$tmp/trails.csv"

# told INFO: the numbers of the captures with an event of that info.
told() {
	awk -F, -v info="$1" '$10 == info { print $19 }' "$tmp/events.csv" | cut -c 1-3 | sort -u | tr '\n' ' '
}

run "$ts" scan -q -t "$tmp/trails.csv" -o "csv:$tmp/events.csv" "$captures"/[01]*
check "scanned" [ -s "$tmp/events.csv" ]
check "DNS tunnels: $(told "potential dns tunnel (suspicious)")" \
	[ "$(told "potential dns tunnel (suspicious)")" = "026 " ]
check "UDP scans: $(told "potential udp scanning")" [ "$(told "potential udp scanning")" = "032 093 098 " ]
check "infections: $(told "potential infection")" [ "$(told "potential infection")" = "093 " ]
finish
