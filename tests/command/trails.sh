#!/usr/bin/env bash
# trails build, info and check as a user meets them. What must be met is written down by hand from
# Maltrail's behaviour: names with parents, address and port before address, candidates of a URL.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

tab=$'\t'
# Counts of "trails info" by a line's first words.
count() { awk -v name="$2" '{line = $0; sub(/^ +/, "", line)} index(line, name " ") == 1 {print $NF; exit}' <<<"$1"; }
digest() { "$ts" trails info "$1" 2>/dev/null | awk '$1 == "digest" {print $2}'; }
# batch STORE VALUE...: answers in $out
batch() {
	local store=$1
	shift
	printf '%s\n' "$@" >"$tmp/values"
	run "$ts" trails check -t "$store" --batch <"$tmp/values"
}
# answers NAME VALUE TRAIL INFO REFERENCE: the whole line of a batch of one
answers() {
	batch "$tmp/a.trails" "$2"
	check "$1" [ "$out" = "$2$tab$3$tab$4$tab$5" ]
	check "$1: the status" [ "$status" -eq "$([ -n "$3" ] && echo 0 || echo 1)" ]
}
not_listed() { answers "$1" "$2" "" "" ""; }

# From trails.csv: rows of three fields, quoted as RFC 4180 has it, CR LF as its writer ends lines.
{
	printf 'evil.example,some family (malware),(static)\r\n'
	printf 'bad.evil.su,another (suspicious),feed.example\r\n'
	printf 'evil.su,parent (malware),(static)\r\n'
	printf 'xyz,odd tld (suspicious),(static)\r\n'
	printf '66.66.66.66,mass scanner,(static)\r\n'
	printf '6.6.6.6:8443,c2 (malware),(static)\r\n'
	printf 'dead::beef,six (malware),(static)\r\n'
	printf '[dead::beef]:443,six port (malware),(static)\r\n'
	printf '162.255.119.0/24,net (malware),(static)\r\n'
	printf '162.255.119.128/25,inner net (malware),(static)\r\n'
	printf '/gate.php,gate (malware),(static)\r\n'
	printf '/a/b.php?id=,query (malware),(static)\r\n'
	printf 'host.example/x/y,url (malware),(static)\r\n'
	printf '198.18.7.7/,root (malware),(static)\r\n'
	printf '0123456789abcdef0123456789abcdef01234567,cert (suspicious),(static)\r\n'
	printf 'comma.example,"one, two ""three""",(static)\r\n'
	printf 'only,two\r\n'
} >"$tmp/a.csv"
run "$ts" trails build "$tmp/a.csv" -o "$tmp/a.trails"
check "build from a csv" [ "$status" -eq 0 -a -s "$tmp/a.trails" ]
check "build: one line that counts" has "$out" "16 trails"
check "build: the row of two fields is told with its number" has "$err" "line 17"
run "$ts" trails build -q "$tmp/a.csv" -o "$tmp/a.trails"
check "a store is replaced without being forced, -q is quiet" [ "$status" -eq 0 -a -z "$out" ]

run "$ts" trails info "$tmp/a.trails"
check "info: status 0" [ "$status" -eq 0 ]
check "info: all" [ "$(count "$out" trails)" -eq 16 ]
check "info: addresses" [ "$(count "$out" address)" -eq 2 ]
check "info: address:port" [ "$(count "$out" address:port)" -eq 2 ]
check "info: ranges" [ "$(count "$out" range)" -eq 2 ]
check "info: domains" [ "$(count "$out" domain)" -eq 5 ]
check "info: urls" [ "$(count "$out" url)" -eq 2 ]
check "info: paths" [ "$(count "$out" path)" -eq 2 ]
check "info: fingerprints" [ "$(count "$out" fingerprint)" -eq 1 ]
check "info: classes" [ "$(count "$out" '(suspicious)')" -eq "$(grep -c '(suspicious)' "$tmp/a.csv")" -a "$(count "$out" 'of none')" -gt 0 ]
check "info: whitelist" [ "$(count "$out" whitelist)" -eq 0 ]
check "info: the source with its SHA-256" has "$out" "$(sha256sum "$tmp/a.csv" | cut -c 1-12)  a.csv"
check "info: a digest of 64 digits" [ "$(awk '$1 == "digest" {print length($2)}' <<<"$out")" -eq 64 ]
check "info: the checksum" has "$out" "good"

