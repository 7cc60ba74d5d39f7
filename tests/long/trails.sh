#!/usr/bin/env bash
# Trails: every row of a large set is found with its own words, a million values that are nearly trails are not;
# dumping and building is a fixed point; a build that is killed or fails at any step leaves the old store or the new one.
#   TRAILS   trails.csv to use instead of that of the shared data
#   BUILD
. "$(dirname "$0")/long.sh" || exit 99
# The script calls trailsift thousands of times: a shorter word for it.
build() { "$ts" trails build -q "$@" 2>/dev/null; }

large=${TRAILS:-}
if [ -z "$large" ] && [ -e "$shared/data/trails.csv.xz" ] && command -v xz >/dev/null; then
	large=$tmp/trails.csv
	xz -dc "$shared/data/trails.csv.xz" >"$large"
fi
if [ -n "$large" ] && command -v python3 >/dev/null; then
	run "$ts" trails build -q "$large" -o "$tmp/large.trails"
	check "the large set is built" [ "$status" -eq 0 ]
	if [ -z "${TRAILS:-}" ]; then
		run "$ts" trails info "$tmp/large.trails"
		for class in "(malware) 1316443" "(malicious) 236955" "(suspicious) 57508" "of none 19928"; do
			check "class $class" has "$(tr -s ' ' <<<"$out")" "$class"
		done
	fi
	python3 - "$large" "$tmp" <<'PY'
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as file, open(sys.argv[2] + "/values", "w", newline="") as values, \
        open(sys.argv[2] + "/expected", "w", newline="") as expected:
    for row in csv.reader(file):
        if len(row) == 3:
            values.write(row[0] + "\n")
            expected.write("\t".join([row[0]] + row) + "\n")
PY
	"$ts" trails check -t "$tmp/large.trails" --batch <"$tmp/values" >"$tmp/answers"
	differ=$(diff "$tmp/expected" "$tmp/answers" | grep -c '^>')
	check "each of $(wc -l <"$tmp/values") rows with its own info and reference, $differ aside" [ "$differ" -le 12 ]
	count=$(wc -l <"$tmp/values")
	python3 "$top_srcdir/tests/long/near_misses.py" "$large" 1000000 >"$tmp/values"
	"$ts" trails check -t "$tmp/large.trails" --batch <"$tmp/values" >"$tmp/answers"
	check "near misses, $(wc -l <"$tmp/values") of them" [ "$(wc -l <"$tmp/values")" -ge $((count < 1000000 ? count / 4 : 1000000)) ]
	awk -F'\t' '$2 != ""' "$tmp/answers" >"$tmp/met"
	err=$(head -5 "$tmp/met")
	check "are not found" [ ! -s "$tmp/met" ]
	check "are answered one by one" [ "$(wc -l <"$tmp/answers")" -eq "$(wc -l <"$tmp/values")" ]
	run "$ts" trails dump "$tmp/large.trails" -o "$tmp/dumped.csv"
	check "dump" [ "$status" -eq 0 ]
	build "$tmp/dumped.csv" -o "$tmp/again.trails"
	"$ts" trails dump "$tmp/again.trails" -o "$tmp/dumped-again.csv"
	check "build, dump, build: the same rows" cmp "$tmp/dumped.csv" "$tmp/dumped-again.csv"
	check "and the same digest" [ "$("$ts" trails info "$tmp/large.trails" | grep ^digest)" = "$("$ts" trails info "$tmp/again.trails" | grep ^digest)" ]
	rm -f "$tmp"/*.csv "$tmp/large.trails" "$tmp/again.trails"
else
	skip "the large trail set, or python3, is not here"
fi

# Two builders of one store.
seq -f 'old%g.example' 3000 >"$tmp/old.txt"
seq -f 'new%g.example' 5000 >"$tmp/new.txt"
build "$tmp/old.txt" -o "$tmp/old.trails"
build "$tmp/new.txt" -o "$tmp/new.trails"
mkdir "$tmp/place"
store=$tmp/place/store.trails
whole() { cmp -s "$store" "$tmp/old.trails" || cmp -s "$store" "$tmp/new.trails"; }
bad=0
for _ in $(seq 50); do
	build "$tmp/old.txt" -o "$store" &
	build "$tmp/new.txt" -o "$store" &
	wait
	whole || bad=$((bad + 1))
done
check "two builders at once, fifty times: a whole store" [ "$bad" -eq 0 ]
check "and nothing else" [ "$(ls "$tmp/place")" = store.trails ]

# A kill at random times.
seq -f 'new%g.example' 200000 >"$tmp/new.txt"
build "$tmp/new.txt" -o "$tmp/new.trails"
for i in $(seq 100); do
	cp "$tmp/old.trails" "$store"
	"$ts" trails build -q "$tmp/new.txt" -o "$store" 2>/dev/null &
	pid=$!
	sleep "0.$(printf %03d $((i * 4)))"
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	whole || bad=$((bad + 1))
done
check "killed at a hundred moments: the old store or the new one" [ "$bad" -eq 0 ]
rm -f "$tmp/place"/*

# A kill, and a failure, at every call that touches files.
seq -f 'new%g.example' 5000 >"$tmp/new.txt"
build "$tmp/new.txt" -o "$tmp/new.trails"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	steps=0 silent=0
	for call in openat read write fsync fchmod rename mmap close; do
		for at in $(seq 60); do
			cp "$tmp/old.trails" "$store"
			# A shell of its own takes what is said of a kill with it.
			bash -c '"$@"; exit' sh strace -f -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$at" \
				"$ts" trails build -q "$tmp/new.txt" -o "$store" 2>/dev/null && break
			steps=$((steps + 1))
			whole || bad=$((bad + 1))
		done
	done
	check "killed at $steps steps: the old store or the new one" [ "$bad" -eq 0 -a "$steps" -gt 20 ]
	rm -f "$tmp/place"/*
	steps=0
	for fault in openat:EMFILE read:EIO write:ENOSPC fsync:EIO fchmod:EPERM rename:EACCES; do
		for at in $(seq 60); do
			cp "$tmp/old.trails" "$store"
			strace -f -o "$tmp/trace" -e trace="${fault%:*}" -e inject="${fault%:*}:error=${fault#*:}:when=$at" \
				"$ts" trails build -q "$tmp/new.txt" -o "$store" 2>"$tmp/err"
			status=$?
			grep -q INJECTED "$tmp/trace" || break
			steps=$((steps + 1))
			whole || bad=$((bad + 1))
			[ "$status" -eq 0 ] || cmp -s "$store" "$tmp/old.trails" || bad=$((bad + 1))
			[ "$status" -eq 0 ] || [ "$status" -eq 127 ] || [ -s "$tmp/err" ] || silent=$((silent + 1))
		done
	done
	check "failed at $steps steps: a whole store, the old one where it failed" [ "$bad" -eq 0 -a "$steps" -gt 15 ]
	check "and why is told" [ "$silent" -eq 0 ]
	check "nothing is left behind" [ "$(ls "$tmp/place")" = store.trails ]
else
	skip "strace is not here, or not allowed"
fi
size=$(stat -c %s "$tmp/new.trails")
for kib in 0 1 4 $((size / 2048)) $((size / 1024 - 1)); do
	cp "$tmp/old.trails" "$store"
	(ulimit -f "$kib" && trap '' XFSZ && "$ts" trails build -q "$tmp/new.txt" -o "$store" 2>/dev/null)
	cmp -s "$store" "$tmp/old.trails" || bad=$((bad + 1))
done
check "no room for it: the old store" [ "$bad" -eq 0 -a "$(ls "$tmp/place")" = store.trails ]
finish
