#!/usr/bin/env bash
# Every fuzz target with libFuzzer and sanitizers for FUZZ_TIME seconds (default 20), from its seeds.
# The tree is copied as a release would hold it and built in the temporary folder. What fails is
# kept in $KEEP (default: fuzz-failed in the current folder).
#   FUZZ_TIME KEEP ONLY (part of a target's name)
. "$(dirname "$0")/long.sh" || exit 99

KEEP=${KEEP:-$PWD/fuzz-failed}
echo 'int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n) { return p && n > 99 ? 0 : 0; }' >"$tmp/probe.c"
if ! command -v clang >/dev/null || ! clang -fsanitize=fuzzer,address,undefined -o "$tmp/probe" "$tmp/probe.c" 2>/dev/null; then
	skip "clang with libFuzzer is not installed"
	finish
fi
run make -s -C "$top_builddir" distdir distdir="$tmp/source" am__remove_distdir=:
check "the tree is copied" [ -x "$tmp/source/configure" ]
mkdir "$tmp/build"
configure() {
	cd "$tmp/build" && "$tmp/source/configure" -q CC=clang --enable-fuzz --with-sanitizer=address,undefined CFLAGS='-O1 -g'
}
run eval '(configure)'
check "configured" [ "$status" -eq 0 ]
targets=
for file in "$top_srcdir"/tests/fuzz/fuzz-*.c; do
	name=$(basename "$file" .c)
	case $name in *"${ONLY:-}"*) targets="$targets $name" ;; esac
done
run make -s -C "$tmp/build" -j"$(nproc)" $(printf 'tests/fuzz/%s ' $targets)
check "built: $(wc -w <<<"$targets") targets" [ "$status" -eq 0 ]
for name in $targets; do
	mkdir -p "$tmp/corpus/$name" "$tmp/failed/$name"
	cp "$top_srcdir/tests/fuzz/seeds/${name#fuzz-}"/* "$tmp/corpus/$name/" 2>/dev/null
	run "$tmp/build/tests/fuzz/$name" -max_total_time="${FUZZ_TIME:-20}" -timeout=10 -rss_limit_mb=2048 \
		-artifact_prefix="$tmp/failed/$name/" "$tmp/corpus/$name"
	runs=$(sed -nE 's/^Done ([0-9]+) runs.*/\1/p' "$tmp/err")
	if [ "$status" -ne 0 ]; then
		mkdir -p "$KEEP/$name" && cp "$tmp/failed/$name"/* "$KEEP/$name/" 2>/dev/null
		err="$(grep -m 5 -E 'ERROR|SUMMARY|runtime error' "$tmp/err")"
	fi
	check "$name: ${runs:-0} runs" [ "$status" -eq 0 ]
done
finish
