#!/usr/bin/env bash
# trailsift evidence, and the packets of show: frames as they stand in their captures, by tshark; what
# is packed, moved, changed or missing; whole conversations.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for tool in tshark mergecap editcap gzip python3 sqlite3; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not here"
		exit 0
	fi
done
ts=$(realpath "$ts") samples=$(realpath "$samples")

# Time, lengths, link type and bytes of frames, by tshark; of those that a filter takes.
frames_of() { # file [filter]
	tshark -n -r "$1" -Y "${2:-frame}" -o frame.generate_md5_hash:TRUE -T fields \
		-e frame.time_epoch -e frame.len -e frame.cap_len -e frame.encap_type \
		-e frame.md5_hash 2>/dev/null
}

# "capture TAB frame" of each frame with a comment.
origins() { # file
	tshark -n -r "$1" -T fields -e frame.comment 2>/dev/null |
		sed -nE 's/.*\\ncapture (.*), frame ([0-9]+)$/\1\t\2/p'
}

# The frames of the same origin, out of the captures themselves; $2 turns a name into a path.
wanted() { # file, sed expression
	origins "$1" | awk -F '\t' '{all[$1] = all[$1] (all[$1] ? ", " : "") $2}
		END {for (name in all) print name "\t" all[name]}' >"$tmp/origins"
	while IFS=$'\t' read -r capture frames; do
		frames_of "$(sed -E "$2" <<<"$capture")" "frame.number in {$frames}"
	done <"$tmp/origins" | sort
}

same() { # file, sed expression: whether all its frames are those that they say to be
	frames_of "$1" | sort >"$tmp/got"
	wanted "$1" "$2" >"$tmp/wanted"
	out=$(diff "$tmp/wanted" "$tmp/got")
	[ -s "$tmp/wanted" ] && cmp -s "$tmp/wanted" "$tmp/got"
}

events() { # case: frames and first frames of all events
	sqlite3 "$1" "SELECT input, frame FROM event WHERE threat IS NOT NULL UNION
		SELECT input, first_frame FROM event WHERE threat IS NOT NULL" | wc -l
}

cd "$tmp" || exit 99
mkdir captures
cp "$samples"/{infected-host,long-domain,download,port-scan,icmp-sinkhole}.pcap \
	"$samples"/two-links.pcapng captures/
run "$ts" scan -q -t default -w a.case captures
cp a.case before.case

run "$ts" evidence a.case -o a.pcapng
check "status 0" [ "$status" -eq 0 ]
check "all frames of events" [ "$(frames_of a.pcapng | wc -l)" -eq "$(events a.case)" ]
check "as they stand in their captures" same a.pcapng 's|^|captures/|'
frames_of a.pcapng | cut -f1 >got
check "in order of time" sort -nc got
check "a comment has threat, trail, info" has "$(tshark -n -r a.pcapng -T fields -e frame.comment \
	2>/dev/null)" "threat b922c887, trail 203.0.113.77(/setup.exe), direct .exe download (suspicious)"
check "the case is as it was" cmp -s a.case before.case
run capinfos a.pcapng
check "interfaces have their names" has "$out" "Name = wg0"
check "and times in nanoseconds" has "$out" "Time resolution = 0x09"
check "and their captures" has "$out" "Description = two-links.pcapng"
run tshark -n -r a.pcapng -Y 'frame.time_epoch == 1772475600.123456789'
check "a time of nanoseconds stays one" [ "$(lines "$out")" -eq 1 ]

run "$ts" evidence a.case -o a.pcapng
check "an existing file is not replaced" has "$err" "a.pcapng exists; --force replaces it"
check "which is a failure" [ "$status" -eq 4 ]
run "$ts" evidence a.case -o a.pcapng --force --threat dc439e76
check "but with --force" [ "$status" -eq 0 ]
check "frames of one threat" [ "$(origins a.pcapng | cut -f1 | sort -u)" = two-links.pcapng ]
run "$ts" evidence a.case -o b.pcapng --threat dc439e76 --threat b922c887
check "of two" [ "$(origins b.pcapng | cut -f1 | sort -u | paste -sd' ')" = \
	"download.pcap two-links.pcapng" ]
run "$ts" evidence a.case -o c.pcapng --threat 00000000
check "a threat that there is not" [ "$status" -eq 2 ]
check "is named" has "$err" "no threat 00000000"
check "and nothing is written" [ ! -e c.pcapng ]
run "$ts" evidence a.case -o captures/download.pcap --force
check "a capture is not replaced" has "$err" "is the case or one of its captures"
check "and stays" cmp -s captures/download.pcap "$samples/download.pcap"
run "$ts" evidence a.case -o /dev/full
check "a full disk" [ "$status" -eq 4 ]
check "is told" has "$err" "No space left"
"$ts" evidence a.case -o - --threat dc439e76 2>/dev/null >d.pcapng
check "to standard output" cmp -s a.pcapng d.pcapng
for wrong in "" "-o x.pcapng" "a.case" "a.case b.case -o x.pcapng" \
	"a.case -o x.pcapng --context many" "a.case -o x.pcapng -o y.pcapng"; do
	run "$ts" evidence $wrong
	check "wrong use: evidence $wrong" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]
