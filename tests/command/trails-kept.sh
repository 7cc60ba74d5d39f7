#!/usr/bin/env bash
# Plain trails are kept compiled for the next time: findings and what is told are the same with and without, what
# is kept is not believed when it is damaged, and what cannot be kept does no harm.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

kept=$XDG_CACHE_HOME/trailsift/compiled
stores() { find "$kept" -name '*.trails' 2>/dev/null | wc -l; }
store() { find "$kept" -name '*.trails'; }
# A trail text file of some 80 KiB with a line that is none.
list() {
	echo '# Reference: https://report.example/kept'
	echo 198.51.100.77
	echo 'no such ünit:99999'
	seq -f "host%g.$1.example" 4000
}
list kept >"$tmp/my_trails.txt"

# scan -t FILE: status, findings and messages into $tmp/NAME.*
scan() {
	local name=$1
	shift
	run "$ts" scan -q -w "$tmp/$name.case" --force -o "csv:$tmp/$name.csv" "$@" "$samples/tor-exit.pcap"
	sed 's/[^ ]*\/\(my_trails\)/\1/' "$tmp/err" >"$tmp/$name.err"
}
same() { cmp "$tmp/$1.csv" "$tmp/$2.csv" && cmp "$tmp/$1.case" "$tmp/$2.case" && cmp "$tmp/$1.err" "$tmp/$2.err"; }

XDG_CACHE_HOME=/dev/null/none scan without -t "$tmp/my_trails.txt"
check "a place that cannot be: no harm, and nothing is said of it" [ "$status" -eq 0 -a "$(wc -l <"$tmp/without.err")" -eq 1 ]
check "the line that was skipped is told" has "$(cat "$tmp/without.err")" "my_trails.txt: line 3: "
check "171 findings" [ "$(wc -l <"$tmp/without.csv")" -eq 172 ]
scan first -t "$tmp/my_trails.txt"
check "the first time: the same" same without first
check "it is kept" [ "$(stores)" -eq 1 ]
check "for its owner alone" [ "$(stat -c %a "$XDG_CACHE_HOME/trailsift" "$kept" "$(store)" | tr '\n' ' ')" = "700 700 600 " ]
scan second -t "$tmp/my_trails.txt"
check "the second time: the same, the skipped line too" same without second
check "one is enough" [ "$(stores)" -eq 1 ]
run "$ts" scan -q -v -o csv:/dev/null -t "$tmp/my_trails.txt" "$samples/tor-exit.pcap"
check "-v says where it is from" has "$err" "my_trails.txt: was compiled before"
run "$ts" trails info "$(store)"
check "what is kept is a store like others" [ "$status" -eq 0 ]
run "$ts" trails build -q -o "$tmp/built.trails" "$tmp/my_trails.txt"
check "byte for byte what trails build makes" cmp "$(store)" "$tmp/built.trails"

# Elsewhere under the same name: the same trails. Under another name: other info.
mkdir "$tmp/other"
cp "$tmp/my_trails.txt" "$tmp/other/"
scan elsewhere -t "$tmp/other/my_trails.txt"
check "the same file elsewhere" same without elsewhere
check "is not kept twice" [ "$(stores)" -eq 1 ]
run "$ts" scan -q -v -o csv:/dev/null -t "$tmp/other/my_trails.txt" "$samples/tor-exit.pcap"
check "what was told names the file at hand" has "$err" "$tmp/other/my_trails.txt: line 3: "
cp "$tmp/my_trails.txt" "$tmp/their_trails.txt"
scan renamed -t "$tmp/their_trails.txt"
check "under another name it is another one" grep -q "their trails" "$tmp/renamed.csv"
check "both are kept" [ "$(stores)" -eq 2 ]
sed -i 's/198.51.100.77/198.51.100.78/' "$tmp/their_trails.txt"
scan changed -t "$tmp/their_trails.txt"
check "a file that changed is compiled again" [ "$(wc -l <"$tmp/changed.csv")" -eq 1 ]

# A tree: names below it matter, its own does not.
mkdir -p "$tmp/tree/malware" "$tmp/moved"
list tree >"$tmp/tree/malware/some_family.txt"
echo other.example >"$tmp/tree/malware/other_family.txt"
before=$(stores)
for i in 1 2; do
	run "$ts" trails check -t "$tmp/tree" other.example
	check "a tree, $i" has "$out" "other family (malware)"
	mv "$tmp/out" "$tmp/tree$i.out"
	mv "$tmp/err" "$tmp/tree$i.err"