# Damage behind the header is found beside a scan, which then says nothing of what it found.
cp "$tmp/a.trails" "$tmp/bad.trails"
printf '\125' | dd of="$tmp/bad.trails" bs=1 seek=1100 conv=notrunc status=none
run "$ts" scan -t "$tmp/bad.trails" -o "csv:$tmp/bad.csv" "$samples/clean.pcap"
check "a scan with a damaged store: status 4, no report" [ "$status" -eq 4 -a ! -e "$tmp/bad.csv" -a -z "$out" ]
check "it is named" has "$err" "bad.trails: damaged trail store"
run "$ts" scan -t default -t "$tmp/bad.trails" -o "csv:$tmp/bad.csv" "$samples/clean.pcap"
check "among others, too" [ "$status" -eq 4 -a ! -e "$tmp/bad.csv" ]
run "$ts" trails info "$tmp/bad.trails"
check "info says so" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]

# Two at once, a kill, no room: the old store or the new one, whole.
seq -f 'new%g.example' 30000 >"$tmp/new.txt"
mkdir "$tmp/place"
for source in new.txt a.csv; do
	"$ts" trails build -q "$tmp/$source" -o "$tmp/of-$source.trails" 2>/dev/null
done
whole() { cmp -s "$tmp/place/x.trails" "$tmp/of-new.txt.trails" || cmp -s "$tmp/place/x.trails" "$tmp/of-a.csv.trails"; }
bad=0
for _ in $(seq 8); do
	"$ts" trails build -q "$tmp/new.txt" -o "$tmp/place/x.trails" &
	"$ts" trails build -q "$tmp/a.csv" -o "$tmp/place/x.trails" 2>/dev/null
	wait
	whole || bad=$((bad + 1))
done
check "two builders at once: a whole store" [ "$bad" -eq 0 ]
(ulimit -f 100 && trap '' XFSZ && "$ts" trails build -q "$tmp/new.txt" -o "$tmp/place/x.trails" 2>/dev/null)
check "no room: status 4, as before" [ $? -eq 4 ]
check "nothing is left behind" [ "$(ls "$tmp/place")" = x.trails ]
for moment in 005 010 015 020 030 040 060; do
	cp "$tmp/of-a.csv.trails" "$tmp/place/x.trails"
	bash -c '"$@"; exit' sh timeout -s KILL "0.$moment" "$ts" trails build -q "$tmp/new.txt" -o "$tmp/place/x.trails" 2>/dev/null
	whole || bad=$((bad + 1))
done
check "killed: a whole store" [ "$bad" -eq 0 ]

