# What the long tests share. Source it; then as in tests/command/tap.sh.
#   BUILD    another build folder whose trailsift is tested (say, one with sanitizers)
# Run by hand, a script finds the tree that it stands in and takes it for the build folder.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export top_srcdir=${top_srcdir:-$here} top_builddir=${BUILD:-${top_builddir:-$here}}
export LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
. "$top_srcdir/tests/command/tap.sh" || exit 99
top_builddir=$(cd "$top_builddir" && pwd) || exit 99
ts=$top_builddir/trailsift samples=$top_builddir/samples
for program in "$ts" "$top_builddir/tests/long/mutate" "$top_builddir/bench/generate"; do
	if [ ! -x "$program" ]; then
		echo "Bail out! $program is missing; \"make check-long\" builds it" >&2
		exit 99
	fi
done
mutate=$top_builddir/tests/long/mutate generate=$top_builddir/bench/generate
# Trails that the captures meet: those that ship, the samples' own, those of the replayed captures.
trails=(-t default -t "$top_srcdir/samples/tor-exit.txt")
[ -e "$shared/data/replay/trails.csv" ] && trails+=(-t "$shared/data/replay/trails.csv")
# A report of a sanitizer ends the program with a status that no scan has.
export ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:exitcode=99}
LIMIT=${LIMIT:-300} # seconds that a scan may take before it counts as one that hangs

# scan OUT ARGUMENT...: every kind of report and the case into the folder OUT
scan_all() {
	local to=$1
	shift
	mkdir -p "$to"
	timeout "$LIMIT" "$ts" scan -q --no-progress --digest xxh128 "${trails[@]}" -w "$to/x.case" --force \
		-o "csv:$to/csv" -o "threats-csv:$to/threats" -o "inputs-csv:$to/inputs" -o "json:$to/json" \
		-o "text:$to/text" "$@"
}
# same A B: the same reports and the same case; the name of the case is part of the text
same() { cmp "$1/x.case" "$2/x.case" && cmp "$1/csv" "$2/csv" && cmp "$1/threats" "$2/threats" &&
	cmp "$1/inputs" "$2/inputs" && cmp "$1/json" "$2/json" && cmp <(sed "s|$1/|/|" "$1/text") <(sed "s|$2/|/|" "$2/text"); }
