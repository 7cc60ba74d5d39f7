#!/usr/bin/env bash
# The same conversations in other clothes show the same: re-segmented, in fragments, out of order, twice, in every tunnel
# (reshape.py). Frame numbers aside, what the parsers observe is the same, as often.
#   CAPTURES  pcap files, or formats that editcap turns into it; default: some samples
#   SHAPES    default: some; tests/long/reshaped.sh has all
#   MOST      bytes of a capture, larger ones are left out (default 300000)
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi
reshape() { python3 "$top_srcdir/tests/captures/reshape.py" "$@"; }
# What is observed of a file: kind and value.
observed() { timeout 120 "$top_builddir/tests/captures/observed" "$1" | LC_ALL=C cut -f4- | LC_ALL=C sort; }

: "${CAPTURES:=$samples/clean.pcap $samples/download.pcap $samples/infected-host.pcap}"
: "${SHAPES:=segments-1 mixed-fragments reordered udp-lite vxlan gre-key gtp-u-ppp gue pppoe multilink}"

one() {
	local name=$1 file=$2 shape changed differing= total=0
	observed "$file" >"$tmp/before"
	for shape in $SHAPES; do
		changed=$(reshape "$shape" "$file" "$tmp/new.pcap") || { differing+=" $shape(!)"; continue; }
		[ "$changed" = 0 ] && continue
		total=$((total + changed))
		observed "$tmp/new.pcap" >"$tmp/after"
		cmp -s "$tmp/before" "$tmp/after" && continue
		differing+=" $shape"
		diff -a "$tmp/before" "$tmp/after" | cut -c 1-150 | head -"${SHOWN:-5}" | sed "s/^/# $shape: /"
	done
	status=0 out=$differing err=
	check "$name: $(wc -l <"$tmp/before") values, $total frames reshaped" [ -z "$differing" ]
}

for file in $CAPTURES; do
	name=${file##*/}
	[ "$(wc -c <"$file")" -gt "${MOST:-300000}" ] && continue
	case $(od -An -tx1 -N4 "$file" | tr -d ' ') in
	d4c3b2a1 | a1b2c3d4 | 4d3cb2a1 | a1b23c4d) one "$name" "$file" ;;
	*)
		if command -v editcap >/dev/null && editcap -F pcap "$file" "$tmp/old.pcap" 2>/dev/null; then
			one "$name" "$tmp/old.pcap"
		fi
		;;
	esac
done
finish
