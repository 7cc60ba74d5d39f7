#!/usr/bin/env bash
# What the browser shows of the samples' case after some keys, as it is written down in expected/, which people
# looked at. With UPDATE=1 they are written anew: the difference is for people to judge.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
expected=$top_srcdir/tests/screens/expected
case=$tmp/samples.case
run "$ts" scan -q -t default -w "$case" "$samples"/*.pcap*
check "a case of the samples" [ "$status" -eq 0 ]
while read -r name size keys options; do
	[[ $name == '#'* ]] && continue
	[ "$keys" = - ] && keys=
	# shellcheck disable=SC2086
	run "$ts" browse --script "${keys//\~/ }" --dump-screen "$tmp/screen" --size "$size" $options "$case"
	[ -z "${UPDATE:-}" ] || cp "$tmp/screen" "$expected/$name.screen"
	out=$(diff "$expected/$name.screen" "$tmp/screen")
	check "$name" test "$status" -eq 0 -a -z "$out"
	rm -f "$tmp/screen"
done <"$top_srcdir/tests/screens/screens.list"
finish
