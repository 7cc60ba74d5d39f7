#!/usr/bin/env bash
# Every format that "trails formats" lists: it has a sample, a line in the manual and a seed for its fuzz target; its
# sample compiles to the same bytes each time, what is dumped of it compiles to the same trails, and so does its store.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

here=$top_srcdir/tests/trails seeds=$top_srcdir/tests/fuzz/seeds
declare -A sample=(
	[stix]=stix.json [misp-json]=misp-event.json [misp-json-all]=misp-event.json
	[misp-warninglist]=misp-warninglist.json [threatfox-json]=threatfox.json [urlhaus-json]=urlhaus.json
	[tor-json]=tor.json [json]=dataset.json [openioc]=some.ioc [rules]=some.rules [zeek-intel]=zeek.intel
	[misp-csv]=misp.csv [misp-csv-all]=misp.csv [urlhaus-csv]=urlhaus.csv [threatfox-csv]=threatfox.csv [feodo-csv]=feodo.csv
	[sslbl-csv]=sslbl.csv [urlhaus-text]=urlhaus.txt [spamhaus-drop]=drop.txt [rpz]=rpz.zone
	[adblock]=adblock.txt [hosts]=hosts.txt [suricata-iprep]=iprep.list [suricata-dataset]=dataset.lst
	[trails.csv]=rows.csv [csv]=table.csv [agents]=agents.txt [pairs]=pairs.csv [whitelist]=whitelist.txt
	[agent-patterns]=agent-patterns.txt [ignore-rules]=ignore_events.txt [list]=defanged.txt
)
# Those of JSON have a target of their own, whose seeds begin with the number of the format.
declare -A json=([stix]=0 [misp-json]=1 [misp-json-all]=2 [misp-warninglist]=3 [threatfox-json]=4 [urlhaus-json]=5
	[tor-json]=6 [json]=7)
build() { "$ts" trails build -q "$@" 2>/dev/null; }
digest() { "$ts" trails info "$1" 2>/dev/null | awk '$1 == "digest" {print $2}'; }
count() { "$ts" trails info "$1" 2>/dev/null | awk '$1 == "trails" {print $2}'; }
seeded() {
	if [ -n "${json[$1]:-}" ]; then
		ls "$seeds/trail-json/${json[$1]}-"* >/dev/null 2>&1
	else
		head -qn 1 "$seeds"/import-lines/* 2>/dev/null | grep -qaE "^${1/./\\.}( |\$)"
	fi
}

run "$ts" trails formats
formats=$(cut -d ' ' -f 1 <<<"$out")
check "as many formats as samples" [ "$(wc -w <<<"$formats")" -eq ${#sample[@]} ]
check "each once" [ -z "$(sort <<<"$formats" | uniq -d)" ]
for format in $formats; do
	file=$here/${sample[$format]:-none}
	check "$format: has a sample" [ -s "$file" ]
	check "$format: has a line in the manual" grep -qE "^\\.It Cm (.* , )?${format/./\\.}( |\$)" "$top_srcdir/man/trailsift-trails.5"
	check "$format: has a seed" seeded "$format"
	build --as "$format" "$file" -o "$tmp/a.trails"
	check "$format: its sample is read" [ $? -eq 0 ]
	build --as "$format" "$file" -o "$tmp/b.trails"
	check "$format: twice the same bytes" cmp "$tmp/a.trails" "$tmp/b.trails"
	build "$tmp/a.trails" -o "$tmp/b.trails"
	check "$format: its store compiles to the same" [ "$(digest "$tmp/a.trails")" = "$(digest "$tmp/b.trails")" ]
	gzip -c "$file" >"$tmp/${sample[$format]}.gz"
	build --as "$format" "$tmp/${sample[$format]}.gz" -o "$tmp/b.trails"
	check "$format: packed, the same" [ "$(digest "$tmp/a.trails")" = "$(digest "$tmp/b.trails")" ]
	[ "$(count "$tmp/a.trails")" -gt 0 ] || continue
	"$ts" trails dump "$tmp/a.trails" -o "$tmp/dumped.csv"
	build "$tmp/dumped.csv" -o "$tmp/b.trails"
	"$ts" trails dump "$tmp/b.trails" -o "$tmp/again.csv"
	check "$format: dumped, built and dumped: the same rows" cmp "$tmp/dumped.csv" "$tmp/again.csv"
	check "$format: as many trails" [ "$(count "$tmp/a.trails")" -eq "$(count "$tmp/b.trails")" ]
	differs=$("$ts" trails diff "$tmp/a.trails" "$tmp/b.trails" 2>/dev/null | grep -v '(whitelist)$')
	check "$format: and no difference" [ -z "$differs" ]
done
finish
