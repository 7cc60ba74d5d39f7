#!/usr/bin/env bash
# --save from standard input: the frames of flows with findings, as tshark tells flows; with =all,
# every frame. What is saved, scanned again, gives the same threats.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for tool in tshark mergecap editcap; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not here"
		exit 0
	fi
done
if ! "$ts" scan --help | grep -q -- --save; then
	echo "1..0 # SKIP scan has no --save"
	exit 0
fi

# Time, length and bytes of each frame, of those that a display filter takes.
frames_of() { # file [filter]
	tshark -n -r "$1" -Y "${2:-frame}" -o frame.generate_md5_hash:TRUE -T fields \
		-e frame.time_epoch -e frame.len -e frame.md5_hash 2>/dev/null
}

# "tcp.stream == 1 or udp.stream == 4 …": the streams of the frames of the events.
streams_of() { # events, capture
	local numbers
	numbers=$(awk -F, -v OFS=, 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "frame") f = i}
		NR > 1 {print $f}' "$1" | sort -nu | paste -sd, | sed 's/,/, /g')
	tshark -n -r "$2" -Y "frame.number in {$numbers}" -T fields -e tcp.stream -e udp.stream \
		2>/dev/null | awk -F '\t' '$1 != "" {print "tcp.stream == " $1}
		$1 == "" {print "udp.stream == " $2}' | sort -u | paste -sd'|' | sed 's/|/ or /g'
}

# A scan of ports is told by its last probe, whose flow alone is kept: it is not found again.
threats() {
	"$ts" scan -q -t default -o threats-csv:- "$@" 2>"$tmp/err" |
		awk -F, 'NR > 1 && !/potential port scanning/ {print $1, $3, $4, $13, $14}' | sort
}

all=$tmp/all.pcap
mergecap -F nsecpcap -w "$all" "$samples"/{clean,infected-host,long-domain,download,port-scan}.pcap
run "$ts" scan -q -t default --save "$tmp/kept.pcapng" -o csv:"$tmp/events.csv" - <"$all"
check "status 0" [ "$status" -eq 0 ]
frames_of "$all" "$(streams_of "$tmp/events.csv" "$all")" >"$tmp/wanted"
frames_of "$tmp/kept.pcapng" >"$tmp/got"
out="$(wc -l <"$tmp/got") kept, $(wc -l <"$tmp/wanted") wanted, $(frames_of "$all" | wc -l) in all"
check "exactly the frames of the flows with findings" cmp -s "$tmp/wanted" "$tmp/got"
check "which are some, and not all" [ -s "$tmp/got" -a "$(wc -l <"$tmp/got")" -lt \
	"$(frames_of "$all" | wc -l)" ]

cp "$tmp/events.csv" "$tmp/first.csv"
run "$ts" scan -q -t default -o csv:"$tmp/events.csv" - <"$all"
check "events are the same without it" cmp -s "$tmp/first.csv" "$tmp/events.csv"

run "$ts" scan -q --save=all "$tmp/all.pcapng" - <"$all"
editcap -F nsecpcap "$tmp/all.pcapng" "$tmp/ours.pcap"
check "all: every frame, byte for byte" cmp -i 24 "$all" "$tmp/ours.pcap"

threats "$all" >"$tmp/wanted"
threats "$tmp/kept.pcapng" >"$tmp/got"
out=$(diff "$tmp/wanted" "$tmp/got")
check "what is kept, scanned again, gives the same threats" cmp -s "$tmp/wanted" "$tmp/got"

run "$ts" scan -q --save "$tmp/kept.pcapng" - <"$all"
check "an existing file is not replaced" has "$err" "exists; --force replaces it"
check "status 2 or more" [ "$status" -ge 2 ]
finish
