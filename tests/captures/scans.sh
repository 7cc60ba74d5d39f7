#!/usr/bin/env bash
# Windows of time: what is cut over two files, in whatever order they are named, or has a clock that goes back in between,
# is found as in one file.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi
python3 -B "$top_srcdir/tests/captures/scans.py" "$tmp" || exit 99
printf 'trail.invalid,nothing,none\n' >"$tmp/trails.csv"

# threats NAME ARGUMENT...: who did what, without times and frames
threats() {
	local name=$1
	shift
	run "$ts" scan -q -t "$tmp/trails.csv" -o "csv:$tmp/$name.csv" "$@"
	python3 - "$tmp/$name.csv" <<-'END' | sort -u >"$tmp/$name"
		import csv, sys
		for row in csv.DictReader(open(sys.argv[1])):
		    print(*(row[x] for x in ("src_ip", "proto", "type", "trail", "info")))
	END
}

threats whole "$tmp/whole.pcap"
for what in "port scanning" "udp scanning" "web scanning" "infection" "horizontal scanning" "dns exhaustion" \
	"excessive no such domain" "dns tunnel" "beacon"; do
	check "one file: $what" grep -q "$what" "$tmp/whole"
done
threats cut "$tmp/first.pcap" "$tmp/second.pcap"
check "cut over two files" cmp "$tmp/whole" "$tmp/cut"
threats turned "$tmp/second.pcap" "$tmp/first.pcap"
check "named in the other order" cmp "$tmp/whole" "$tmp/turned"
threats isolated --isolate "$tmp/first.pcap" "$tmp/second.pcap"
check "each with a state of its own: some are lost" [ "$(wc -l <"$tmp/isolated")" -lt "$(wc -l <"$tmp/whole")" ]
threats back "$tmp/back.pcap"
check "a clock that goes back" cmp "$tmp/whole" "$tmp/back"
finish
