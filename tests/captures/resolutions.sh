#!/usr/bin/env bash
# Names that captures give addresses, in a case, against what tshark reads: answers of DNS, TLS server names, Host
# headers. Skips where the shared captures, tshark or sqlite3 are not here.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if [ ! -e "$shared/data/captures/FACTS.tsv" ]; then
	skip "the shared data is not here"
	finish
elif ! command -v tshark >/dev/null || ! command -v sqlite3 >/dev/null; then
	skip "tshark or sqlite3 is not installed"
	finish
fi
# fields FILE FILTER FIELD...: a line a frame, several values joined by blanks
fields() {
	local file=$1 filter=$2
	shift 2
	tshark -r "$file" -Y "$filter" -T fields -E aggregator=' ' "${@/#/-e}" 2>/dev/null
}
# Messages with answers alone, so that each address is of the name that was asked for; packets in no tunnel.
of_tshark() {
	fields "$1" 'dns.flags.response == 1 && dns.count.queries == 1 && dns.count.auth_rr == 0 && dns.count.add_rr <= 1 &&
		(dns.a || dns.aaaa) && !(dns.srv.target) && !icmp && !icmpv6' dns.count.answers dns.qry.name dns.a dns.aaaa |
		awk -F'\t' '$1 !~ / / && $1 > 0 && $2 != "" && $2 !~ / / {n = split($3 " " $4, a, " ")
			for (i = 1; i <= n; i++) print a[i], tolower($2)}'
	fields "$1" tls.handshake.extensions_server_name ip.dst ipv6.dst tls.handshake.extensions_server_name |
		awk -F'\t' '$3 !~ / / && ($1 == "") != ($2 == "") && ($1 $2) !~ / / {print $1 $2, tolower($3)}'
}
names=0
for file in "$shared"/data/captures/*.pcap "$shared"/data/captures/*.pcapng; do
	[ "$(stat -c %s "$file")" -gt 1000000 ] && continue
	of_tshark "$file" | grep -v '<Root>' | sort -u >"$tmp/wanted"
	[ -s "$tmp/wanted" ] || continue
	run "$ts" scan -q --digest xxh128 --force -w "$tmp/x.case" -t "$top_builddir/trails/default.trails" "$file"
	sqlite3 -readonly "$tmp/x.case" "SELECT value FROM observable WHERE kind = 'resolution'" | sort -u >"$tmp/got"
	names=$((names + $(wc -l <"$tmp/wanted")))
	out=$(comm -13 "$tmp/got" "$tmp/wanted" | head)
	check "${file##*/}: nothing that tshark knows is missing" [ -z "$out" ]
done
check "there were names to compare" [ "$names" -gt 100 ]
finish
