#!/usr/bin/env bash
# The same frames in other clothes give the same events: formats, compressions, archives, streams, parts in
# any order. Left out: the event's own id, the capture's name and the frame's number.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

sample=$samples/infected-host.pcap
trails=(-t default -t "$top_srcdir/samples/tor-exit.txt")

# events OUT ARGUMENT...: what the run finds, a line each
events() {
	local to=$1
	shift
	run "$ts" scan -q --digest xxh128 "${trails[@]}" --events-per-threat 0 -o "jsonl:$tmp/events" "$@"
	sed -E 's/"(event|capture|frame)": ?("([^"\\]|\\.)*"|[0-9]+),?//g' "$tmp/events" >"$to"
	rm "$tmp/events"
	return "$status"
}

same() { # name, argument...
	local name=$1
	shift
	events "$tmp/other" "$@"
	check "$name: read in full" [ "$status" -eq 0 ]
	check "$name: the same events" cmp -s "$tmp/whole" "$tmp/other"
}

# with TOOL: whether it is here; else its case is skipped
with() {
	command -v "$1" >/dev/null && return
	skip "$1 is not installed"
	return 1
}

cd "$tmp" || exit 99
cp "$sample" a.pcap
events whole a.pcap
check "the sample has events" [ "$(wc -l <whole)" -ge 5 ]
check "each names its trail" [ "$(grep -c '"trail"' whole)" -eq "$(wc -l <whole)" ]

if with editcap; then
	for format in nsecpcap pcapng modpcap nokiapcap snoop netmon1 netmon2; do
		editcap -F $format a.pcap "x.$format" 2>/dev/null && [ "$format" != netmon1 ] && same "$format" "x.$format"
	done
	rm -f x.*
fi
for tool in gzip:gz zstd:zst xz:xz bzip2:bz2 lz4:lz4; do
	with "${tool%:*}" || continue
	"${tool%:*}" -qc <a.pcap >"a.${tool#*:}"
	same "${tool#*:}" "a.${tool#*:}"
	same "${tool#*:} on standard input" - <"a.${tool#*:}"
done
head -c 10000 a.pcap | gzip -c >two.gz
tail -c +10001 a.pcap | gzip -c >>two.gz
same "gzip of two members" two.gz
mkfifo fifo
cat a.pcap >fifo &
same "a FIFO" fifo
cat a.gz >fifo &
same "gzip through a FIFO" fifo
same "standard input" - <a.pcap
same "a pipe" - < <(cat a.pcap)
mkdir in && cp a.pcap in/b.pcap
tar cf a.tar in
same "tar" a.tar
same "tar on standard input" - <a.tar
tar czf a.tar.gz in
same "tar.gz through a pipe" - < <(cat a.tar.gz)
if with zip; then
	zip -qr a.zip in && same "zip" a.zip
	zip -q0r stored.zip in && same "stored zip" stored.zip
	zip -qrP infected known.zip in && same "encrypted zip" known.zip
	zip -qrP 'other: one' other.zip in
	printf 'wrong\nother: one\n' >phrases
	same "encrypted zip with a passphrase" --passphrase-file phrases other.zip
	run "$ts" scan -q other.zip
	check "encrypted zip without it: not clean" [ "$status" -eq 4 ]
	check "encrypted zip without it: the remedy" has "$err" "--passphrase-file"
	tar czf zip.tar.gz a.zip && same "zip in a tar.gz" zip.tar.gz
	zip -q0 tar.zip a.tar.gz && same "tar.gz in a zip" tar.zip
fi

# 50 parts of consecutive frames.
if with editcap; then
	mkdir parts
	frames=$(($(capinfos -Mrc -T a.pcap | cut -f 2)))
	from=1
	for i in $(seq 1 50); do
		to=$((frames * i / 50))
		editcap -F pcap -r a.pcap "parts/part-$i.pcap" "$from-$to" 2>/dev/null
		from=$((to + 1))
	done
	same "50 parts" parts/*
	same "50 parts from the last to the first" $(ls -r parts/*)
	same "50 parts in a folder" parts
	tar czf parts.tar.gz parts && same "50 parts in a tar.gz" parts.tar.gz
	same "50 parts in a tar.gz on standard input" - < <(cd parts && tar cz $(ls -v))
	with zip && zip -qr parts.zip parts && same "50 parts in a zip" parts.zip

	# Every 20th frame: more members overlap than are unpacked at once; small ones wait in memory.
	mkdir mixed
	for i in $(seq 1 20); do
		editcap -F pcap -r a.pcap "mixed/$i.pcap" $(seq "$i" 20 "$frames") 2>/dev/null
	done
	same "20 files that overlap" mixed/*
	tar czf mixed.tar.gz mixed
	run "$ts" scan -q "${trails[@]}" -o inputs-csv:inputs mixed.tar.gz
	check "20 members that overlap: every frame" [ "$(sed 's/"[^"]*"//g' inputs | awk -F, 'NR > 1 {n += $7} END {print n}')" -eq "$frames" ]
	same "20 members that overlap" mixed.tar.gz
fi

# Given twice.
cp a.pcap copy.pcap
ln a.pcap hard.pcap
ln -s a.pcap soft.pcap
for twice in a.pcap ./a.pcap hard.pcap soft.pcap; do
	same "twice, as $twice" a.pcap "$twice"
	check "twice, as $twice: said" has "$err" "the same file as a.pcap, taken once"
done
same "a copy" a.pcap copy.pcap
check "a copy: said" has "$err" "the same content as a.pcap, examined once"
events other a.pcap a.gz
check "packed, too: said afterwards" has "$err" "the same content as"
events other a.pcap - < <(cat a.pcap)
check "on standard input, too: said afterwards" has "$err" "the same content as"
finish
