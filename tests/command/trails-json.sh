#!/usr/bin/env bash
# Trails from JSON and from archives, and "trails why". Rows are written by hand from what the samples say.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99

tab=$'\t'
here=$top_srcdir/tests/trails
# What a source compiles to: its rows, LF.
rows() { "$ts" trails build -q "$@" -o "$tmp/rows.trails" 2>"$tmp/err" && "$ts" trails dump "$tmp/rows.trails" | tr -d '\r'; }
# gives NAME FILE ROWS [OPTION...]
gives() {
	local name=$1 file=$2 wanted=$3
	shift 3
	out=$(rows "$@" "$file")
	status=$?
	err=$(<"$tmp/err")
	check "$name" [ "$out" = "$wanted" ]
}
# sample FILE FORMAT ROWS: recognised by content, and the same with --as
sample() {
	gives "$1 is recognised" "$here/$1" "$3"
	gives "$1 --as $2" "$here/$1" "$3" --as "$2"
}
date_of() { "$ts" trails build -q "$1" -o "$tmp/d.trails" 2>/dev/null && "$ts" trails info -v "$tmp/d.trails" | grep -o '(20[0-9-]*)'; }

event=5e0f2c10-0000-4000-8000-00000000a001
letters="Letters with invoices of the Grey Heron,$event"
meant="198.51.100.17,$letters
198.51.100.18:8443,$letters
[2001:db8::18]:443,$letters
heron.example,$letters
198.51.100.19,$letters
gate.example:8080/gate.php,HeronLoader (malware),$event
mozilla/4.0 (compatible; heron 1.0),$letters
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,$letters
nest.example,$letters
aabbccddeeff00112233445566778899,$letters
second.example,Info behind the attributes,5e0f2c10-0000-4000-8000-00000000a002"
sample misp-event.json misp-json "$meant"
gives "misp-json-all: what is not meant for detection, too" "$here/misp-event.json" \
	"$(sed "/^198.51.100.19/a only-context.example,$letters" <<<"$meant")" --as misp-json-all
otter="Teal Otter server (malicious-activity),(custom)"
sample stix.json stix "198.51.100.30,$otter
198.51.101.0/28,$otter
otter.example,$otter
[2001:db8::31]:8443,Teal Otter port (c2) (until 2027-01-05),(custom)
00112233445566778899aabbccddeeff00112233,Certificate,(custom)
otter's agent/1.0,Agent,(custom)
set.example/one,set,(custom)
set.example/two,set,(custom)"
sample stix-observables.json stix "198.51.100.41,stix-observables,(custom)
2001:db8::41,stix-observables,(custom)
plain.example,stix-observables,(custom)
ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100,stix-observables,(custom)"
sample threatfox.json threatfox-json "198.51.100.51:4444,Sample RAT (malware),abuse.ch
fox.example,Sample RAT (malware),abuse.ch"
sample urlhaus.json urlhaus-json "198.51.100.61:8080/bin.sh,malware,abuse.ch
haus.example/a/b.zip,malware,abuse.ch"
sample tor.json tor-json "198.51.100.71,tor relay node (suspicious),torproject.org
2001:db8::71,tor relay node (suspicious),torproject.org
198.51.100.72,tor exit node (suspicious),torproject.org
198.51.100.73,tor exit node (suspicious),torproject.org"
sample dataset.json json "set-one.example,kit A,(custom)
198.51.100.81,Kit B (malware),lists.example.org
kit/1.0,dataset,(custom)"
sample texts.json json "set-two.example,texts,(custom)
198.51.100.82,texts,(custom)
set-three.example/x,texts,(custom)"

run "$ts" trails build "$here/misp-warninglist.json" -o "$tmp/w.trails"
check "a warning list is a whitelist" has "$out" "0 trails, 4 whitelist entries"
for value in a.updates.example.org time.example.net 192.0.2.127 2001:db8:5:1::1; do
	run "$ts" trails check -t "$tmp/w.trails" "$value"
	check "it holds for $value" has "$out" "whitelisted by"
done
for value in a.com 192.0.2.128 example.org; do
	run "$ts" trails check -t "$tmp/w.trails" "$value"
	check "but not for $value" [ "$out" = "$value${tab}not listed" ]
