#!/usr/bin/env bash
# Kept cases as a user meets them: reports of a case are those of its scan; what is no case, or was
# never finished, is refused; an interrupted scan ends with everything written.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

FORMATS="csv threats-csv inputs-csv json jsonl manifest text"
tor=(-t default -t "$top_srcdir/samples/tor-exit.txt" "$samples/tor-exit.pcap")
# cell FILE ROW COLUMN of a CSV without quoted cells
cell() { sed -n "$2p" "$1" | cut -d, -f "$3"; }

# Reports of the case are those of the scan.
outputs=()
for format in $FORMATS; do
	outputs+=(-o "$format:$tmp/scan.$format")
done
run "$ts" scan -q -w "$tmp/a.case" "${outputs[@]}" "$samples"
check "scan -w with all formats" [ "$status" -eq 0 -a -s "$tmp/a.case" ]
check "no journal is left beside the case" [ "$(ls "$tmp"/a.case*)" = "$tmp/a.case" ]
before=$(sha256sum <"$tmp/a.case")
for format in $FORMATS; do
	run "$ts" report "$tmp/a.case" -o "$format:$tmp/report.$format"
	check "report $format: status 0, nothing printed" [ "$status" -eq 0 -a -z "$out$err" ]
	check "report $format: the bytes of the scan's own" cmp "$tmp/scan.$format" "$tmp/report.$format"
	run "$ts" report "$tmp/a.case" -o "$format:-"
	check "report $format: the same on standard output" cmp "$tmp/out" "$tmp/scan.$format"
done
run "$ts" report "$tmp/a.case"
check "report without -o prints the table" has "$out" "9 threats"
check "looking at a case does not change it" [ "$before" = "$(sha256sum <"$tmp/a.case")" ]
run "$ts" scan -q -w "$tmp/b.case" --digest xxh128 "$samples"
run "$ts" scan -q -w "$tmp/c.case" --digest xxh128 "$samples"
check "the same scan twice: the same case" cmp "$tmp/b.case" "$tmp/c.case"
cp "$tmp/a.case" "$tmp/no ending, 'quoted'"
run "$ts" report "$tmp/no ending, 'quoted'" -o csv:-
check "a case is known by its content, not by its name" cmp "$tmp/out" "$tmp/scan.csv"

# show
run "$ts" scan -q -w "$tmp/tor.case" -o "csv:$tmp/tor.csv" "${tor[@]}"
run "$ts" show "$tmp/tor.case" 1a5af121
check "show: exact number of events" [ "$(awk '$1 == "events" {print $2}' <<<"$out")" -eq 171 ]
check "show: 25 of them" [ "$(grep -c 'tor-exit.pcap frame' <<<"$out")" -eq 25 ]
check "show: what is left out is said" has "$out" "25 of 171"
event=$(cell "$tmp/tor.csv" 172 14)
run "$ts" show "$tmp/tor.case" "$event"
check "show: an event beyond these" has "$out" "$(cell "$tmp/tor.csv" 172 1)"
check "show: its frame, in words that can be run" has "$out" "frame.number == $(cell "$tmp/tor.csv" 172 20)"
for id in deadbeef 1a5af12 1a5af1210 "" $'\e[2J' "' OR 1=1 --"; do
	run "$ts" show "$tmp/tor.case" "$id"
	check "show of the unknown id $(printf %q "$id"): status 2, one line" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 -a -z "$out" ]
done
check "an id is not printed raw" [ "$(LC_ALL=C grep -c $'\e' "$tmp/err")" -eq 0 ]
run "$ts" show "$tmp/tor.case" 1a5af121 61dfc6d5
check "show of two: status 2" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]

# The public report behind a trail, which its source cites.
printf '%s\n' '# Reference: https://report.example/another' 203.0.113.9 \
	'# Reference: https://report.example/exits?a=1,2' 198.51.100.77 >"$tmp/cited.txt"
