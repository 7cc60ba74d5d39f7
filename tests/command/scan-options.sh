#!/usr/bin/env bash
# What is scanned: lists of files with odd names, filters and times counted by other tools, isolated inputs,
# damage that ends a run, progress by a signal.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

frames() { awk -F, 'NR > 1 {n += $7} END {print n + 0}' <<<"$1"; }
# examined ARGUMENT…: packets that were examined, by the summary
examined() { "$ts" scan --no-progress "$@" 2>/dev/null | sed -nE 's/^Examined .*, ([0-9,]+) packets?( of .*)?$/\1/p' | tr -d ,; }
all=("$samples"/*.pcap*)

# Names of any bytes but NUL; by lines, of any but line feeds.
odd=$tmp/odd
mkdir "$odd"
cp "$samples/icmp-sinkhole.pcap" "$odd/with blank:and colon"
cp "$samples/clean.pcap" "$odd/-dash"
cp "$samples/tor-exit.pcap" "$odd/"$'line\nfeed'
printf '%s\n' "$odd/with blank:and colon" "" "$odd/-dash" >"$tmp/lines"
run "$ts" scan -o inputs-csv:- --files-from "$tmp/lines"
check "a list by lines: two inputs" [ "$(lines "$out")" -eq 3 -a "$status" -eq 0 ]
check "a list by lines: the name as it stands" has "$out" "with blank:and colon,read"
printf '%s' "$odd/with blank:and colon" >"$tmp/unended"
run "$ts" scan --files-from "$tmp/unended"
check "a last line without its end" has "$out" 61dfc6d5
find "$odd" -type f -print0 >"$tmp/nul"
run "$ts" scan -q -o "$tmp/i.csv" -o "inputs-csv:-" --files-from - <"$tmp/nul"
check "a list by NUL on standard input: status" [ "$status" -eq 0 ]
check "a list by NUL: all three were read" [ "$(grep -c ',read,' "$tmp/out")" -eq 3 ]
run "$ts" scan --files-from "$tmp/lines" "$samples/tor-exit.pcap" -o inputs-csv:-
check "a list and arguments" [ "$(grep -c ',read,' "$tmp/out")" -eq 3 ]
printf '%s\n\n%s\n' "$odd/-dash" "$odd/nowhere" >"$tmp/faulty"
run "$ts" scan --files-from "$tmp/faulty"
check "a missing file of a list: its line, status 2" [ "$status" -eq 2 -a -n "$(grep "faulty, line 3: .*nowhere" <<<"$err")" ]
run "$ts" scan --files-from - <<<"-"
check "a list on standard input does not list standard input" [ "$status" -eq 2 ]
: >"$tmp/empty"
run "$ts" scan --files-from "$tmp/empty"
check "an empty list: no capture, status 4" [ "$status" -eq 4 ]

if command -v tshark >/dev/null 2>&1; then
	# The display filter that means the same: a capture filter does not look behind VLAN tags by itself.
	while IFS='|' read -r bpf display; do
		wanted=0
		for file in "${all[@]}"; do
			wanted=$((wanted + $(tshark -n -r "$file" -Y "$display" 2>/dev/null | wc -l)))
		done
		check "-f \"$bpf\": as many as tshark finds ($wanted)" [ "$(examined -f "$bpf" "${all[@]}")" = "$wanted" ]
	done <<-'END'
		udp port 53|udp.port == 53 && !icmp && !vlan
		tcp|tcp && !icmp && !vlan
		not tcp|ip && (!tcp || vlan)
		tcp[tcpflags] & tcp-syn != 0|ip && tcp.flags.syn == 1 && !vlan
	END
else
	skip "tshark is not installed"
fi
if command -v editcap >/dev/null 2>&1 && command -v capinfos >/dev/null 2>&1; then
	for file in mass-scan infected-host; do
		case $file in
		mass-scan) since=2026-03-02T03:20:00Z until=2026-03-02T03:40:00Z ;;
		infected-host) since=2026-03-02T07:10:00Z until=2026-03-02T07:50:00Z ;;
		esac
		editcap -A "$since" -B "$until" "$samples/$file.pcap" "$tmp/cut.pcap"
		wanted=$(capinfos -Mrc "$tmp/cut.pcap" | awk 'END {print $NF}')
		check "$file: editcap leaves some, not all" [ "$wanted" -gt 0 -a "$wanted" -lt "$(capinfos -Mrc "$samples/$file.pcap" | awk 'END {print $NF}')" ]
		check "$file: --since and --until leave as many as editcap ($wanted)" \
			[ "$(examined --since "$since" --until "$until" "$samples/$file.pcap")" = "$wanted" ]
		before=$(examined --until "$since" "$samples/$file.pcap") after=$(examined --since "$until" "$samples/$file.pcap")
		check "$file: before, between and after are all" \
			[ $((before + wanted + after)) -eq "$(capinfos -Mrc "$samples/$file.pcap" | awk 'END {print $NF}')" ]
		run "$ts" scan -q --since "$since" --until "$until" -o threats-csv:- "$samples/$file.pcap"
		whole=$out
		run "$ts" scan -q -o threats-csv:- "$tmp/cut.pcap"
		check "$file: the findings are those of the cut file" [ "$out" = "$whole" ]
		check "$file: an offset is the same moment" [ "$(examined --since "${since%Z}-00:00" --until "${until%Z}+00:00" "$samples/$file.pcap")" = "$wanted" ]
	done
else
	skip "editcap is not installed"
fi
run "$ts" scan --since 2030-01-01 "$samples/icmp-sinkhole.pcap"
check "frames out of the period are no fault of the input" [ "$status" -eq 0 ]
check "... and give no findings" [ "${out/61dfc6d5/}" = "$out" ]
run "$ts" scan -q -o manifest:- -f "icmp" --since 2026-01-01 --until 2027-01-01T01:00:00+01:00 --isolate --strict-input "$samples/icmp-sinkhole.pcap"
for option in '"filter"' '"icmp"' '"since"' 2026-01-01T00:00:00.000000000Z '"until"' 2027-01-01T00:00:00.000000000Z \
	'"isolate"' '"strict-input"'; do
	check "the manifest has $option" has "$out" "$option"
done

# One source, eleven ports, half of them in each file: a scan of ports only where state spans both.
if command -v editcap >/dev/null 2>&1; then
	editcap -r "$samples/port-scan.pcap" "$tmp/a.pcap" 1-15
	editcap "$samples/port-scan.pcap" "$tmp/b.pcap" 1-15
	together=$("$ts" scan -q -o csv:- "$tmp/a.pcap" "$tmp/b.pcap" 2>/dev/null | wc -l)
	alone=$(($("$ts" scan -q -o csv:- "$tmp/a.pcap" 2>/dev/null | wc -l) + $("$ts" scan -q -o csv:- "$tmp/b.pcap" 2>/dev/null | wc -l) - 1))
	run "$ts" scan -q --isolate -o csv:- "$tmp/a.pcap" "$tmp/b.pcap"
	check "--isolate: the events of each scanned alone ($alone; together $together)" [ "$(lines "$out")" -eq "$alone" ]
fi

head -c 1000 "$samples/clean.pcap" >"$tmp/cut.pcap"
run "$ts" scan --strict-input "$tmp/cut.pcap" "$samples/icmp-sinkhole.pcap"
check "--strict-input: damage, status 3" [ "$status" -eq 3 ]

# A signal asks for progress while standard input gives nothing to read.
mkfifo "$tmp/fifo"
"$ts" scan -q - <"$tmp/fifo" >/dev/null 2>"$tmp/progress" &
exec 3>"$tmp/fifo"
head -c 1000 "$samples/clean.pcap" >&3
for ((i = 0; i < 100; i++)); do
	[ -s "$tmp/progress" ] && break
	sleep 0.1
	# Bit 9 of the signals that it catches.
	caught=$(awk '/^SigCgt/ {print $2}' "/proc/$!/status" 2>/dev/null)
	[ $((0x${caught:-0} >> 9 & 1)) -eq 1 ] && kill -USR1 $!
done
err=$(cat "$tmp/progress")
check "SIGUSR1 prints a whole line, also while nothing comes" [ "$(grep -c '^trailsift: .*, 0 findings' <<<"$err")" -gt 0 ]
tail -c +1001 "$samples/clean.pcap" >&3
exec 3>&-
wait $!
status=$?
check "SIGUSR1 does not end a scan" [ $status -eq 0 ]

# The whitelist of a store, and without it.
printf 'white.invalid\n' >"$tmp/white"
printf '9.9.9.9\n' >"$tmp/more"
printf 'a.white.invalid,listed (malware),(static)\n' >"$tmp/listed.csv"
run "$ts" trails build -q --whitelist "$tmp/white" -o "$tmp/white.trails" "$tmp/listed.csv"
run "$ts" trails check -t "$tmp/white.trails" a.white.invalid
check "a store's whitelist holds" has "$out" "whitelisted by"
run "$ts" trails check -t "$tmp/white.trails" --whitelist none a.white.invalid
check "unless it is dropped" lacks "$out" "whitelisted by"
run "$ts" scan -q -t "$tmp/white.trails" --whitelist none --whitelist "$tmp/more" -o manifest:- "$samples/clean.pcap"
check "which the manifest tells" has "$out" '"whitelist":"none,'

# Heuristics by name, and lists of user agents; what differs from the defaults is in the manifest.
run "$ts" scan -q -o manifest:- --enable missing-host --disable long_domain,Port-Scanning "$samples/clean.pcap"
check "heuristics in the manifest" has "$(tr -d ' \n' <<<"$out")" '"disable":"port_scanning,long_domain"'
check "one that is off by default" has "$(tr -d ' \n' <<<"$out")" '"enable":"missing_host"'
run "$ts" scan -q -o manifest:- --disable long_domain --enable long_domain,missing_host --disable missing-host "$samples/clean.pcap"
check "what is said last holds" [ -z "$(grep -E '"(enable|disable)"' <<<"$out")" -a "$status" -eq 0 ]
run "$ts" scan --disable port_scanner "$samples/clean.pcap"
check "an unknown heuristic: status 2, and their names" [ "$status" -eq 2 -a -n "$(grep 'port_scanner.*port_scanning, ' <<<"$err")" ]
printf 'curl/\\d\n' >"$tmp/agents"
run "$ts" scan -q -o manifest:- --user-agents none --user-agents "$tmp/agents" "$samples/clean.pcap"
check "a list of user agents, by its digest" has "$out" "$(printf 'curl/\\d' | sha256sum | cut -d' ' -f1)"
# Networks of our own: who asks from outside of them, and from inside.
way() { cut -d, -f 3,17 "$tmp/out" | sort -u; }
run "$ts" scan -q -o csv:- -t "$top_builddir/trails/default.trails" "$samples/icmp-sinkhole.pcap"
check "a public address is outside" has "$(way)" "94.199.2.94,external"
run "$ts" scan -q -o csv:- -t "$top_builddir/trails/default.trails" -w "$tmp/ours.case" \
	--local-networks 2001:db8::/32,94.199.0.0/16 "$samples/icmp-sinkhole.pcap"
check "but not where it is ours" has "$(way)" "94.199.2.94,outbound"
run "$ts" report "$tmp/ours.case" -o csv:-
check "reports of the case know" has "$(way)" "94.199.2.94,outbound"
for wrong in 94.199.0.0/33 ours 1.2.3.4,,5.6.7.8 ,; do
	run "$ts" scan --local-networks "$wrong" "$samples/clean.pcap"
	check "'$wrong' is no list of networks" [ "$status" -eq 2 ]
done
run "$ts" scan --user-agents "$tmp/nowhere" "$samples/clean.pcap"
check "a list that is not there: status 2" [ "$status" -eq 2 ]
finish
