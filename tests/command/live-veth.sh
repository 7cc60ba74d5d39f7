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
pair() { # NUMBER
	ip link add name "a$1" type veth peer name "b$1" && ip link set "a$1" mtu 9000 up && ip link set "b$1" mtu 9000 up
}
if ! { pair 1 && pair 2; } 2>/dev/null; then
	skip "no virtual interfaces can be made here"
	finish
fi

# listen OPTION…: in the background, until it says that it listens
listen() {
	rm -f "$tmp/out" "$tmp/err" # what the one before said
	"$ts" live -t default -t "$top_srcdir/samples/tor-exit.txt" -i b1 "$@" >"$tmp/out" 2>"$tmp/err" &
	listener=$!
	says "listening on b1"
}

# within COMMAND…: until it succeeds, 20 seconds at most
within() {
	for _ in $(seq 400); do
		"$@" && return
		sleep 0.05
	done
	return 1
}
is_over() { ! kill -0 $listener 2>/dev/null; }
says_or_ends() { grep -qs -- "$1" "$tmp/err" || is_over; }
says() { within says_or_ends "$1" && grep -qs -- "$1" "$tmp/err"; }

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

# Several interfaces, and all of them.
listen -i b2 -o inputs-csv:"$tmp/inputs.csv"
first=$("$send" a1 b1 0 "$samples/infected-host.pcap")
second=$("$send" a2 b2 0 "$samples/download.pcap")
end INT
check "two interfaces: frames of each" has "$(cut -d, -f1,2,3,7 "$tmp/inputs.csv" | paste -sd' ')" "b1,read,live,$first b2,read,live,$second"
check "two interfaces: they are called so" has "$out" "Examined      2 interfaces, "
check "promiscuous, and said so" has "$err" "bytes, promiscuous"
"$ts" live -i any --no-progress >"$tmp/out" 2>"$tmp/err" &
listener=$!
says "listening on any"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
end INT
check "any: the frames of both ends" has "$err" "any: frames: $((2 * first)), dropped"
check "any: never promiscuous" [ "${err/promiscuous/}" = "$err" ]

if command -v tshark >/dev/null; then
	listen --snaplen 60 --immediate --no-promiscuous -o inputs-csv:"$tmp/inputs.csv"
	"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
	end INT
	cut=$(tshark -n -r "$samples/infected-host.pcap" -Y "frame.len > 60" 2>/dev/null | wc -l)
	out=$(cat "$tmp/inputs.csv")
	check "--snaplen: cut frames are counted" has "$out" "cut-by-snap-length $cut"
else
	skip "tshark is not installed: cut frames are not counted"
fi

# A case is read while it grows, and what was published outlives its writer.
threats() { "$ts" report "$tmp/grows.case" 2>&1; }
has_threat() { threats | grep -q "^bc43c287"; }
listen -w "$tmp/grows.case"
run threats
check "before the first frame: readable" [ "$status" -eq 0 ]
check "before the first frame: said" has "$out" "This case is not finished: more may come. Nothing was examined: no frames came yet"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
check "a growing case: its threats" within has_threat
run "$ts" show "$tmp/grows.case" bc43c287
check "a growing case: one of them" has "$out" "This case is not finished: more may come."
kill -USR1 $listener
check "SIGUSR1: where it is" says "frames, .* findings, 0 dropped"
{ kill -KILL $listener && wait $listener; } 2>/dev/null
run threats
check "after SIGKILL: the case is as it was" has "$out" "This case is not finished: more may come. 2 threats"

# Trails are loaded again, where they are good.
cp "$top_srcdir/samples/tor-exit.txt" "$tmp/mine.txt"
"$ts" live -t "$tmp/mine.txt" -i b1 -o "threats-csv:$tmp/hup.csv" >"$tmp/out" 2>"$tmp/err" &
listener=$!
says "listening on b1"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
before=$("$ts" scan -q -t "$tmp/mine.txt" -o manifest:- "$samples/clean.pcap" | grep -m1 -A1 '"trails"' | grep -o '[0-9a-f]\{12\}' | head -1)
echo "thedoccloud.com # of mine" >"$tmp/mine.txt"
kill -HUP $listener
check "SIGHUP: loaded again" says "trails loaded again: digest"
rm "$tmp/mine.txt"
kill -HUP $listener
check "SIGHUP: the old ones stay" says "the trails stay as they were: .*mine.txt"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
end INT
check "SIGHUP: the new ones were in force" grep -q thedoccloud.com "$tmp/hup.csv"
check "SIGHUP: those before are named" has "$out" "loaded again, before: digest $before"

# Periods: each has its case and its frames, nothing is lost between them.
listen --rotate 2s -w "$tmp/turn.case" --save=all "$tmp/turn.pcapng" -o jsonl:-
sent=0
for _ in 1 2 3 4; do
	sent=$((sent + $("$send" a1 b1 0 "$samples/infected-host.pcap")))
	sleep 0.7
