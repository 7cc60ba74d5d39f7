#!/usr/bin/env bash
# trails update against servers of our own: what is downloaded, what is refused, what stays as it was. What must
# come out of the feeds is written down by hand.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

fetch=$top_builddir/trailsift-fetch
end_with_skip() {
	skip "$1"
	finish
}
command -v python3 >/dev/null 2>&1 || end_with_skip "python3 is not installed"
command -v openssl >/dev/null 2>&1 || end_with_skip "openssl is not installed"
[ -x "$fetch" ] || end_with_skip "trailsift-fetch was not built (no libcurl)"

# --- certificates and servers
srv=$tmp/srv www=$tmp/srv/www
mkdir -p "$www"
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -keyout "$srv/ca.key" -out "$srv/ca.pem" -days 30 -subj "/CN=Test authority" 2>/dev/null
echo 'subjectAltName=DNS:localhost' >"$srv/ext"
# certificate NAME DAYS
certificate() {
	openssl req "${key[@]}" -keyout "$srv/$1.key" -out "$srv/$1.csr" -subj /CN=localhost 2>/dev/null
	openssl x509 -req -in "$srv/$1.csr" -CA "$srv/ca.pem" -CAkey "$srv/ca.key" -CAcreateserial -days "$2" \
		-extfile "$srv/ext" -out "$srv/$1.crt" 2>/dev/null
	cat "$srv/$1.crt" "$srv/$1.key" >"$srv/$1.pem"
}
certificate good 10
certificate expired -1
exec 9> >(exec python3 "$top_srcdir/tests/command/feed-server.py" "$srv" 2>"$srv/err")
for _ in $(seq 100); do
	[ -s "$srv/ports" ] && break
	sleep 0.1
done
[ -s "$srv/ports" ] || end_with_skip "the test server does not start: $(head -1 "$srv/err")"
read -r https_port expired_port http_port <"$srv/ports"
url=https://localhost:$https_port
unset https_proxy http_proxy all_proxy HTTPS_PROXY HTTP_PROXY ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR XDG_CACHE_HOME XDG_CONFIG_HOME \
	TRAILSIFT_UPDATE_PERIOD MALTRAIL_UPDATE_PERIOD
export CURL_CA_BUNDLE=$srv/ca.pem XDG_CACHE_HOME=$tmp/cache
mkdir -p "$HOME"

