# TAP for shell tests. Source it, use check and run, end with finish.
#   run COMMAND…     keeps standard output in $out, standard error in $err, the status in $status
#   check NAME TEST… one test: the words after NAME are a command that succeeds where all is well
n=0 failed=0
tmp=$(mktemp -d)
trap 'chmod -R u+rwx "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
ts=$top_builddir/trailsift
samples=$top_builddir/samples
shared=${TRAILSIFT_SHARED:-$top_srcdir/../shared}
# No store of the user who runs the tests.
export XDG_DATA_HOME=$tmp/data XDG_CACHE_HOME=$tmp/kept XDG_CONFIG_HOME=$tmp/settings HOME=$tmp/home
unset "${!MALTRAIL_@}"

run() {
	"$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	out=$(tr -d '\0' <"$tmp/out") err=$(tr -d '\0' <"$tmp/err")
}

check() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# status $status"
		sed 's/^/# out: /' <<<"$out" | head -20
		sed 's/^/# err: /' <<<"$err" | head -20
		failed=1
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n # SKIP $1"
}

has() { [[ $1 == *"$2"* ]]; }
lacks() { [[ $1 != *"$2"* ]]; }
lines() { [ -z "$1" ] && echo 0 || wc -l <<<"$1"; }
finish() {
	echo "1..$n"
	exit $failed
}
