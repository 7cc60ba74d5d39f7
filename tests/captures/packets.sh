#!/bin/bash
# Our packets against tshark's: for each frame of each capture that both open, the addresses and the
# TCP and UDP ports of all IP headers in it, outermost first. What differs must have a reason below.
#
# The same by design, and not compared: fragments that wait (tshark shows their addresses), what an
# ICMP error quotes (tshark decodes it, here it is payload).
here=$top_builddir/tests/captures/packets
shared=${TRAILSIFT_SHARED:-$top_srcdir/../shared}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# Where we and tshark differ by design: file, frames ("*" for all), reason.
cat > "$work/differ" <<'END'
030-evasion-suricataverify-frag-36.pcap	7	a datagram joined of fragments that is a fragment again is malformed here (fragment.nested)
fragments.pcap	1	a first fragment of 20 bytes, which none can follow, is examined here
truncated.pcap	4,5,9,10	headers that are cut or lie: tshark shows what there is of them
END

fields=(frame.number frame.protocols ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport
	udp.srcport udp.dstport)
theirs() { # file
	local args=() field
	for field in "${fields[@]}"; do args+=(-e "$field"); done
	tshark -n -r "$1" -T fields -E occurrence=a -E aggregator=, \
		-o tcp.desegment_tcp_streams:FALSE "${args[@]}" 2> "$work/errors"
}

# Prints the frames that differ: number, the columns of tshark, the columns here.
compare() { # theirs, ours
	awk -F '\t' -v OFS=' ' '
		# Whether what tshark has begins with what is here.
		function begins(all, part) {
			return part == "" || index(all "," , part ",") == 1
		}
		FILENAME == ARGV[1] {
			their_protocols[$1] = $2
			for (i = 3; i <= 10; i++) their[$1, i] = $i
			next
		}
		$2 == "fragment" { next }
		{
			quoted = their_protocols[$1] ~ /:icmp(v6)?:ip/
			bad = 0
			for (i = 3; i <= 10; i++)
				if (quoted ? !begins(their[$1, i], $i) : their[$1, i] != $i) bad = 1
			if (!bad) next
			t = u = ""
			for (i = 3; i <= 10; i++) { t = t "|" their[$1, i]; u = u "|" $i }
			print $1, $2, their_protocols[$1], t, u
		}' "$1" "$2"
}

count=0
one() { # file
	local name=${1##*/} differ
	count=$((count + 1))
	theirs "$1" > "$work/theirs"
	"$here" "$1" > "$work/ours" 2> /dev/null
	compare "$work/theirs" "$work/ours" | awk -v name="$name" '
		FILENAME != "-" {
			if ($1 != name) next
			n = split($2, f, ",")
			for (i = 1; i <= n; i++) known[f[i]] = 1
			next
		}
		!known["*"] && !known[$1]' "$work/differ" - > "$work/found"
	if [ -s "$work/found" ]; then
		echo "not ok $count - $name: $(wc -l < "$work/found") of $(wc -l < "$work/ours") frames differ"
		head -n 5 "$work/found" | sed 's/^/# /'
	else
		echo "ok $count - $name: $(wc -l < "$work/ours") frames"
	fi
}

if ! command -v tshark > /dev/null; then
	echo "1..0 # SKIP tshark is not installed"
	exit 0
fi
for directory in "$top_builddir/samples" "$shared/data/captures" "$shared/data/replay"; do
	if [ ! -d "$directory" ]; then
		count=$((count + 1))
		echo "ok $count # SKIP $directory is not there"
		continue
	fi
	while IFS= read -r file; do
		one "$file"
	done < <(for file in "$directory"/*; do capinfos -t "$file" > /dev/null 2>&1 && echo "$file"; done)
done
[ "$count" -gt 0 ] || { count=1; echo "ok 1 # SKIP no captures at hand"; }
echo "1..$count"
