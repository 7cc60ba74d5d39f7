#!/usr/bin/env bash
# Each room includes only rooms that src/layers.txt names for it, and third-party headers only stand
# in their rooms.
cd "${top_srcdir:?}" || exit 99
n=0 bad=0
result() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' <<<"$2"
		bad=1
	fi
}

above=" "
while IFS=: read -r room may; do
	wrong=
	for r in $may; do
		[[ $above == *" $r "* ]] || wrong+="$room may name $r, which does not stand above it"$'\n'
	done
	result "layers.txt: $room" "$wrong"
	above+="$room "
	wrong=$(grep -HoE '^#include "[a-z]+/' "src/$room"/*.[ch] 2>/dev/null | while IFS=: read -r file include; do
		to=${include#*\"}
		to=${to%/}
		[[ " $room $may " == *" $to "* ]] || echo "$file includes $to/"
	done)
	result "includes of $room" "$wrong"
done <src/layers.txt

for folder in src/*/; do
	room=$(basename "$folder")
	[ -z "$(find "$folder" -name '*.c' | head -1)" ] ||
		result "$room has a line in layers.txt" "$(grep -q "^$room:" src/layers.txt || echo "no line $room:")"
done

# header : the rooms it may stand in
while read -r header rooms; do
	wrong=$(grep -rlE "^#include <$header" src | while read -r file; do
		room=${file#src/}
		[[ " $rooms " == *" ${room%%/*} "* ]] || echo "$file includes <$header>"
	done)
	result "<$header> only in $rooms" "$wrong"
done <<'LIST'
pcap capture
archive capture
sqlite3 case
curses browser
maxminddb browser
openssl/ base detect
cjson/ reports trails
curl/ fetch
xxhash base
pcre2 detect trails
LIST
echo "1..$n"
exit $bad
