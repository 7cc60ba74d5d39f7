#!/usr/bin/env bash
# The same frames in other clothes give the same events: in the other byte order, in nanoseconds, as
# pcapng, through a pipe, and split into 50 files in any argument order. Only the event's own id
# and the capture's name may differ, and for split ones the number of the frame.
#   PACKETS (default 20000) of a generated capture; also all samples, and what the shared data has as pcap
#   ONLY (part of a capture's path) BUILD
. "$(dirname "$0")/long.sh" || exit 99

# events KEYS OUT ARGUMENT...: the events without these keys, a line each
events() {
	local without=$1 to=$2
	shift 2
	"$ts" scan -q "${trails[@]}" --events-per-threat 0 -o "jsonl:$tmp/events" "$@" 2>"$tmp/err"
	status=$? out= err=$(cat "$tmp/err")
	sed -E "s/\"($without)\": ?(\"([^\"\\\\]|\\\\.)*\"|[0-9]+|null),?//g" "$tmp/events" >"$to"
	return "$status"
}
ids='event|capture'

compare() {
	events "$ids" "$tmp/other" "$2"
	check "$1" cmp -s "$tmp/whole" "$tmp/other"
}

convert() {
	local name=$1 file=$2 editcap=$3
	cp "$file" "$tmp/whole.pcap"
	events "$ids" "$tmp/whole" "$tmp/whole.pcap" || return # damaged: its end cannot be taken apart
	if "$mutate" swap "$file" "$tmp/turned.pcap" 2>/dev/null; then
		compare "$name: the other byte order" "$tmp/turned.pcap"
		if [ "$(head -c 1 "$file" | od -An -tx1)" = " d4" ]; then
			"$mutate" nano "$file" "$tmp/nano.pcap"
			compare "$name: nanoseconds" "$tmp/nano.pcap"
			"$mutate" swap "$tmp/nano.pcap" "$tmp/nano-turned.pcap"
			compare "$name: nanoseconds in the other byte order" "$tmp/nano-turned.pcap"
		fi
	fi
	events "$ids" "$tmp/other" - <"$file"
	check "$name: standard input" cmp -s "$tmp/whole" "$tmp/other"
	events "$ids" "$tmp/other" - < <(cat "$file")
	check "$name: a pipe" cmp -s "$tmp/whole" "$tmp/other"
	if [ "$editcap" = yes ] && editcap -F pcapng "$file" "$tmp/whole.pcapng" 2>/dev/null; then
		compare "$name: pcapng" "$tmp/whole.pcapng"
	fi
	if [ "$editcap" = yes ] && editcap -F nsecpcap "$file" "$tmp/nsec.pcap" 2>/dev/null; then
		compare "$name: nanoseconds by editcap" "$tmp/nsec.pcap"
	fi
}

# Frames that lie in order of time: those of several files are merged by it.
divide() {
	local name=$1 file=$2
	rm -rf "$tmp/parts"
	mkdir "$tmp/parts"
	"$mutate" split 50 "$file" "$tmp/parts" || exit 99
	events "$ids|frame" "$tmp/whole" "$file"
	events "$ids|frame" "$tmp/other" "$tmp"/parts/*
	check "$name: 50 parts" cmp -s "$tmp/whole" "$tmp/other"
	events "$ids|frame" "$tmp/other" $(ls -r "$tmp"/parts/*)
	check "$name: 50 parts from the last to the first" cmp -s "$tmp/whole" "$tmp/other"
	events "$ids|frame" "$tmp/other" $(printf '%s\n' "$tmp"/parts/* | sort -R --random-source="$generate")
	check "$name: 50 parts in a random order" cmp -s "$tmp/whole" "$tmp/other"
	events "$ids|frame" "$tmp/other" "$tmp/parts"
	check "$name: 50 parts of a folder" cmp -s "$tmp/whole" "$tmp/other"
}

editcap=no
if command -v editcap >/dev/null; then editcap=yes; else skip "editcap is not installed: no pcapng of it"; fi
"$generate" mix "${PACKETS:-20000}" "$tmp/mix.pcap" && "$generate" small "${PACKETS:-20000}" "$tmp/small.pcap" || exit 99
events "$ids" "$tmp/whole" "$tmp/mix.pcap"
check "the generated capture has events" [ "$(wc -l <"$tmp/whole")" -gt 10 ]
for name in mix small; do
	convert "$name" "$tmp/$name.pcap" "$editcap"
	divide "$name" "$tmp/$name.pcap"
done
for name in infected-host mass-scan port-scan long-domain clean download tor-exit; do
	divide "$name.pcap" "$samples/$name.pcap"
done
for file in "$samples"/*.pcap* "$shared"/data/captures/[0-9]*.pcap "$shared"/data/replay/*.pcap; do
	case $file in *"${ONLY:-}"*) ;; *) continue ;; esac
	[ -s "$file" ] && [ "$(wc -c <"$file")" -le 4194304 ] && convert "${file##*/}" "$file" "$editcap"
done
finish
