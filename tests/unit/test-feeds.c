/* Feeds: their definitions, how the lines of each that ships read, how they are merged. spec/trails.md 3, 4. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "check.h"
#include "trail-files.h"
#include "trails/builder.h"
#include "trails/feeds.h"
#include "trails/reader.h"

enum { KEYS = 4 };

/* Lines in the form of each feed, and the keys, infos and references that spec/trails.md 3 has for them. */
static const struct {
	const char *feed, *text;
	const char *keys[KEYS];
	const char *told; /* of all of these */
} rows[] = {
	{ "abuseipdb", "# Aggregated\n9.1.2.3   # US AS1 One\n9.1.2.4\t\t# DE\n",
	    { "9.1.2.3", "9.1.2.4" }, "known attacker|abuseipdb.com" },
	{ "alienvault",
	    "# header\n9.1.2.3 # Malicious Host US,,1,2\n9.1.2.4 # Scanning Host CN,,1,2\n",
	    { "9.1.2.3" }, "bad reputation|alienvault.com" },
	{ "atmos", "<tr>\n<td>12-11-2026</td><td>evil.example/panel/gate.php</td><td>x</td></tr>\n",
	    { "evil.example/panel/gate.php" }, "atmos (malware)|cybercrime-tracker.net" },
	{ "badips", "# bi_any\n9.1.2.3\n", { "9.1.2.3" }, "known attacker|badips.com" },
	{ "binarydefense", "# ATIF feed\n#\n9.1.2.3\n\n9.1.2.4\n", { "9.1.2.3", "9.1.2.4" },
	    "known attacker|binarydefense.com" },
	{ "bitcoinnodes", "# bitcoin_nodes_1d\n9.1.2.3\n", { "9.1.2.3" },
	    "bad reputation (bitcoin node)|bitnodes.io" },
	{ "blackbook", "Domain,Malware,Date added,Source\nevil.example,emotet,2020-01-02,x\n",
	    { "evil.example" }, "emotet (malware)|github.com/stamparm/blackbook" },
	{ "blackholemonster", "9.1.2.3\r\n9.1.2.4\r\n", { "9.1.2.3", "9.1.2.4" },
	    "known attacker|ip.blackhole.monster" },
	{ "blocklist", "9.1.2.3\n2001:db8:1::2\n", { "9.1.2.3", "2001:db8:1::2" },
	    "known attacker|blocklist.de" },
	{ "botscout", "# botscout_1d\n9.1.2.3\n", { "9.1.2.3" }, "spammer|botscout.com" },
	{ "bruteforceblocker",
	    "# IP\t\t\t# Last Reported\n9.1.2.3\t\t# 2026-01-02 03:04:05\t\t1\t7\n", { "9.1.2.3" },
	    "known attacker|rulez.sk" },
	{ "ciarmy", "9.1.2.3\n", { "9.1.2.3" }, "known attacker|cinsscore.com" },
	{ "cleantalk", "# [CleanTalk]\n9.1.2.3\n", { "9.1.2.3" }, "spammer|cleantalk.org" },
	{ "cybercrimetracker",
	    "evil.example/a/cp.php?m=login<br />(SSL) evil.example/ssl<br />worse.example<br />\n",
	    { "evil.example/a/cp.php", "evil.example", "worse.example" },
	    "malware|cybercrime-tracker.net" },
	{ "cybercrimetracker", "9.1.2.3/cp.php?m=login<br />9.1.2.4<br />",
	    { "9.1.2.4", "9.1.2.3" }, NULL },
	{ "dataplane",
	    "# Dataplane.org\n64500  |  SOME-AS, US  |  9.1.2.3  |  2026-01-02 03:04:05  |  sshclient\n",
	    { "9.1.2.3" }, "known attacker|dataplane.org" },
	{ "dshieldip", "# x\n9.1.2.3 7 words\n9.1.2.4\n", { "9.1.2.3", "9.1.2.4" },
	    "known attacker|dshield.org" },
	{ "emergingthreatsbot",
	    "# CnC Server 9.9.9.9\nalert tcp $HOME_NET any -> [9.1.2.3,9.1.2.4] any (msg:\"x\"; sid:1;)\n",
	    { "9.1.2.3", "9.1.2.4" }, "potential malware site|emergingthreats.net" },
	{ "emergingthreatscip", "9.1.2.3\n", { "9.1.2.3" },
	    "compromised (suspicious)|emergingthreats.net" },
	{ "emergingthreatsdns",
	    "alert dns any any -> any any (msg:\"ET MALWARE X CnC DNS Query\"; dns.query; content:\"evil|2e|example\"; content:\"not.this.one\"; sid:1;)\n"
	    "alert tls any any -> any any (msg:\"ET MALWARE X CnC Domain in TLS SNI\"; tls.sni; dotprefix; content:\".worse.example\"; endswith; sid:2;)\n"
	    "alert http any any -> any any (msg:\"ET MALWARE X Checkin\"; http.host; content:\"no.example\"; sid:3;)\n",
	    { "evil.example", "worse.example" }, "malware|emergingthreats.net" },
	{ "fareit", "http://evil.example/p/gate.php\nhttp://worse.example/gate.php\n",
	    { "evil.example/p/gate.php", "worse.example/gate.php" },
	    "fareit (malware)|cybercrime-tracker.net" },
	{ "feodotrackerip",
	    "# \"first_seen_utc\",\"dst_ip\",\"dst_port\",\"c2_status\",\"last_online\",\"malware\"\n"
	    "\"2026-01-02 03:04:05\",\"9.1.2.3\",\"443\",\"online\",\"2026-01-03\",\"Emotet\"\n"
	    "\"2026-01-02 03:04:05\",\"9.1.2.4\",\"443\",\"offline\",\"2026-01-03\",\"QakBot\"\n",
	    { "9.1.2.3" }, "Emotet (malware)|abuse.ch" },
	{ "feodotrackerip",
	    "\"2026-01-02 03:04:05\",\"9.1.2.3\",\"443\",\"online\",\"2026-01-03\",\"\"\n",
	    { "9.1.2.3" }, "feodo (malware)|abuse.ch" },
	{ "gpfcomics", "# gpf_comics\n9.1.2.3\n", { "9.1.2.3" }, "known attacker|gpf-comics.com" },
	{ "greensnow", "9.1.2.3\n", { "9.1.2.3" }, "known attacker|greensnow.co" },
	{ "ipnoise", "# ipnoise\n9.1.2.3\n", { "9.1.2.3" }, "known attacker|sekuripy.hr" },
	{ "maxmind", "# [MaxMind.com]\n9.1.2.3\n", { "9.1.2.3" },
	    "bad reputation (suspicious)|maxmind.com" },
	{ "minerchk", "pool.miner.example\nwww.mine.example\n",
	    { "pool.miner.example", "mine.example" },
	    "crypto mining (suspicious)|github.com/Hestat" },
	{ "myip",
	    "# ADDRESSES DATABASE\ndeny from 9.1.2.3\norder allow,deny 9.1.2.4\ndeny from 2001:db8:1::2\n",
	    { "9.1.2.3", "2001:db8:1::2" }, "crawler|myip.ms" },
	{ "openphish", "http://evil.example/\nhttps://worse.example/a/b/\n",
	    { "evil.example", "worse.example/a/b" }, "phishing|openphish.com" },
	{ "policeman", "# malwaredomains.com\nEvil.Example\napi.ipify.org\n", { "evil.example" },
	    "malware|malwaredomains.com" },
	{ "rutgers", "# x\n9.1.2.3\n", { "9.1.2.3" }, "known attacker|rutgers.edu" },
	{ "sblam", "# HTTP spam sources\n9.1.2.3\n", { "9.1.2.3" },
	    "bad reputation (suspicious)|sblam.com" },
	{ "scriptzteam", "9.1.2.3\nnot.an.ad.dress\n9.1.2\n", { "9.1.2.3" },
	    "bad reputation|github.com/scriptzteam/badIPS" },
	{ "socksproxy", "# socks_proxy_7d\n9.1.2.3\n", { "9.1.2.3" },
	    "proxy (suspicious)|socks-proxy.net" },
	{ "sslblcert",
	    "# SSL Certificate Blacklist\r\n2026-01-02 03:04:05,0123456789ABCDEF0123456789abcdef01234567,AsyncRAT C&C\r\n",
	    { "0123456789abcdef0123456789abcdef01234567" },
	    "asyncrat c2 cert (suspicious)|abuse.ch" },
	{ "sslblcert", "2026-01-02,0123456789abcdef0123456789abcdef01234567,malware distribution\n",
	    { "0123456789abcdef0123456789abcdef01234567" },
	    "unknown c2 cert (suspicious)|abuse.ch" },
	{ "sslproxies", "# sslproxies_1d\n9.1.2.3\n", { "9.1.2.3" },
	    "proxy (suspicious)|sslproxies.org" },
	{ "statics", "evil.example,some (malware),(static)\ntoo,few\na,b,c,d\n", { "evil.example" },
	    "some (malware)|(static)" },
	{ "torproject", "9.1.2.3\n9.1.2.4\n", { "9.1.2.3", "9.1.2.4" },
	    "tor exit node (suspicious)|torproject.org" },
	{ "torprojectnodes",
	    "{\"version\":\"8.0\",\"relays_published\":\"2026-01-02 03:04:05\",\"relays\":[\n"
	    "{\"or_addresses\":[\"9.1.2.3:9001\",\"[2001:db8:1::2]:443\"]},\n"
	    "{\"or_addresses\":[\"9.1.2.4:443\"]}\n],\"bridges\":[]}\n",
	    { "9.1.2.3", "2001:db8:1::2", "9.1.2.4" }, "bad reputation (tor node)|torproject.org" },
	{ "trickbot",
	    "<mcconf><servs><srv>9.1.2.3:443</srv><srv>9.1.2.4:449</srv></servs></mcconf>",
	    { "9.1.2.3:443", "9.1.2.4:449" }, "trickbot (malware)|github.com/JR0driguezB" },
	{ "turris", "Address,Tags\n9.1.2.3,telnet\n9.1.2.4,\"http,smtp\"\n",
	    { "9.1.2.3", "9.1.2.4" }, "bad reputation|turris.cz" },
	{ "urlhaus",
	    "# URLhaus\r\nhttp://9.1.2.3/\r\nhttps://evil.example/x.exe\r\nftp://no.example/x\r\nhttp://worse.example/\r\n",
	    { "9.1.2.3/", "evil.example/x.exe", "worse.example/" }, "malware|abuse.ch" },
	{ "viriback",
	    "Family,URL,IP,FirstSeen\nLokiBot,http://evil.example/a/panel/login.php?x=1,9.9.9.9,01-02-2026\n"
	    "LokiBot,http://worse.example/b/c/index.php#top,9.9.9.9,x\nlokibot,http://9.1.2.3/login.php,9.1.2.3,x\n",
	    { "evil.example/a", "worse.example/b/c", "9.1.2.3/" }, "lokibot|viriback.com" },
};