done
end INT
rm -f "$tmp/events"
packets=0 kept=0
for case in "$tmp"/turn-*Z.case; do
	"$ts" report -q "$case" -o inputs-csv:"$tmp/inputs.csv" -o jsonl:- >>"$tmp/events"
	packets=$((packets + $(sed -n 2p "$tmp/inputs.csv" | cut -d, -f7)))
	"$ts" scan -q "${case%case}pcapng" -o inputs-csv:"$tmp/inputs.csv"
	kept=$((kept + $(sed -n 2p "$tmp/inputs.csv" | cut -d, -f7)))
done
names=$(cd "$tmp" && ls turn-*.case)
check "periods: more than one" [ "$(lines "$names")" -gt 1 ]
check "periods: named by their begin, UTC" [ -z "$(grep -vE '^turn-[0-9]{8}T[0-9]{6}Z\.case$' <<<"$names")" ]
out="$packets examined, $kept kept, $sent sent"
check "periods: every frame is in one" [ "$packets" -eq "$sent" -a "$kept" -eq "$sent" ]
check "periods: their events are those that were told" [ "$(cut -d, -f1 "$tmp/events" | sort | uniq)" = "$(cut -d, -f1 "$tmp/out" | sort | uniq)" ]

# What is saved, scanned again, gives the same threats.
found() { cut -d, -f1,3,4,13,14,15 "$1"; }
listen --save "$tmp/some.pcapng" -o "threats-csv:$tmp/first.csv"
"$send" a1 b1 0 "$samples/infected-host.pcap" "$samples/download.pcap" "$samples/clean.pcap" >/dev/null
end INT
run "$ts" scan -q --sensor "$(uname -n)" -t default -t "$top_srcdir/samples/tor-exit.txt" -o "threats-csv:$tmp/again.csv" "$tmp/some.pcapng"
check "--save: the same threats offline" [ "$(found "$tmp/first.csv")" = "$(found "$tmp/again.csv")" ]

# Who reads the events goes away, or the disk is full: it ends, and says why.
rm -f "$tmp/err"
("$ts" live -i b1 -o jsonl:- 2>"$tmp/err"; echo $? >"$tmp/status") > >(head -1 >"$tmp/line") &
listener=$!
says "listening on b1"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
check "jsonl:- | head: it ends" within is_over
status=$(cat "$tmp/status") err=$(cat "$tmp/err")
check "jsonl:- | head: status 4" [ "$status" -eq 4 ]
check "jsonl:- | head: it says so" has "$err" "cannot write standard output: Broken pipe"
rm -f "$tmp/err"
"$ts" live -i b1 -o jsonl:- >/dev/full 2>"$tmp/err" &
listener=$!
says "listening on b1"
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
check "a full disk: it ends" within is_over
err=$(cat "$tmp/err")
check "a full disk: it says so" has "$err" "cannot write standard output: No space left on device"

# The log server's port refuses: said at once, and nothing else suffers.
ip link set lo up
listen --log-server 127.0.0.1:9
"$send" a1 b1 0 "$samples/infected-host.pcap" >/dev/null
check "a log server that refuses: said" says "log server '127.0.0.1:9' does not take events: Connection refused"
end INT
check "a log server that refuses: status 0" [ "$status" -eq 0 ]
check "a log server that refuses: counted" has "$err" "events that the log server did not take: 7"

# CAP_NET_RAW is enough, and without it there is one line.
if setpriv --bounding-set=-all,+net_raw true 2>/dev/null; then
	rm -f "$tmp/err"
	setpriv --bounding-set=-all,+net_raw "$ts" live -i b1 -w "$tmp/raw.case" >"$tmp/out" 2>"$tmp/err" &
	listener=$!
	check "with CAP_NET_RAW alone" says "listening on b1"
	end INT
	check "with CAP_NET_RAW alone: status 0" [ "$status" -eq 0 ]
	run setpriv --bounding-set=-all "$ts" live -i b1
	check "without it: status 4" [ "$status" -eq 4 ]
	check "without it: one line" [ "$(lines "$err")" -eq 1 ]
	check "without it: the remedy" has "$err" "b1: needs CAP_NET_RAW: run as root, or once: setcap cap_net_raw+ep "
else
	skip "no setpriv: rights are not taken away"
fi

run "$ts" live -i b1 -o "csv:$tmp/none/events.csv"
check "a report without a directory: status 4 at once" [ "$status" -eq 4 ]
check "a report without a directory: one line" [ "$err" = "trailsift: cannot write into $tmp/none: No such file or directory" ]
for use in "-i b1 -i b1" "-i any -i b1" "-i b1 --since 2026-01-02" "-i b1 --isolate" "-i b1 $samples/clean.pcap" "-i b1 --log-server host"; do
	run "$ts" live $use
	check "wrong use: $use" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]
done

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
