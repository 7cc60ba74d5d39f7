#!/usr/bin/env bash
# The same captures in another argument order, from another working directory, in another locale and
# zone: the same case and the same reports, byte for byte.
#   BUILD
. "$(dirname "$0")/long.sh" || exit 99

files=("$samples"/*.pcap*)
for file in "$shared"/data/captures/[0-9]* "$shared"/data/replay/*.pcap; do
	[ -e "$file" ] && files+=("$file")
done
[ "${#files[@]}" -gt 20 ] || skip "the shared data is not here: only the samples were scanned"

# again NAME COMMAND...: what the command writes into the folder "other" is what the first scan wrote
again() {
	local name=$1
	shift
	rm -rf "$tmp/other"
	mkdir "$tmp/other"
	"$@" >"$tmp/out" 2>"$tmp/err"
	status=$? out=$(cat "$tmp/out") err=$(head -5 "$tmp/err")
	check "$name: the same status" [ "$status" -eq "$first" ]
	check "$name: the same bytes" same "$tmp/first" "$tmp/other"
}

# from_root FILE...: the same paths as seen from the root directory
from_root() {
	local list=() file
	for file in "$@"; do
		list+=("./${file#/}")
	done
	cd / && scan_all "$tmp/other" "${list[@]}"
}
in_zone() { export TZ=$1 && shift && scan_all "$tmp/other" "$@"; }
in_locale() { export LC_ALL=$1 LANG=$1 && shift && scan_all "$tmp/other" "$@"; }
behind_r() {
	local list=() file
	for file in "$@"; do
		list+=(-r "$file")
	done
	scan_all "$tmp/other" "${list[@]}"
}

files=($(printf '%s\n' "${files[@]}" | xargs -d '\n' realpath))
mkdir "$tmp/first"
scan_all "$tmp/first" "${files[@]}" 2>"$tmp/err"
first=$? status=$first err=$(head -5 "$tmp/err")
check "scanned: $(($(wc -l <"$tmp/first/inputs") - 1)) inputs, $(($(wc -l <"$tmp/first/csv") - 1)) rows" [ "$first" -eq 0 -o "$first" -eq 3 ]
again "once more" scan_all "$tmp/other" "${files[@]}"
again "from the last to the first" scan_all "$tmp/other" $(printf '%s\n' "${files[@]}" | tac)
for salt in 1 2 3; do
	again "in random order $salt" scan_all "$tmp/other" \
		$(printf '%s\n' "${files[@]}" | while read -r file; do echo "$(cksum <<<"$salt$file") $file"; done | sort -n | cut -d ' ' -f 3-)
done
again "each behind -r" behind_r "${files[@]}"
again "from another directory" eval '(from_root "${files[@]}")'
again "in another zone" eval '(in_zone Pacific/Apia "${files[@]}")'
for locale in C POSIX $(locale -a 2>/dev/null | grep -iE '^(de_DE|tr_TR|ja_JP)' | head -3); do
	again "in the locale $locale" eval '(in_locale "$locale" "${files[@]}")'
done
finish