static struct feeds shipped;

static struct store *finish(struct builder *b)
{
	struct fault f;
	const char *path = file_path("feeds.trails");
	struct outfile *out = outfile_begin(path, &f);
	if (!out)
		abort();
	builder_write(b, out);
	if (!outfile_commit(out, &f))
		abort();
	builder_free(b);
	return store_open(path, &f);
}

static uint64_t add(struct builder *b, const char *feed, const char *text)
{
	struct fault f;
	uint64_t used = 0;
	const struct feed *definition = feeds_find(&shipped, text_of(feed));
	OK(definition &&
		builder_add_feed(b, definition, TEXT("Thu, 19 Nov 2026 08:00:00 GMT"),
		    file_of_string("feed.txt", text), &used, &f),
	    "%s is read", feed);
	return used;
}

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct builder *b = builder_new(NULL);
		size_t n = 0;
		add(b, rows[i].feed, rows[i].text);
		struct store *s = finish(b);
		for (; n < KEYS && rows[i].keys[n] && rows[i].told; n++)
			IS_TEXT(told(s, store_find_key(s, text_of(rows[i].keys[n]))),
			    text_of(rows[i].told), "%s: %s", rows[i].feed, rows[i].keys[n]);
		if (rows[i].told)
			IS_NUMBER(store_count(s), n, "%s: and nothing else", rows[i].feed);
		IS_TEXT(store_source(s, 0).date, TEXT("2026-11-19"), "%s: the day", rows[i].feed);
		store_close(s);
	}
}