run "$ts" scan -q -w "$tmp/cited.case" -o "csv:$tmp/cited.csv" -t "$tmp/cited.txt" "$samples/tor-exit.pcap"
for id in "$(cell "$tmp/cited.csv" 2 13)" "$(cell "$tmp/cited.csv" 2 14)"; do
	run "$ts" show "$tmp/cited.case" "$id"
	check "show cites the report" [ "$(grep -c '^reported in  https://report.example/exits?a=1,2$' <<<"$out")" -eq 1 ]
done
run "$ts" trails build -q -o "$tmp/cited.trails" "$tmp/cited.txt" "$top_srcdir/samples/tor-exit.txt"
run "$ts" scan -q --force -w "$tmp/cited.case" -o "csv:$tmp/cited.csv" -t "$tmp/cited.trails" "$samples/tor-exit.pcap"
run "$ts" show "$tmp/cited.case" "$(cell "$tmp/cited.csv" 2 14)"
check "that of another source where its own cites none" has "$out" "reported in  https://report.example/exits"
run "$ts" show "$tmp/tor.case" "$event"
check "none where no source cites one" [ "$(grep -c '^reported in' <<<"$out")" -eq 0 ]

# What is no case: report and show say so in one line.
refused() {
	run "$ts" report "$2"
	check "$1: refused by report" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 -a -z "$out" ]
	check "$1: named" has "$err" "$3"
	run "$ts" show "$2" 61dfc6d5
	check "$1: refused by show" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 -a -z "$out" ]
}
: >"$tmp/empty.case"
refused "an empty file" "$tmp/empty.case" "not a case"
refused "a capture" "$samples/icmp-sinkhole.pcap" "not a case"
refused "a report" "$tmp/scan.csv" "not a case"
refused "a store" "$top_builddir/trails/default.trails" "not a case"
refused "a directory" "$samples" "not a case"
refused "a missing file" "$tmp/nowhere.case" "nowhere.case"
head -c 4096 "$tmp/a.case" >"$tmp/cut.case"
refused "a cut case" "$tmp/cut.case" "cut.case"
if command -v sqlite3 >/dev/null; then
	sqlite3 "$tmp/other.db" 'CREATE TABLE notes (text); INSERT INTO notes VALUES (1)'
	refused "another kind of SQLite file" "$tmp/other.db" "not a case"
	before=$(sha256sum <"$tmp/other.db")
	run "$ts" scan -q --force -w "$tmp/other.db" "$samples/icmp-sinkhole.pcap"
	check "--force does not replace what is no case: status 4" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
	check "it is left as it was" [ "$before" = "$(sha256sum <"$tmp/other.db")" ]
else
	skip "sqlite3 is not installed"
fi

# Events kept singly, the sensor, what is suppressed.
run "$ts" scan -q --events-per-threat 1 -w "$tmp/one.case" -o "csv:$tmp/one.csv" -o "threats-csv:$tmp/one.threats" \
	-o "manifest:$tmp/one.json" "${tor[@]}"
check "--events-per-threat 1: one row" [ "$(wc -l <"$tmp/one.csv")" -eq 2 ]
check "--events-per-threat 1: the first one" [ "$(cell "$tmp/one.csv" 2 20)" = 1 ]
check "--events-per-threat 1: the count is exact" [ "$(cell "$tmp/one.threats" 2 3)" = 171 ]
check "--events-per-threat 1: so is the sparkline" [ "$(cell "$tmp/one.threats" 2 7 | tr '|' '\n' | awk '{n += $1} END {print n}')" -eq 171 ]
check "--events-per-threat 1: the manifest tells events and kept ones" \
	[ "$(grep -cE '"(events": ?171|kept": ?1)[,}]?$' "$tmp/one.json")" -eq 2 ]
