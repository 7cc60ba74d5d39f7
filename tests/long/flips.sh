#!/usr/bin/env bash
# Damage anywhere: every sample, and every capture of the shared data up to 256 KiB, in FLIPS copies
# (default 200) with one to eight bytes changed each, and CUTS (default 40) beginnings.
#   - the whole program never crashes or hangs: its status is 0, 3 or 4;
#   - the same files give the same case and the same reports, byte for byte;
#   - what capinfos says is cut short is reported as damaged or as no capture, with status 3; except that
#     capinfos looks into blocks without frames (decryption secrets), too, which are skipped here: a copy may
#     be called whole if all frames of the capture were read.
#   - damage does not end a pcap whose file header is whole: each of the (at most eight) changed bytes costs at
#     most four frames (itself, the one before, and those between two damages that are too few to be believed).
# One process scans all copies of a capture; where it fails, each copy is scanned alone, and the guilty
# ones are kept in $KEEP (default: flips-failed in the current folder).
#   FLIPS CUTS SEED (default 1) ONLY (part of a capture's path) KEEP BUILD SHARED
. "$(dirname "$0")/long.sh" || exit 99

KEEP=${KEEP:-$PWD/flips-failed}
count=0

# guilty: which copies alone end the program with a status that no scan has
guilty() {
	local file found=
	for file in "$tmp"/m/*; do
		scan_all "$tmp/alone" "$file" >/dev/null 2>"$tmp/alone.err"
		case $? in
		0 | 2 | 3 | 4) ;;
		*)
			mkdir -p "$KEEP"
			cp "$file" "$KEEP/$1-$(basename "$file")"
			found="$found $KEEP/$1-$(basename "$file")"
			err=$(tail -20 "$tmp/alone.err")
			;;
		esac
	done
	out=${found:-"no copy fails alone"}
}

# all_told NAMES FRAMES: the state of each of these inputs is not "read", or all frames were
all_told() {
	local name
	for name in $1; do
		awk -F, -v name="$name" -v frames="$2" '$1 == name {exit $2 == "read" && $7 < frames}' \
			"$tmp/1/inputs" || return 1
	done
}

# head_of FILE: the bytes before the first frame's block of a little-endian pcapng
head_of() {
	local at=0 type size
	while read -r type size < <(od -An -tu4 -j "$at" -N 8 "$1") && [ "${size:-0}" -ge 12 ]; do
		case $type in 2 | 3 | 6) break ;; esac
		at=$((at + size))
	done
	echo "$at"
}

# all_found FILE FRAMES HEAD: no copy whose first HEAD bytes are whole lost more frames than its changed bytes may cost
all_found() {
	local copy name
	for copy in "$tmp"/m/flip-*; do
		cmp -s -n "$3" "$1" "$copy" || continue
		name=${copy##*/}
		awk -F, -v name="$name" -v least="$(($2 - 32))" '$1 == name {exit $7 < least}' "$tmp/1/inputs" && continue
		# A changed length may lead to the start of another record: then no length in it is wrong.
		capinfos -c "$copy" >/dev/null 2>&1 && awk -F, -v name="$name" -v read="$(capinfos -TMrc "$copy" | cut -f 2)" \
			'$1 == name {exit !($2 == "read" && $7 == read)}' "$tmp/1/inputs" && continue
		mkdir -p "$KEEP"
		cp "$copy" "$KEEP/${1##*/}-$name"
		out="$out $KEEP/${1##*/}-$name"
	done
	[ -z "$out" ]
}

attack() {
	local file=$1 name=${1##*/} seed first second cut whole
	seed=$(cksum <<<"${SEED:-1} $name" | cut -d ' ' -f 1)
	rm -rf "$tmp/m" "$tmp/1" "$tmp/2"
	mkdir "$tmp/m"
	"$mutate" flips "$seed" "${FLIPS:-200}" "$file" "$tmp/m" && "$mutate" cuts "$seed" "${CUTS:-40}" "$file" "$tmp/m" || exit 99
	scan_all "$tmp/1" "$tmp/m" >"$tmp/out" 2>"$tmp/err"
	first=$?
	scan_all "$tmp/2" "$tmp/m" >/dev/null 2>"$tmp/err2"
	second=$?
	status=$first out= err=
	case $first in
	0 | 3) check "$name: twice the same" same "$tmp/1" "$tmp/2" ;;
	4) check "$name: twice the same status" [ "$second" -eq 4 ] ;;
	*)
		guilty "$name"
		check "$name: survives" false
		return
		;;
	esac
	check "$name: twice the same lines" cmp -s "$tmp/err" "$tmp/err2"
	[ "$first" -eq 4 ] && return
	command -v capinfos >/dev/null || return
	cut=$(capinfos -c "$tmp"/m/* 2>&1 >/dev/null | sed -nE 's|.*The file "[^"]*/([^"/]*)" appears to have been cut short.*|\1|p')
	out=$cut
	scan_all "$tmp/whole" "$file" >/dev/null 2>&1
	whole=$(awk -F, 'NR == 2 {print $7 + 0}' "$tmp/whole/inputs")
	check "$name: $(wc -w <<<"$cut") cut ones are told" all_told "$cut" "$whole"
	[ -z "$cut" ] || check "$name: status 3" [ "$first" -eq 3 ]
	out=
	case $(head -c 4 "$file" | od -An -tx1 | tr -d ' \n') in
	a1b2c3d4 | d4c3b2a1 | a1b23c4d | 4d3cb2a1) check "$name: frames outside the damage are found" all_found "$file" "$whole" 24 ;;
	0a0d0d0a) [ "$(od -An -tu4 -j 8 -N 4 "$file")" -eq $((0x1a2b3c4d)) ] &&
		check "$name: frames outside the damage are found" all_found "$file" "$whole" "$(head_of "$file")" ;;
	esac
}

for file in "$samples"/*.pcap* "$shared"/data/captures/[0-9]* "$shared"/data/replay/*.pcap; do
	case $file in *"${ONLY:-}"*) ;; *) continue ;; esac
	[ -s "$file" ] && [ "$(wc -c <"$file")" -le 262144 ] || continue
	attack "$file"
	count=$((count + 1))
done
[ -e "$shared/data/captures" ] || skip "the shared data is not here: only the samples were damaged"
check "there were captures to damage: $count" [ "$count" -gt 0 ]
finish