/* Hosts that are addresses alone are told otherwise. */
static void test_tracker(void)
{
	struct builder *b = builder_new(NULL);
	add(b, "cybercrimetracker", "9.1.2.3/cp.php?m=login<br />9.1.2.4<br />");
	struct store *s = finish(b);
	IS_TEXT(told(s, store_find_key(s, TEXT("9.1.2.3"))),
	    TEXT("potential malware site|cybercrime-tracker.net"), "the host of a URL");
	IS_TEXT(told(s, store_find_key(s, TEXT("9.1.2.3/cp.php"))),
	    TEXT("malware|cybercrime-tracker.net"), "the URL");
	IS_NUMBER(store_count(s), 3, "and 9.1.2.4");
	store_close(s);
}

static void test_every_feed(void)
{
	IS_NUMBER(shipped.count, 42, "feeds that ship");
	for (size_t i = 0; i < shipped.count; i++) {
		size_t k = 0;
		while (k < sizeof(rows) / sizeof(rows[0]) &&
		    !text_is(text_of(rows[k].feed), shipped.list[i].name))
			k++;
		OK(k < sizeof(rows) / sizeof(rows[0]), "%.*s has a sample",
		    (int)shipped.list[i].name.n, shipped.list[i].name.s);
	}
	size_t off = 0;
	for (size_t i = 0; i < shipped.count; i++)
		off += shipped.list[i].disabled;
	IS_NUMBER(off, 6, "five that Maltrail has off, and one that needs a hand");
	IS_NUMBER(feeds_find(&shipped, TEXT("dataplane"))->urls.count, 11, "lists of dataplane");
	OK(feeds_find(&shipped, TEXT("badips"))->fallback, "badips has a fallback");
}