done
# Warning lists say whether a list is of names, of parts of names, of top-level domains.
for bad in '"type":"substring","name":"x"' '"type":"regex","name":"x"' '"type":"string","name":"TLDs"'; do
	echo "{\"list\":[\"a.example\"],$bad}" >"$tmp/bad.json"
	run "$ts" trails build "$tmp/bad.json" -o "$tmp/x.trails"
	check "a warning list with $bad holds nothing" [ "$status" -eq 4 ]
done

run "$ts" trails build -v "$here/stix.json" -o "$tmp/x.trails"
check "stix: what had expired is told with its line" has "$err" "line 18: expired before the bundle was made"
check "stix: what was taken back" has "$err" "line 22: revoked"
check "stix: patterns of two observations" has "$err" "line 25: a pattern that does not name single observables"
check "stix: digests of files that traffic does not show" has "$err" "line 29: a pattern of what traffic does not show"
check "the day of a source is its newest" [ "$(date_of "$here/stix.json")" = "(2026-04-01)" ]
check "the day of the newer event" [ "$(date_of "$here/misp-event.json")" = "(2026-03-02)" ]
check "the day of ThreatFox" [ "$(date_of "$here/threatfox.json")" = "(2026-05-03)" ]

# What is cut gives what stood before.
head -c 1500 "$here/misp-event.json" >"$tmp/cut.json"
run "$ts" trails build "$tmp/cut.json" -o "$tmp/x.trails"
check "a cut event: what stands before the cut" [ "$status" -eq 0 -a "$("$ts" trails dump "$tmp/x.trails" | grep -c heron.example)" -eq 1 ]
check "a cut event is told" has "$err" "line"
{ yes '[' | head -n 100000 | tr -d '\n'; echo; } >"$tmp/deep.json"
run timeout 60 "$ts" trails build "$tmp/deep.json" -o "$tmp/x.trails"
check "brackets without an end: refused" [ "$status" -eq 4 ]
{ echo '{"Event":{"Attribute":['; yes '{"a":' | head -n 100000 | tr -d '\n'; } >"$tmp/deep.json"
run timeout 60 "$ts" trails build --as misp-json "$tmp/deep.json" -o "$tmp/x.trails"
check "objects without an end: refused" [ "$status" -eq 4 ]

# Archives: a release of a checkout, wherever it stands in it and in whatever order, is the checkout.
mkdir -p "$tmp/mt-1/trails/static/malware" "$tmp/mt-1/trails/static/suspicious" "$tmp/mt-1/trails/custom" "$tmp/mt-1/data"
printf '# Reference: https://r.example/1\nboth.example\nfam.example\n' >"$tmp/mt-1/trails/static/malware/some_family.txt"
printf 'both.example\nodd.example\n' >"$tmp/mt-1/trails/static/suspicious/odd.txt"
printf 'root.example\n' >"$tmp/mt-1/trails/static/mass_scanner.txt"
printf 'both.example\nown.example\n' >"$tmp/mt-1/trails/custom/own.txt"
printf 'white.example\n' >"$tmp/mt-1/data/whitelist.txt"
printf 'no-list.example\n' >"$tmp/mt-1/README.txt"
tree="both.example,some family (malware),(static)
own.example,own,(custom)
odd.example,odd (suspicious),(static)
root.example,mass scanner,(static)
fam.example,some family (malware),(static)"
gives "a checkout" "$tmp/mt-1" "$tree"
first=$("$ts" trails info "$tmp/rows.trails" | grep ^digest)
tar -C "$tmp" -czf "$tmp/release.tar.gz" mt-1/trails/static/malware mt-1/trails/static/suspicious mt-1/trails/custom mt-1/data \
	mt-1/README.txt mt-1/trails/static/mass_scanner.txt
