#!/usr/bin/env bash
# Bad input: one clear line, the right status, nothing half-written, other inputs still scanned.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

good=$samples/icmp-sinkhole.pcap
# A pcap header (little endian, microseconds, Ethernet) and one record header.
header='\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00'

# with NAME FILE TEXT: FILE beside a good capture gives status 3, a line with TEXT, and the good one's threat.
with() {
	run "$ts" scan "$2" "$good"
	check "$1: status 3" [ "$status" -eq 3 ]
	check "$1: one line names it" has "$err" "$3"
	check "$1: one line" [ "$(lines "$err")" -eq 1 ]
	check "$1: the other capture is scanned" has "$out" 61dfc6d5
	check "$1: the summary names it" has "$out" "$(basename "$2")"
}

: >"$tmp/empty.pcap"
with "an empty file" "$tmp/empty.pcap" "empty"
echo "just some text, a few lines" >"$tmp/notes.txt"
with "a text file" "$tmp/notes.txt" "not a capture"
printf '\xd4\xc3\xb2\xa1\x02\x00' >"$tmp/cut-header.pcap"
with "a cut header" "$tmp/cut-header.pcap" "cut-header.pcap"
{ printf "$header"; printf '\x00\x00\x00\x60\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff'; head -c 100 /dev/zero; } >"$tmp/huge-record.pcap"
with "a record of 4 GiB" "$tmp/huge-record.pcap" "byte 24"
# pcapng: a section header, then a simple packet block without an interface.
{ printf '\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00'
  printf '\x03\x00\x00\x00\x14\x00\x00\x00\x04\x00\x00\x00abcd\x14\x00\x00\x00'; } >"$tmp/no-interface.pcapng"
with "an SPB without an interface" "$tmp/no-interface.pcapng" "byte 28"
head -c -10 "$good" >"$tmp/cut.pcap"
with "a cut file" "$tmp/cut.pcap" "cut.pcap"
# Eight archives inside each other are opened, the ninth is named.
cp "$good" "$tmp/deep-0.pcap"
for i in 1 2 3 4 5 6 7 8 9; do
	tar cf "$tmp/deep-$i.tar" -C "$tmp" "deep-$((i - 1)).$([ $i = 1 ] && echo pcap || echo tar)"
done
run "$ts" scan "$tmp/deep-8.tar"
check "eight archives inside each other: status 0" [ "$status" -eq 0 ]
with "nine archives inside each other" "$tmp/deep-9.tar" "packed more than 8 deep"
printf 'wrong\n' >"$tmp/phrases"
if command -v zip >/dev/null; then
	(cd "$tmp" && zip -qP secret secret.zip deep-0.pcap)
	with "an encrypted archive" "$tmp/secret.zip" "--passphrase-file"
	run "$ts" scan --passphrase-file "$tmp/phrases" "$tmp/secret.zip" "$good"
	check "a wrong passphrase: status 3" [ "$status" -eq 3 ]
	check "a wrong passphrase: one line" [ "$(lines "$err")" -eq 1 ]
fi
if [ "$(id -u)" = 0 ] && ! command -v setpriv >/dev/null; then
	skip "root reads everything, and setpriv is not installed"
else
	mkdir "$tmp/d"
	cp "$good" "$tmp/d/secret.pcap"
	cp "$good" "$tmp/d/open.pcap"
	chmod 000 "$tmp/d/secret.pcap"
	chmod 755 "$tmp" "$tmp/d"
	drop=
	[ "$(id -u)" = 0 ] && drop="setpriv --reuid 65534 --regid 65534 --clear-groups"
	if $drop test -x "$ts" && $drop test -r "$top_builddir/trails/default.trails"; then
		run $drop "$ts" scan "$tmp/d"
		check "no permission: status 3" [ "$status" -eq 3 ]
		check "no permission: named" has "$err" "secret.pcap"
		check "no permission: the other capture is scanned" has "$out" 61dfc6d5
	else
		skip "the build tree is not readable for another user"
	fi
fi

