#!/usr/bin/env bash
# What samples/README.md says of each sample, with the trails that ship. Threat ids by the formula of
# Maltrail's web table, computed apart from this program.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
. "$top_srcdir/tests/command/samples.list"

# threats FILE...: "id events severity type trail" for each
threats() {
	"$ts" scan -q -t default -t "$top_srcdir/samples/tor-exit.txt" -o threats-csv:- "$@" 2>"$tmp/err" |
		awk -F, 'NR > 1 {print $1, $3, $4, $13, $14}'
}
while IFS='|' read -r file wanted; do
	[ -n "$file" ] || continue
	out=$(threats "$samples/$file" | sort)
	err=$(cat "$tmp/err") status=0
	check "$file" [ "$out" = "$(tr ';' '\n' <<<"$wanted" | sed '/^$/d' | sort)" ]
done <<<"$EXPECTED"

run "$ts" "$samples"
check "samples/: status 0" [ "$status" -eq 0 ]
check "samples/: says that only the shipped trails were used" has "$out" "trails build"

# The same bytes from run to run, from another directory, zone and locale.
reports() {
	"$ts" scan -q -w "$1.case" -o "$1.csv" -o "$1.threats.csv" -o "$1.json" "$2" &&
		"$ts" scan -q -o "$1.txt" "$2"
}
reports "$tmp/one" "$samples"
(cd "$samples/.." && TZ=Asia/Tokyo LC_ALL=C reports "$tmp/two" samples)
status=0 out= err=
for ending in case csv threats.csv json txt; do
	check "byte-identical: $ending" cmp -s "$tmp/one.$ending" "$tmp/two.$ending"
done
if command -v python3 >/dev/null; then
	run "$ts" scan -q -o json:- --digest xxh128 "$samples"
	check "the document is JSON" python3 -m json.tool "$tmp/out" "$tmp/pretty"
else
	skip "python3 is not installed: the JSON is not checked by another reader"
fi
finish
