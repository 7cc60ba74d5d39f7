#!/usr/bin/env bash
# Ignore rules: from a checkout, an archive of one, a file, the configuration. What they suppress stays in the case,
# with the rule and its place. The sample has 171 connections from one address, from port 32768 on, each 131 higher.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

tab=$'\t'
capture=$samples/tor-exit.pcap list=$top_srcdir/samples/tor-exit.txt
tree=$tmp/checkout
mkdir -p "$tree/trails/static/malware" "$tree/trails/custom" "$tree/data"
echo static.example >"$tree/trails/static/malware/some_family.txt"
echo 198.51.100.77 >"$tree/trails/custom/mine.txt"
printf '# rules\n198.51.100.77;32768;192.0.2.80;80\n * ; 54907 ; * ; *\n*;*;*;81\nnone\n198.51.100.77;*;192.0.2.81;*\n' \
	>"$tree/data/ignore_events.txt"
run "$ts" trails build "$tree" -o "$tmp/a.trails"
check "a checkout: its rules are counted" has "$out" " 4 ignore rules"
check "a checkout: a line that is no rule is told" has "$err" "data/ignore_events.txt: line 5: not four fields between semicolons"
run "$ts" trails info "$tmp/a.trails"
check "info: how many" has "$(tr -s ' ' <<<"$out")" "ignore rules 4"
tar -C "$tmp" -czf "$tmp/release.tar.gz" checkout
run "$ts" trails build -q "$tmp/release.tar.gz" -o "$tmp/b.trails"
run "$ts" trails info "$tmp/b.trails"
check "an archive of it: the same" has "$(tr -s ' ' <<<"$out")" "ignore rules 4"
digest() { "$ts" trails info "$1" | awk '$1 == "digest" {print $2}'; }
check "an archive of it: the same digest" [ "$(digest "$tmp/a.trails")" = "$(digest "$tmp/b.trails")" ]
sed -i '$d' "$tree/data/ignore_events.txt"
run "$ts" trails build -q "$tree" -o "$tmp/b.trails"
check "a rule less is another digest" [ "$(digest "$tmp/a.trails")" != "$(digest "$tmp/b.trails")" ]

# scan OPTION...: the number of events in $events, of those that are suppressed in $hidden, their ports in $ports
scan() {
	run "$ts" scan -q --force -o "csv:$tmp/events.csv" -o "threats-csv:$tmp/threats.csv" -o "manifest:$tmp/manifest" "$@" "$capture"
	events=$(tail -n +2 "$tmp/events.csv" | wc -l)
	hidden=$(grep -c 'suppressed: ' "$tmp/events.csv")
	ports=$(grep 'suppressed: ' "$tmp/events.csv" | cut -d , -f 4 | paste -sd ' ')
}
scan -t "$tmp/a.trails" --ignore none
check "without rules: every connection" [ "$events" -eq 171 -a "$hidden" -eq 0 ]
scan -t "$tmp/a.trails"
check "two are not shown" [ "$status" -eq 0 -a "$events" -eq 169 -a "$hidden" -eq 0 ]
check "nor counted" [ "$(tail -1 "$tmp/threats.csv" | cut -d , -f 3)" -eq 169 ]
scan -t "$tmp/a.trails" --show-suppressed
check "--show-suppressed: they are there" [ "$events" -eq 171 -a "$ports" = "32768 54907" ]
check "with the rule and where it stands" grep -q 'suppressed: ignore 198.51.100.77;32768;192.0.2.80;80 (data/ignore_events.txt:2)' "$tmp/events.csv"
check "as it was written, without blanks" grep -q 'suppressed: ignore \*;54907;\*;\* (data/ignore_events.txt:3)' "$tmp/events.csv"
run "$ts" scan --no-progress -t "$tmp/a.trails" "$capture"
check "the summary counts them" has "$(tr -s ' ' <<<"$out")" "Suppressed 2 events by whitelist and ignore rules"