done

# Frame 4 of 14 carries the finding; port-scan's are the first and one in the middle.
run "$ts" evidence a.case -o e.pcapng --threat b922c887 --context 2
frames_of captures/download.pcap 'frame.number >= 2 and frame.number <= 6' >want
frames_of e.pcapng >got
check "two frames before and after" cmp -s want got
check "which have no comment" [ "$(origins e.pcapng | wc -l)" -eq 1 ]
run "$ts" evidence a.case -o e.pcapng --force --threat b922c887 --context 4000000000
frames_of captures/download.pcap >want
frames_of e.pcapng >got
check "past both ends of the capture" cmp -s want got

# Conversations, by tshark's streams of the frames of findings.
run "$ts" evidence a.case -o f.pcapng --flow --threat dc439e76
frames_of captures/two-links.pcapng "$(tshark -n -r captures/two-links.pcapng -Y "$(
	origins a.pcapng | cut -f2 | sed 's/^/frame.number == /' | paste -sd'|' | sed 's/|/ or /g')" \
	-T fields -e tcp.stream -e udp.stream 2>/dev/null |
	awk -F '\t' '$1 != "" {print "tcp.stream == " $1} $1 == "" {print "udp.stream == " $2}' |
	paste -sd'|' | sed 's/|/ or /g')" >want
frames_of f.pcapng >got
out=$(diff want got)
check "--flow: whole conversations" cmp -s want got
check "more than the findings" [ "$(wc -l <got)" -gt "$(origins f.pcapng | wc -l)" ]

