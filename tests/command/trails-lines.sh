#!/usr/bin/env bash
# Formats of lines and tables: a sample of each, recognised by itself and read as told. The rows are written down by
# hand from what the samples say; rows are sorted, and what is left out is named by its line.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

trails=$top_srcdir/tests/trails
build() { run "$ts" trails build -v "$@" -o "$tmp/a.trails"; }
rows() { "$ts" trails dump "$tmp/a.trails" | tr -d "\r" | LC_ALL=C sort; }

# sample FILE FORMAT SKIPPED [OPTION...], rows on standard input: recognised (without options), and with --as
sample() {
	local file=$1 format=$2 skipped=$3 want
	shift 3
	want=$(LC_ALL=C sort)
	build "$@" "$trails/$file"
	check "$file: taken" [ "$status" -eq 0 ]
	check "$file: its rows" [ "$(rows)" = "$want" ]
	check "$file: lines left out" [ "$(grep -oE 'line [0-9]+' <<<"$err" | cut -c 6- | paste -sd ' ')" = "$skipped" ]
	build --as "$format" "$trails/$file"
	[ "$format" = csv ] || check "$file: the same with --as $format" [ "$(rows)" = "$want" ]
	"$ts" trails formats >"$tmp/formats"
	check "$file: $format is listed" grep -q "^$format " "$tmp/formats"
	cuts "$file" "$format"
}

# Cut anywhere, a file is read up to there or refused: it never ends the program.
cuts() {
	local size at bad=0
	size=$(stat -c %s "$trails/$1")
	for ((at = 0; at < size; at += size / 13 + 1)); do
		head -c "$at" "$trails/$1" >"$tmp/${1##*/}"
		"$ts" trails build -q --as "$2" "$tmp/${1##*/}" -o "$tmp/cut.trails" 2>"$tmp/cut"
		[ $? -le 4 ] && ! grep -qE 'ERROR: |runtime error' "$tmp/cut" || bad=1
	done
	check "$1: cut anywhere" [ "$bad" -eq 0 ]
}

whitelisted() { grep -qE "^whitelist +$1\$" <("$ts" trails info "$tmp/a.trails"); }

sample defanged.txt list "15" <<'E'
evil.example,defanged,(custom)
bad.example/gate.php,defanged,(custom)
198.51.100.7:8443,defanged,(custom)
three.example,defanged,(custom)
2001:db8:0::7,defanged,(custom)
2001:db8:5::/48,defanged,(custom)
198.51.100.9,defanged,(custom)
xn--bcher-kva.example,defanged,(custom)
aabbccddeeff00112233445566778899aabbccdd,defanged,(custom)
0123456789abcdef0123456789abcdef,defanged,(custom)
t13d1516h2_8daaf6152771_e5627efa2ab1,defanged,(custom)
E
build "$trails/defanged.txt"
run "$ts" trails check -t "$tmp/a.trails" 2001:db8::7
check "an address in another spelling is met" [ "$status" -eq 0 ]
run "$ts" trails info "$tmp/a.trails"
check "three fingerprints" has "$(tr -s ' ' <<<"$out")" " fingerprint 3"

sample hosts.txt hosts "8" <<'E'
ads.example,hosts,(custom)
track.example,hosts,(custom)
tracker.example,hosts,(custom)
six.example,hosts,(custom)
E

sample adblock.txt adblock "8 9 10 11 12" <<'E'
ads.example,adblock,(custom)
track.example,adblock,(custom)
third.example,adblock,(custom)
sub.example,adblock,(custom)
mixed.example,adblock,(custom)
198.51.100.3,adblock,(custom)
E
check "the exception is whitelisted" whitelisted 1

sample rpz.zone rpz "15 21 22 23 24" <<'E'
evil.example,rpz,(custom)
nodata.example,rpz,(custom)
full.example,rpz,(custom)
walled.example,rpz,(custom)
198.51.100.7,rpz,(custom)
203.0.113.0/24,rpz,(custom)
2001:db8:5::/48,rpz,(custom)
2001:db8::7,rpz,(custom)
E
check "two names and an address pass through" whitelisted 3

sample zeek.intel zeek-intel "10 11" <<'E'
198.51.100.7,a server,some-feed
2001:db8::1,zeek,(custom)
203.0.113.0/24,zeek,some-feed
evil.example,a family,some-feed
host.example/gate.php,zeek,some-feed
0123456789abcdef0123456789abcdef01234567,zeek,some-feed
bad agent/1.0,an agent,(custom)
mallory@mail.example,zeek,some-feed
E

sample misp.csv misp-csv "8 9" <<'E'
evil.example,Some campaign,(custom)
198.51.100.7:8443,Some campaign,(custom)
[2001:db8::7]:443,Some campaign,(custom)
both.example,Some campaign,(custom)
198.51.100.8,Some campaign,(custom)
host.example/gate.php,only a comment,(custom)
bad agent/2.0,Some campaign,(custom)
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,Some campaign,(custom)
E

build --as misp-csv-all "$trails/misp.csv"
check "misp-csv-all: what is not meant for detection, too" [ "$(rows | grep -c '^seen.example,Some campaign,')" -eq 1 -a "$(rows | wc -l)" -eq 9 ]

