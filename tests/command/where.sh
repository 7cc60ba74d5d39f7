#!/usr/bin/env bash
# report --where: what is asked for stands in every report, nothing else. The reports without it, and
# awk over them, say what is to be expected.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

run "$ts" scan -q -w "$tmp/a.case" -o "csv:$tmp/all.csv" -o "threats-csv:$tmp/all.threats.csv" \
	-o "jsonl:$tmp/all.jsonl" "$samples"
check "a case" [ "$status" -eq 0 -a -s "$tmp/all.csv" ]

# Columns without quoted cells before them: sensor and addresses, protocol, type; of threats id, events, severity.
events() { awk -F, "NR == 1 || ($1)" "$tmp/all.csv"; }
threats() { awk -F, "NR == 1 || ($1)" "$tmp/all.threats.csv"; }
where() {
	run "$ts" report "$tmp/a.case" --where "$1" -o csv:-
	check "events where $1: status 0" [ "$status" -eq 0 -a -z "$err" ]
	check "events where $1" cmp "$tmp/out" <(events "$2")
	check "events where $1: some, not all" [ "$(wc -l <"$tmp/out")" -gt 1 -a "$(wc -l <"$tmp/out")" -lt "$(wc -l <"$tmp/all.csv")" ]
}
where 'type:dns' '$8 == "DNS"'
where '-type:DNS' '$8 != "DNS"'
where 'proto:tcp type:url,ip' '$7 == "TCP" && ($8 == "URL" || $8 == "IP" || $8 == "IPORT" || $8 ~ /URL/)'
where 'src:192.168.0.0/16' '$3 ~ /^192\.168\./'
where 'dst:1*' '$5 ~ /^1/'
where 'frame:>3' '$NF == "" && $(NF - 1) > 3'

run "$ts" report "$tmp/a.case" --where 'sev:high' -o threats-csv:-
check "threats where sev:high" cmp "$tmp/out" <(threats '$4 == "high"')
run "$ts" report "$tmp/a.case" --where 'events:>=2' -o threats-csv:-
check "threats where events:>=2" cmp "$tmp/out" <(threats '$3 >= 2')
id=$(sed -n '2p' "$tmp/all.threats.csv" | cut -d, -f1)
run "$ts" report "$tmp/a.case" --where "uid:$id" -o jsonl:-
check "jsonl of one threat" cmp "$tmp/out" <(grep "\"threat\":\"$id\"" "$tmp/all.jsonl")

# Empty, or of nothing.
run "$ts" report "$tmp/a.case" --where '' -o csv:-
check "an empty query: everything" cmp "$tmp/out" "$tmp/all.csv"
run "$ts" report "$tmp/a.case" --where 'no such thing' -o csv:-
check "nothing: the header" [ "$status" -eq 0 -a "$(wc -l <"$tmp/out")" -eq 1 ]
run "$ts" report "$tmp/a.case" --where '((("' -o csv:-
check "unbalanced: status 0, everything" cmp "$tmp/out" "$tmp/all.csv"

# The manifest tells.
run "$ts" report "$tmp/a.case" --where 'sev:high "x"' -o manifest:-
check "manifest: where" has "$out" '"where": "sev:high \"x\""'
run "$ts" report "$tmp/a.case" -o manifest:-
check "manifest without it: no where" lacks "$out" '"where"'
run "$ts" report "$tmp/a.case" --where $'type:dns \e[2J'
check "the table tells, and safely" [ "$status" -eq 0 -a "$(LC_ALL=C grep -c $'\e' "$tmp/out")" -eq 0 ]
check "the table says what it shows" has "$out" "Shown where"

# Triage.
run "$ts" tag --add golden "$tmp/a.case" "$id"
check "a tag" [ "$status" -eq 0 ]
run "$ts" report "$tmp/a.case" --where 'tag:golden' -o threats-csv:-
check "threats by tag" [ "$(wc -l <"$tmp/out")" -eq 2 -a "$(sed -n 2p "$tmp/out" | cut -d, -f1)" = "$id" ]
run "$ts" report "$tmp/a.case" --where 'tag:golden' -o csv:-
check "its events by tag" cmp "$tmp/out" <(events "\$13 == \"$id\" || \$14 == \"$id\"")
finish