/* spec/trails.md 4: the winner by the words of info, IP_MINIMUM_FEEDS, "(+a,b)". */
static void test_settle(void)
{
	struct builder *b = builder_new(NULL);
	struct fault f;
	add(b, "abuseipdb", "9.1.1.1\n9.1.1.2\n9.1.1.3\n9.1.1.4\n10.0.0.1\n");
	add(b, "blackbook", "x,y\nname.example,emotet\n");
	add(b, "botscout", "9.1.1.1\n9.1.1.2\n");
	add(b, "emergingthreatsbot", "[9.1.1.1,9.1.1.4]\n");
	add(b, "torproject", "9.1.1.2\n");
	add(b, "torprojectnodes", "\"9.1.1.3:1\" \"9.1.1.2:2\" \"[2001:db8:1::9]:1\"\n");
	add(b, "trickbot", "<srv>9.1.1.9:443</srv>");
	OK(builder_add(b, file_of_string("mine.txt", "9.1.1.4\n9.1.1.5\n"), &f), "own list");
	IS_NUMBER(builder_settle(b, 3), 1, "one address is left out");
	struct store *s = finish(b);
	static const struct {
		const char *key, *told;
	} wanted[] = {
		{ "9.1.1.1",
		    "potential malware site|emergingthreats.net (+abuseipdb.com,botscout.com)" },
		/* Of two with low words the first stays; what has none replaces it; torproject.org counts once. */
		{ "9.1.1.2",
		    "tor exit node (suspicious)|torproject.org (+abuseipdb.com,botscout.com)" },
		{ "9.1.1.3", "" },
		{ "9.1.1.4", "mine|(custom) (+abuseipdb.com,emergingthreats.net)" },
		{ "9.1.1.5", "mine|(custom)" },
		{ "10.0.0.1", "" },
		{ "name.example", "emotet (malware)|github.com/stamparm/blackbook" },
		{ "2001:db8:1::9", "bad reputation (tor node)|torproject.org" },
		{ "9.1.1.9:443", "trickbot (malware)|github.com/JR0driguezB" },
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		IS_TEXT(told(s, store_find_key(s, text_of(wanted[i].key))), text_of(wanted[i].told),
		    "%s", wanted[i].key);
	IS_NUMBER(store_count(s), 7, "trails that stay");
	struct store_claim claims[8];
	size_t n = store_claims(s, store_find_key(s, TEXT("9.1.1.1")), claims, 8);
	IS_NUMBER(n, 3, "claims stay with their trails");
	for (size_t i = 1; i < n && i < 8; i++)
		OK(text_is(claims[i].reference, TEXT("abuseipdb.com")) !=
			text_is(claims[i].reference, TEXT("botscout.com")),
		    "claim %zu is one of the two that did not win", i);
	OK(store_verify(s, &f), "the store is whole");
	OK(!feeds_made(s), "it is not marked");
	store_close(s);
	b = builder_new(NULL);
	builder_add_feeds_mark(b);
	add(b, "abuseipdb", "9.1.1.1\n");
	IS_NUMBER(builder_settle(b, 1), 0, "nothing is left out");
	s = finish(b);
	OK(feeds_made(s), "it is marked");
	store_close(s);
}

static const struct {
	const char *text, *why; /* why: NULL where it is good */
} definitions[] = {
	{ "", NULL },
	{ "# nothing\n\n", NULL },
	{ "[a]\nurl = https://a.example/\ninfo = x\n", NULL },
	{ "[a]\r\nurl=http://a.example/x\r\ninfo=x\r\n", NULL },
	{ "[a]\nurl = https://a.example/\nformat = trails.csv\n", NULL },
	{ "[a]\nurl = https://a.example/\ninfo = x\nformat = nothing\n", "line 4: no such format" },
	{ "[a]\ninfo = x\n", "has no url" },
	{ "[a]\nurl = https://a.example/\n", "has no info" },
	{ "url = https://a.example/\n", "line 1: stands before" },
	{ "[a]\nurl\n", "line 2: neither" },
	{ "[a]\nfrob = 1\n", "line 2: no such key" },
	{ "[]\n", "line 1: a feed's name" },
	{ "[a b]\n", "line 1: a feed's name" },
	{ "[.a]\n", "line 1: a feed's name" },
	{ "[a/b]\n", "line 1: a feed's name" },
	{ "[a]\nurl = ftp://a.example/\n", "line 2: not an http" },
	{ "[a]\nurl = https://a.example/ b\n", "line 2: a URL holds no blanks" },
	{ "[a]\nurl = https://\n", "line 2: not an http" },
	{ "[a]\nenabled = maybe\n", "line 2: yes or no" },
	{ "[a]\nvalue = x\n", "line 2: not a number" },
	{ "[a]\nwhere = online\n", "line 2: not a field's number" },
	{ "[a]\nbetween = x\n", "line 2: not two texts" },
	{ "[a]\nwith = a |  | b\n", "line 2: a list has" },
	{ "[a]\ntake = first frob\n", "line 2: no such word" },
	{ "[a]\ninfo = \x01\n[a]\nurl = x\n", "line 4: not an http" },
};

static void test_definitions(void)
{
	for (size_t i = 0; i < sizeof(definitions) / sizeof(definitions[0]); i++) {
		struct feeds feeds = { .count = 0 };
		struct fault f = { "" };
		bool good = feeds_read(&feeds, file_of_string("x.conf", definitions[i].text), &f);
		if (definitions[i].why)
			OK(!good && strstr(f.text, definitions[i].why), "refused: %s (%s)",
			    definitions[i].why, f.text);
		else
			OK(good, "good definitions %zu: %s", i, f.text);
		feeds_free(&feeds);
	}
	struct feeds feeds = { .count = 0 };
	struct fault f;
	OK(!feeds_read(&feeds, "/nonexistent", &f), "a file that is not there");
	feeds_free(&feeds);
}

/* A section of a later file changes what stands: URLs are replaced, the rest stays. */
static void test_override(void)
{
	struct feeds feeds = { .count = 0 };
	struct fault f;
	OK(feeds_read(&feeds,
	       file_of_string("1.conf",
		   "[b]\nurl = https://1.example/\nurl = https://2.example/\ninfo = x\nenabled = no\n"
		   "[a]\nurl = https://a.example/\ninfo = y\n"),
	       &f) &&
		feeds_read(&feeds,
		    file_of_string("2.conf", "[b]\nenabled = yes\nurl = https://3.example/\n"), &f),
	    "two files");
	feeds_sort(&feeds);
	const struct feed *b = feeds_find(&feeds, TEXT("b"));
	OK(b == &feeds.list[1] && !b->disabled, "sorted; enabled by the second");
	IS_NUMBER(b->urls.count, 1, "one URL");
	IS_TEXT(b->urls.list[0], TEXT("https://3.example/"), "the second's");
	IS_TEXT(b->info, TEXT("x"), "the first's info");
	feeds_free(&feeds);
}

/* Networks of content delivery say nothing in feeds; elsewhere, of sinkholes, and of names they do. */
static void test_left_out(void)
{
	static const char lines[] = "104.16.0.1\n104.15.255.255\n104.24.1.1:443\n104.28.0.0\n"
				    "104.20.1.1/gate.php\n2606:4700::1\n2606:4701::1\n"
				    "cdn.example/104.16.0.1\ncdn.example\n104.16.0.0.example\n";
	static const struct listed {
		const char *key;
		bool there;
	} listed[] = { { "104.16.0.1", false }, { "104.15.255.255", true },
		{ "104.24.1.1:443", false }, { "104.28.0.0", true },
		{ "104.20.1.1/gate.php", false }, { "2606:4700::1", false },
		{ "2606:4701::1", true }, { "cdn.example/104.16.0.1", true },
		{ "cdn.example", true }, { "104.16.0.0.example", true } };
	struct feed feed = {
		.name = TEXT("x"), .info = TEXT("malware"), .reference = TEXT("x.example")
	};
	struct fault f = { "" };
	for (int sinkhole = 0; sinkhole < 3; sinkhole++) {
		struct builder *b = builder_new(NULL);
		uint64_t used = 0;
		OK(builder_leave_out(b,
		       file_of_string("cdn.txt",
			   "# Reference: x\n104.16.0.0/13 # one\n\n104.24.0.0/14\n2606:4700::/32\n"),
		       &f),
		    "networks: %s", f.text);
		feed.info = sinkhole == 1 ? TEXT("a sinkhole") : TEXT("a family");
		const char *path = file_of_string("list.txt", lines);
		OK(sinkhole == 2 ? builder_add(b, path, &f)
				 : builder_add_feed(b, &feed, TEXT(""), path, &used, &f),
		    "%s", f.text);
		struct image image = builder_image(b);
		struct store *s = store_over(image.p, image.size, image.heap, "x", &f);
		for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
			OK((store_find_key(s, text_of(listed[i].key)) != TRAIL_NONE) ==
				(listed[i].there || sinkhole > 0),
			    "%s, %d", listed[i].key, sinkhole);
		store_close(s);
		builder_free(b);
	}
	struct builder *b = builder_new(NULL);
	OK(!builder_leave_out(b, file_of_string("cdn.txt", "1.2.3.0/24\nwords\n"), &f),
	    "what is no network");
	OK(strstr(f.text, "line 2") != NULL, "is told with its line");
	OK(!builder_leave_out(b, "no/such/file", &f), "no such file");
	builder_free(b);
}

int main(void)
{
	char path[4096];
	struct fault f = { "" };
	const char *top = getenv("top_srcdir");
	snprintf(path, sizeof(path), "%s/trails/feeds.conf", top ? top : ".");
	OK(feeds_read(&shipped, path, &f), "feeds.conf: %s", f.text);
	test_every_feed();
	test_rows();
	test_tracker();
	test_settle();
	test_definitions();
	test_override();
	test_left_out();
	feeds_free(&shipped);
	files_remove();
	return check_done();
}
