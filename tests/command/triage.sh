#!/usr/bin/env bash
# Tags, notes and states: kept in the case without touching its findings, beside it where it cannot be
# written; several programs at once lose nothing.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

run "$ts" scan -q -w "$tmp/a.case" --digest xxh128 "$samples"
cp "$tmp/a.case" "$tmp/fresh.case"
findings() { "$ts" report "$1" -o json:- | grep -o '"findings" *: *"[0-9a-f]*"'; }
ids() { "$ts" report "$1" -o threats-csv:- | cut -d, -f1 | tail -n +2; }
tags() { "$ts" report "$1" -o threats-csv:- | awk -F, -v id="$2" '$1 == id {print $NF}'; }
before=$(findings "$tmp/a.case")
csv=$("$ts" report "$tmp/a.case" -o csv:-)
mapfile -t id < <(ids "$tmp/a.case")
check "the case has threats to speak of" [ "${#id[@]}" -ge 4 -a -n "$before" ]

run "$ts" tag "$tmp/a.case" "${id[0]}"
check "no tags yet" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\t' ]
run "$ts" note "$tmp/a.case" "${id[0]}"
check "no note yet" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\t' ]
run "$ts" status "$tmp/a.case" "${id[0]}" "${id[1]}"
check "all are new" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\tnew\n'"${id[1]}"$'\tnew' ]
check "asking changes nothing" cmp "$tmp/a.case" "$tmp/fresh.case"

run "$ts" tag "$tmp/a.case" "${id[0]}" "${id[1]}" --add zebra --add ' apple, pie| '
check "tag --add: cleaned, in order" [ "$out" = "${id[0]}"$'\tapple pie,zebra\n'"${id[1]}"$'\tapple pie,zebra' ]
check "nothing said on stderr" [ "$status" -eq 0 -a -z "$err" ]
run "$ts" tag "$tmp/a.case" "${id[1]}" --remove zebra --remove nonesuch
check "tag --remove" [ "$status" -eq 0 -a "$out" = "${id[1]}"$'\tapple pie' ]
run "$ts" note "$tmp/a.case" "${id[0]}" --text $'  two\nlines '
check "note: trimmed, on one line" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\ttwo\\x0alines' ]
run "$ts" status "$tmp/a.case" "${id[2]}" --set fp
check "status --set" [ "$status" -eq 0 -a "$out" = "${id[2]}"$'\tfalse-positive' ]
run "$ts" tag -q "$tmp/a.case" "${id[3]}" --add "$(printf 'é%.0s' {1..40})"
check "-q prints nothing" [ "$status" -eq 0 -a -z "$out$err" ]
run "$ts" tag "$tmp/a.case" "${id[3]}"
check "a tag has 24 characters" [ "$(cut -f2 <<<"$out")" = "$(printf 'é%.0s' {1..24})" ]
run "$ts" note "$tmp/a.case" "${id[3]}" --text "$(printf 'n%.0s' {1..3000})"
check "a note has 2000 characters" [ "$(cut -f2 <<<"$out" | tr -d '\n' | wc -c)" -eq 2000 ]
run "$ts" note "$tmp/a.case" "${id[3]}" --text ''
check "an empty note removes it" [ "$out" = "${id[3]}"$'\t' ]

check "findings are the same" [ "$(findings "$tmp/a.case")" = "$before" ]
check "events are the same" [ "$("$ts" report "$tmp/a.case" -o csv:-)" = "$csv" ]
check "reports show tags" [ "$(tags "$tmp/a.case" "${id[0]}")" = "apple pie|zebra" ]
check "nothing is left beside the case" [ "$(ls "$tmp"/a.case*)" = "$tmp/a.case" ]
if command -v sqlite3 >/dev/null 2>&1; then
	check "SQLite finds the case sound" [ "$(sqlite3 -readonly "$tmp/a.case" 'PRAGMA integrity_check')" = ok ]
	check "the note is as it was given" [ "$(sqlite3 -readonly "$tmp/a.case" "SELECT note FROM note WHERE uid = '${id[0]}'")" = $'two\nlines' ]
else
	skip "sqlite3 is not installed"
	skip "sqlite3 is not installed"
fi

# Wrong use.
cp "$tmp/a.case" "$tmp/was.case"
for bad in deadbeef "" $'\e[2J' "' OR 1=1 --"; do
	run "$ts" tag "$tmp/a.case" "${id[0]}" "$bad" --add x
	check "unknown threat $(printf %q "$bad"): status 2, one line" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 -a -z "$out" ]
done
run "$ts" status "$tmp/a.case" "${id[0]}" --set done
check "an unknown status: 2, and the known ones" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]
check "an unknown status: names them" has "$err" investigating
run "$ts" tag "$tmp/a.case"
check "no threat: status 2" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]
run "$ts" tag "$tmp/a.case" "${id[0]}" --add ' ,| '
check "an empty tag: one line" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
run "$ts" tag "$tmp/nonesuch.case" "${id[0]}"
check "no case: status 4" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
check "none of these changed the case" cmp "$tmp/a.case" "$tmp/was.case"

