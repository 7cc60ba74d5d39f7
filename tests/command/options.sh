#!/usr/bin/env bash
# Use and wrong use: statuses, one line that names the fault and the right spelling.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

good=$samples/icmp-sinkhole.pcap
wrong() {
	local name=$1 text=$2
	shift 2
	run "$ts" "$@"
	check "$name: status 2" [ "$status" -eq 2 ]
	check "$name: names it" has "$err" "$text"
	check "$name: one line" [ "$(lines "$err")" -eq 1 ]
}
wrong "an unknown option" "--frobnicate" scan --frobnicate "$good"
wrong "an unknown letter" "-Z" scan -Z "$good"
wrong "a value that is missing" "--sensor" scan "$good" --sensor
wrong "-i" "trailsift live" scan -i eth0
wrong "--interface" "trailsift live" scan --interface eth0
wrong "-n" "leave it out" scan -n "$good"
wrong "-p" "--no-promiscuous" scan -p "$good"
wrong "-Y" "-f takes a capture filter" scan -Y dns "$good"
wrong "a filter that is none" "tcp prt" scan -f "tcp prt" "$good"
wrong "a filter without its -f" "goes to -f" scan "$good" tcp port 80
wrong "a quoted filter without its -f" "goes to -f" scan "$good" "host 10.0.0.1 and not port 22"
run "$ts" scan "$tmp/my capture.pcap"
check "a missing file with a blank is no filter" [ "$status" -eq 2 -a "${err/-f/}" = "$err" ]
wrong "a time that is none" "2026-02-30" scan --since 2026-02-30 "$good"
wrong "a time without a date" "noon" scan --until noon "$good"
wrong "times the wrong way round" "--until" scan --since 2026-01-02 --until 2026-01-02 "$good"
wrong "a list that is not there" "nowhere.txt" scan --files-from "$tmp/nowhere.txt"
wrong "standard input twice" "not both" scan --files-from - -
wrong "passphrases that are not there" "nowhere.txt" scan --passphrase-file "$tmp/nowhere.txt" "$good"
wrong "--save without a file" "--save" scan "$good" --save
wrong "--save=all without a file" "--save" scan "$good" --save=all
wrong "--save=FILE" "then a blank" scan --save=x.pcapng "$good"
wrong "--save to standard output" "--save" scan --save - "$good"
wrong "-w and --save to one file" "same file" scan -w x --save x "$good"
cp "$good" "$tmp/mine.pcap"
wrong "--save over an input" "is an input" scan --force --save "$tmp/mine.pcap" "$tmp/mine.pcap"
ln "$tmp/mine.pcap" "$tmp/mine.csv"
wrong "a report over an input" "is an input" scan -o "$tmp/mine.csv" "$tmp/mine.pcap"
check "... which is as it was" cmp -s "$good" "$tmp/mine.pcap"
wrong "live without an interface" "--list" live
wrong "live with a file" "trailsift scan" live -r "$good"
wrong "live -D" "--list" live -D
wrong "live -s" "--snaplen" live -s 96 -i lo
wrong "two filters" "twice" live -i lo -f tcp port 80
wrong "a live filter that is none" "tcp prt" live -i lo tcp prt
wrong "--rotate without -w" "-w" live -i lo --rotate 1h
wrong "--rotate with a report" "trailsift report" live -i lo --rotate 1h -w x.case -o x.csv
for value in 0s 5x 1.5h h -1h 400d ""; do
	wrong "--rotate \"$value\"" "--rotate" live -i lo -w x.case --rotate "$value"
done
for value in 2G 0 64MB M ""; do wrong "--buffer \"$value\"" "--buffer" live -i lo --buffer "$value"; done
wrong "a snap length that is none" "many" live -i lo --snaplen many
run "$ts" scan -q --sensor -internal "$good"
check "a value may look like an option" [ "$status" -eq 0 ]
wrong "-w x.pcap" "case" scan -w x.pcap "$good"
wrong "no capture" "capture" scan
wrong "a digest that is none" "sha256" scan --digest md5 "$good"
wrong "a number that is none" "many" scan --events-per-threat many "$good"
wrong "a size that is none" "16M" scan --memory lots "$good"
wrong "a size too small" "16M" scan --memory 1M "$good"
wrong "a report without a format" "x.docx" scan -o x.docx "$good"
wrong "two reports on stdout" "standard output" scan -o csv:- -o json:- "$good"
wrong "a colour that is none" "--color" scan --color blue "$good"
wrong "report without a case" "case" report
wrong "show without a threat" "threat" show x.case

run "$ts"
check "no arguments: usage on stderr, status 2" [ "$status" -eq 2 -a -n "$err" -a -z "$out" ]
run "$ts" --help
check "--help: usage on stdout, status 0" [ "$status" -eq 0 -a -n "$out" -a -z "$err" ]
run "$ts" --version
check "--version" has "$out" "trailsift "
run "$ts" live --help
check "live --help" has "$out" "--save[=all] FILE"
run "$ts" scan --help
check "scan --help" has "$out" "--events-per-threat"
run "$ts" scan -q "$good"
check "-q prints nothing" [ -z "$out$err" -a "$status" -eq 0 ]
run "$ts" "$good"
check "without a command it is a scan" has "$out" 61dfc6d5
run "$ts" -r "$good"
check "-r FILE is the same" has "$out" 61dfc6d5
run "$ts" scan -- "$good"
check "-- ends the options" has "$out" 61dfc6d5
run "$ts" scan --color always "$good"
check "--color always" has "$out" $'\x1b['
run "$ts" scan "$good"
check "no colour in a pipe" [ "$(grep -c $'\x1b' <<<"$out")" -eq 0 ]
run "$ts" scan -o csv:- "$good"
check "a report on stdout: the summary goes to stderr" has "$err" "threat"
check "a report on stdout: the CSV alone" [ "$(head -c 5 <<<"$out")" = time, ]
check "the sensor column" has "$out" ",offline,94.199.2.94,,136.161.101.53,,ICMP,IP,"
run "$ts" scan --sensor dmz-1 -o csv:- "$good"
check "--sensor" has "$out" ",dmz-1,"
run "$ts" scan -w "$tmp/x.case" "$good"
check "a kept case: the command that shows more" has "$out" "trailsift show $tmp/x.case 61dfc6d5"
run "$ts" show "$tmp/x.case" 61dfc6d5
check "show a threat" has "$out" "sinkhole conficker (malware)"
event=$("$ts" report "$tmp/x.case" -o jsonl:- 2>/dev/null | grep -oE '"event": ?"[0-9a-f]+"' | grep -oE '[0-9a-f]{16}')
run "$ts" show "$tmp/x.case" "$event"
check "show an event" has "$out" "136.161.101.53"
run "$ts" show "$tmp/x.case" deadbeef
check "show what is not there: status 2" [ "$status" -eq 2 ]
run "$ts" report "$tmp/x.case" -o "$tmp/e.csv" -o "$tmp/t.threats.csv" -o "$tmp/m.manifest.json" -o "$tmp/a.json" -o "$tmp/l.jsonl" -o "$tmp/i.inputs.csv" -o "$tmp/x.txt"
check "all formats by their endings" [ "$status" -eq 0 -a -s "$tmp/e.csv" -a -s "$tmp/t.threats.csv" -a -s "$tmp/m.manifest.json" -a -s "$tmp/a.json" -a -s "$tmp/l.jsonl" -a -s "$tmp/i.inputs.csv" -a -s "$tmp/x.txt" ]
check "the manifest names no absolute path" [ "$(grep -c "$tmp" "$tmp/m.manifest.json")" -eq 0 ]
finish