printf '*;*;*;80\n' >"$tmp/all.txt"
scan -t "$tmp/a.trails" --ignore "$tmp/all.txt" --show-suppressed
check "--ignore adds; those of the store come first" [ "$hidden" -eq 171 -a "$(grep -c 'all.txt:1)' "$tmp/events.csv")" -eq 169 ]
check "the manifest has its digest" grep -q '"ignore":"[0-9a-f]\{64\}"' "$tmp/manifest"
scan -t "$tmp/a.trails" --ignore none --ignore "$tmp/all.txt" --show-suppressed
check "--ignore none drops those of the store" [ "$(grep -c 'all.txt:1)' "$tmp/events.csv")" -eq 171 ]
scan -t "$tmp/a.trails" --ignore "$tmp/nothing.txt"
check "a file that is not there: status 4" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
echo word >"$tmp/none.txt"
scan -t "$tmp/a.trails" --ignore "$tmp/none.txt"
check "a file without rules: status 4" [ "$status" -eq 4 -a -z "${err##*none.txt: is not a list of ignore rules*}" ]
run "$ts" trails build -q "$list" --ignore "$tmp/all.txt" -o "$tmp/c.trails"
scan -t "$tmp/c.trails" --show-suppressed
check "trails build --ignore" [ "$hidden" -eq 171 ]
scan -t "$tmp/c.trails" -t "$tmp/a.trails" --show-suppressed
check "rules of several stores" [ "$hidden" -eq 171 ]
run "$ts" trails build -q "$tmp/c.trails" "$tmp/a.trails" -o "$tmp/d.trails"
run "$ts" trails info "$tmp/d.trails"
check "a store of stores keeps them" has "$(tr -s ' ' <<<"$out")" "ignore rules 5"
cp "$tmp/all.txt" "$tree/trails/custom/ignore_events.txt"
cp "$list" "$tree/trails/custom/"
scan -t "$tree/trails/custom" --show-suppressed
check "a plain directory brings its rules along" [ "$hidden" -eq 171 ]

run "$ts" trails why -t "$tmp/a.trails" 198.51.100.77
check "why: the rules that name an address, or any" [ "$(grep ^ignore <<<"$out")" = "ignore${tab}198.51.100.77${tab}some events${tab}198.51.100.77;32768;192.0.2.80;80 (data/ignore_events.txt:2)
ignore${tab}198.51.100.77${tab}some events${tab}*;54907;*;* (data/ignore_events.txt:3)
ignore${tab}198.51.100.77${tab}some events${tab}*;*;*;81 (data/ignore_events.txt:4)
ignore${tab}198.51.100.77${tab}some events${tab}198.51.100.77;*;192.0.2.81;* (data/ignore_events.txt:6)" ]
run "$ts" trails why -t "$tmp/a.trails" --ignore none 198.51.100.77
check "why --ignore none" lacks "$out" "some events"

# --- the configuration
mkdir -p "$XDG_CONFIG_HOME/trailsift"
conf=$XDG_CONFIG_HOME/trailsift/trailsift.conf
printf '*;54776;*;*\n' >"$XDG_CONFIG_HOME/trailsift/mine.txt"
echo 'USER_IGNORELIST mine.txt' >"$conf"
scan -t "$list" --show-suppressed
check "USER_IGNORELIST, beside the file that names it" [ "$ports" = 54776 ]
scan -t "$list" --ignore "$tmp/all.txt" --show-suppressed
check "the command line stands before it" [ "$(grep -c 'all.txt:1)' "$tmp/events.csv")" -eq 171 ]
echo 'USER_IGNORELIST gone.txt' >"$conf"
scan -t "$list"
check "one that is not there: status 4" [ "$status" -eq 4 -a -z "${err##*gone.txt*}" ]
echo '192.0.2.80' >"$XDG_CONFIG_HOME/trailsift/good.txt"
echo 'USER_WHITELIST ./good.txt' >"$conf"
scan -t "$list" --show-suppressed
check "USER_WHITELIST" [ "$hidden" -eq 171 ]
scan -t "$list" --whitelist none
check "--whitelist stands before it" [ "$events" -eq 171 ]
echo "IGNORE_EVENTS_REGEX 77', (54907|32768), '192.0.2.80', 80, 'tcp', 'IP', '198.51.100.77', 'TOR" >"$conf"
scan -t "$list" --show-suppressed
check "IGNORE_EVENTS_REGEX" [ "$ports" = "32768 54907" -a "$(grep -c 'suppressed: IGNORE_EVENTS_REGEX' "$tmp/events.csv")" -eq 2 ]
check "the manifest has it" grep -q '"ignore-regex":"77' "$tmp/manifest"
echo 'IGNORE_EVENTS_REGEX (54907' >"$conf"
scan -t "$list"
check "one that is none: told with its line, not applied" [ "$status" -eq 0 -a "$events" -eq 171 -a -z "${err##*trailsift.conf: line 1: IGNORE_EVENTS_REGEX is not applied*}" ]
rm "$conf"
TRAILSIFT_IGNORE_EVENTS_REGEX='54907' scan -t "$list"
check "from the environment" [ "$events" -eq 170 ]
echo "TRAILS_FILE $list" >"$conf"
scan
check "TRAILS_FILE: where -t is not given" [ "$events" -eq 171 ]
scan -t default
check "TRAILS_FILE is the default" [ "$events" -eq 171 ]
scan -t "$tmp/nothing"
check "-t stands before it" [ "$status" -eq 4 ]
finish