# A domain and its parents, to the single label.
answers "a domain" evil.example evil.example "some family (malware)" "(static)"
answers "a name below it" a.b.evil.example evil.example "some family (malware)" "(static)"
answers "capitals" WWW.Evil.EXAMPLE evil.example "some family (malware)" "(static)"
answers "a dot at the end" evil.example. evil.example "some family (malware)" "(static)"
not_listed "not a name that only ends alike" notevil.example
not_listed "not the name above" example
answers "the longest listed part" x.bad.evil.su bad.evil.su "another (suspicious)" feed.example
answers "a single label" q.xyz xyz "odd tld (suspicious)" "(static)"
answers "a comma and quotes in the info" comma.example comma.example 'one, two "three"' "(static)"
# Addresses.
answers "an address" 66.66.66.66 66.66.66.66 "mass scanner" "(static)"
answers "a port of it that is not listed" 66.66.66.66:80 66.66.66.66 "mass scanner" "(static)"
answers "address and port" 6.6.6.6:8443 6.6.6.6:8443 "c2 (malware)" "(static)"
not_listed "the address alone" 6.6.6.6
not_listed "another port" 6.6.6.6:8444
answers "IPv6" dead::beef dead::beef "six (malware)" "(static)"
answers "IPv6 written at length" DEAD:0:0:0:0:0:0:BEEF dead::beef "six (malware)" "(static)"
answers "IPv6 with its port" '[dead::beef]:443' '[dead::beef]:443' "six port (malware)" "(static)"
answers "a range" 162.255.119.5 162.255.119.0/24 "net (malware)" "(static)"
answers "the longest range" 162.255.119.200 162.255.119.128/25 "inner net (malware)" "(static)"
not_listed "beside the range" 162.255.120.0
# Candidates of a URL.
answers "a path on any host" http://some.example/gate.php /gate.php "gate (malware)" "(static)"
answers "the last segment" some.example/deep/gate.php /gate.php "gate (malware)" "(static)"
not_listed "not as a part of a segment" some.example/investigate.php
not_listed "not in the middle" some.example/a/gate.php/b/c
answers "a query up to its first equals sign" some.example/a/b.php?id=7 '/a/b.php?id=' "query (malware)" "(static)"
answers "the directory of host and path" https://host.example/x/y/z host.example/x/y "url (malware)" "(static)"
not_listed "another host" other.example/x/y
answers "the host and a slash" http://198.18.7.7/whatever 198.18.7.7/ "root (malware)" "(static)"
answers "a URL of a listed domain" https://www.evil.example/index.html evil.example "some family (malware)" "(static)"
answers "a URL of a listed address" http://66.66.66.66/ 66.66.66.66 "mass scanner" "(static)"
answers "a fingerprint" 0123456789ABCDEF0123456789ABCDEF01234567 \
	0123456789abcdef0123456789abcdef01234567 "cert (suspicious)" "(static)"

# check without --batch.
run "$ts" trails check -t "$tmp/a.trails" evil.example
check "check: listed is status 0" [ "$status" -eq 0 ]
check "check: says by what" has "$out" "some family (malware)"
run "$ts" trails check -t "$tmp/a.trails" nothing.example
check "check: not listed is status 1" [ "$status" -eq 1 ]
check "check: says so" has "$out" "not listed"
run "$ts" trails check -t "$tmp/a.trails" nothing.example evil.example
check "check: one of two is status 0" [ "$status" -eq 0 ]
run "$ts" trails check 136.161.101.53
check "check without -t asks the default store" has "$out" "sinkhole conficker (malware)"
batch "$tmp/a.trails" one.example evil.example two.example
check "batch: a line for each value, in order" [ "$(cut -f 1 <<<"$out")" = $'one.example\nevil.example\ntwo.example' ]
check "batch: three tabs in each" [ "$(grep -cE "^[^$tab]*$tab[^$tab]*$tab[^$tab]*$tab[^$tab]*$" <<<"$out")" -eq 3 ]
check "batch: one of them is listed: status 0" [ "$status" -eq 0 ]
printf 'evil.example' >"$tmp/values"
run "$ts" trails check -t "$tmp/a.trails" --batch <"$tmp/values"
check "batch: a last line without an end" has "$out" "some family"
run "$ts" trails check -t "$tmp/a.trails" --batch </dev/null
check "batch: nothing asked, nothing listed" [ "$status" -eq 1 -a -z "$out" ]
run "$ts" trails check -t "$tmp/a.trails" --batch <<<$'e\tv\eil\x01.example'
check "batch: control characters are escaped" [ "$out" = 'e\x09v\x1bil\x01.example'"$tab$tab$tab" ]
run "$ts" trails check -t "$tmp/a.trails" $'\e]0;title\a\ntwo'
check "check: control characters are escaped" [ "$(LC_ALL=C grep -c $'[\e\a]' <<<"$out")" -eq 0 ]
check "check: a line break does not split the answer" [ "$(lines "$out")" -eq 1 ]

