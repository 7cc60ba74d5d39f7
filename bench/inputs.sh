# Part of run.sh: the same frames in many files, packed, and merged. $capture, $work, $top are set.
scan="$top/trailsift scan -q --no-progress --digest xxh128 -t $work/bench.trails"
versus() {
	"$top/bench/versus" "$@"
}

echo "== 1,000 rotated files against one (at most 1.15)"
mkdir "$work/rotated"
"$top/bench/split" "$capture" 1000 "$work/rotated"
versus "one file" "$scan $capture" "1,000 files" "$scan $work/rotated"
rm -r "$work/rotated"

echo "== two overlapping captures against both alone, one after the other (at most 1.3)"
mkdir "$work/halves"
"$top/bench/split" "$capture" 2 "$work/halves" turns
versus "alone" "$scan $work/halves/00000.pcap; $scan $work/halves/00001.pcap" \
	"merged" "$scan $work/halves"
rm -r "$work/halves"

echo "== packed, against unpacking alone (at most 1.15)"
# packed NAME FILE UNPACK PACK: FILE is made by PACK, and timed against UNPACK
packed() {
	if command -v "${4%% *}" >/dev/null 2>&1; then
		sh -c "$4" >/dev/null
		RUNS=${RUNS:-3} versus "$3" "$3 $2" "scan of $1" "$scan $2"
		rm -f "$2"
	else
		echo "$1: ${4%% *} is not installed"
	fi
}
packed gzip "$work/x.pcap.gz" "gzip -dc" "gzip -1c $capture >$work/x.pcap.gz"
packed zstd "$work/x.pcap.zst" "zstd -dc" "zstd -qc $capture >$work/x.pcap.zst"
packed zip "$work/x.zip" "unzip -p" "zip -q1j $work/x.zip $capture"