run "$ts" show "$tmp/one.case" 1a5af121
check "--events-per-threat 1: show says it" has "$out" "171 (the first 1 are kept singly)"
run "$ts" scan -q --events-per-threat 0 -o csv:- "${tor[@]}"
check "--events-per-threat 0: all" [ "$(lines "$out")" -eq 172 ]

icmp=$samples/icmp-sinkhole.pcap
run "$ts" scan -q --sensor 'dmz, "north"' -w "$tmp/sensor.case" -o csv:- "$icmp"
check "--sensor: quoted in CSV" has "$out" ',"dmz, ""north""",94.199.2.94,'
run "$ts" report "$tmp/sensor.case" -o "jsonl:-"
check "--sensor: kept in the case" has "$out" '"sensor":"dmz, \"north\""'
run "$ts" scan -q --sensor '=cmd()' -o csv:- "$icmp"
check "--sensor: no formula begins a cell" has "$out" ",'=cmd(),"

echo 136.161.101.53 >"$tmp/white.txt"
white=(--whitelist "$tmp/white.txt" "$icmp")
run "$ts" scan -w "$tmp/white.case" -o "csv:$tmp/white.csv" -o "threats-csv:$tmp/white.threats" \
	-o "manifest:$tmp/white.json" "${white[@]}"
check "a suppressed event: no row" [ "$(wc -l <"$tmp/white.csv")" -eq 1 ]
check "a suppressed event: no threat" [ "$(wc -l <"$tmp/white.threats")" -eq 1 ]
check "a suppressed event: counted in the manifest" [ "$(grep -cE '"suppressed": ?1' "$tmp/white.json")" -eq 1 ]
check "a suppressed event: counted in the summary" has "$out" "1 event by whitelist"
check "a suppressed event does not change the status" [ "$status" -eq 0 ]
run "$ts" scan -q --show-suppressed -o csv:- "${white[@]}"
check "--show-suppressed: one row with its rule" [ "$(sed -n 2p <<<"$out" | cut -d, -f 21)" = "suppressed: whitelist 136.161.101.53" ]
check "--show-suppressed: it belongs to no threat" [ -z "$(sed -n 2p <<<"$out" | cut -d, -f 13)" ]
run "$ts" scan -q --show-suppressed -o threats-csv:- "${white[@]}"
check "--show-suppressed: still no threat" [ "$(lines "$out")" -eq 1 ]

# A directory that cannot be written.
mkdir "$tmp/locked"
chmod 555 "$tmp/locked"
drop=
[ "$(id -u)" = 0 ] && drop="setpriv --reuid 65534 --regid 65534 --clear-groups"
chmod 755 "$tmp"
if { [ -z "$drop" ] || command -v setpriv >/dev/null; } && $drop test -x "$ts" && $drop test -r "$icmp" &&
	$drop test -r "$top_builddir/trails/default.trails"; then
	run $drop "$ts" scan -w "$tmp/locked/x.case" "$icmp"
	check "a case in a read-only directory: status 4, one line" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
	check "a case in a read-only directory: named" has "$err" "locked/x.case"
	run $drop "$ts" scan -o "$tmp/locked/x.csv" "$icmp"
	check "a report in a read-only directory: status 4, one line" [ "$status" -eq 4 -a "$(grep -c locked <<<"$err")" -eq 1 ]
	check "nothing is left there" [ -z "$(ls -A "$tmp/locked")" ]
	cp "$tmp/a.case" "$tmp/open.case"
	chmod 755 "$tmp/locked"
	cp "$tmp/a.case" "$tmp/locked/kept.case"
	chmod 444 "$tmp/locked/kept.case"
	chmod 555 "$tmp/locked"
	run $drop "$ts" report "$tmp/locked/kept.case" -o csv:-
	check "a case in a read-only directory is read" cmp "$tmp/out" "$tmp/scan.csv"
else
	skip "the build tree is not readable for another user"
fi