# Many at once.
for i in $(seq 12); do
	"$ts" tag -q "$tmp/a.case" "${id[0]}" "${id[3]}" --add "t$i" &
done
wait
run "$ts" tag "$tmp/a.case" "${id[0]}"
check "twelve programs at once: no tag is lost" [ "$(cut -f2 <<<"$out" | tr ',' '\n' | grep -c '^t[0-9]')" -eq 12 ]

# A change that was stopped half-way: its journal takes it back.
if command -v python3 >/dev/null 2>&1 && python3 -c 'import sqlite3' 2>/dev/null; then
	cp "$tmp/was.case" "$tmp/cut.case"
	python3 - "$tmp/cut.case" "${id[0]}" <<-'END'
		import os, sqlite3, sys
		c = sqlite3.connect(sys.argv[1], isolation_level=None)
		c.execute("PRAGMA cache_size = 1")
		c.execute("BEGIN")
		for i in range(20000):
		    c.execute("INSERT INTO tag VALUES (?, ?)", (sys.argv[2], "half-%d" % i))
		os._exit(0)
	END
	check "a journal was left" [ -s "$tmp/cut.case-journal" ]
	check "findings are read as they are" [ "$(findings "$tmp/cut.case")" = "$before" ]
	run "$ts" tag "$tmp/cut.case" "${id[0]}"
	check "tags are those of before" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\tapple pie,zebra' ]
	check "the journal is gone" [ ! -e "$tmp/cut.case-journal" ]
	printf 'xxxxxxxx\xd9\xd5\x05\xf9\x20\xa1\x63\xd7' >"$tmp/cut.case-journal"
	run "$ts" tag "$tmp/cut.case" "${id[0]}" --add x
	check "a journal that names other files is left alone" [ "$status" -eq 4 -a -s "$tmp/cut.case-journal" ]
	check "and said" has "$err" "left alone"
else
	for i in 1 2 3 4 5 6; do skip "python3 is not installed"; done
fi

# A side file: of a case that is not to be written. Root may write all, unless the file system says no.
mkdir "$tmp/shelf"
cp "$tmp/was.case" "$tmp/shelf/b.case"
chmod a-w "$tmp/shelf/b.case"
as_user() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid 65534 --clear-groups "$@"; else "$@"; fi; }
chmod 777 "$tmp/shelf"
chmod 755 "$tmp"
if as_user test -x "$ts" && as_user "$ts" --version >/dev/null 2>&1 && ! as_user test -w "$tmp/shelf/b.case"; then
	cp "$tmp/shelf/b.case" "$tmp/b.was"
	run as_user "$ts" tag "$tmp/shelf/b.case" "${id[0]}" --add aside --remove zebra
	check "kept beside a case that cannot be written" [ "$status" -eq 0 -a "$out" = "${id[0]}"$'\tapple pie,aside' ]
	check "which is said" has "$err" "b.case.triage"
	check "the case is as it was" cmp "$tmp/shelf/b.case" "$tmp/b.was"
	check "reports show it" [ "$(tags "$tmp/shelf/b.case" "${id[0]}")" = "apple pie|aside" ]
	run as_user "$ts" status "$tmp/shelf/b.case" "${id[2]}"
	check "it has what the case said" [ "$out" = "${id[2]}"$'\tfalse-positive' ]
	chmod u+w "$tmp/shelf/b.case"
	run "$ts" tag "$tmp/shelf/b.case" "${id[1]}" --add later
	check "who can write the case takes it over" [ "$status" -eq 0 -a ! -e "$tmp/shelf/b.case.triage" ]
	run "$ts" tag "$tmp/shelf/b.case" "${id[0]}" "${id[1]}"
	check "with all that was said" [ "$out" = "${id[0]}"$'\tapple pie,aside\n'"${id[1]}"$'\tapple pie,later' ]
	check "and the same findings" [ "$(findings "$tmp/shelf/b.case")" = "$before" ]
	chmod a-w "$tmp/shelf/b.case" "$tmp/shelf"
	run as_user "$ts" tag "$tmp/shelf/b.case" "${id[0]}" --add never
	check "nowhere to keep it: status 4, one line" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
	check "and nothing is there" [ "$(ls "$tmp/shelf")" = b.case ]
else
	for i in 1 2 3 4 5 6 7 8 9 10; do skip "no other user to be"; done
fi

# What is no side file.
cp "$tmp/was.case" "$tmp/c.case"
echo 'not a database' >"$tmp/c.case.triage"
run "$ts" tag "$tmp/c.case" "${id[0]}"
check "a foreign side file is refused, by name" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
check "it is named" has "$err" "c.case.triage"
finish
