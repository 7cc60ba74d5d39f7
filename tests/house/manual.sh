#!/usr/bin/env bash
# The options that --help lists are those of trailsift(1), both ways; mandoc finds no fault; the examples
# of manuals and README run, and samples/README.md says what the samples show.
cd "${top_srcdir:?}" || exit 99
n=0 bad=0
check() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' <<<"$2"
		bad=1
	fi
}
program=${top_builddir:?}/trailsift
man=man/trailsift.1

# The .It Fl lines of the subsection of a command ("Options of scan", …).
manual_options() {
	awk -v title="Options of $1" '
		/^\.S[sh] / { name = substr($0, 5); gsub(/"/, "", name); inside = name == title }
		inside && /^\.It Fl/ { for (i = 3; i <= NF; i++) if ($i ~ /^-[a-z]/) print "-" $i }
	' "$man" | sort -u
}
for command in scan live report show evidence tag note status "trails build" "trails update" "trails info" "trails check" "trails why" "trails diff" "trails dump" "trails stats" \
	"trails formats"; do
	# shellcheck disable=SC2086
	help=$("$program" $command --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE '\-\-[a-z-]+' | sort -u)
	check "$command --help prints options" "$([ -n "$help" ] || echo none)"
	check "$command: --help and trailsift(1) agree" "$(diff <(echo "$help") <(manual_options "$command"))"
done
for format in $("$program" report --formats | awk '{print $1}'); do
	check "format $format is in trailsift(1)" "$(grep -qE "^\.It (Cm|Ic|Li) $format" "$man" || echo missing)"
done
# The table of fields is that of the header.
fields=$(tr -d '\\\n\t' <src/protocols/fields.h | grep -oE 'x\([A-Z_]+, "[^"]+", [A-Z]+,' | sed 's/.*, "\(.*\)",.*/\1/')
check "fields.h has fields" "$([ -n "$fields" ] || echo none)"
check "every field is in trailsift(1)" "$(diff <(sort <<<"$fields") <(sed -n 's/^\.It \([a-z]*\.[a-z-]*\) Ta .*/\1/p' "$man" | sort))"
# So is that of malformations.
names=$(tr -d '\\\n\t' <src/decode/decode.h | grep -oE 'x\([A-Z0-9_]+, "[a-z0-9]+\.[a-z-]+"\)' | sed 's/.*"\(.*\)".*/\1/')
check "decode.h has malformations" "$([ -n "$names" ] || echo none)"
check "every malformation is in trailsift-case(5)" \
	"$(diff <(sort <<<"$names") <(sed -n 's/^\.It \([a-z0-9]*\.[a-z-]*\) Ta .*/\1/p' man/trailsift-case.5 | sort))"
queries=$(tr -d '\\\n\t' <src/case/query_tree.h | grep -oE 'x\([A-Z]+, "[a-z]+"' | sed 's/.*"\(.*\)"/\1/')
check "the fields of queries are those of trailsift(1)" "$(diff <(sort <<<"$queries") <(sed -n '/^\.Sh QUERIES/,/^\.El/s/^\.It Cm //p' "$man" | sort))"
# The browser has a page of its own, with the table of its keys.
check "browse: --help and trailsift-browse(1) agree" "$(diff \
	<("$program" browse --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE '\-\-[a-z-]+' | sort -u) \
	<(awk '/^\.It Fl/ { for (i = 3; i <= NF; i++) if ($i ~ /^-[a-z]/) print "-" $i }' man/trailsift-browse.1 | sort -u))"
keys=$(tr -d '\\\n\t' <src/browser/request.h | grep -oE 'x\([A-Z_]+, [A-Z]+, "[^"]+", "[^"]+"\)' |
	sed -E 's/x\([A-Z_]+, [A-Z]+, "([^"]+)", "([^"]+)"\)/\1: \2/')
check "request.h has keys" "$([ -n "$keys" ] || echo none)"
check "the keys of the browser are those of trailsift-browse(1)" "$(diff <(echo "$keys") <(awk '
	/^\.Sh/ { inside = $2 == "KEYS" } /^\.Ss In a prompt/ { inside = 0 }
	inside && key { print key ": " $0; key = "" }
	inside && /^\.It Ic/ { key = substr($0, 8); gsub(/"|\\&/, "", key); gsub(/\\\(ha/, "^", key); gsub(/\\-/, "-", key) }
	' man/trailsift-browse.1))"
if command -v mandoc >/dev/null 2>&1; then
	for page in man/*.[1-8]; do
		check "mandoc lint of $page" "$(mandoc -Tlint -W warning "$page" 2>&1)"
	done
else
	n=$((n + 1))
	echo "ok $n # SKIP mandoc is not installed"
fi
# A desk for the examples of one page: samples, a checkout of Maltrail's shape, lists and captures by the
# names that the pages use; /evidence/ is the samples.
top_srcdir=$PWD
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
new_desk() {
	rm -rf "$desk"
	mkdir -p "$desk/bin" "$desk/samples" "$desk/home/maltrail/trails/static/malware"
	ln -s "$program" "$desk/bin/trailsift"
	cp "$top_builddir"/samples/*.pcap* "$top_srcdir/samples/tor-exit.txt" "$desk/samples"
	cp "$desk/samples/clean.pcap" "$desk/capture.pcap"
	cp "$desk/samples/two-links.pcapng" "$desk/more.pcapng"
	cp "$top_srcdir/trails/malware/"*.txt "$desk/home/maltrail/trails/static/malware"
	echo '192.0.2.1:8443,c2 (malware),(static)' >"$desk/trails.csv"
	echo evil.example | tee "$desk/mine.txt" >"$desk/my_case.txt"
}
# on_desk COMMAND: as a user types it
on_desk() {
	(cd "$desk" && env -i HOME="$desk/home" PATH="$desk/bin:$PATH" LC_ALL="$LC_ALL" ASAN_OPTIONS="${ASAN_OPTIONS:-}" \
		bash -c "${1//\/evidence\//samples/}") 2>&1
}
# run_examples PAGE: the commands on standard input, one a line
run_examples() {
	local line said status lines=0
	new_desk
	while IFS= read -r line; do
		lines=$((lines + 1))
		line=${line%%  *#*}
		# Interfaces, and the right to listen on them, are not everywhere.
		[[ $line == 'trailsift live '* ]] && continue
		# Nor is a terminal.
		[[ $line == 'trailsift browse '* && $line != *--script* ]] && continue
		said=$(on_desk "$line")
		status=$?
		case $line in
		*'trails check www.evil.example') check "$1: $line (not listed)" "$([ $status -eq 1 ] || echo "status $status: $said")" ;;
		*) check "$1: $line" "$([ $status -eq 0 ] || echo "status $status: $said")" ;;
		esac
	done
	check "$1: has examples" "$([ "$lines" -gt 1 ] || echo "$lines")"
}
examples_of() { awk '/^\.Sh/ {inside = $2 == "EXAMPLES"} inside && /^\.Dl/ {sub(/^\.Dl (\$ )?/, ""); print}' "$1"; }
for page in man/trailsift.1 man/trailsift-browse.1 man/trailsift-trails.5; do
	run_examples "$page" < <(examples_of "$page")
done
run_examples README.md < <(awk '/^```sh/ {inside = 1; next} /^```/ {inside = 0} inside' README.md |
	sed 's/^.*&& \.\/trailsift/trailsift/' | grep -E '^trailsift|^mkdir')
run_examples samples/README.md < <(grep -E '^    trailsift' samples/README.md | sed 's/^ *//')

# The queries of trailsift-case(5), against a case of the samples.
if command -v sqlite3 >/dev/null 2>&1; then
	new_desk
	on_desk 'trailsift -q -w x.case samples/' >/dev/null
	queries=$(awk '/^\.Sh/ {inside = $2 == "EXAMPLES"} inside && /^\.Ed/ {on = 0} on; inside && /^\.Bd/ {on = 1}' man/trailsift-case.5)
	rows=$(sqlite3 "$desk/x.case" "$queries" 2>&1)
	check "trailsift-case(5): the queries run" "$([ $? -eq 0 ] || echo "$rows")"
	check "trailsift-case(5): they find the threat" "$(grep -q '^icmp-sinkhole.pcap|1$' <<<"$rows" || echo "$rows")"
else
	n=$((n + 1))
	echo "ok $n # SKIP sqlite3 is not installed"
fi

# Each row of the table of samples/README.md: frames and threats.
new_desk
on_desk 'for f in samples/*.pcap*; do trailsift -q -t default -t samples/tor-exit.txt -o inputs-csv:- $f; done' |
	awk -F, '$1 != "input" {print $1, $7}' | sort >"$desk/frames"
on_desk 'for f in samples/*.pcap*; do trailsift -q -t default -t samples/tor-exit.txt -o threats-csv:- $f |
	sed "s|^|$f,|"; done' | awk -F, '$2 != "threat" {sub(/^samples\//, "", $1); print $1, $2, $4, $5, $14, $16}' | sort >"$desk/threats"
table=$(awk -F' *[|] *' '/^\|/ && $4 ~ /^(`|none)/ {
		gsub(/`/, "")
		file = $2 ? $2 : file
		print file, $3, $4, $5, $6, $7, $9
	}' OFS='|' samples/README.md)
check "samples/README.md: frames" "$(diff <(awk -F'|' '$2 {print $1, $2}' <<<"$table" | sort) "$desk/frames")"
check "samples/README.md: threats" "$(diff <(awk -F'|' '$3 != "none" {print $1, $3, $4, $5, $6, $7}' <<<"$table" | sort) "$desk/threats")"
check "the time-outs of flows and fragments are those of flow.h and decode.h" "$(diff \
	<(grep -ohE 'x\([A-Z0-9_]+, [0-9]+, "[^"]*"' src/flows/flow.h src/decode/decode.h | sed -E 's/.*, ([0-9]+), "(.*)"/\2 \1/') \
	<(awk '/^.It .*Em flow .*seconds/ {on = 1} /^\.El/ {on = 0} on && /^\.It [^E]/ {sub(/^\.It /, ""); sub(/ Ta /, " "); print}' "$man"))"
version=$("$program" --version | awk '{print $2}')
check "ChangeLog has version $version" "$(grep -qF "$version" ChangeLog || echo missing)"
echo "1..$n"
exit $bad
