#!/usr/bin/env bash
# A capture that ends early: CUTS beginnings (default 200) of samples, each scanned alone. What is found is
# what the whole capture shows in the frames that are left, row by row; and those frames are all that
# capinfos reads. Left out: the capture's name, the event's own id, the threat (a flood is told by its
# number of sources) and the count (packets of a flow that went on). What ends within a record is said in one
# line that names the file and the byte; status 0 is for what capinfos, too, takes for whole.
#   CUTS SEED (default 1) BUILD
. "$(dirname "$0")/long.sh" || exit 99

# rows FRAMES: those of a CSV without quoted cells, up to that frame
rows() { awk -F, -v OFS=, -v frames="$1" 'NR > 1 && $20 <= frames {$13 = $14 = $15 = $19 = ""; print}'; }

cut_all() {
	local name=$1 file wrong=0 uncounted=0 unsaid=0 unclear=0 unlike=0 packets size expected counted
	size=$(wc -c <"$samples/$name")
	rm -rf "$tmp/m"
	mkdir "$tmp/m"
	"$mutate" cuts "${SEED:-1}" "${CUTS:-200}" "$samples/$name" "$tmp/m" || exit 99
	"$ts" scan -q "${trails[@]}" -o "csv:$tmp/whole.csv" "$samples/$name" || exit 99
	command -v capinfos >/dev/null && capinfos -T -r -c -B "$tmp"/m/* >"$tmp/counted" 2>"$tmp/short"
	for file in "$tmp"/m/*; do
		run "$ts" scan -q "${trails[@]}" -o "csv:$tmp/cut.csv" -o "inputs-csv:$tmp/cut.inputs" "$file"
		# Shorter than any header: no capture. Else damaged, unless it was cut between two records.
		case $status in
		0) ;;
		3) [ "$(lines "$err")" -eq 1 ] && has "$err" "${file##*/}: damaged at byte " || unclear=$((unclear + 1)) ;;
		4) [ "$(wc -c <"$file")" -lt 48 ] || unsaid=$((unsaid + 1)) && continue ;;
		*) unsaid=$((unsaid + 1)) && continue ;;
		esac
		packets=$(awk -F, 'NR == 2 {print $7 + 0}' "$tmp/cut.inputs")
		[ "$(rows "$packets" <"$tmp/whole.csv")" = "$(rows "$packets" <"$tmp/cut.csv")" ] &&
			[ "$(wc -l <"$tmp/cut.csv")" -eq "$(($(rows "$packets" <"$tmp/cut.csv" | wc -l) + 1))" ] || wrong=$((wrong + 1))
		# Of less than a header capinfos makes something else.
		[ -s "$tmp/counted" ] && [ "$(wc -c <"$file")" -ge 48 ] || continue
		counted=$(awk -F'\t' -v name="$file" '$1 == name {print $2}' "$tmp/counted")
		[ "${counted:-0}" -eq "$packets" ] || uncounted=$((uncounted + 1))
		grep -qF "/${file##*/}\"" "$tmp/short" && [ "$status" -eq 0 ] && unlike=$((unlike + 1))
	done
	expected=$(ls "$tmp/m" | wc -l)
	out="$wrong wrong, $uncounted counted otherwise by capinfos, $unsaid with another status, $unclear not in one line, $unlike not said"
	check "$name ($size bytes): $expected cuts find what is left" [ "$wrong" -eq 0 ]
	check "$name: statuses" [ "$unsaid" -eq 0 ]
	check "$name: one line names file and byte" [ "$unclear" -eq 0 ]
	if [ -s "$tmp/counted" ]; then
		check "$name: frames as capinfos counts them" [ "$uncounted" -eq 0 ]
		check "$name: what capinfos calls cut short is said" [ "$unlike" -eq 0 ]
	else
		skip "capinfos is not installed"
	fi
}

for name in infected-host.pcap mass-scan.pcap port-scan.pcap long-domain.pcap two-links.pcapng; do
	cut_all "$name"
done
finish
