#!/bin/bash
# What is saved against tshark, editcap and capinfos: all frames of every capture at hand, saved as
# pcapng, have the times, lengths, link types, protocols and bytes that they had.
: "${top_builddir:?}" "${top_srcdir:?}"
. "$top_srcdir/tests/command/tap.sh"
save=$top_builddir/tests/captures/save-all
for tool in tshark editcap capinfos; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not here"
		exit 0
	fi
done

# Link type, time, lengths, and what the bytes are; a frame without a time has 0.
frames_of() {
	tshark -n -r "$1" -o frame.generate_md5_hash:TRUE -T fields -e frame.encap_type \
		-e frame.time_epoch -e frame.len -e frame.cap_len -e frame.md5_hash \
		2>"$tmp/errors" | sed 's/\t\t/\t0.000000000\t/'
}

same_frames() { # file
	frames_of "$1" >"$tmp/theirs"
	# What tshark cannot read to its end is not for this test.
	[ -s "$tmp/errors" ] && grep -qv 'Running as user' "$tmp/errors" && return 2
	frames_of "$tmp/saved.pcapng" >"$tmp/ours"
	cmp -s "$tmp/theirs" "$tmp/ours" || diff "$tmp/theirs" "$tmp/ours" | head -5 | sed 's/^/# /'
	cmp -s "$tmp/theirs" "$tmp/ours"
}

# All samples, all pcapng, and every fourth of the others; but those with times that tshark has as they stand
# there, though they are none: here a nanosecond field beyond a second is added up, and what no 64
# bits hold is no time.
some=0 other= k=0
for file in "$samples"/*.pcap* "$shared"/data/captures/*.pcap "$shared"/data/captures/*.pcapng; do
	[ -f "$file" ] || continue
	case ${file##*/} in
	*timestamp_invalid_nano.pcap | *PcapPlusPlus-pcapng-example.pcapng) continue ;;
	*.pcap) k=$((k + 1)) ;;
	esac
	[[ $file == "$samples"/* || $file == *.pcapng || $((k % 4)) = 0 ]] || continue
	rm -f "$tmp/saved.pcapng"
	"$save" "$tmp/saved.pcapng" "$file" 2>/dev/null || continue
	same_frames "$file"
	case $? in
	0) some=$((some + 1)) ;;
	1) other="$other ${file##*/}" ;;
	esac
done
status=0 out=$other err=
check "$some captures saved, the same to tshark" [ -z "$other" -a "$some" -gt 5 ]

# Byte for byte, as a pcap: but for its header, which has a snap length.
rm -f "$tmp/saved.pcapng"
run "$save" "$tmp/saved.pcapng" "$samples/infected-host.pcap"
editcap -F nsecpcap "$tmp/saved.pcapng" "$tmp/ours"
editcap -F nsecpcap "$samples/infected-host.pcap" "$tmp/theirs"
check "the same bytes" cmp -i 24 "$tmp/ours" "$tmp/theirs"

# Interfaces: one for each input and interface, by name.
rm -f "$tmp/saved.pcapng"
run "$save" "$tmp/saved.pcapng" "$samples/infected-host.pcap" "$samples/two-links.pcapng"
out=$(capinfos "$tmp/saved.pcapng")
name=$(sed -n 's/.*Name = //p' <<<"$out" | tr '\n' '|')
check "interfaces have names" has "$name" "infected-host.pcap|"
check "those of pcapng, too" has "$name" "two-links.pcapng"
check "times are nanoseconds" [ "$(grep -c 'Time precision = nanoseconds (9)' <<<"$out")" = \
	"$(grep -c 'Name = ' <<<"$out")" ]
check "the application is named" has "$out" "Capture application: trailsift "

finish