# --- trailsift-fetch
for i in $(seq 200); do echo "9.9.9.$i"; done >"$www/good.txt"
# fetch_one URL [ETAG [MODIFIED [SIZE [TIMEOUT]]]]: the result in $out, the file in $tmp/f
fetch_one() {
	rm -f "$tmp/f"
	run "$fetch" --retries 0 < <(printf 'x\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$tmp/f" "${2:-}" "${3:-}" "${4:-1000000}" "${5:-10}")
}
field() { cut -f "$1" <<<"$out"; }
# fails NAME RESULT URL...: this result, status 3, and no file
fails() {
	local name=$1 result=$2
	shift 2
	fetch_one "$@"
	check "fetch: $name: $result" [ "$(field 2)" = "$result" -a "$status" -eq 3 ]
	check "fetch: $name: nothing is written, nothing left behind" [ -z "$(ls "$tmp"/f* 2>/dev/null)" ]
}
fetch_one "$url/good.txt"
check "fetch: a good file" [ "$(cut -f 1-4 <<<"$out")" = "x"$'\t'"ok"$'\t'"200"$'\t'"$(wc -c <"$www/good.txt")" -a "$status" -eq 0 ]
check "fetch: unpacked, byte for byte" cmp -s "$tmp/f" "$www/good.txt"
tag=$(field 5) modified=$(field 6)
check "fetch: tells its ETag and date" [ ${#tag} -eq 10 -a "$modified" = "Thu, 19 Nov 2026 08:00:00 GMT" ]
fetch_one "$url/good.txt" "$tag" "$modified"
check "fetch: unchanged" [ "$(cut -f 2,3 <<<"$out")" = $'unchanged\t304' -a "$status" -eq 0 -a ! -e "$tmp/f" ]
fetch_one "$url/good.txt" '"other"'
check "fetch: changed" [ "$(field 2)" = ok ]
fetch_one "$url/hop4"
check "fetch: five redirections" cmp -s "$tmp/f" "$www/good.txt"
fetch_one "http://localhost:$http_port/up"
check "fetch: from http to https" cmp -s "$tmp/f" "$www/good.txt"
fetch_one "$url/evil-header"
check "fetch: a header cannot colour the terminal or break a field" [ "$(lines "$out")" -eq 1 -a "$(field 5)" = '"\x1b[31m\x09x"' ]
fails "six redirections" redirect "$url/hop5"
fails "a loop of redirections" redirect "$url/loop"
fails "from https to http" insecure "$url/down"
fails "from http to https and back" insecure "http://localhost:$http_port/up-and-down"
fails "to a file of ours" insecure "$url/file"
fails "404" http "$url/nothing.txt"
fails "an expired certificate" certificate "https://localhost:$expired_port/good.txt"
fails "a certificate for another name" certificate "https://127.0.0.1:$https_port/good.txt"
CURL_CA_BUNDLE=$srv/expired.pem fails "an authority that is not trusted" certificate "$url/good.txt"
fails "more than its limit" large "$url/good.txt" "" "" 1000
fails "no end" large "$url/endless"
fails "a bomb" bomb "$url/bomb" "" "" 100000000
fails "what is no gzip" cut "$url/not-gzip"
fails "cut" cut "$url/truncated"
fails "cut before it was sent" cut "$url/cut-gzip"
fails "slow" timeout "$url/slow" "" "" 1000000 1
fails "nobody there" network https://localhost:1/x
fails "another protocol" url "file:///etc/passwd"
fails "a name alone" url "localhost/good.txt"
run "$fetch" --retries 2 --wait 10 < <(printf 'x\t%s\t%s\n' "$url/flaky" "$tmp/f")
check "fetch: the third try is good" [ "$(field 2)" = ok -a "$(cat "$tmp/f")" = 9.9.9.9 ]
for i in $(seq 20); do printf '%s\t%s\t%s\n' "$i" "$url/good.txt" "$tmp/many.$i"; done >"$tmp/jobs"
run "$fetch" "$tmp/jobs"
check "fetch: twenty at once" [ "$(grep -c $'\tok\t' <<<"$out")" -eq 20 -a "$(cat "$tmp"/many.* | wc -l)" -eq 4000 ]
run "$fetch" <<<"x	$url/good.txt"
check "fetch: a job without a file: status 4" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 ]
run "$fetch" --frob
check "fetch: wrong use: status 2" [ "$status" -eq 2 ]

mkdir -p "$tmp/alone"
cp "$ts" "$tmp/alone/trailsift"
printf '[a]\nurl = %s/good.txt\ninfo = x\n' "$url" >"$tmp/a.conf"
PATH=/usr/bin:/bin run "$tmp/alone/trailsift" trails update --feeds "$tmp/a.conf" -o "$tmp/a.trails"
check "without trailsift-fetch: status 4, one line names it" [ "$status" -eq 4 -a "$(lines "$err")" -eq 1 -a -z "${err##*trailsift-fetch*}" ]
rm -rf "$tmp/cache"

# --- feeds of two days
feeds=$tmp/feeds.conf
cat >"$feeds" <<LIST
# Of three kinds.
[attackers]
url = $url/good.txt
marker = 9.9.9.1
info = known attacker
reference = attackers.example
[names]
url = $url/names.txt
info = malware
reference = names.example
[csv]
url = $url/csv.txt
separator = ,
value = 2
where = 4 online
info = {6} (malware)
otherwise = unknown family
reference = csv.example
LIST
printf '# a comment\nevil.example   # and why\n9.9.9.1\n9.9.9.2\n10.1.2.3\nnodot\n' >"$www/names.txt"
printf '"time","ip","port","state","x","family"\n"t","9.9.9.1","443","online","x","Some"\n"t","9.9.9.7","443","offline","x","Other"\n"t","9.9.9.3","443","online","x",""\n' >"$www/csv.txt"
store=$tmp/data/trailsift/default.trails
update() { run timeout 60 "$ts" trails update --feeds "$feeds" "$@"; }
batch() {
	printf '%s\n' "$@" >"$tmp/values"
	run "$ts" trails check -t "$store" --batch <"$tmp/values"
}
digest() { "$ts" trails info "$1" 2>/dev/null | awk '$1 == "digest" {print $2}'; }
whole() { "$ts" trails info "$1" 2>/dev/null | grep -q '^checksum *good'; }
leftovers() { find "$tmp/cache" "$tmp/data" -name '*.new*' -o -name '*.state.*' -o -name '*.trails.*'; }
update --dry-run
check "--dry-run: the feeds, and nothing is written" [ "$status" -eq 0 -a "$(lines "$out")" -eq 3 -a ! -e "$tmp/cache" -a ! -e "$store" ]
update --offline
check "--offline with nothing: status 4, no store" [ "$status" -eq 4 -a ! -e "$store" ]
update
check "update: status 0" [ "$status" -eq 0 ]
check "update: a line for each feed" [ "$(grep -c ': new, ' <<<"$err")" -eq 3 ]
check "update: how many trails a feed gives" has "$err" "attackers: new, 200 trails"
check "update: the store is whole" whole "$store"
tab=$'\t'
batch 9.9.9.1 9.9.9.2 9.9.9.3 9.9.9.7 evil.example 10.1.2.3 136.161.101.53
check "update: three feeds make an address sure, all are told; names need one; private addresses go; what ships is there" [ "$out" = \
"9.9.9.1${tab}9.9.9.1${tab}potential malware site${tab}names.example (+attackers.example,csv.example)
9.9.9.2$tab$tab$tab
9.9.9.3$tab$tab$tab
9.9.9.7$tab$tab$tab
evil.example${tab}evil.example${tab}malware${tab}names.example
10.1.2.3$tab$tab$tab
136.161.101.53${tab}136.161.101.53${tab}sinkhole conficker (malware)${tab}(static)" ]
cp "$store" "$tmp/first.trails"
update -q
check "again: nothing is downloaded, nothing said" [ "$status" -eq 0 -a -z "$err$out" ]
check "again: the same bytes" cmp -s "$store" "$tmp/first.trails"
update --offline -o "$tmp/offline.trails"
check "--offline: the same bytes" cmp -s "$tmp/offline.trails" "$tmp/first.trails"
update --minimum-feeds 1 -o "$tmp/one.trails"
run "$ts" trails check -t "$tmp/one.trails" 9.9.9.3 9.9.9.77
check "--minimum-feeds 1: the stand-in for an empty field, and what one feed says" \
	[ "$out" = "9.9.9.3${tab}9.9.9.3${tab}unknown family (malware)${tab}csv.example (+attackers.example)
9.9.9.77${tab}9.9.9.77${tab}known attacker${tab}attackers.example" ]
mkdir -p "$tmp/config/trailsift/trails"
printf '10.1.2.3\n9.9.9.2\n' >"$tmp/config/trailsift/trails/my_case.txt"
XDG_CONFIG_HOME=$tmp/config update
batch 10.1.2.3 9.9.9.2
check "the user's own lists: private addresses stay, one list is enough, they go first" [ "$out" = \
"10.1.2.3${tab}10.1.2.3${tab}my case${tab}(custom)
9.9.9.2${tab}9.9.9.2${tab}my case${tab}(custom) (+attackers.example,names.example)" ]
run "$ts" trails info -v "$store"
check "the feeds are its sources" [ "$(grep -cE ' (attackers|names|csv)( \(2026-11-19\))?$' <<<"$out")" -eq 3 ]

# --- one feed changes, another fails
update -q
echo worse.example >>"$www/names.txt"
mv "$www/csv.txt" "$www/csv.gone"
update
check "one feed fails: status 3, its name, its old content stays" [ "$status" -eq 3 -a -z "${err##*csv: the server answered 404; what was there before stays*}" ]
batch worse.example 9.9.9.1
check "one feed fails: the others are new" [ "$(cut -f 4 <<<"$out")" = "names.example
names.example (+attackers.example,csv.example)" ]
mv "$www/csv.gone" "$www/csv.txt"
head -99 "$www/good.txt" >"$www/less.txt"
mv "$www/good.txt" "$www/all.txt"
cp "$www/less.txt" "$www/good.txt"
update
check "a feed that lost more than half: status 3, a warning with both numbers" [ "$status" -eq 3 -a -z "${err##*attackers: it shrank from 200 trails to 99*stays*}" ]
update --minimum-feeds 1 -q -o "$tmp/one.trails"
run "$ts" trails check -t "$tmp/one.trails" 9.9.9.150
check "its old content stays" [ "$status" -eq 0 ]
update --force
check "--force takes it" [ "$status" -eq 0 -a -z "${err##*attackers: new, 99 trails*}" ]
head -50 "$www/all.txt" >"$www/good.txt"
update
check "a feed that lost half: taken" [ "$status" -eq 0 -a -z "${err##*attackers: new, 50 trails*}" ]
sed 's/^/8.8./; s/\.9\.9\./.9./' "$www/all.txt" | grep -v '9\.9\.9\.1' >"$www/good.txt"
update
check "a wrong marker: status 3, the old content stays" [ "$status" -eq 3 -a -z "${err##*marker \"9.9.9.1\" is not in it; what was there*}" ]
echo '<html>9.9.9.1</html>' >"$www/good.txt"
update
check "a page instead of a list: refused" [ "$status" -eq 3 -a -z "${err##*attackers: it*what was there*}" ]
cp "$www/all.txt" "$www/good.txt"
echo best.example >>"$www/names.txt"
update --only attackers,csv
check "--only: the others are not asked" [ "$status" -eq 0 -a "$(grep -c '^trailsift: names' <<<"$err")" -eq 0 ]
batch worse.example best.example
check "--only: the others stay as they were" [ "$(cut -f 4 <<<"$out")" = names.example ]
update --only frobnicate
check "--only: an unknown feed: status 2" [ "$status" -eq 2 -a "$(lines "$err")" -eq 1 ]
before=$(digest "$store")
sed "s|$url|https://localhost:$expired_port|; s|^timeout.*||" "$feeds" >"$tmp/expired.conf"
XDG_CACHE_HOME=$tmp/empty-cache run "$ts" trails update --feeds "$tmp/expired.conf"
check "nothing can be downloaded: status 4, the store stays" [ "$status" -eq 4 -a "$(digest "$store")" = "$before" ]
check "it says why" has "$err" "certificate has expired"
cat >"$tmp/two.conf" <<LIST
[two]
url = $url/nothing.txt
fallback = $url/names.txt
info = malware
reference = two.example
[off]
url = $url/nothing.txt
info = x
enabled = no
LIST
XDG_CACHE_HOME=$tmp/two-cache run "$ts" trails update --feeds "$tmp/two.conf" -o "$tmp/two.trails"
check "a fallback is tried, what is off is not" [ "$status" -eq 0 -a -z "${err##*two: new*}" -a -n "${err##*off*}" ]
printf '151.101.1.1\n151.102.1.1\n' >"$www/delivery.txt"
printf '[d]\nurl = %s/delivery.txt\ninfo = malware\nreference = d.example\n' "$url" >"$tmp/d.conf"
XDG_CACHE_HOME=$tmp/d-cache run "$ts" trails update --feeds "$tmp/d.conf" --minimum-feeds 1 -o "$tmp/d.trails"
run "$ts" trails check -t "$tmp/d.trails" --batch <<<$'151.101.1.1\n151.102.1.1'
check "addresses of content delivery are left out" [ "$out" = "151.101.1.1${tab}${tab}${tab}
151.102.1.1${tab}151.102.1.1${tab}potential malware site${tab}d.example" ]
printf '[two]\nurl = https://x.example/\nfrob = 1\n' >"$tmp/bad.conf"
run "$ts" trails update --feeds "$tmp/bad.conf"
check "a fault in definitions: the line" [ "$status" -eq 4 -a -z "${err##*bad.conf: line 3: no such key*}" ]
printf '[../x]\n' >"$tmp/bad.conf"
run "$ts" trails update --feeds "$tmp/bad.conf"
check "a name cannot leave the cache" [ "$status" -eq 4 -a -z "${err##*line 1:*}" ]
echo "dear diary" >"$tmp/diary.txt"
update -o "$tmp/diary.txt"
check "a file that is no store is left as it was" [ "$status" -eq 2 -a "$(cat "$tmp/diary.txt")" = "dear diary" ]

run "$ts" trails build -q "$tmp/config/trailsift/trails/my_case.txt" -o "$tmp/built.trails"
cp "$tmp/built.trails" "$tmp/built.before"
update -o "$tmp/built.trails"
check "a store that was built by hand: status 2, left as it was" [ "$status" -eq 2 -a -z "${err##*--force*}" ]
check "it is left as it was" cmp -s "$tmp/built.trails" "$tmp/built.before"
update --force -o "$tmp/built.trails"
check "--force replaces it" [ "$status" -eq 0 -a -n "$("$ts" trails check -t "$tmp/built.trails" best.example | grep names.example)" ]
mkdir -p "$tmp/tree/trailsift/trails/trails/static/malware" "$tmp/none/trailsift/trails"
echo tree.example >"$tmp/tree/trailsift/trails/trails/static/malware/some.txt"
XDG_CONFIG_HOME=$tmp/tree update -o "$tmp/tree.trails"
run "$ts" trails check -t "$tmp/tree.trails" tree.example
check "the user's own lists may be a checkout" has "$out" "some (malware)"
echo words >"$tmp/none/trailsift/trails/README"
XDG_CONFIG_HOME=$tmp/none update -o "$tmp/tree.trails"
check "own lists without trails: told, status 3, the store is made" [ "$status" -eq 3 -a -z "${err##*none/trailsift/trails: holds no trails*}" ]

# --- a ready trails.csv
printf 'evil.example,ready (malware),(static)\r\n7.7.7.7,known attacker,a.example\r\n' >"$www/trails.csv"
run "$ts" trails update --server "$url/trails.csv" -o "$tmp/server.trails"
check "--server: status 0" [ "$status" -eq 0 ]
run "$ts" trails check -t "$tmp/server.trails" evil.example 7.7.7.7
check "--server: as it stands, and nothing else" [ "$out" = "evil.example${tab}evil.example${tab}ready (malware)${tab}(static)
7.7.7.7${tab}7.7.7.7${tab}known attacker${tab}a.example" ]
run "$ts" trails update --server ftp://x/
check "--server: another protocol: status 2" [ "$status" -eq 2 ]
mkdir -p "$HOME/.config/trailsift"
conf=$HOME/.config/trailsift/trailsift.conf
echo "UPDATE_SERVER $url/trails.csv" >"$conf"
run "$ts" trails update -o "$tmp/configured.trails"
check "UPDATE_SERVER in the configuration" [ "$status" -eq 0 -a "$(digest "$tmp/configured.trails")" = "$(digest "$tmp/server.trails")" ]
run "$ts" trails update --dry-run --server none
check "--server none: feeds" lacks "$out" "trails.csv"
run "$ts" trails update --dry-run --feeds "$feeds"
check "feeds that are named: these" lacks "$out" "server "
TRAILSIFT_UPDATE_SERVER=$url/other.csv run "$ts" trails update --dry-run
check "UPDATE_SERVER in the environment" has "$out" "$url/other.csv"
echo "UPDATE_SERVER gopher://x/" >"$conf"
run "$ts" trails update --dry-run
check "another protocol there: status 2, the line" [ "$status" -eq 2 -a -z "${err##*trailsift.conf: line 1: UPDATE_SERVER*}" ]
rm "$conf"

# --- other options of the configuration
of() { "$ts" trails check -t "$tmp/of.trails" --batch | cut -f 3,4 | paste -sd '|'; }
echo 'DISABLED_FEEDS names, other' >"$conf"
update --dry-run
check "DISABLED_FEEDS: left out" [ "$status" -eq 0 -a "$(lines "$out")" -eq 2 -a -n "${out##*names*}" ]
update -o "$tmp/of.trails"
check "DISABLED_FEEDS: what was downloaded of them, too" [ "$(of <<<evil.example)" = $'\t' ]
printf 'DISABLED_FEEDS\n  static\n  custom\n' >"$conf"
update -o "$tmp/of.trails"
check "DISABLED_FEEDS static: not what ships" [ "$(of <<<136.161.101.53)" = $'\t' ]
echo 'IP_MINIMUM_FEEDS 1' >"$conf"
update -o "$tmp/of.trails"
check "IP_MINIMUM_FEEDS" [ "$(of <<<9.9.9.77)" = "known attacker${tab}attackers.example" ]
update --minimum-feeds 3 -o "$tmp/of.trails"
check "IP_MINIMUM_FEEDS: the command line stands before it" [ "$(of <<<9.9.9.77)" = $'\t' ]
echo 'IP_MINIMUM_FEEDS some' >"$conf"
update
check "IP_MINIMUM_FEEDS: no number: status 2, the line" [ "$status" -eq 2 -a -z "${err##*trailsift.conf: line 1: IP_MINIMUM_FEEDS wants a number*}" ]
mkdir "$HOME/.config/trailsift/more"
printf '9.9.9.88\n# Reference: https://r.example/own\nown.example\n' >"$HOME/.config/trailsift/more/own_list.txt"
echo 'CUSTOM_TRAILS_DIR ./more' >"$conf"
update -o "$tmp/of.trails"
check "CUSTOM_TRAILS_DIR" [ "$(of <<<$'9.9.9.88\nown.example')" = "own list${tab}(custom) (+attackers.example)|own list${tab}(custom)" ]
echo 'CUSTOM_TRAILS_DIR ./gone' >"$conf"
update -o "$tmp/of.trails"
check "CUSTOM_TRAILS_DIR: one that is not there: told, status 3" [ "$status" -eq 3 -a -z "${err##*gone*}" ]
printf 'one.example # first\nhttp://two.example/\n9.9.9.99\nevil.example\n192.0.3.0/24\n' >"$www/list-a.txt"
echo three.example >"$www/list-b.txt"
echo "CUSTOM_TRAILS_URL $url/list-a.txt; http://localhost:$http_port/list-b.txt" >"$conf"
update -o "$tmp/of.trails"
check "CUSTOM_TRAILS_URL: lists of the user's own elsewhere, before feeds" [ "$(of <<<$'one.example\ntwo.example\nthree.example\n9.9.9.99\nevil.example\n192.0.3.7')" = \
"blacklisted${tab}(remote custom)|blacklisted${tab}(remote custom)|blacklisted${tab}(remote custom)|blacklisted${tab}(remote custom) (+attackers.example)|blacklisted${tab}(remote custom) (+names.example)|blacklisted${tab}(remote custom)" ]
echo 'DISABLED_TRAILS_INFO_REGEX ^known|conficker' >"$conf"
update --minimum-feeds 1 -o "$tmp/of.trails"
check "DISABLED_TRAILS_INFO_REGEX: left out, and how many is told" [ "$(of <<<$'9.9.9.77\n136.161.101.53\nevil.example')" = "${tab}|${tab}|malware${tab}names.example" -a -z "${err##*trails left out by DISABLED_TRAILS_INFO_REGEX*}" ]
echo 'USE_FEED_UPDATES false' >"$conf"
cp "$feeds" "$HOME/.config/trailsift/feeds.conf"
lines_before=$(wc -l <"$srv/log")
run "$ts" trails update -o "$tmp/of.trails"
check "USE_FEED_UPDATES false: nothing is downloaded" [ "$status" -eq 0 -a "$(wc -l <"$srv/log")" -eq "$lines_before" ]
check "USE_FEED_UPDATES false: the store is of what was downloaded before" [ "$(of <<<evil.example)" = "malware${tab}names.example" ]
rm "$HOME/.config/trailsift/feeds.conf"
echo "PROXY_ADDRESS http://localhost:1" >"$conf"
echo newer.example >>"$www/names.txt"
update --force -o "$tmp/of.trails"
check "PROXY_ADDRESS: what nobody answers, fails" [ "$status" -eq 3 -a "$(grep -c 'what was there before stays' <<<"$err")" -eq 3 ]
https_proxy= no_proxy=localhost update --force -o "$tmp/of.trails"
check "PROXY_ADDRESS: the environment stands before it" [ "$status" -eq 0 ]
rm "$conf"

# --- age
update -q
run "$ts" scan -q "$samples/clean.pcap"
check "a fresh store: not mentioned" [ -z "$err" ]
run "$ts" scan "$samples/clean.pcap"
fresh_out=$out
check "a fresh store: not mentioned without -q" [ -z "$err" ]
touch -d '3 days ago' "$store"
run "$ts" scan "$samples/clean.pcap"
check "an old store: one line on stderr with the remedy" [ "$(lines "$err")" -eq 1 -a -z "${err##*3 days old*trails update*}" ]
check "an old store: the same on stdout" [ "$out" = "$fresh_out" ]
TRAILSIFT_UPDATE_PERIOD=864000 run "$ts" scan "$samples/clean.pcap"
check "UPDATE_PERIOD" [ -z "$err" ]
TRAILSIFT_UPDATE_PERIOD=0 run "$ts" scan "$samples/clean.pcap"
check "UPDATE_PERIOD 0: never" [ -z "$err" ]
mkdir -p "$HOME/.config/trailsift"
conf=$HOME/.config/trailsift/trailsift.conf
printf '# of the update\n[Update]\nNO_SUCH_OPTION 7\nUSERS\n    admin:1:2:3\n  UPDATE_PERIOD 5\nUPDATE_PERIOD \t "864000" # ten days\r\n' >"$conf"
run "$ts" scan "$samples/clean.pcap"
check "UPDATE_PERIOD in the configuration, others left alone" [ -z "$err" ]
MALTRAIL_UPDATE_PERIOD=7 run "$ts" scan "$samples/clean.pcap"
check "the environment beats the file" has "$err" "3 days old"
TRAILSIFT_UPDATE_PERIOD=0 MALTRAIL_UPDATE_PERIOD=7 run "$ts" scan "$samples/clean.pcap"
check "its own name beats Maltrail's" [ -z "$err" ]
MALTRAIL_UPDATE_PERIOD= run "$ts" scan "$samples/clean.pcap"
check "an empty variable says nothing" [ -z "$err" ]
printf 'UPDATE_PERIOD 10\nUPDATE_PERIOD $LONG\n' >"$conf"
LONG=864000 run "$ts" scan "$samples/clean.pcap"
check "the last line that names it, with what a name stands for" [ -z "$err" ]
printf 'USE_X true\nUPDATE_PERIOD soon\n' >"$conf"
run "$ts" scan "$samples/clean.pcap"
check "what is no number is told with its line" has "$err" "trailsift.conf: line 2: UPDATE_PERIOD wants seconds, not \"soon\""
check "and is none" has "$err" "3 days old"
run "$ts" scan -q "$samples/clean.pcap"
check "not with -q" [ -z "$err" ]
rm "$conf"
run "$ts" trails build -q "$top_srcdir/trails" -o "$tmp/built.trails"
touch -d '3 days ago' "$tmp/built.trails"
run "$ts" scan -t "$tmp/built.trails" "$samples/clean.pcap"
check "a store of trails build is as old as it likes" [ -z "$err" ]

# --- two at once, and killed ones
update -q
old=$(digest "$store")
echo newest.example >>"$www/names.txt"
timeout 60 "$ts" trails update -q --feeds "$feeds" &
one=$!
timeout 60 "$ts" trails update -q --feeds "$feeds" &
two=$!
wait $one
first=$?
wait $two
second=$?
check "two at once: both are done" [ $first -eq 0 -a $second -eq 0 ]
new=$(digest "$store")
check "two at once: a whole new store, nothing left behind" [ "$new" != "$old" -a -z "$(leftovers)" ]
bad=
for i in $(seq 0 24); do
	echo "name$i.example" >>"$www/names.txt"
	before=$(sha256sum <"$store")
	{ timeout -s KILL "0.$(printf %03d $((i * 4 + 1)))" "$ts" trails update -q --feeds "$feeds"; } >/dev/null 2>&1
	whole "$store" || bad+=" $i"
	# A new one holds the new name, or one of before that was downloaded then.
	if [ "$(sha256sum <"$store")" != "$before" ] && ! "$ts" trails check -q -t "$store" newest.example; then
		bad+=" $i!"
	fi
done
check "killed at 25 moments: always a whole store" [ -z "$bad" ]
update -q
check "afterwards it goes on" [ "$status" -eq 0 ]
check "the last name is there" "$ts" trails check -q -t "$store" name24.example
check "what the killed ones left in the cache is cleared away" [ -z "$(find "$tmp/cache" -name '*.new*' -o -name '*.state.*')" ]
# The end is asked for while a feed comes slowly.
printf '[slow]\nurl = %s/slow\ninfo = x\nreference = y\n' "$url" >"$tmp/slow.conf"
before=$(sha256sum <"$store")
"$ts" trails update --feeds "$tmp/slow.conf" 2>"$tmp/err" &
pid=$!
for _ in $(seq 50); do
	grep -q '^/slow' <(tail -1 "$srv/log") && break
	sleep 0.1
done
kill -TERM $pid
wait $pid
status=$? err=$(cat "$tmp/err") out=
check "SIGTERM: status 4, the store as it was" [ $status -eq 4 -a "$(sha256sum <"$store")" = "$before" ]
check "SIGTERM: says so" has "$err" "interrupted"
check "SIGTERM: nothing left behind" [ -z "$(find "$tmp/cache" -name '*.new*')" ]
exec 9>&-
finish