# Packed.
mkdir packed
gzip -c captures/download.pcap >packed/download.pcap.gz
(cd captures && tar cf ../packed/two.tar two-links.pcapng infected-host.pcap icmp-sinkhole.pcap)
python3 - <<'END'
import zipfile
with zipfile.ZipFile("packed/more.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.write("captures/long-domain.pcap", "in/long-domain.pcap")
    z.write("captures/port-scan.pcap", "port-scan.pcap")
END
run "$ts" scan -q -t default -w g.case packed
run "$ts" evidence g.case -o g.pcapng
check "archives: status 0" [ "$status" -eq 0 ]
check "all frames" [ "$(frames_of g.pcapng | wc -l)" -eq "$(events g.case)" ]
check "as they stand there" same g.pcapng 's|^.*[!/]\|\.gz$||g; s|^|captures/|'
check "and are named so" has "$(origins g.pcapng)" 'more.zip!in/long-domain.pcap'

# Moved, changed, missing.
mv captures elsewhere
mkdir -p away/deep
mv elsewhere away/deep/moved
run "$ts" evidence a.case -o h.pcapng
check "found below the present directory only by name" [ "$status" -eq 0 ]
mkdir /tmp/"$(basename "$tmp")".x && far=/tmp/$(basename "$tmp").x
mv away/deep/moved/download.pcap "$far/renamed.cap"
run "$ts" evidence a.case -o i.pcapng
check "one is missing: status 3" [ "$status" -eq 3 ]
check "with its name and the remedy" has "$err" \
	"1 frame of download.pcap missing: the capture download.pcap is not at hand: --captures DIR"
check "the others are there" [ "$(frames_of i.pcapng | wc -l)" -eq "$(($(events a.case) - 1))" ]
run "$ts" evidence a.case -o i.pcapng --force --threat b922c887
check "all are missing: status 4" [ "$status" -eq 4 ]
check "and the file stays as it was" [ "$(frames_of i.pcapng | wc -l)" -gt 1 ]
run "$ts" evidence a.case -o j.pcapng --captures "$far"
check "found again by its digest" [ "$status" -eq 0 ]
frames_of h.pcapng >want
frames_of j.pcapng >got
check "with the same frames" cmp -s want got
cp "$far/renamed.cap" away/deep/moved/download.pcap
printf X | dd of=away/deep/moved/download.pcap bs=1 seek=200 conv=notrunc 2>/dev/null
run "$ts" evidence a.case -o k.pcapng
check "one that was changed is refused" has "$err" \
	"download.pcap is not the file that was scanned: its digest differs; --captures DIR"
check "with status 3" [ "$status" -eq 3 ]
run "$ts" evidence a.case -o l.pcapng --captures "$far"
frames_of l.pcapng >got
check "and the right one is found" cmp -s want got

# show
event=$(sqlite3 a.case "SELECT printf('%016x', e.id) FROM event e JOIN threat t ON t.id = e.threat
	WHERE t.uid = 'b922c887'")
run "$ts" show a.case "$event"
check "show: why there is no packet" has "$out" "is not the file that was scanned"
check "status 0 all the same" [ "$status" -eq 0 ]
run "$ts" show a.case "$event" --captures "$far"
check "show: the summary" has "$out" "HTTP request: GET /setup.exe HTTP/1.1, host 203.0.113.77"
# The dump, read back by text2pcap, is the frame.
grep -E '^[0-9a-f]{4}  ' <<<"$out" | sed -E 's/^(.{54}).*/\1/' >dump
text2pcap -q dump dump.pcap >/dev/null 2>&1
frames_of dump.pcap | cut -f5 >got
frames_of "$far/renamed.cap" 'frame.number == 4' | cut -f5 >want
check "show: the bytes" cmp -s want got
marked=$(grep -A1 -E '^[0-9a-f]{4}  ' <<<"$out" | awk '
	/^[0-9a-f]/ {row = substr($0, 57)}
	/^ *\^/ {marks = substr($0, 57); for (i = 1; i <= length(row); i++)
		if (substr(marks, i, 1) == "^") printf "%s", substr(row, i, 1)}')
check "show: host and path are marked" [ "$marked" = "/setup.exe203.0.113.77" ]
check "no colours in a pipe" lacks "$out" $'\e'
run "$ts" show a.case "$event" --captures "$far" --color=always
check "marks are colours where there are some" has "$out" $'\e[1;31m2f'
line=$(sed -n 's/^frame  *//p' <<<"$out")
check "show: the line that finds the frame" has "$(bash -c "$line" 2>/dev/null)" "GET /setup.exe HTTP/1.1"
event=$(sqlite3 g.case "SELECT printf('%016x', e.id) FROM event e JOIN threat t ON t.id = e.threat
	WHERE t.uid = 'dc439e76' AND e.frame = 14")
run "$ts" show g.case "$event"
check "show: of an archive's member" has "$out" "TLS ClientHello, server name pool.supportxmr.com"
line=$(sed -n 's/^frame  *trailsift //p' <<<"$out")
check "show: the line that finds it" has "$(bash -c "$ts $line" 2>/dev/null)" "Server Name: pool.supportxmr.com"
run "$ts" show g.case "$event" --captures no-such-directory
check "a directory that there is not" [ "$status" -eq 2 ]
rm -r "$far"

# What is read only once: standard input.
mergecap -F nsecpcap -w stream.pcap "$samples"/{clean,infected-host,long-domain,download}.pcap
mkdir kept
run "$ts" scan -q -t default --save kept/some.pcapng -w once.case - <stream.pcap
run "$ts" evidence once.case -o p.pcapng
check "frames of standard input that --save kept" [ "$status" -eq 0 ]
check "as they came" same p.pcapng 's|^-$|stream.pcap|'
frames_of p.pcapng >want
"$ts" evidence once.case -o - --captures kept 2>/dev/null >q.pcapng
frames_of q.pcapng >got
check "by the directory it is in" cmp -s want got
event=$(sqlite3 once.case "SELECT printf('%016x', id) FROM event WHERE observed IN
	(SELECT id FROM text WHERE value LIKE '%setup.exe')")
run "$ts" show once.case "$event"
check "show: one of them" has "$out" "HTTP request: GET /setup.exe"
rm kept/some.pcapng
run "$ts" evidence once.case -o r.pcapng
check "not kept: status 4" [ "$status" -eq 4 ]
check "and why" has "$err" "exist only where --save kept them"

# A large capture: frames far in are read from a mark on, not from the start.
python3 - <<'END'
import struct
out = open("big.pcap", "wb")
out.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 1))
eth = bytes.fromhex("020000000001020000000002") + b"\x08\x00"
def frame(i, src, dst, payload):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), i & 65535, 0, 64, 17, 0, src, dst)
    udp = struct.pack(">HHHH", 40000, 53 if len(payload) < 600 else 9999, 8 + len(payload), 0)
    data = eth + ip + udp + payload
    out.write(struct.pack("<IIII", 1700000000 + i // 100, i % 100 * 10000000 + 7, len(data), len(data)))
    out.write(data)
name = b"".join(bytes([len(x)]) + x for x in (b"pool", b"supportxmr", b"com")) + b"\0"
query = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1)
for i in range(50000):
    if i == 49000:
        frame(i, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]), query)
    else:
        frame(i, bytes([10, 0, 0, 3]), bytes([10, 0, 0, 4]), bytes(1000))
END
run "$ts" scan -q -t default --digest xxh128 -w big.case big.pcap
run "$ts" evidence big.case -o m.pcapng
check "from a large capture" same m.pcapng 's|^||'
check "frame 49001" has "$(origins m.pcapng)" $'big.pcap\t49001'
editcap -F pcapng big.pcap big2.pcapng
run "$ts" scan -q -t default --digest xxh128 -w big2.case big2.pcapng
run "$ts" evidence big2.case -o n.pcapng
check "the same of pcapng" same n.pcapng 's|^||'
for capture in big.pcap big2.pcapng; do
	name=${capture%.*}
	event=$(sqlite3 "$name.case" "SELECT printf('%016x', id) FROM event WHERE frame = 49001")
	run "$ts" show "$name.case" "$event"
	cp "$tmp/out" first
	dd if=/dev/zero of=$capture bs=1M seek=1 count=30 conv=notrunc 2>/dev/null
	run "$ts" show "$name.case" "$event"
	check "what stands before a mark is not read ($capture)" cmp -s first "$tmp/out"
	run "$ts" evidence "$name.case" -o o.pcapng --force
	check "evidence takes only what is whole ($capture)" has "$err" "its digest differs"
done
finish
