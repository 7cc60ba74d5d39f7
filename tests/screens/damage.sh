#!/usr/bin/env bash
# A case that was damaged at random pages: the browser says so, or shows what it can; it never falls.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP python3 is not here"
	exit 0
fi
run "$ts" scan -q -t default -w "$tmp/whole.case" "$samples"/*.pcap*
check "a case of the samples" [ "$status" -eq 0 ]
keys='<Enter><End><Esc>v<Enter><Esc><Esc>V<End><Esc>jj<Space><Esc>1<Esc>5<Esc>D<Esc>w<Esc>I<Esc>/a<Enter>ssrc_ip<Enter>strail<Enter>Gtx<Enter>'
failed_ones=
for seed in $(seq 60); do
	python3 "$top_srcdir/tests/screens/damage.py" "$tmp/whole.case" "$tmp/x.case" "$seed"
	run timeout 60 "$ts" browse --script "$keys" --dump-screen "$tmp/screen" "$tmp/x.case"
	[ "$status" -eq 0 ] || [ "$status" -eq 4 ] || failed_ones+="seed $seed: status $status; "
	rm -f "$tmp"/x.case* "$tmp/screen"
done
out=$failed_ones
check "60 damaged cases: status 0, or 4 with a message" [ -z "$failed_ones" ]
finish
