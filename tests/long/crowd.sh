#!/usr/bin/env bash
# Five million connections at the same time stay inside --memory, and what had to go is told.
#   FLOWS (default 5000000), 150 bytes each in the temporary folder
#   BUILD
. "$(dirname "$0")/long.sh" || exit 99

if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi
flows=${FLOWS:-5000000}
python3 "$top_srcdir/tests/long/crowd.py" "$flows" "$tmp/crowd.pcap"
echo 198.51.100.77 >"$tmp/one.txt"
scan=("$ts" scan --no-progress --digest xxh128 -t "$tmp/one.txt" "$tmp/crowd.pcap")
for memory in 512 64; do
	if [ -x /usr/bin/time ] && ! grep -q __asan_init "$ts"; then
		run /usr/bin/time -f '%M' -o "$tmp/peak" "${scan[@]}" --memory "${memory}M"
		peak=$(($(tail -1 "$tmp/peak") / 1024))
		# What comes on top of working state: the program, the case, the reader's buffers.
		check "--memory ${memory}M: $peak MiB at most" [ "$peak" -le $((memory + 64)) ]
	else
		run "${scan[@]}" --memory "${memory}M"
		skip "memory cannot be measured here"
	fi
	check "--memory ${memory}M: scanned" [ "$status" -eq 0 ]
	check "--memory ${memory}M: every frame was examined" has "$out" " $(sed ':a; s/\B[0-9]\{3\}\>/,&/; ta' <<<$((2 * flows))) packets"
	check "--memory ${memory}M: what was evicted is told" has "$out" "Evicted"
done
finish