# From one text file, from several sources, from a tree.
printf '# Reference: https://www.example.org/\nevil.example   # mine\nhttp://5.6.7.8\n.Sub.Other.Example.\n10.1.2.3\n' >"$tmp/my_case.txt"
run "$ts" trails build "$tmp/my_case.txt" -o "$tmp/text.trails"
check "build from a text file" [ "$status" -eq 0 ]
batch "$tmp/text.trails" evil.example 5.6.7.8 x.sub.other.example 10.1.2.3 other.example
check "a text file: info is its name, a scheme is cut, private addresses stay" [ "$out" = \
"evil.example${tab}evil.example${tab}my case${tab}(custom)
5.6.7.8${tab}5.6.7.8${tab}my case${tab}(custom)
x.sub.other.example${tab}sub.other.example${tab}my case${tab}(custom)
10.1.2.3${tab}10.1.2.3${tab}my case${tab}(custom)
other.example$tab$tab$tab" ]
run "$ts" trails build "$tmp/a.csv" "$tmp/my_case.txt" -o "$tmp/both.trails"
check "several sources" [ "$status" -eq 0 ]
check "several sources: a key that both have counts once" has "$out" "19 trails"
batch "$tmp/both.trails" evil.example
check "the later source wins" [ "$out" = "evil.example${tab}evil.example${tab}my case${tab}(custom)" ]
run "$ts" trails build -q "$tmp/my_case.txt" "$tmp/a.csv" -o "$tmp/turned.trails"
batch "$tmp/turned.trails" evil.example
check "the other way round" has "$out" "some family (malware)"
run "$ts" trails check -t "$tmp/text.trails" -t "$tmp/a.trails" evil.example
check "several -t: the later one goes first" [ "$(head -1 <<<"$out" | cut -f 3)" = "some family (malware)" ]
run "$ts" trails build "$tmp/a.trails" "$tmp/my_case.txt" -o "$tmp/again.trails"
check "a store is a source, too" [ "$status" -eq 0 ]
batch "$tmp/again.trails" evil.example q.xyz
check "a store as a source brings its trails" [ "$(cut -f 3 <<<"$out")" = $'my case\nodd tld (suspicious)' ]

mkdir -p "$tmp/tree/malware" "$tmp/tree/suspicious" "$tmp/tree/custom"
printf 'tree.example\nhttp://203.0.114.1\n192.168.3.4\nhttp://1.2.3.4:8080/a/b/\ntwice.example\n' >"$tmp/tree/malware/some_family.txt"
printf 'twice.example\nway.example\n' >"$tmp/tree/suspicious/grey_area.txt"
printf '45.9.148.3\n' >"$tmp/tree/mass_scanner.txt"
run "$ts" trails build "$tmp/tree" -o "$tmp/tree.trails"
check "build from a tree" [ "$status" -eq 0 ]
batch "$tmp/tree.trails" tree.example 203.0.114.1 203.0.114.1/ 192.168.3.4 1.2.3.4:8080/a/b twice.example way.example 45.9.148.3
check "a tree: folders give the category, a URL without a path is one, malware goes last" [ "$out" = \
"tree.example${tab}tree.example${tab}some family (malware)${tab}(static)
203.0.114.1${tab}203.0.114.1/${tab}some family (malware)${tab}(static)
203.0.114.1/${tab}203.0.114.1/${tab}some family (malware)${tab}(static)
192.168.3.4$tab$tab$tab
1.2.3.4:8080/a/b${tab}1.2.3.4:8080/a/b${tab}some family (malware)${tab}(static)
twice.example${tab}twice.example${tab}some family (malware)${tab}(static)
way.example${tab}way.example${tab}grey area (suspicious)${tab}(static)
45.9.148.3${tab}45.9.148.3${tab}mass scanner${tab}(static)" ]

run "$ts" trails build "$top_srcdir/trails" -o "$tmp/shipped.trails"
check "build from the tree that ships" [ "$status" -eq 0 ]
check "it is the store that was built with the program" cmp -s "$tmp/shipped.trails" "$top_builddir/trails/default.trails"
listed=$(cat "$top_srcdir"/trails/*.txt "$top_srcdir"/trails/*/*.txt | wc -l)
run "$ts" trails info "$tmp/shipped.trails"
check "the tree that ships: not more trails than lines" [ "$(count "$out" trails)" -gt 300 -a "$(count "$out" trails)" -le "$listed" ]
check "the tree that ships: its whitelist" [ "$(count "$out" whitelist)" -eq "$(grep -cvE '^(#|$)' "$top_srcdir/trails/whitelist.txt")" ]
check "info: twenty sources, and how to see all" has "$out" "-v lists all"
run "$ts" trails info -v "$tmp/shipped.trails"
check "info -v: every source" [ "$(grep -c '\.txt$' <<<"$out")" -eq "$(count "$out" sources)" ]

# Whitelist.
printf '# mine\ngood.evil.example\n66.66.0.0/16\n' >"$tmp/white.txt"
run "$ts" trails build "$tmp/a.csv" --whitelist "$tmp/white.txt" -o "$tmp/white.trails"
check "--whitelist" [ "$status" -eq 0 ]
run "$ts" trails info "$tmp/white.trails"
check "--whitelist: counted" [ "$(count "$out" whitelist)" -eq 2 ]
run "$ts" trails check -t "$tmp/white.trails" www.good.evil.example
check "--whitelist: a name below an entry" has "$out" "whitelisted by${tab}good.evil.example"
run "$ts" trails check -t "$tmp/white.trails" 66.66.66.66
check "--whitelist: an address in a range" has "$out" "whitelisted by${tab}66.66.0.0/16"
run "$ts" trails check -t "$tmp/white.trails" evil.example
check "--whitelist: not the name above" [ "$(grep -c whitelisted <<<"$out")" -eq 0 ]
run "$ts" trails check -t "$tmp/a.trails" --whitelist "$tmp/white.txt" good.evil.example
check "check --whitelist" has "$out" "whitelisted by${tab}good.evil.example"
batch "$tmp/white.trails" good.evil.example
check "batch: four cells, whitelisted or not" [ "$out" = "good.evil.example${tab}evil.example${tab}some family (malware)${tab}(static)" ]
check "a whitelist changes the digest" [ "$(digest "$tmp/a.trails")" != "$(digest "$tmp/white.trails")" ]

# What somebody may want to keep.
echo "dear diary" >"$tmp/diary.txt"
run "$ts" trails build "$tmp/a.csv" -o "$tmp/diary.txt"
check "a file that is no store: status 2" [ "$status" -eq 2 ]
check "a file that is no store: one line, the remedy" [ "$(lines "$err")" -eq 1 -a -z "${err##*--force*}" ]
check "a file that is no store is left as it was" [ "$(cat "$tmp/diary.txt")" = "dear diary" ]
run "$ts" trails build -q --force "$tmp/a.csv" -o "$tmp/diary.txt"
check "--force replaces it" cmp -s "$tmp/diary.txt" "$tmp/a.trails"
run "$ts" trails build "$tmp/my_case.txt" "$tmp/nothing.csv" -o "$tmp/a2.trails"
check "a source that is missing: status 4, nothing is written" [ "$status" -eq 4 -a ! -e "$tmp/a2.trails" ]
check "a source that is missing: one line names it" [ "$(lines "$err")" -eq 1 -a -z "${err##*nothing.csv*}" ]
if [ -e /dev/full ]; then
	run "$ts" trails build "$tmp/a.csv" -o /dev/full
	check "a full disk: status 4" [ "$status" -eq 4 ]
fi
run "$ts" trails build "$top_srcdir/trails" "$tmp/empty" -o "$tmp/a.trails"
check "a build that fails leaves the old store" [ "$(count "$("$ts" trails info "$tmp/a.trails")" trails)" -eq 16 ]

# Wrong use: one line, status 2.
wrong() {
	local name=$1 text=$2
	shift 2
	run "$ts" trails "$@"
	check "$name: status 2" [ "$status" -eq 2 ]
	check "$name: one line names it" [ "$(lines "$err")" -eq 1 -a -z "${err##*"$text"*}" -a -z "$out" ]
}
wrong "an unknown word" frobnicate frobnicate
wrong "build without a source" "source" build -o "$tmp/x.trails"
wrong "build without -o" "-o" build "$tmp/a.csv"
wrong "build with two -o" "one -o" build "$tmp/a.csv" -o "$tmp/x.trails" -o "$tmp/y.trails"
wrong "build with an unknown option" "--frob" build --frob "$tmp/a.csv" -o "$tmp/x.trails"
wrong "info of two" "one store" info "$tmp/a.trails" "$tmp/white.trails"
wrong "check of nothing" "--batch" check -t "$tmp/a.trails"
wrong "check of values with --batch" "standard input" check --batch evil.example
check "nothing was written" [ ! -e "$tmp/x.trails" -a ! -e "$tmp/y.trails" ]

# A damaged store. The body begins at byte 1024; every one of these flips hides something.
size=$(wc -c <"$tmp/a.trails")
# flip AT: turns over all bits of one byte of a copy
flip() {
	local was
	cp "$tmp/a.trails" "$tmp/bad.trails"
	was=$(od -An -tu1 -j "$1" -N 1 "$tmp/bad.trails")
	printf "\\x$(printf %02x $((was ^ 255)))" | dd of="$tmp/bad.trails" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
for at in 1024 $(((1024 + size) / 2)) $((size - 1)); do
	flip "$at"
	run "$ts" trails info "$tmp/bad.trails"
	check "info of a store with byte $at flipped: status 4" [ "$status" -eq 4 ]
	check "info of a store with byte $at flipped: one line names it" [ "$(lines "$err")" -eq 1 -a -z "${err##*bad.trails*}" ]
done
flip 20
run "$ts" trails check -t "$tmp/bad.trails" evil.example
check "a flipped byte in the header: the store is refused" [ "$status" -eq 4 -a -z "$out" ]

# The same sources give the same bytes.
mkdir "$tmp/elsewhere"
cp -R "$tmp/tree" "$tmp/a.csv" "$tmp/my_case.txt" "$tmp/elsewhere"
run "$ts" trails build -q "$tmp/tree" "$tmp/a.csv" "$tmp/my_case.txt" -o "$tmp/here.trails"
(cd "$tmp/elsewhere" && LC_ALL=C TZ=Asia/Tokyo "$ts" trails build -q tree a.csv ./my_case.txt -o there.trails 2>/dev/null)
check "another directory, locale and zone: the same bytes" cmp -s "$tmp/here.trails" "$tmp/elsewhere/there.trails"
check "the same digest, too" [ "$(digest "$tmp/here.trails")" = "$(digest "$tmp/elsewhere/there.trails")" ]
run "$ts" trails build -q "$tmp/a.csv" -o -
check "-o -: the store on standard output" cmp -s "$tmp/out" "$tmp/a.trails"

# What is dumped compiles to what it was: the same digest, and the same rows again.
"$ts" trails dump "$tmp/a.trails" -o "$tmp/dumped.csv"
check "dump: the rows as they were, but for the one that is none" cmp -s <(grep -v '^only,two' "$tmp/a.csv") "$tmp/dumped.csv"
run "$ts" trails build -q "$tmp/dumped.csv" -o "$tmp/again.trails"
check "build, dump, build: the same trails" [ "$(digest "$tmp/again.trails")" = "$(digest "$tmp/a.trails")" ]

# Two lists, by hand: one trail gone, one new, one told otherwise, one the same.
printf 'a.example,one,r\nb.example,two,r\nc.example,three,r\n' >"$tmp/old.csv"
printf 'b.example,two,r\nc.example,four,r\n2001:db8::1,six,r\n' >"$tmp/new.csv"
run "$ts" trails diff "$tmp/old.csv" "$tmp/new.csv"
check "diff: status 1" [ "$status" -eq 1 ]
check "diff: each difference" [ "$out" = "-${tab}a.example${tab}one${tab}r
~${tab}c.example${tab}three${tab}r${tab}four${tab}r
+${tab}2001:db8::1${tab}six${tab}r" ]
check "diff: the numbers" [ -z "${err##*1 gone, 1 new, 1 changed of 3 and 3 trails*}" ]
mkdir -p "$tmp/lists-a" "$tmp/lists-b"
for i in a b; do cp "$tmp/a.csv" "$tmp/lists-$i/"; done
printf 'good.example\nsame.example\n' >"$tmp/lists-a/whitelist.txt"
printf 'same.example\n10.0.0.0/8\n' >"$tmp/lists-b/whitelist.txt"
printf '*;*;10.0.0.1;*\n' >"$tmp/lists-b/ignore_events.txt"
run "$ts" trails diff "$tmp/lists-a" "$tmp/lists-b"
check "diff: whitelists and ignore rules, too" [ "$status" -eq 1 -a "$out" = "-${tab}good.example${tab}(whitelist)
+${tab}10.0.0.0/8${tab}(whitelist)
+${tab}*;*;10.0.0.1;*${tab}(ignore rule)" ]
run "$ts" trails diff -q "$tmp/old.csv" "$tmp/old.csv"
check "diff of the same: status 0, nothing said" [ "$status" -eq 0 -a -z "$out$err" ]

# Both have b and c; the later list says both, so both are in force as it has them.
"$ts" trails build -q "$tmp/old.csv" "$tmp/new.csv" -o "$tmp/both.trails"
run "$ts" trails stats --overlap "$tmp/both.trails"
check "stats: what each source adds" [ "$(awk '/\.csv$/ && !/,/ {print $1, $2, $3, $4}' <<<"$out")" = "3 1 1 old.csv
3 3 1 new.csv" ]
check "stats --overlap: what both list" [ "$(awk '/,/ {print $1, $2, $3}' <<<"$out")" = "2 old.csv, new.csv" ]
run "$ts" trails formats
check "formats: they are listed" [ -n "$(grep '^trails\.csv ' <<<"$out")" ]
run "$ts" trails build -q --as nonsense "$tmp/old.csv" -o "$tmp/x.trails"
check "--as nonsense: wrong use" [ "$status" -eq 2 ]
run "$ts" trails build -q --as list "$tmp/old.csv" -o "$tmp/x.trails"
check "--as list: rows are no list" [ "$status" -eq 4 -o -z "$("$ts" trails check -t "$tmp/x.trails" a.example | grep one)" ]
# A checkout of Maltrail brings patterns of user agents along.
mkdir -p "$tmp/checkout/trails/static/malware" "$tmp/checkout/data"
echo bad.invalid >"$tmp/checkout/trails/static/malware/some.txt"
echo good.invalid >"$tmp/checkout/data/whitelist.txt"
printf '# comment\n\napt-http/1\r\n(bad\nx (compatible; y)\n' >"$tmp/checkout/data/ua.txt"
run "$ts" trails build -q "$tmp/checkout" -o "$tmp/checkout.trails"
check "a checkout is compiled" [ "$status" -eq 0 ]
run "$ts" trails info "$tmp/checkout.trails"
check "its user agents are counted" [ "$(count "$out" user-agents)" = 3 ]
check "they are no trails" [ "$(count "$out" domain)" = 1 ]
run "$ts" scan -q -t "$tmp/checkout.trails" -o csv:- "$samples/clean.pcap"
check "a scan meets them, the first match alone bare" has "$out" 'UA,APT-HTTP/1 (Debian APT-HTTP/1.3 \(2.6.1\)),user agent (suspicious),(heuristic)'
run "$ts" scan -q -t "$tmp/checkout.trails" --user-agents none -o csv:- "$samples/clean.pcap"
check "not where they are dropped" lacks "$out" "user agent"
run "$ts" trails build -q "$tmp/checkout.trails" -o "$tmp/again.trails"
check "a store made of the store has them" [ "$(digest "$tmp/checkout.trails")" = "$(digest "$tmp/again.trails")" ]

finish