sample dataset.lst suricata-dataset "" <<'E'
evil.example,dataset,(custom)
bad agent/3.0 (x),dataset,(custom)
host.example/a,dataset,(custom)
E
sample dataset-typed.txt suricata-dataset "5" --as suricata-dataset <<'E'
198.51.100.7,dataset-typed,(custom)
203.0.113.0/24,dataset-typed,(custom)
0123456789abcdef0123456789abcdef,dataset-typed,(custom)
typed.example,dataset-typed,(custom)
E

sample iprep.list suricata-iprep "5" <<'E'
198.51.100.7,bad reputation (category 3),(custom)
203.0.113.0/24,bad reputation (category 7),(custom)
2001:db8::9,bad reputation (category 3),(custom)
E

sample some.rules rules "10 11 12 13 14" <<'E'
evil.example,"A family ""one""",(custom)
sni.example,B,(custom)
host.example,C,(custom)
203.0.114.0/24,D; with a semicolon,(custom)
8.8.4.4:8443,E,(custom)
0123456789abcdef0123456789abcdef,F,(custom)
aabbccddeeff00112233445566778899aabbccdd,G,(custom)
E

sample table.csv csv "4" --as csv --column where <<'E'
evil.example,Some family,(custom)
198.51.100.7,Other,(custom)
E
by_name=$(rows)
build --as csv --column 2 "$trails/table.csv"
check "the column by its number" [ -n "$by_name" -a "$(rows | wc -l)" -eq 2 ]
check "the header is no row" lacks "$(rows)" Where
build --as csv "$trails/table.csv"
check "the column by what it holds" has "$(rows)" "evil.example,Some family,(custom)"
build --as csv --column nowhere "$trails/table.csv"
check "a column that there is not: refused" [ "$status" -eq 4 ]
check "and told" has "$err" "no column of that name"
build --column 2 "$trails/table.csv"
check "--column without --as csv is wrong use" [ "$status" -eq 2 ]
printf 'a\tevil.example\tx, y\nb\tother.example\tz\n' >"$tmp/tabs.tsv"
build --as csv --column 2 "$tmp/tabs.tsv"
check "tabs, without a header" [ "$(rows | cut -d , -f 1 | paste -sd ' ')" = "evil.example other.example" ]

sample urlhaus.csv urlhaus-csv "" <<'E'
198.51.100.7:8080/bin.sh,malware,abuse.ch
evil.example/a.exe,malware,abuse.ch
E
sample urlhaus.txt urlhaus-text "" <<'E'
198.51.100.7/i,malware,abuse.ch
evil.example/b,malware,abuse.ch
E
sample threatfox.csv threatfox-csv "5" <<'E'
198.51.100.7:443,Some (malware),abuse.ch
evil.example,unknown (malware),abuse.ch
E
sample feodo.csv feodo-csv "" <<'E'
198.51.100.7:447,Some (malware),abuse.ch
[2001:db8::7]:443,Other (malware),abuse.ch
E
sample sslbl.csv sslbl-csv "" <<'E'
0123456789abcdef0123456789abcdef01234567,some c2 cert (suspicious),abuse.ch
89abcdef0123456789abcdef0123456789abcdef,other c2 cert (suspicious),abuse.ch
E
sample ja3.csv sslbl-csv "" <<'E'
0123456789abcdef0123456789abcdef,some ja3 (suspicious),abuse.ch
E
sample drop.txt spamhaus-drop "" <<'E'
203.0.113.0/24,drop,spamhaus.org
2001:db8::/32,drop,spamhaus.org
E
sample some.ioc openioc "18 21" <<'E'
evil.example,Some & family,(custom)
198.51.100.7,Some & family,(custom)
host.example/a,Some & family,(custom)
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,Some & family,(custom)
bad agent/4.0 <x>,Some & family,(custom)
E
sample agents.txt agents "" --as agents <<'E'
mozilla/4.0 (compatible; bad),agents,(custom)
sqlmap/1.0#dev,agents,(custom)
E

# What each says where it is of another kind: refused, with a reason.
for format in hosts rpz rules zeek-intel suricata-iprep feodo-csv misp-csv openioc; do
	build --as "$format" "$trails/agents.txt"
	check "agents are no $format" [ "$status" -eq 4 -a -n "$err" ]
done
# Hostile ones.
{
	printf '# "first_seen_utc","ioc_value","ioc_type"\n"x","'
	head -c 300000 /dev/zero | tr '\0' '\n'
	printf '"evil.example'
} >"$tmp/open.csv"
build "$tmp/open.csv"
check "a quote that stays open" [ "$status" -eq 4 ]
check "is told" has "$err" "a quote stays open"
printf 'alert dns any any -> any any (msg:"\xff\x01"; dns.query; content:"evil.example"; sid:1;)\n' >"$tmp/bytes.rules"
build "$tmp/bytes.rules"
check "bytes that are no text in an info" [ "$(rows)" = $'evil.example,\xef\xbf\xbd ,(custom)' ]
{
	printf '<ioc xmlns="http://schemas.mandiant.com/2010/ioc">'
	for ((i = 0; i < 20000; i++)); do printf '<IndicatorItem><Context search="DnsEntryItem/Host"'; done
} >"$tmp/open.ioc"
build "$tmp/open.ioc"
check "items without an end" [ "$status" -eq 4 ]
finish
