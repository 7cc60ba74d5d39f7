#!/bin/bash
# The same frames in other formats, written by editcap (ERF, which it does not write of Ethernet, by
# make-erf.py): number, time, lengths and link type are those that tshark finds in the same file,
# the bytes are those of the original; and what editcap writes that is not read is named.
here=$top_builddir/tests/captures/frames
shared=${TRAILSIFT_SHARED:-$top_srcdir/../shared}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

count=0
say() { # ok|not ok, text
	count=$((count + 1))
	echo "$1 $count - $2"
}

same() { # text, two files
	if cmp -s "$2" "$3"; then
		say ok "$1"
	else
		say "not ok" "$1"
		diff "$2" "$3" | head -n 4 | sed 's/^/# /'
	fi
}

# Number, time, captured, original of each frame.
theirs() { # file
	tshark -n -r "$1" -T fields -e frame.number -e frame.time_epoch -e frame.cap_len \
		-e frame.len --disable-protocol ip --disable-protocol ipv6 2> /dev/null
}

ours() { # file
	"$here" -l "$1" 2> /dev/null | cut -f 2-5
}

content() { # file: link type and hash of the bytes of each frame
	"$here" -l "$1" 2> /dev/null | cut -f 6-7
}

try() { # original, converted, text
	theirs "$2" > "$work/theirs"
	ours "$2" > "$work/ours"
	same "$3: number, time, lengths as tshark has them" "$work/theirs" "$work/ours"
	content "$1" > "$work/original"
	content "$2" > "$work/content"
	same "$3: link type and bytes of the original" "$work/original" "$work/content"
}

# Writes the original as that format; false where the format cannot hold it.
convert() { # original, format, converted
	if [ "$2" != erf ]; then
		editcap -F "$2" "$1" "$3" > /dev/null 2>&1
	else
		editcap -F pcap "$1" "$work/usual.pcap" > /dev/null 2>&1 &&
			python3 "$top_srcdir/tests/captures/make-erf.py" "$work/usual.pcap" "$3" \
				2> /dev/null
	fi
}

for tool in editcap tshark python3; do
	if ! command -v $tool > /dev/null; then
		echo "1..0 # SKIP $tool is not installed"
		exit 0
	fi
done

captures=("$top_builddir"/samples/{infected-host,mass-scan,tor-exit}.pcap)
for name in 010-bigendian 030-evasion 063-lateral 081-nanosecond 089-qinq; do
	captures+=("$shared/data/captures/$name"*)
done
tried=0
for capture in "${captures[@]}"; do
	if [ ! -f "$capture" ]; then
		count=$((count + 1))
		echo "ok $count # SKIP ${capture##*/} is not there"
		continue
	fi
	for format in snoop netmon1 netmon2 erf; do
		convert "$capture" $format "$work/x.$format" || continue
		try "$capture" "$work/x.$format" "${capture##*/} as $format"
		tried=$((tried + 1))
	done
done
if [ $tried -ge 12 ]; then say ok "$tried conversions"; else say "not ok" "$tried conversions"; fi

for capture in "$shared"/data/captures/014-*netmon2*; do
	[ -f "$capture" ] || continue
	editcap -F pcap "$capture" "$work/usual.pcap"
	try "$work/usual.pcap" "$capture" "${capture##*/}"
done

# What is named and not read.
sample=$top_builddir/samples/infected-host.pcap
for format in 5views:5View commview-ncf:CommView commview-ncfx:CommView k12text:K12 \
	lanalyzer:LANalyzer nettl:nettl ngsniffer:Sniffer ngwsniffer_1_1:NetXRay \
	ngwsniffer_2_0:NetXRay observer:Observer visual:'Visual Networks'; do
	if ! editcap -F "${format%%:*}" "$sample" "$work/named" > /dev/null 2>&1; then
		count=$((count + 1))
		echo "ok $count # SKIP editcap does not write ${format%%:*}"
		continue
	fi
	line=$("$here" "$work/named" 2>&1 > "$work/state")
	case $line in
	*"${format#*:}"*": not read here; editcap -F pcapng FILE OUT.pcapng makes a capture"*)
		say ok "${format%%:*} is named" ;;
	*) say "not ok" "${format%%:*} is named: $line" ;;
	esac
	case $(cut -f 2 "$work/state") in
	unreadable) say ok "${format%%:*} is unreadable, not clean" ;;
	*) say "not ok" "${format%%:*} is unreadable, not clean" ;;
	esac
done
echo "1..$count"