mkdir "$tmp/nothing"
echo hello >"$tmp/nothing/readme"
run "$ts" scan "$tmp/nothing"
check "a directory without captures: status 4" [ "$status" -eq 4 ]
check "a directory without captures: one line" [ "$(lines "$err")" -eq 1 ]
cp "$good" "$tmp/nothing/x.dat"
run "$ts" scan "$tmp/nothing"
check "a capture beside a stranger: status 0" [ "$status" -eq 0 ]
run "$ts" scan "$tmp/nowhere.pcap"
check "a missing file: status 2" [ "$status" -eq 2 ]
check "a missing file: named" has "$err" "nowhere.pcap"

# Standard input.
run "$ts" scan - <"$good"
check "standard input" has "$out" 61dfc6d5
run "$ts" scan - </dev/null
check "empty standard input: no capture" [ "$status" -eq 4 ]

# Trails.
{ printf 'bad\0name.example\n'; head -c 10000000 /dev/zero | tr '\0' a; printf '\n136.161.101.53\n'; } >"$tmp/odd.txt"
run "$ts" scan -t "$tmp/odd.txt" "$good"
check "a trail file with NUL bytes and a line of 10 MB: what is good is used" has "$out" 136.161.101.53
check "a trail file with NUL bytes and a line of 10 MB: one line" [ "$(lines "$err")" -eq 1 ]
head -c 4096 "$top_builddir/trails/default.trails" >"$tmp/cut.trails"
run "$ts" scan -t "$tmp/cut.trails" "$good"
check "a cut store: status 4" [ "$status" -eq 4 ]
check "a cut store: one line" [ "$(lines "$err")" -eq 1 ]
run "$ts" scan -t "$tmp/none.trails" "$good"
check "a missing store" [ "$status" -eq 4 ]

# The case and reports.
run "$ts" scan -w "$tmp/a.case" "$good"
check "a case is kept" [ -s "$tmp/a.case" ]
run "$ts" scan -w "$tmp/a.case" "$good"
check "an existing case is refused: status 4" [ "$status" -eq 4 ]
check "an existing case is refused: the remedy" has "$err" "--force"
run "$ts" scan -w "$tmp/a.case" --force "$good"
check "--force replaces it" [ "$status" -eq 0 ]
run "$ts" scan -w "$tmp/nofolder/a.case" "$good"
check "a case where no folder is: status 4" [ "$status" -eq 4 ]
check "one line" [ "$(lines "$err")" -eq 1 ]
# What a name leads to is written; the name itself stays what it is.
echo old >"$tmp/real.csv"
ln -s real.csv "$tmp/link.csv"
run "$ts" scan -o "csv:$tmp/link.csv" "$good"
check "a symbolic link stays one, its target is the report" \
	[ "$status" -eq 0 -a -L "$tmp/link.csv" -a "$(head -c 5 "$tmp/real.csv")" = "time," ]
if [ -e /dev/fd/1 ]; then
	"$ts" scan -o csv:/dev/fd/3 "$good" >/dev/null 2>"$tmp/err" 3>"$tmp/third.csv"
	status=$?
	check "a report on /dev/fd/3" [ "$status" -eq 0 -a "$(head -c 5 "$tmp/third.csv")" = "time," ]
fi
if [ -e /dev/full ]; then
	run "$ts" scan -o csv:/dev/full "$good"
	check "a report on a full disk: status 4" [ "$status" -eq 4 ]
	check "a report on a full disk: said" has "$err" "No space left"
	"$ts" scan "$good" >/dev/full 2>"$tmp/err"
	status=$? out= err=$(cat "$tmp/err")
	check "standard output on a full disk: status 4" [ "$status" -eq 4 ]
	check "standard output on a full disk: said" has "$err" "No space left"
fi
(ulimit -f 16; trap '' XFSZ; run "$ts" scan -w "$tmp/full.case" "$samples"; echo "$status" >"$tmp/full.status"; echo "$err" >"$tmp/full.err")
status=$(cat "$tmp/full.status") err=$(cat "$tmp/full.err")
check "a full disk for the case: status 4" [ "$status" -eq 4 ]
check "a full disk for the case: named" has "$err" "full.case"
check "a full disk for the case: nothing is left" [ -z "$(ls "$tmp"/full.case* 2>/dev/null)" ]
finish
