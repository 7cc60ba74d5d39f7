#!/usr/bin/env bash
# Names of captures: blanks, colons, line breaks, quotes, bytes that are no UTF-8, an exclamation mark, a
# leading dash or sign. They are read, and every output says them in its own spelling.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

mkdir "$tmp/in" && cd "$tmp/in" || exit 99
names=('a b.pcap' 'c:d.pcap' $'e\nf.pcap' "g'h\"i.pcap" $'j\xff\xc3k.pcap' 'l!m.pcap' '-n.pcap' '=o.pcap' 'p,q.pcap'
	$'r\x1b[31ms.pcap' $'t\tu\\v.pcap' $'w\xe2\x80\xaex.pcap' 'ümläut.pcap')
# Each with a content of its own: the last byte of the last frame.
i=0
for name in "${names[@]}"; do
	i=$((i + 1))
	{ head -c -1 "$samples/icmp-sinkhole.pcap"; printf "\\x$(printf %02x $i)"; } >"./$name"
done
count=${#names[@]}

printf '%s\0' "${names[@]}" >../list
run "$ts" scan --isolate --files-from ../list -o csv:../o.csv -o inputs-csv:../o.inputs.csv -o json:../o.json \
	-o manifest:../o.manifest.json -o text:../o.txt
check "--files-from with NUL: status 0" [ "$status" -eq 0 ]
check "--files-from with NUL: $count captures" has "$out" "$count captures"
check "nothing is said" [ -z "$err" ]
check "the terminal gets no control bytes" [ -z "$(tr -d '\n' <"$tmp/out" | LC_ALL=C grep -a $'[\x01-\x08\x0b-\x1f\x7f]')" ]
check "the text report has none" [ -z "$(tr -d '\n' <../o.txt | LC_ALL=C grep -a $'[\x01-\x08\x0b-\x1f\x7f]')" ]

run "$ts" scan -q . -o manifest:../walked.json
check "a walked folder: status 0" [ "$status" -eq 0 ]
if command -v python3 >/dev/null; then
	# What RFC 4180 and RFC 8259 read out of it; bytes that are no UTF-8 as \xHH, a sign behind an apostrophe.
	cat >../names.py <<'END'
import csv, json, sys
def text(name):
    try:
        return name.decode()
    except UnicodeDecodeError:
        return "".join(chr(b) if b < 128 else "\\x%02X" % b for b in name)
want = sorted(text(n) for n in open("../list", "rb").read().split(b"\0")[:-1])
def cells(name, column):
    with open(name, newline="", encoding="utf-8") as f:
        return [r[column] for r in csv.DictReader(f)]
def plain(cell):
    return cell[1:] if cell[0] == "'" and cell[1] in "=+-@\t\r" else cell
def differ(what, got):
    same = [g.lower() for g in sorted(got)] == [w.lower() for w in want]
    print(what, "the same" if same else "other: %r, wanted %r" % (sorted(got), want))
inputs = cells("../o.inputs.csv", "input")
differ("inputs-csv", [plain(c) for c in inputs])
print("signs", sum(c[0] in "=+-@" for c in inputs))
differ("csv", sorted({plain(c) for c in cells("../o.csv", "capture")}))
o = json.load(open("../o.json", encoding="utf-8"))
differ("json", sorted({e["capture"] for e in o["events"]}))
differ("json manifest", [i["name"] for i in o["manifest"]["inputs"]])
differ("manifest", [i["name"] for i in json.load(open("../o.manifest.json", encoding="utf-8"))["inputs"]])
differ("walked", [i["name"] for i in json.load(open("../walked.json", encoding="utf-8"))["inputs"]])
END
	run python3 ../names.py
	for what in inputs-csv csv json "json manifest" manifest walked; do
		check "$what: all names" has $'\n'"$out"$'\n' $'\n'"$what the same"$'\n'
	done
	check "no cell begins with a sign" has "$out" "signs 0"
else
	skip "python3 is not installed"
fi

# As arguments, one by one.
for name in "${names[@]}"; do
	[[ $name == -* ]] && name=./$name
	run "$ts" scan -q "$name"
	check "$(printf %q "$name") as an argument" [ "$status" -eq 0 ]
done
run "$ts" scan -q -- -n.pcap
check "-- -n.pcap" [ "$status" -eq 0 ]

# A fault in one line, whatever the name.
: >$'bad\nname\x1b[2J.pcap'
run "$ts" scan $'bad\nname\x1b[2J.pcap' 'a b.pcap'
check "an odd name at fault: status 3" [ "$status" -eq 3 ]
check "an odd name at fault: one line" [ "$(lines "$err")" -eq 1 ]
check "an odd name at fault: no control bytes" [ -z "$(LC_ALL=C grep -a $'[\x01-\x1f]' <<<"$err")" ]
rm $'bad\nname\x1b[2J.pcap'

# Newline separated, and members with such names.
printf '%s\n' 'a b.pcap' 'c:d.pcap' >../lines
run "$ts" scan -q --files-from ../lines
check "--files-from with line breaks" [ "$status" -eq 0 ]
tar cf "../x!y z.tar" .
run "$ts" scan "../x!y z.tar" -o json:../tar.json
check "members with such names: status 0" [ "$status" -eq 0 ]
check "members with such names: $count captures" has "$out" "$count captures"
check "members with such names: no control bytes" [ -z "$(tr -d '\n' <"$tmp/out" | LC_ALL=C grep -a $'[\x01-\x08\x0b-\x1f\x7f]')" ]
check "the archive's name and the member's" grep -q '"x!y z.tar!./l!m.pcap"\|"x!y z.tar!l!m.pcap"' ../tar.json
finish
