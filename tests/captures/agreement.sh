#!/bin/bash
# Our reader against capinfos: frames, first and last time, whether the file is whole, and interfaces
# (number, link type, snap length, frames, name), of every file that capinfos takes for a capture: our
# samples and, where they are present, shared captures. Captures in archives are read in place here,
# and by capinfos from where other tools unpack them.
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

# The LINKTYPE_ number of what capinfos calls an encapsulation.
links="ether 1 null 0 atm-rfc1483 100 rawip 101 linux-sll 113 ieee-802-11-radiotap 127 arcnet_linux 129
	ppi 192 rawip4 228 ether-mpacket 274 linux-sll2 276"

# Name, frames, first time, last time, "read" or "damaged", tab-separated, by capinfos.
theirs() { # directory, before each name
	local file line
	find "$1" -type f | LC_ALL=C sort | while IFS= read -r file; do
		line=$(capinfos -T -M -r -c -a -e -S "$file" 2> "$work/errors" | head -n 1)
		grep -q "isn't a capture file" "$work/errors" && continue
		# Where it gives up, it still says how far it came.
		[ -n "$line" ] || line=$(printf '%s\t%d\t\t' "$file" \
			"$(sed -n 's/.*error occurred after reading \([0-9]*\) packets.*/\1/p' "$work/errors")")
		printf '%s\t%s\n' "$2${line#"$1"/}" "$([ -s "$work/errors" ] && echo damaged || echo read)"
	done | sed 's/n\/a//g'
}

# The same by us, with times cut to as many decimals as capinfos gives (none where it gives no time:
# when it gave up, and when a packet has none).
ours() { # file or directory, theirs
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

# Interfaces by capinfos: name of the file, number, link type, snap length ("any" for none), frames,
# name. In a file of several sections it shows them once for each section and counts the frames of
# all sections at the first one: there frames are left out.
their_interfaces() { # directory, before each name
	find "$1" -type f -exec capinfos -I {} + 2> /dev/null | awk -v OFS='\t' -v links="$links" \
		-v skip="${#1}" -v before="$2" '
		function flush() {
			if (number != "" && (file, number) in seen)
				sections[file] = 1
			else if (number != "") {
				seen[file, number] = 1
				row[++n] = file OFS number OFS (encap in link ? link[encap] : encap) \
					OFS (snap > 0 && snap < 262144 ? snap : "any")
				of[n] = file
				frames[n] = count
				names[n] = name
			}
			number = ""
		}
		BEGIN { for (k = split(links, w, /[ \t\n]+/); k > 1; k -= 2) link[w[k - 1]] = w[k] }
		/^File name: / { flush(); file = before substr($0, 22 + skip) }
		/^Interface #/ { flush(); number = substr($2, 2); name = "" }
		/^ +Name = / { name = $0; sub(/^ +Name = /, "", name) }
		/^ +Encapsulation = / { encap = $NF; sub(/[)]$/, "", encap) }
		/^ +Capture length = / { snap = $NF }
		/^ +Number of packets = / { count = $NF }
		END {
			flush()
			for (k = 1; k <= n; k++)
				print row[k], of[k] in sections ? "" : frames[k], names[k]
		}' | LC_ALL=C sort
}

# The same by us, of the files that capinfos shows interfaces of.
our_interfaces() { # file or directory, theirs
	"$here" -i "$1" 2> /dev/null | awk -F '\t' -v OFS='\t' '
		NR == FNR { shown[$1] = 1; if ($5 == "") sections[$1] = 1; next }
		!($1 in shown) { next }
		$4 == 0 || $4 >= 262144 { $4 = "any" }
		$1 in sections { $5 = "" }
		{ print $1, $2, $3, $4, $5, $6 }' "$2" - | LC_ALL=C sort
}

# What stands for that file in both lists of interfaces.
interfaces_agree() { # name
	awk -F '\t' -v n="$1" '$1 == n' "$work/their-interfaces" > "$work/a"
	awk -F '\t' -v n="$1" '$1 == n' "$work/our-interfaces" > "$work/b"
	cmp -s "$work/a" "$work/b"
}

compare() { # file or directory that is read here, directory that capinfos reads, before each name there
	local name rest reason
	theirs "$2" "$3" > "$work/theirs"
	ours "$1" "$work/theirs" > "$work/ours"
	their_interfaces "$2" "$3" > "$work/their-interfaces"
	our_interfaces "$1" "$work/their-interfaces" > "$work/our-interfaces"
	[ -s "$work/theirs" ] || say "not ok" "capinfos reads nothing of $1"
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
		if interfaces_agree "$name"; then
			say ok "$name: interfaces"
		else
			say "not ok" "$name: interfaces"
			diff "$work/a" "$work/b" | head -n 6 | sed 's/^/# /'
		fi
	done < "$work/theirs"
}

# Unpacks with the tool for that name into the directory; false where there is none at hand. Nothing
# of it keeps its permissions.
unpack() { # archive, directory
	local name=${1##*/}
	case $name in
	*.tar.* | *.tgz) tar --no-same-permissions -xf "$1" -C "$2" ;;
	*.zip) unzip -q -P infected "$1" -d "$2" ;;
	*.gz) gzip -dc "$1" > "$2/$name" ;;
	*.bz2) bzip2 -dc "$1" > "$2/$name" ;;
	*.xz) xz -dc "$1" > "$2/$name" ;;
	*.zst) zstd -qdc "$1" > "$2/$name" ;;
	*.lz4) lz4 -qdc "$1" > "$2/$name" ;;
	*.7z) bsdtar --no-same-permissions -xf "$1" -C "$2" ;;
	*) false ;;
	esac 2> /dev/null
}

compare_packed() { # directory
	local archive before
	for archive in "$1"/*.{gz,tgz,bz2,xz,zst,lz4,zip,7z}; do
		[ -f "$archive" ] || continue
		case $archive in
		*.tar.* | *.tgz | *.zip | *.7z) before=${archive##*/}! ;;
		*) before= ;;
		esac
		rm -rf "$work/unpacked"
		mkdir "$work/unpacked"
		if unpack "$archive" "$work/unpacked"; then
			compare "$archive" "$work/unpacked" "$before"
		else
			count=$((count + 1))
			echo "ok $count # SKIP ${archive##*/}: no other tool here unpacks it"
		fi
	done
}

if ! command -v capinfos > /dev/null; then
	echo "1..0 # SKIP capinfos is not installed"
	exit 0
fi
mkdir "$work/samples"
cp "$top_builddir"/samples/*.pcap* "$work/samples"
for directory in "$work/samples" "$shared/data/captures" "$shared/data/replay"; do
	if [ -d "$directory" ]; then
		compare "$directory" "$directory" ""
		compare_packed "$directory"
	else
		count=$((count + 1))
		echo "ok $count # SKIP $directory is not there"
	fi
done
[ "$count" -gt 0 ] || say ok "no captures at hand"
echo "1..$count"
