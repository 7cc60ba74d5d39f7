#!/usr/bin/env bash
# The same frames in other clothes give the same events: in the other byte order, in nanoseconds, as
# pcapng, snoop, compressed, in archives, through pipes, and split into 50 files or members in any order. Only the event's own id
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

# In what compresses and what holds others; tests/command/same-frames.sh does more of that with one sample.
packed() {
	local name=$1 file=$2 tool
	for tool in gzip zstd xz bzip2 lz4; do
		command -v $tool >/dev/null || continue
		$tool -c <"$file" >"$tmp/packed"
		compare "$name: $tool" "$tmp/packed"
	done
	gzip -c <"$file" >"$tmp/packed"
	events "$ids" "$tmp/other" - < <(cat "$tmp/packed")
	check "$name: gzip through a pipe" cmp -s "$tmp/whole" "$tmp/other"
	rm -f "$tmp/x.zip"
	if command -v zip >/dev/null && (cd "$tmp" && zip -qP infected x.zip whole.pcap && tar czf packed x.zip); then
		compare "$name: encrypted zip in a tar.gz" "$tmp/packed"
	fi
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
	packed "$name" "$file"
	if [ "$editcap" = yes ] && editcap -F snoop "$file" "$tmp/whole.snoop" 2>/dev/null; then
		compare "$name: snoop" "$tmp/whole.snoop"
	fi
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
	tar czf "$tmp/packed" -C "$tmp" parts
	events "$ids|frame" "$tmp/other" "$tmp/packed"
	check "$name: 50 parts in a tar.gz" cmp -s "$tmp/whole" "$tmp/other"
	tar czf "$tmp/packed" -C "$tmp/parts" $(cd "$tmp/parts" && ls -r)
	events "$ids|frame" "$tmp/other" "$tmp/packed"
	check "$name: 50 parts in a tar.gz, from the last to the first" cmp -s "$tmp/whole" "$tmp/other"
	rm -f "$tmp/x.zip"
	if command -v zip >/dev/null && (cd "$tmp" && zip -qr x.zip parts); then
		events "$ids|frame" "$tmp/other" "$tmp/x.zip"
		check "$name: 50 parts in a zip" cmp -s "$tmp/whole" "$tmp/other"
	fi
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