# A capture that does not end: a named pipe that nobody closes. Enough of it that the scan has begun.
"$top_builddir/bench/generate" mix 4000 "$tmp/mix.pcap" || exit 99
mkfifo "$tmp/pipe"
# begin OPTION...: a scan of the pipe, whose number is in $scan; descriptor 9 is its other end.
begin() {
	"$ts" scan --digest xxh128 "$@" "$tmp/pipe" >"$tmp/out" 2>"$tmp/err" &
	scan=$!
	exec 9>"$tmp/pipe"
	head -c 2500000 "$tmp/mix.pcap" >&9
}
end() {
	wait "$scan" 2>/dev/null
	status=$?
	exec 9>&-
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}

begin -q -w "$tmp/killed.case" -o "csv:$tmp/killed.csv"
kill -KILL "$scan"
end
check "kill -9: a case is left, and no report" [ -s "$tmp/killed.case" -a ! -e "$tmp/killed.csv" ]
refused "an unfinished case" "$tmp/killed.case" "unfinished"
run "$ts" scan -q -w "$tmp/killed.case" "$icmp"
check "an unfinished case is not replaced by itself" [ "$status" -eq 4 ]
run "$ts" scan -q --force -w "$tmp/killed.case" "$icmp"
check "--force replaces it" [ "$status" -eq 0 ]
run "$ts" report "$tmp/killed.case" -o threats-csv:-
check "and nothing of the old one is left" [ "$(cut -d, -f 1 <<<"$out")" = $'threat\n61dfc6d5' ]

for signal in INT TERM; do
	rm -f "$tmp/stopped".*
	begin -w "$tmp/stopped.case" -o "csv:$tmp/stopped.csv" -o "manifest:$tmp/stopped.json" \
		-o "inputs-csv:$tmp/stopped.inputs"
	kill -"$signal" "$scan"
	end
	check "SIG$signal: status 3" [ "$status" -eq 3 ]
	check "SIG$signal: the summary tells it" has "$out" "interrupt"
	check "SIG$signal: so does one line" [ "$(lines "$err")" -eq 1 -a -z "${err##*interrupted*}" ]
	check "SIG$signal: the reports are there" [ -s "$tmp/stopped.csv" -a -s "$tmp/stopped.json" ]
	check "SIG$signal: no journal is left" [ "$(ls "$tmp"/stopped.case*)" = "$tmp/stopped.case" ]
	check "SIG$signal: the manifest tells it" has "$(cat "$tmp/stopped.json")" '"state":"interrupted"'
	# Behind the file's header and each record's: the bytes of the frames. The rest is not examined.
	at=$((24 + 16 * $(cell "$tmp/stopped.inputs" 2 7) + $(cell "$tmp/stopped.inputs" 2 8)))
	check "SIG$signal: where it stopped, and how much was read and not examined" \
		has "$(cat "$tmp/stopped.inputs")" ",$at+$(($(cell "$tmp/stopped.inputs" 2 4) - at)): "
	run "$ts" report "$tmp/stopped.case" -o csv:-
	check "SIG$signal: the case is whole" cmp "$tmp/out" "$tmp/stopped.csv"
	run "$ts" report "$tmp/stopped.case"
	check "SIG$signal: reports of the case tell it, too" has "$out" "interrupt"
done
# What was found is what the frames before the interruption show.
frames=$(grep -oE '"packets": ?[0-9]+' "$tmp/stopped.json" | grep -oE '[0-9]+' | head -1)
run "$ts" scan -q --digest xxh128 -o csv:- "$tmp/mix.pcap"
expected=$(awk -F, -v frames="$frames" 'NR > 1 && $20 <= frames {print $1, $9, $20}' "$tmp/out")
check "interrupted: some frames were examined" [ "$frames" -gt 0 ]
check "interrupted: all that they show was found" \
	[ "$(awk -F, 'NR > 1 {print $1, $9, $20}' "$tmp/stopped.csv")" = "$expected" ]
finish
