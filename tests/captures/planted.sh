#!/usr/bin/env bash
# Every session that the generator planted in a large mixed capture is found, in its frames.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for profile in mix small tls; do
	run "$top_builddir/bench/generate" "$profile" 60000 "$tmp/$profile.pcap"
	check "$profile: made" [ "$status" -eq 0 -a -s "$tmp/$profile.pcap.truth.tsv" ]
	run "$ts" scan -q --digest xxh128 --events-per-threat 0 -o "csv:$tmp/$profile.csv" "$tmp/$profile.pcap"
	check "$profile: scanned" [ "$status" -eq 0 ]
	run awk -f "$top_srcdir/bench/truth.awk" "$tmp/$profile.csv" "$tmp/$profile.pcap.truth.tsv"
	check "$profile: every planted session is found: $out" [ "$status" -eq 0 ]
done
finish