gives "its release" "$tmp/release.tar.gz" "$tree"
check "the same digest" [ "$("$ts" trails info "$tmp/rows.trails" | grep ^digest)" = "$first" ]
check "its sources are named ARCHIVE!PATH" has "$("$ts" trails info -v "$tmp/rows.trails")" "release.tar.gz!mt-1/trails/static/malware/some_family.txt"
cp "$tmp/rows.trails" "$tmp/release.trails"
head -c 250 "$tmp/release.tar.gz" >"$tmp/cut.tar.gz"
run "$ts" trails build "$tmp/cut.tar.gz" -o "$tmp/x.trails"
check "a cut release is refused" [ "$status" -eq 4 ]
mkdir "$tmp/flat"
printf 'x.example\n' >"$tmp/flat/a_list.txt"
printf 'y.example\n' | gzip >"$tmp/flat/b_list.txt.gz"
printf 'picture\n' >"$tmp/flat/p.png"
cp "$here/tor.json" "$tmp/flat"
tar -C "$tmp" -cJf "$tmp/flat.tar.xz" flat
gives "a directory of lists" "$tmp/flat" "x.example,a list,(custom)
$(rows "$here/tor.json")"
gives "an archive of lists, packed ones among them" "$tmp/flat.tar.xz" "x.example,a list,(custom)
y.example,b list,(custom)
$(rows "$here/tor.json")"
printf 'one.example,some (malware),(static)\r\n' | gzip >"$tmp/trails.csv.gz"
gives "a compressed trails.csv" "$tmp/trails.csv.gz" "one.example,some (malware),(static)"
printf 'case.example\n' | gzip >"$tmp/my_case.txt.gz"
gives "a compressed list has the info of its name" "$tmp/my_case.txt.gz" "case.example,my case,(custom)"
run "$ts" trails check -t "$tmp/my_case.txt.gz" case.example
check "-t takes it, too" [ "$status" -eq 0 ]
gzip -k "$tmp/release.trails"
gives "a compressed store" "$tmp/release.trails.gz" "$tree"
check "it keeps the names of its sources" has "$("$ts" trails info -v "$tmp/rows.trails")" "  release.tar.gz!mt-1/trails/static/malware/some_family.txt"
head -c 1000 "$tmp/release.trails" | gzip >"$tmp/cut.trails.gz"
run "$ts" trails build "$tmp/cut.trails.gz" -o "$tmp/x.trails"
check "a cut one is refused" [ "$status" -eq 4 ]
printf 'case.example\n' | gzip >"$tmp/w.txt.gz"
run "$ts" trails check -t "$tmp/my_case.txt.gz" --whitelist "$tmp/w.txt.gz" case.example
check "and so does --whitelist" has "$out" "whitelisted by${tab}case.example"

