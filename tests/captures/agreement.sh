#!/bin/bash
# Our reader against capinfos: frames, first and last time, and whether the file is whole, of every
# plain capture at hand (pcap, pcapng, snoop, Network Monitor, by what they begin with): our samples
# and, where they are present, shared captures.
here=$top_builddir/tests/captures/frames
shared=${TRAILSIFT_SHARED:-$top_srcdir/../shared}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

count=0
say() { # ok|not ok, text
	count=$((count + 1))
	echo "$1 $count - $2"
}

# Where we and capinfos differ by design: name, reason.
cat > "$work/differ" <<'END'
083-nanosecond-tcpdump-timestamp_invalid_nano.pcap	a nanosecond field beyond a second is added up here, printed as it stands there
085-pcapngmixedlinkt-PcapPlusPlus-pcapng-example.pcapng	times that no int64 of nanoseconds holds are no times here
END

# Name, frames, first time, last time, "read" or "damaged", tab-separated, by capinfos.
theirs() { # directory
	local file line
	find "$1" -type f | LC_ALL=C sort | while IFS= read -r file; do
		case $(head -c 4 "$file" | od -An -tx1 | tr -d ' \n') in
		a1b2c3d4 | d4c3b2a1 | a1b23c4d | 4d3cb2a1 | a1b2cd34 | 34cdb2a1 | 0a0d0d0a) ;;
		736e6f6f | 52545353 | 474d4255) ;;
		*) continue ;;
		esac
		line=$(capinfos -T -M -r -c -a -e -S "$file" 2> "$work/errors" | head -n 1)
		# Where it gives up, it still says how far it came.
		[ -n "$line" ] || line=$(printf '%s\t%d\t\t' "$file" \
			"$(sed -n 's/.*error occurred after reading \([0-9]*\) packets.*/\1/p' "$work/errors")")
		printf '%s\t%s\n' "${line#"$1"/}" "$([ -s "$work/errors" ] && echo damaged || echo read)"
	done | sed 's/n\/a//g'
}

# The same by us, with times cut to as many decimals as capinfos gives (none where it gives no time:
# when it gave up, and when a packet has none).
ours() { # directory, theirs
	"$here" "$1" 2> /dev/null | awk -F '\t' -v OFS='\t' '
		function cut(t, like, n) {
			if (like == "")
				return ""
			n = index(like, ".") ? length(like) - index(like, ".") : 0
			return n ? substr(t, 1, index(t, ".") + n) : t
		}
		NR == FNR { first[$1] = $3; last[$1] = $4; next }
		{ print $1, $4, cut($5, first[$1]), cut($6, last[$1]), $2 }' "$2" -
}

compare() { # directory
	local name rest reason
	theirs "$1" > "$work/theirs"
	ours "$1" "$work/theirs" > "$work/ours"
	while IFS= read -r line; do
		name=${line%%$'\t'*}
		reason=$(awk -F '\t' -v n="$name" '$1 == n { print $2 }' "$work/differ")
		rest=$(awk -F '\t' -v n="$name" '$1 == n' "$work/ours")
		if [ -n "$reason" ]; then
			count=$((count + 1))
			echo "ok $count # SKIP $name: $reason"
		elif [ "$rest" = "$line" ]; then
			say ok "$name"
		else
			say "not ok" "$name"
			echo "# capinfos: $line"
			echo "# here:     $rest"
		fi
	done < "$work/theirs"
}

if ! command -v capinfos > /dev/null; then
	echo "1..0 # SKIP capinfos is not installed"
	exit 0
fi
for directory in "$top_builddir/samples" "$shared/data/captures" "$shared/data/replay"; do
	if [ -d "$directory" ]; then
		compare "$directory"
	else
		count=$((count + 1))
		echo "ok $count # SKIP $directory is not there"
	fi
done
[ "$count" -gt 0 ] || say ok "no captures at hand"
echo "1..$count"
