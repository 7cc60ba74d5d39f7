#!/usr/bin/env bash
# Fragments of IP: scan --save and evidence --flow have all frames of a datagram whose flow has a finding, as
# tshark joins them; also where the datagram never was complete.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for tool in tshark mergecap python3; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not here"
		exit 0
	fi
done
ts=$(realpath "$ts") samples=$(realpath "$samples") top_srcdir=$(realpath "$top_srcdir")
reshape() { python3 "$top_srcdir/tests/captures/reshape.py" "$@" >/dev/null; }

# Time, lengths and bytes of each frame.
frames_of() { # file
	tshark -n -r "$1" -o frame.generate_md5_hash:TRUE -T fields -e frame.time_epoch -e frame.len \
		-e frame.cap_len -e frame.md5_hash 2>/dev/null
}

# Those of the capture with these numbers, a line each on standard input, in its order.
numbered() { # capture
	cat >numbers
	frames_of "$1" | awk 'NR == FNR {n[$1]; next} FNR in n' numbers -
}

# The numbers of all frames of the streams that the events stand in, with those of their fragments.
streams_of() { # events, capture
	local numbers streams
	numbers=$(awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "frame") f = i}
		NR > 1 {print $f}' "$1" | sort -nu | paste -sd, | sed 's/,/, /g')
	streams=$(tshark -n -r "$2" -Y "frame.number in {$numbers}" -T fields -e tcp.stream -e udp.stream \
		2>/dev/null | awk -F '\t' '$1 != "" {print "tcp.stream == " $1}
		$1 == "" {print "udp.stream == " $2}' | sort -u | paste -sd'|' | sed 's/|/ or /g')
	tshark -n -r "$2" -Y "$streams" -T fields -e frame.number -e ip.fragment -e ipv6.fragment \
		2>/dev/null | tr '\t,' '\n\n' | sort -nu | grep .
}

same() { # wanted, got: no fewer than some, no more than these
	out="$(wc -l <"$1") wanted, $(wc -l <"$2") got"
	[ -s "$1" ] && cmp -s "$1" "$2"
}

cd "$tmp" || exit 99
mergecap -F nsecpcap -w all.pcap "$samples"/{clean,infected-host,long-domain,download}.pcap
reshape ipip all.pcap tunnel.pcap
for shape in fragments mixed-fragments tunnel; do
	if [ $shape = tunnel ]; then
		reshape fragments tunnel.pcap t.pcap && mv t.pcap tunnel.pcap
	else
		reshape $shape all.pcap $shape.pcap
	fi
	run "$ts" scan -q -t default --save $shape-kept.pcapng -w $shape.case -o csv:$shape.csv - <$shape.pcap
	streams_of $shape.csv $shape.pcap | numbered $shape.pcap >wanted
	check "$shape: not all frames are wanted" \
		[ "$(wc -l <wanted)" -lt "$(frames_of $shape.pcap | wc -l)" ]
	frames_of $shape-kept.pcapng >got
	# Of a tunnel --save keeps all.
	[ $shape = tunnel ] || check "$shape: --save keeps all fragments" same wanted got
	run "$ts" evidence $shape.case --flow -o $shape-once.pcapng
	frames_of $shape-once.pcapng | sort >got
	sort wanted >sorted
	check "$shape: evidence --flow finds them there" same sorted got
	run "$ts" scan -q -t default -w $shape-file.case $shape.pcap
	run "$ts" evidence $shape-file.case --flow -o $shape-file.pcapng
	frames_of $shape-file.pcapng | sort >got
	check "$shape: and in the capture itself" same sorted got
done

# Who is listed is called from 10.0.0.1 (a datagram that never ends), 10.0.0.2 and over IPv6 (whole ones), 10.0.0.3
# (one without its beginning) and 10.0.0.4 (one whose end the capture does not have).
python3 - <<'END'
import socket
import struct
out = open("some.pcap", "wb")
out.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 101))
BAD, GOOD, FIRST, MIDDLE, LAST = "45.9.148.3", "10.0.0.7", (0, 1), (24, 1), (48, 0)
whole = struct.pack(">HHHH", 4000, 9999, 72, 0) + bytes(range(64))
def write(time, ip):
    out.write(struct.pack("<IIII", 1700000000 + time, 0, len(ip), len(ip)) + ip)
def ip4(time, src, dst, number, part):
    body = whole[part[0]:part[0] + 24] if part else whole
    place = part[0] // 8 | part[1] << 13 if part else 0
    write(time, struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), number, place, 64, 17, 0,
        socket.inet_aton(src), socket.inet_aton(dst)) + body)
def ip6(time, number, part):
    body = struct.pack(">BBHI", 17, 0, part[0] | part[1], number) + whole[part[0]:part[0] + 24]
    write(time, struct.pack(">IHBB16s16s", 6 << 28, len(body), 44, 64,
        socket.inet_pton(socket.AF_INET6, "2001:db8::1"), socket.inet_pton(socket.AF_INET6, "2a00:1450::9")) + body)
ip4(0, "10.0.0.1", BAD, 1, FIRST)       # 1
ip4(0, "10.0.0.1", GOOD, 2, FIRST)      # 2
ip4(1, "10.0.0.2", BAD, 3, LAST)        # 3
ip4(1, "10.0.0.1", BAD, 1, MIDDLE)      # 4
ip4(1, "10.0.0.1", GOOD, 2, MIDDLE)     # 5
ip4(1, "10.0.0.3", BAD, 4, MIDDLE)      # 6
ip4(2, "10.0.0.2", BAD, 3, FIRST)       # 7
ip4(2, "10.0.0.1", GOOD, 2, LAST)       # 8
ip4(2, "10.0.0.2", BAD, 3, MIDDLE)      # 9, with which it is complete
ip4(3, "10.0.0.2", BAD, 5, None)        # 10
ip6(3, 6, FIRST)                        # 11
ip6(3, 6, LAST)                         # 12
ip6(4, 6, MIDDLE)                       # 13
ip4(200, "10.0.0.5", GOOD, 7, None)     # 14: by now others were given up
ip4(200, "10.0.0.3", BAD, 4, LAST)      # 15
ip4(200, "10.0.0.4", BAD, 8, FIRST)     # 16
END
printf '45.9.148.3\n2a00:1450::9\n' >listed.txt
printf '%s\n' 1 3 4 7 9 10 11 12 13 16 | numbered some.pcap >wanted
run "$ts" scan -q -t listed.txt --save some-kept.pcapng -w some-once.case - <some.pcap
frames_of some-kept.pcapng >got
check "datagrams that are not complete: --save" same wanted got
run "$ts" scan -q -t listed.txt -w some.case some.pcap
for case in some-once some; do
	run "$ts" evidence $case.case --flow -o $case.pcapng
	frames_of $case.pcapng >got
	check "evidence --flow, $case" same wanted got
done
finish
