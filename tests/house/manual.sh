#!/usr/bin/env bash
# The options that --help lists are those of trailsift(1), both ways; mandoc finds no fault.
cd "$top_srcdir" || exit 99
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
program=$top_builddir/trailsift
man=man/trailsift.1

# The .It Fl lines of the subsection of a command ("Options of scan", …).
manual_options() {
	awk -v title="Options of $1" '
		/^\.S[sh] / { name = substr($0, 5); gsub(/"/, "", name); inside = name == title }
		inside && /^\.It Fl/ { for (i = 3; i <= NF; i++) if ($i ~ /^-[a-z]/) print "-" $i }
	' "$man" | sort -u
}
for command in scan report show "trails build" "trails info" "trails check"; do
	# shellcheck disable=SC2086
	help=$("$program" $command --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE '\-\-[a-z-]+' | sort -u)
	check "$command --help prints options" "$([ -n "$help" ] || echo none)"
	check "$command: --help and trailsift(1) agree" "$(diff <(echo "$help") <(manual_options "$command"))"
done
for format in $("$program" report --formats | awk '{print $1}'); do
	check "format $format is in trailsift(1)" "$(grep -qE "^\.It (Cm|Ic|Li) $format" "$man" || echo missing)"
done
if command -v mandoc >/dev/null 2>&1; then
	for page in man/*.[1-8]; do
		check "mandoc lint of $page" "$(mandoc -Tlint -W warning "$page" 2>&1)"
	done
else
	n=$((n + 1))
	echo "ok $n # SKIP mandoc is not installed"
fi
version=$("$program" --version | awk '{print $2}')
check "ChangeLog has version $version" "$(grep -qF "$version" ChangeLog || echo missing)"
echo "1..$n"
exit $bad
