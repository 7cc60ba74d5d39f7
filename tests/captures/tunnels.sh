#!/usr/bin/env bash
# What is told of tunnels, against tshark's layers: frame by frame of captures, and of events in a case.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for tool in python3 tshark sqlite3; do
	if ! command -v "$tool" >/dev/null; then
		skip "$tool is not installed"
		finish
	fi
done
compare() { python3 "$top_srcdir/tests/captures/tunnels.py" "$@"; }
reshape() { python3 "$top_srcdir/tests/captures/reshape.py" "$@" >/dev/null; }
mapfile -t fields < <(compare fields)

theirs() { # file, how many occurrences of a field, fields, a filter with -Y
	local file=$1 each=$2 args=() field
	shift 2
	while [ $# -gt 0 ] && [ "$1" != -Y ]; do args+=(-e "$1") && shift; done
	tshark -n -r "$file" -T fields -E occurrence="$each" -E aggregator=, "${args[@]}" "$@" 2>/dev/null
}

# --- frames

frames() { # name, file
	theirs "$2" a "${fields[@]}" >"$tmp/theirs"
	"$top_builddir/tests/captures/packets" "$2" >"$tmp/ours" 2>/dev/null
	run compare "$tmp/ours" "$tmp/theirs"
	check "$1: $(tail -n 1 <<<"$out") frames with tunnels" [ "$status" -eq 0 -a "$(lines "$out")" = 1 ]
}

for shape in $(python3 "$top_srcdir/tests/captures/reshape.py" list - -); do
	reshape "$shape" "$samples/download.pcap" "$tmp/new.pcap" && frames "$shape" "$tmp/new.pcap"
done
found=
for file in "$shared"/data/captures/*-tunnel*; do
	capinfos -t "$file" >/dev/null 2>&1 || continue
	found=1
	frames "${file##*/}" "$file"
done
[ "$found" ] || skip "no shared captures at hand"

# --- events

events() { # file: frame and tunnel of each event
	rm -f "$tmp/scan.case"
	run "$ts" scan -q -t "$top_builddir/trails/default.trails" -w "$tmp/scan.case" "$1"
	sqlite3 -separator $'\t' "file:$tmp/scan.case?immutable=1" \
		"SELECT frame, value FROM event JOIN text ON text.id = tunnel ORDER BY serial" >"$tmp/events"
}
in_case() { sqlite3 "file:$tmp/scan.case?immutable=1" "$1"; }

events "$samples/infected-host.pcap"
number=$(in_case "SELECT count(*) FROM event")
check "events without a tunnel have none" [ "$number" -gt 0 -a ! -s "$tmp/events" ]

same_events() { # name, format of printf, fields
	events "$tmp/new.pcap"
	theirs "$tmp/new.pcap" f frame.number ip.src ip.dst "${@:3}" |
		while IFS=$'\t' read -r frame src dst id; do
			# shellcheck disable=SC2059
			printf "%s\t$2\n" "$frame" "$src" "$dst" ${id:+$((id))}
		done >"$tmp/expected"
	awk -F '\t' 'NR == FNR { is[$1] = $2; next } $2 == "" || is[$1] != $2' "$tmp/expected" "$tmp/events" >"$tmp/wrong"
	out=$(head "$tmp/wrong")
	check "$1: what its events came out of" \
		[ "$(wc -l <"$tmp/events")" = "$number" -a ! -s "$tmp/wrong" -a -s "$tmp/expected" ]
}

while read -r shape field format; do
	reshape "$shape" "$samples/infected-host.pcap" "$tmp/new.pcap"
	same_events "$shape" "$format" ${field#-}
done <<'END'
vxlan vxlan.vni vxlan %s > %s vni %d
gre-key gre.key gre %s > %s key %d
geneve geneve.vni geneve %s > %s vni %d
gtp-u gtp.teid gtp-u %s > %s teid %d
mpls-ip mpls.label mpls %s > %s label %d
ipip - ip-in-ip %s > %s
etherip - etherip %s > %s
END
read -r id frame < <(in_case "SELECT printf('%016x ', id) || frame FROM event LIMIT 1")
run "$ts" show "$tmp/scan.case" "$id"
check "show prints it" has "$out" "tunnel       etherip $(theirs "$tmp/new.pcap" f ip.src ip.dst -Y "frame.number == $frame" |
	sed 's/\t/ > /')"

reshape reordered "$samples/infected-host.pcap" "$tmp/inner.pcap"
reshape vxlan "$tmp/inner.pcap" "$tmp/new.pcap"
same_events "out of order" "vxlan %s > %s vni %d" vxlan.vni

# The outermost comes first; what another process reads is the same.
reshape gre-key "$samples/infected-host.pcap" "$tmp/inner.pcap"
reshape vxlan "$tmp/inner.pcap" "$tmp/new.pcap"
events "$tmp/new.pcap"
run sort -u <(cut -f 2 "$tmp/events" | sed 's/192.0.2.[12]/one/g')
check "one in another" [ "$out" = "vxlan one > one vni 7, gre one > one key 7" ]
finish