# why: all look-ups, all that sources say, the rules.
printf '# Reference: https://r.example/dyn\n# Aliases: Dyn A\ndyn.example\n198.51.100.9\n198.51.100.0/24\n' >"$tmp/dyn.txt"
printf 'dyn.example,dynamic domain (suspicious),(static)\n' >"$tmp/late.csv"
printf 'w.dyn.example\n198.51.100.9\n' >"$tmp/white.txt"
run "$ts" trails why ns1.w.dyn.example -t "$tmp/dyn.txt" -t "$tmp/late.csv" --whitelist "$tmp/white.txt"
check "why: a name" [ "$out" = "value${tab}ns1.w.dyn.example
look-up${tab}domain${tab}ns1.w.dyn.example${tab}not listed
look-up${tab}domain${tab}w.dyn.example${tab}not listed
look-up${tab}domain${tab}dyn.example${tab}listed${tab}dyn.example${tab}dynamic domain (suspicious)${tab}(static)${tab}late.csv
look-up${tab}domain${tab}example${tab}not listed
look-up${tab}whitelist${tab}ns1.w.dyn.example${tab}suppressed by${tab}w.dyn.example${tab}white.txt:1
source${tab}dyn.example${tab}late.csv:1${tab}dynamic domain (suspicious)${tab}(static)${tab}counts
source${tab}dyn.example${tab}dyn.txt:3${tab}dyn${tab}(custom)${tab}gives way${tab}https://r.example/dyn${tab}Dyn A
rule${tab}dyn.example${tab}suspicious${tab}holds${tab}no event for a name as name and mail servers have them
rule${tab}dyn.example${tab}sinkhole${tab}does not hold${tab}no event for a name as name and mail servers have them
rule${tab}dyn.example${tab}dynamic${tab}does not hold${tab}no event for the listed name itself, nor for www. before it
rule${tab}dyn.example${tab}free web${tab}does not hold${tab}no event for the listed name itself, nor for www. before it
result${tab}listed, and whitelisted by${tab}w.dyn.example" ]
check "why: status 0 where something is listed" [ "$status" -eq 0 ]
run "$ts" trails why -t "$tmp/late.csv" DYN.example
check "why: the rule of dynamic names" has "$out" "dynamic${tab}holds"
run "$ts" trails why -t "$tmp/dyn.txt" --whitelist "$tmp/white.txt" 198.51.100.9:80
check "why: address and port, the address, the ranges" [ "$(grep ^look-up <<<"$out" | cut -f 2-4)" = "address:port${tab}198.51.100.9:80${tab}not listed
address${tab}198.51.100.9${tab}listed
range${tab}198.51.100.9${tab}listed
whitelist${tab}198.51.100.9${tab}suppressed by" ]
run "$ts" trails why -t "$tmp/dyn.txt" http://host.test/a/b.php
check "why: a URL that nothing lists" [ "$status" -eq 1 ]
check "why: its look-ups" [ "$(grep ^look-up <<<"$out" | cut -f 2-3)" = "url${tab}host.test/a/b.php
path${tab}/a/b.php
path${tab}/a
url${tab}host.test/a
path${tab}/b.php
url${tab}host.test/b.php
url${tab}host.test/
domain${tab}host.test
domain${tab}test
whitelist${tab}host.test" ]
run "$ts" trails why -t "$tmp/release.trails" both.example
check "why: all three sources, the winner first" [ "$(grep ^source <<<"$out" | cut -f 3,6)" = "release.tar.gz!mt-1/trails/static/malware/some_family.txt:2${tab}counts
release.tar.gz!mt-1/trails/custom/own.txt:1${tab}gives way
release.tar.gz!mt-1/trails/static/suspicious/odd.txt:1${tab}gives way" ]
run "$ts" trails why -t "$here/misp-event.json" heron.example
check "why: where an event was reported" has "$out" "misp-event.json:16${tab}Letters with invoices of the Grey Heron${tab}$event${tab}counts${tab}https://reports.example.org/grey-heron"
printf 'Evilbot/1.0 (+http://evil.example/bot)\nb\xc3\xbccher/2\n' >"$tmp/agents.txt"
run "$ts" trails build -q --as agents "$tmp/agents.txt" -o "$tmp/agents.trails"
run "$ts" trails check -t "$tmp/agents.trails" --batch <<<$'evilbot/1.0 (+http://EVIL.example/bot)\nhttp://evil.example/bot\nb\xc3\xbccher/2'
check "a user agent with a URL in it" [ "$(cut -f 3 <<<"$out" | paste -sd '|')" = "agents||agents" ]
printf 'b\xc3\xbccher.example\nhttp://b\xc3\xbccher.example/x\n' >"$tmp/names.txt"
run "$ts" trails check -t "$tmp/names.txt" --batch <<<$'www.b\xc3\xbccher.example\nxn--bcher-kva.example\nhttp://b\xc3\xbccher.example/x\nb\xc3\xbccher.test'
check "a name beyond ASCII, as typed and as sent" [ "$(cut -f 2 <<<"$out" | paste -sd '|')" = "xn--bcher-kva.example|xn--bcher-kva.example|xn--bcher-kva.example/x|" ]
printf 'evil.example/x\n1.2.3.4:443\naabbccddeeff00112233445566778899aabbccdd\n' >"$tmp/armour.txt"
run "$ts" trails check -t "$tmp/armour.txt" --batch <<<$'hxxp://evil[.]example/x\n1.2.3[.]4:443\nAA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD\nevil[.]test'
check "values in their armour" [ "$(cut -f 2 <<<"$out" | paste -sd '|')" = "evil.example/x|1.2.3.4:443|aabbccddeeff00112233445566778899aabbccdd|" ]
run "$ts" trails why
check "why without a value: wrong use" [ "$status" -eq 2 ]
run "$ts" trails why -q -t "$tmp/dyn.txt" dyn.example
check "why -q: the status alone" [ "$status" -eq 0 -a -z "$out" ]
finish
