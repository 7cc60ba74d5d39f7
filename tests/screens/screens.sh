#!/usr/bin/env bash
# Screens of every view as they were looked at: keys in, screen out. Rows of screens.list: name, case,
# size, keys, other options. UPDATE=1 writes what is shown now, to be looked at.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
expected=$top_srcdir/tests/screens/expected
cp "$samples"/*.pcap* "$tmp"
cd "$tmp" || exit 99
run "$ts" scan -q --digest xxh128 -t "$top_builddir/trails/default.trails" -t "$top_srcdir/samples/tor-exit.txt" \
	-w samples.case .
check "a case of the samples" [ "$status" -eq 0 -a -s samples.case ]
run "$top_builddir/tests/screens/make-hostile" hostile.case
check "a case with hostile texts" [ "$status" -eq 0 -a -s hostile.case ]
# One that has no captures beside it.
mkdir away
cp samples.case away/away.case

# Countries, where there is what it takes.
geo=
if command -v python3 >/dev/null && ! "$ts" browse samples.case --geo none.mmdb 2>&1 | grep -q 'built without'; then
	python3 "$top_srcdir/tests/screens/make-mmdb.py" geo.mmdb '192.0.2.0/24=NL:Netherlands' \
		'203.0.113.0/24=SE:Sweden:64500:Example Net' '94.0.0.0/8=DE:Germany' && geo=yes
fi

# clean FILE: no control byte but line feeds, no C1, nothing that turns text around or hides in it
clean() {
	! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf' "$1" &&
		iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1
}
# fits FILE SIZE: as many rows as there are, none wider
fits() {
	[ "$(wc -l <"$1")" -eq "${2#*x}" ] && [ "$(wc -L <"$1")" -le "${2%x*}" ]
}

while IFS='|' read -r name case size keys options; do
	case $name in '' | \#*) continue ;; esac
	if [[ $options == *--geo* && -z $geo ]]; then
		skip "$name: no countries without python3 and libmaxminddb"
		continue
	fi
	case $case in away) directory=$tmp/away ;; *) directory=$tmp ;; esac
	# Triage of one screen is not to be seen on the next one.
	cp "$directory/$case.case" "$tmp/kept"
	# shellcheck disable=SC2086
	run bash -c 'cd "$1" && shift && exec "$@"' - "$directory" "$ts" browse "$case.case" --size "$size" \
		--script "$keys" --dump-screen - $options
	mv "$tmp/kept" "$directory/$case.case"
	cp "$tmp/out" "$tmp/screen"
	if [ -n "${UPDATE:-}" ]; then
		cp "$tmp/screen" "$expected/$name"
	fi
	check "$name: status 0, nothing said" [ "$status" -eq 0 -a -z "$err" ]
	check "$name: nothing that a terminal would obey" clean "$tmp/screen"
	check "$name: fits $size" fits "$tmp/screen" "$size"
	cmp -s "$tmp/screen" "$expected/$name" || diff "$expected/$name" "$tmp/screen" | sed 's/^/# /'
	check "$name: as it was looked at" cmp -s "$tmp/screen" "$expected/$name"
done <"$top_srcdir/tests/screens/screens.list"
finish