done
check "is kept as well" [ "$(stores)" -eq $((before + 1)) ]
check "with the same answers and messages" cmp "$tmp/tree1.out" "$tmp/tree2.out"
check "each of them" cmp "$tmp/tree1.err" "$tmp/tree2.err"
mv "$tmp/tree" "$tmp/moved"
run "$ts" trails check -t "$tmp/moved/tree" other.example
check "wherever it is" [ "$(stores)" -eq $((before + 1)) ]
mv "$tmp/moved/tree/malware/other_family.txt" "$tmp/moved/tree/malware/zz_family.txt"
run "$ts" trails check -t "$tmp/moved/tree" other.example
check "a list that is called otherwise" has "$out" "zz family (malware)"

# Several at once, and what is no file.
for i in 1 2; do
	scan "both$i" -t default -t "$tmp/my_trails.txt" -t "$tmp/moved/tree"
done
check "several at once" same both1 both2
before=$(stores)
scan pipe -t <(cat "$tmp/my_trails.txt")
check "a pipe is read once" [ "$status" -eq 0 -a "$(wc -l <"$tmp/pipe.csv")" -eq 172 ]
printf '198.51.100.77\n' >"$tmp/small.txt"
scan small -t "$tmp/small.txt"
check "neither a pipe nor a small file is kept" [ "$(stores)" -eq "$before" ]

# Damage, strangers, bounds.
rm -r "$kept"
scan first -t "$tmp/my_trails.txt"
file=$(store) told=$(store | sed 's/trails$/told/')
size=$(stat -c %s "$file")
bad=0
for damage in "3 X" "500 X" "1500 X" "$((size / 2)) X" "$((size - 1)) X"; do
	read -r at byte <<<"$damage"
	printf %s "$byte" | dd of="$file" bs=1 seek="$at" conv=notrunc status=none
	scan damaged -t "$tmp/my_trails.txt"
	same without damaged && cmp "$file" "$tmp/built.trails" || bad=$((bad + 1))
done
check "a damaged one is compiled and kept again" [ "$bad" -eq 0 ]
for length in 0 7 1000 $((size - 1)); do
	truncate -s "$length" "$file"
	scan damaged -t "$tmp/my_trails.txt"
	same without damaged && cmp "$file" "$tmp/built.trails" || bad=$((bad + 1))
done
check "and one that was cut" [ "$bad" -eq 0 ]
for change in 's/line 3/line 4/' '$d' '1d' 's/^[+]/=/'; do
	sed -i "$change" "$told"
	scan damaged -t "$tmp/my_trails.txt"
	same without damaged || bad=$((bad + 1))
done
rm "$told"
scan damaged -t "$tmp/my_trails.txt"
check "what was told is not believed when it was changed, or is gone" same without damaged
check "in all of these" [ "$bad" -eq 0 ]
run "$ts" trails build -q -o "$file" "$tmp/small.txt"
scan damaged -t "$tmp/my_trails.txt"
check "nor another store in its place" same without damaged
cp "$file" "$tmp/aside.trails"
ln -sf "$tmp/aside.trails" "$file"
scan damaged -t "$tmp/my_trails.txt"
check "a link is replaced" [ "$status" -eq 0 -a ! -L "$file" ]
chmod 777 "$kept"
before=$(stat -c %y "$file")
scan open -t "$tmp/my_trails.txt"
check "a folder that others may write to is not used" [ "$before" = "$(stat -c %y "$file")" ]
check "which changes nothing" same without open
chmod 700 "$kept"

for i in $(seq 20); do
	list "n$i" >"$tmp/bound.txt"
	run "$ts" trails check -t "$tmp/bound.txt" "host1.n$i.example"
	[ "$status" -eq 0 ] || bad=$((bad + 1))
done
check "twenty more are found" [ "$bad" -eq 0 ]
check "sixteen are kept" [ "$(stores)" -eq 16 ]
check "with what was told, and nothing else" [ "$(find "$kept" -type f | wc -l)" -eq 32 ]
run "$ts" trails check -t "$tmp/my_trails.txt" 198.51.100.77
check "one that had to go is compiled again" [ "$status" -eq 0 ]
: >"$kept/$(printf 'a%.0s' {1..64}).trails.AbCdEf"
touch -d '2 hours ago' "$kept"/*.AbCdEf
list last >"$tmp/bound.txt"
run "$ts" trails check -t "$tmp/bound.txt" host1.last.example
check "what a killed run left is cleared away" [ "$(find "$kept" -name '*.AbCdEf' | wc -l)" -eq 0 ]

# The home stands in for it.
mkdir -p "$HOME"
(unset XDG_CACHE_HOME && "$ts" trails check -t "$tmp/my_trails.txt" 198.51.100.77 >/dev/null 2>&1)
check "without XDG_CACHE_HOME it is ~/.cache" [ "$(find "$HOME/.cache/trailsift/compiled" -name '*.trails' | wc -l)" -eq 1 ]
run env -u XDG_CACHE_HOME -u HOME "$ts" trails check -t "$tmp/my_trails.txt" 198.51.100.77
check "without a home it works" [ "$status" -eq 0 -a "$(lines "$err")" -eq 1 ]
finish
