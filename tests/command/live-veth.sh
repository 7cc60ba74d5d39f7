#!/usr/bin/env bash
# Live over virtual interfaces, in a network namespace of its own: samples that are sent give the
# threats and events of the offline scan of the same samples.
if [ -z "$LIVE_VETH" ]; then
	export LIVE_VETH=1
	for how in "unshare -n" "unshare -Urn"; do
		$how true 2>/dev/null && exec $how bash "$0" "$@"
	done
	echo "ok 1 # SKIP no network namespace may be made here"
	echo "1..1"
	exit 0
fi
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
send=$top_builddir/tests/command/replay-frames
for set in all default; do
	echo 1 >/proc/sys/net/ipv6/conf/$set/disable_ipv6
done 2>/dev/null
if ! { ip link add name a1 type veth peer name b1 && ip link set a1 mtu 9000 up && ip link set b1 mtu 9000 up; } 2>/dev/null; then
	skip "no virtual interfaces can be made here"
	finish
fi

# listen OPTION…: in the background, until it says that it listens
listen() {
	rm -f "$tmp/out" "$tmp/err" # what the one before said
	"$ts" live -t default -t "$top_srcdir/samples/tor-exit.txt" -i b1 "$@" >"$tmp/out" 2>"$tmp/err" &
	listener=$!
	for _ in $(seq 200); do
		grep -qs "listening on b1" "$tmp/err" && return
		kill -0 $listener 2>/dev/null || break
		sleep 0.05
	done
}

# end SIGNAL: sends it to the listener; its status is in $status
end() {
	kill -"$1" $listener
	wait $listener
	status=$?
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}

# events FILE: what does not depend on when and where a frame was taken
events() {
	python3 - "$1" <<-'PYTHON'
		import csv, sys
		for row in sorted([r[k] for k in ("type", "trail", "info", "src_ip", "src_port", "dst_ip",
		    "dst_port", "proto", "threat", "severity", "count")] for r in csv.DictReader(open(sys.argv[1]))):
		    print(row)
	PYTHON
}

if command -v python3 >/dev/null; then
	for file in "$samples"/*.pcap "$samples"/*.pcapng; do
		name=$(basename "$file")
		"$ts" scan -q --sensor live -t default -t "$top_srcdir/samples/tor-exit.txt" -o "csv:$tmp/offline.csv" "$file" 2>/dev/null
		rm -f "$tmp/live.csv"
		listen -o "csv:$tmp/live.csv"
		frames=$("$send" a1 b1 0 "$file")
		sent=$?
		end INT
		check "$name: sent" [ "$sent" -eq 0 ]
		check "$name: ended well" [ "$status" -eq 0 ]
		check "$name: frames and drops are said" has "$err" "b1: frames: $frames, dropped by the kernel: 0, by the interface: 0"
		events "$tmp/offline.csv" >"$tmp/wanted" && events "$tmp/live.csv" >"$tmp/got"
		out=$(diff "$tmp/wanted" "$tmp/got")
		check "$name: events of the offline scan" [ -z "$out" ]
	done
else
	skip "python3 is not installed: events are not compared"
fi

# Either signal ends it with everything written; a filter is in force.
for signal in INT TERM; do
	listen -w "$tmp/$signal.case" -o "threats-csv:$tmp/$signal.csv" udp port 53
	"$send" a1 b1 0 "$samples/infected-host.pcap" "$samples/download.pcap" >/dev/null
	end "$signal"
	check "SIG$signal: status 0" [ "$status" -eq 0 ]
	run "$ts" report "$tmp/$signal.case" -o threats-csv:-
	check "SIG$signal: the case is whole" [ "$status" -eq 0 ]
	check "SIG$signal: its report, too" cmp -s "$tmp/out" "$tmp/$signal.csv"
	check "SIG$signal: two threats of names, none of URLs" [ "$(lines "$out")" -eq 3 ]
done

# A second signal, after half a second, waits for nothing. The listener is stopped in between while it
# takes what the first one left; where it was too quick, once more.
status=0
for _ in 1 2 3 4 5; do
	[ "$status" -gt 128 ] && break
	rm -f "$tmp/twice.case"
	listen -w "$tmp/twice.case"
	kill -INT $listener
	sleep 0.02
	kill -STOP $listener
	sleep 0.7
	kill -TERM $listener
	kill -CONT $listener
	wait $listener
	status=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err")
done
check "a second signal ends it at once" [ "$status" -eq $((128 + 15)) ]

# What it may still do once it listens: nothing.
listen -w "$tmp/rights.case"
rights=$(grep -E "^(Cap|NoNewPrivs)" "/proc/$listener/status" | tr -d ' \t')
end INT
check "no effective capabilities" has "$rights" "CapEff:0000000000000000"
check "no permitted capabilities" has "$rights" "CapPrm:0000000000000000"
check "no new privileges" has "$rights" "NoNewPrivs:1"

run "$ts" live -i nosuch
check "no such interface: status 4" [ "$status" -eq 4 ]
check "no such interface: the remedy" has "$err" "trailsift live --list"
run "$ts" live --list
check "interfaces are listed" grep -q "^b1 .*up" "$tmp/out"

# The interface goes away: the run ends, and says that it is not all.
listen -o "csv:$tmp/gone.csv"
ip link del a1
wait $listener
status=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err")
check "the interface went away: status 3" [ "$status" -eq 3 ]
check "the interface went away: it is said" has "$err$out" "b1: the interface went away"
check "the interface went away: the report is written" [ -s "$tmp/gone.csv" ]
finish
