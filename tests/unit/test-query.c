/* Units of case/query.h. Expected values: spec/threats.md 6.7, 8.2, 12, and tables of truth by hand. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "case/listing.h"
#include "check.h"
#include "golden-case.h"

static const struct marks unmarked;

/* --- how terms are joined: eight rows with each choice of three words, the row's number as bits of them */

enum { ALPHA = 0xaa, BETA = 0xcc, GAMMA = 0xf0, ALL = 0xff };

static const struct {
	const char *query;
	unsigned rows;
} truths[] = {
	{ "", ALL },
	{ " \t", ALL },
	{ "alpha", ALPHA },
	{ "ALPHA", ALPHA },
	{ "lph", ALPHA },
	{ "alpha beta", ALPHA &BETA },
	{ "alpha AND beta", ALPHA &BETA },
	{ "alpha and beta", ALPHA &BETA },
	{ "alpha && beta", ALPHA &BETA },
	{ "alpha&&beta", ALPHA &BETA },
	{ "alpha OR beta", ALPHA | BETA },
	{ "alpha||beta", ALPHA | BETA },
	{ "alpha oR beta or gamma", ALPHA | BETA | GAMMA },
	/* AND binds tighter than OR, NOT tighter than AND. */
	{ "alpha or beta gamma", ALPHA | (BETA & GAMMA) },
	{ "beta gamma or alpha", ALPHA | (BETA & GAMMA) },
	{ "(alpha or beta) gamma", (ALPHA | BETA) & GAMMA },
	{ "gamma(alpha or beta)", (ALPHA | BETA) & GAMMA },
	{ "not alpha beta", ALL & ~ALPHA &BETA },
	{ "NOT alpha or beta", (ALL & ~ALPHA) | BETA },
	{ "not (alpha or beta)", ALL & ~(ALPHA | BETA) },
	{ "!(alpha beta)", ALL & ~(ALPHA &BETA) },
	{ "-(alpha beta)", ALL & ~(ALPHA &BETA) },
	{ "!alpha", ALL & ~ALPHA },
	{ "! ! alpha", ALPHA },
	{ "not not not alpha", ALL & ~ALPHA },
	{ "-alpha", ALL & ~ALPHA },
	{ "-\"alpha\"", ALL & ~ALPHA },
	{ "not -alpha", ALPHA },
	{ "!=alpha", 0 },
	{ "\"-alpha\"", 0 },
	/* Quotes: keywords are words, what ends a term does not, the quotes go. */
	{ "\"alpha\"", ALPHA },
	{ "al\"ph\"a", ALPHA },
	{ "\"and\"", 0 },
	{ "\"or\"", 0 },
	{ "\"alpha beta\"", 0x88 },
	{ "\"beta alpha\"", 0 },
	{ "\"alpha||beta\"", 0 },
	{ "\"(\"", 0 },
	{ "\"alpha", ALPHA },
	{ "\"\"", ALL },
	/* What is missing is dropped. */
	{ "AND", ALL },
	{ "or", ALL },
	{ "not", ALL },
	{ "alpha and", ALPHA },
	{ "and alpha", ALPHA },
	{ "alpha or", ALPHA },
	{ "or alpha", ALPHA },
	{ "alpha not", ALPHA },
	{ "alpha and or beta", ALPHA | BETA },
	{ "(", ALL },
	{ ")", ALL },
	{ "()", ALL },
	{ "()alpha", ALPHA },
	{ "not () alpha", ALPHA },
	{ "(alpha", ALPHA },
	{ "alpha)", ALPHA },
	{ "alpha ) beta", ALPHA &BETA },
	{ "((alpha) or (beta", ALPHA | BETA },
	{ "src: alpha", ALPHA },
	{ "sev:, alpha", ALPHA },
	/* A field that is none. */
	{ "nofield:x", 0 },
	{ "alpha:x or beta", BETA },
};

static void joins(void)
{
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		size_t n = strlen(truths[i].query);
		struct query *q = query_parse((struct text) { edge_copy(truths[i].query, n), n });
		unsigned rows = 0;
		for (unsigned row = 0; row < 8; row++) {
			char trail[64];
			snprintf(trail, sizeof(trail), "%s %s %s", row & 1 ? "Alpha" : "x",
			    row & 2 ? "Beta" : "x", row & 4 ? "Gamma" : "x");
			struct case_threat t = { .id = TEXT("00000000"),
				.severity = SEVERITY_HIGH,
				.trail = text_of(trail) };
			rows |= (unsigned)query_threat(q, &t, &unmarked) << row;
		}
		IS_NUMBER(rows, truths[i].rows, "'%s'", truths[i].query);
		query_free(q);
	}
	query_free(NULL);
}

static void cuts(void)
{
	static const char whole[] =
	    "NOT trail:*noflood* (port:443 OR count:>=2) -sev:low day:2026-01-02..2026-01-05 "
	    "src:10.0.0.0/8,2001:db8::/32 info:\"a, \\\" b\" !!(-x)";
	const struct case_threat t = { .severity = SEVERITY_LOW };
	for (size_t n = 0; n < sizeof(whole); n++) {
		struct query *q = query_parse((struct text) { edge_copy(whole, n), n });
		query_threat(q, &t, &unmarked);
		query_free(q);
	}
	OK(true, "a query at every cut");
}

static void depths(void)
{
	enum { LONG = 200000 };
	static const char *const pieces[] = { "(", "!", "not ", "-(", "((a) or ", "a or ", "(a b) ",
		")", "\"", "a:", "-" };
	const struct case_threat t = { .trail = TEXT("a"), .severity = SEVERITY_LOW };
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct buf b;
		buf_init(&b, SIZE_MAX / 4);
		while (b.n < LONG)
			buf_add(&b, text_of(pieces[i]));
		struct query *q = query_parse(buf_text(&b));
		query_threat(q, &t, &unmarked);
		query_free(q);
		buf_free(&b);
	}
	OK(true, "long and deep ones end");
}

/* --- fields: whether each holds for one threat, and for one event of it */

static const struct text sources[] = { TEXT("10.1.0.7"), TEXT("172.16.5.1") },
			 destinations[] = { TEXT("9.9.9.9"), TEXT("2001:db8::5") },
			 sports[] = { TEXT("40001"), TEXT("40002") },
			 dports[] = { TEXT("443"), TEXT("8080") },
			 protos[] = { TEXT("TCP"), TEXT("UDP") }, sensor[] = { TEXT("Desk-1") },
			 tags[] = { TEXT("apt"), TEXT("case 7") };

/* 2026-01-02 10:00:00 and 2026-01-04 00:00:00 */
static const struct case_threat threat = {
	.id = TEXT("fe22c5F0"),
	.type = TEXT("DNS"),
	.trail = TEXT("(www).Bad.example"),
	.info = TEXT("cobalt strike, c2 (malware suspicious)"),
	.reference = TEXT("abuse.ch (+otx)"),
	.severity = SEVERITY_HIGH,
	.events = 51,
	.first = DAY_BEGIN + 10 * 3600 * NS_PER_SECOND,
	.last = DAY_BEGIN + 48 * 3600 * NS_PER_SECOND,
	.sensor = { sensor, 1, 1 },
	.src_ip = { sources, 2, 2 },
	.src_port = { sports, 2, 2 },
	.dst_ip = { destinations, 2, 2 },
	.dst_port = { dports, 2, 2 },
	.proto = { protos, 2, 2 },
	.capture = TEXT("Day2/A.pcap"),
	.frame = 77,
	.rule = TEXT("trail"),
};

static const struct case_event event = {
	.time = DAY_BEGIN + 10 * 3600 * NS_PER_SECOND,
	.sensor = TEXT("Desk-1"),
	.src_ip = TEXT("10.1.0.7"),
	.dst_ip = TEXT("9.9.9.9"),
	.has_ports = true,
	.src_port = 40001,
	.dst_port = 443,
	.proto = TEXT("TCP"),
	.type = TEXT("DNS"),
	.trail = TEXT("(www).Bad.example"),
	.info = TEXT("cobalt strike, c2 (malware suspicious)"),
	.reference = TEXT("abuse.ch (+otx)"),
	.severity = SEVERITY_HIGH,
	.threat = TEXT("fe22c5F0"),
	.event = TEXT("0123456789abcdef"),
	.count = 3,
	.observed = TEXT("www.bad.example/Path?q=1"),
	.direction = "outbound",
	.flow = TEXT("1:wCb3OG7yAFWelaUydu0D+125CLM="),
	.capture = TEXT("Day2/A.pcap"),
	.frame = 78,
	.rule = TEXT("trail"),
};

static const struct marks marked = { .tags = tags,
	.tag_count = 2,
	.note = TEXT("Ask the owner\nof the host"),
	.status = TRIAGE_FALSE_POSITIVE,
	.hidden = true };

enum { NEITHER, THREAT, EVENT, BOTH };

static const struct {
	const char *query;
	unsigned holds;
} fields[] = {
	{ "sev:high", BOTH },
	{ "sev:hi", BOTH },
	{ "sev:3", BOTH },
	{ "SEV:High", BOTH },
	{ "sev:medium", NEITHER },
	{ "sev:med", NEITHER },
	{ "sev:2", NEITHER },
	{ "sev:low", NEITHER },
	{ "sev:lo", NEITHER },
	{ "sev:1", NEITHER },
	{ "sev:low,high", BOTH },
	{ "sev:none", NEITHER },
	{ "-sev:low", BOTH },

	{ "src:10.1", BOTH },
	{ "src:172.16", THREAT },
	{ "src:10.*", BOTH },
	{ "src:0.1.*", NEITHER },
	{ "src:*.7", BOTH },
	{ "src:10.1.0.0/16", BOTH },
	{ "src:10.2.0.0/16", NEITHER },
	{ "src:172.16.0.0/12", THREAT },
	{ "src:10.1.0.7/32", BOTH },
	{ "src:0.0.0.0/0", BOTH },
	{ "src:10.1.0.0/33", NEITHER },
	{ "src:9.9.9.9", NEITHER },
	{ "src:1.1.1.1,10.1.0.7", BOTH },
	{ "src:::/0", NEITHER },
	{ "src:\"10.1.0.0/16\"", NEITHER },
	{ "dst:2001:db8::/32", THREAT },
	{ "dst:2001:db9::/32", NEITHER },
	{ "dst:::/0", THREAT },
	{ "dst:9.9.9.9", BOTH },
	{ "dst:2001:DB8::5", THREAT },
	{ "dst:2001:db8::5/128", THREAT },

	/* 443 on the destination's side is the service. */
	{ "port:443", BOTH },
	{ "port:8080", THREAT },
	{ "port:40001", NEITHER },
	{ "port:44", NEITHER },
	{ "port:400-500", BOTH },
	{ "port:500-400", BOTH },
	{ "port:1000-9000", THREAT },
	{ "port:>443", THREAT },
	{ "port:>=443", BOTH },
	{ "port:<443", NEITHER },
	{ "port:<=443", BOTH },
	{ "port:22,443", BOTH },
	{ "port:x", NEITHER },
	{ "port:>", NEITHER },
	{ "port:-", NEITHER },
	{ "port:>18446744073709551615", NEITHER },
	{ "port:<0", NEITHER },
	{ "port:<=18446744073709551615", BOTH },
	{ "port:1-99999999999999999999", NEITHER },

	{ "count:51", THREAT },
	{ "count:3", EVENT },
	{ "events:>50", THREAT },
	{ "events:<4", EVENT },
	{ "count:1-100", BOTH },

	{ "proto:tcp", BOTH },
	{ "proto:UDP", THREAT },
	{ "proto:cp", BOTH },
	{ "proto:t*", BOTH },
	{ "proto:icmp,tcp", BOTH },
	{ "type:dns", BOTH },
	{ "type:DN", BOTH },
	{ "type:n*", NEITHER },
	{ "type:url,dns", BOTH },
	{ "trail:bad", BOTH },
	{ "trail:*.bad.example", BOTH },
	{ "trail:bad.*", NEITHER },
	{ "trail:*bad*", BOTH },
	{ "trail:\"*bad*\"", NEITHER },
	{ "trail:\"(www)\"", BOTH },
	{ "info:cobalt", BOTH },
	{ "info:\"strike, c2\"", BOTH },
	{ "info:nothing,c2", BOTH },
	{ "info:\"nothing,c2\"", NEITHER },
	{ "info:cobalt*", BOTH },
	{ "info:strike*", NEITHER },
	{ "class:malware", BOTH },
	{ "class:suspicious", BOTH },
	{ "class:cobalt", NEITHER },
	{ "class:mal", NEITHER },
	{ "class:mal*", BOTH },
	{ "reference:abuse", BOTH },
	{ "ref:otx", BOTH },
	{ "ref:static", NEITHER },
	{ "rule:trail", BOTH },
	{ "rule:beacon", NEITHER },
	{ "observed:path", EVENT },
	{ "observed:www", BOTH },
	{ "uid:fe22", BOTH },
	{ "uid:FE22C5f0", BOTH },
	{ "uid:fe22c5", BOTH },
	{ "uid:00", NEITHER },
	{ "sensor:desk", BOTH },
	{ "sensor:desk-1", BOTH },
	{ "sensor:*1", BOTH },
	{ "sensor:x", NEITHER },

	/* Towards the service; an event's own direction by its name. */
	{ "dir:in", BOTH },
	{ "dir:ingress", BOTH },
	{ "dir:req", BOTH },
	{ "dir:request", BOTH },
	{ "dir:inbound", THREAT },
	{ "dir:out", NEITHER },
	{ "dir:egress", NEITHER },
	{ "dir:resp", NEITHER },
	{ "dir:response", NEITHER },
	{ "dir:reply", NEITHER },
	{ "dir:outbound", EVENT },
	{ "dir:internal", NEITHER },
	{ "dir:external", NEITHER },
	{ "dir:up", NEITHER },

	{ "day:2026-01-02", BOTH },
	{ "day:2026-01-03", THREAT },
	{ "day:2026-01-04", THREAT },
	{ "day:2026-01-01", NEITHER },
	{ "day:2026-01-05", NEITHER },
	{ "day:2026-01-01..2026-01-02", BOTH },
	{ "day:2026-01-03..2026-01-09", THREAT },
	{ "day:..2026-01-02", BOTH },
	{ "day:2026-01-05..", NEITHER },
	{ "day:..", BOTH },
	{ "day:2026-01-01,2026-01-02", BOTH },
	{ "day:2026", NEITHER },
	{ "day:x..2026-01-02", NEITHER },
	{ "since:2026-01-02", BOTH },
	{ "since:2026-01-03", THREAT },
	{ "since:2026-01-05", NEITHER },
	{ "since:2026-01-02T10:00:00Z", BOTH },
	{ "since:2026-01-02T10:00:00.000000001Z", THREAT },
	{ "until:2026-01-02", NEITHER },
	{ "until:2026-01-02T10:00:00Z", NEITHER },
	{ "until:2026-01-02T10:00:00.000000001Z", BOTH },
	{ "until:2026-01-03", BOTH },
	{ "since:yesterday", NEITHER },

	{ "capture:a.pcap", BOTH },
	{ "capture:day2/*", BOTH },
	{ "capture:b.pcap", NEITHER },
	{ "frame:77", THREAT },
	{ "frame:78", EVENT },
	{ "frame:>=77", BOTH },
	{ "frame:1-70", NEITHER },
	{ "flow:1:wcb3", EVENT },
	{ "flow:x", NEITHER },

	{ "tag:apt", BOTH },
	{ "tag:ap", BOTH },
	{ "tag:\"case 7\"", BOTH },
	{ "tag:other", NEITHER },
	{ "note:owner", BOTH },
	{ "note:Host", BOTH },
	{ "note:other", NEITHER },
	{ "status:fp", BOTH },
	{ "status:new", NEITHER },
	{ "status:x", NEITHER },
	{ "hidden:yes", BOTH },
	{ "hidden:no", NEITHER },
	/* The empty quoted value: the field is empty. */
	{ "tag:\"\"", NEITHER },
	{ "note:\"\"", NEITHER },
	{ "-tag:\"\"", BOTH },
	{ "info:\"\"", NEITHER },

	/* Plain: all that a row shows. */
	{ "fe22c5f0", BOTH },
	{ "172.16.5.1", THREAT },
	{ "9.9.9.9", BOTH },
	{ "40001", BOTH },
	{ "8080", THREAT },
	{ "udp", THREAT },
	{ "desk", BOTH },
	{ "dns", BOTH },
	{ "bad.ex", BOTH },
	{ "strike", BOTH },
	{ "otx", BOTH },
	{ "high", BOTH },
	{ "apt", BOTH },
	{ "low", NEITHER },
	{ "owner", NEITHER },
	{ "path?q=1", EVENT },
	{ "\"dns (www).bad.example cobalt\"", BOTH },
	{ "10.1.0.7:443", NEITHER },
	{ "*bad*", NEITHER },
};

static void each_field(void)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t n = strlen(fields[i].query);
		struct query *q = query_parse((struct text) { edge_copy(fields[i].query, n), n });
		unsigned holds = (query_threat(q, &threat, &marked) ? THREAT : 0) |
		    (query_event(q, &event, &marked) ? EVENT : 0);
		IS_NUMBER(holds, fields[i].holds, "%s", fields[i].query);
		query_free(q);
	}
	struct query *q = query_parse(TEXT("tag:\"\" note:\"\" hidden:no status:new"));
	OK(query_threat(q, &threat, &unmarked) && query_event(q, &event, &unmarked), "no marks");
	IS_NUMBER(query_needs(q), QUERY_MARKS, "marks are needed");
	query_free(q);
	q = query_parse(TEXT("sev:high"));
	IS_NUMBER(query_needs(q), 0, "a severity needs nothing");
	OK(!query_is_empty(q), "not empty");
	query_free(q);
	q = query_parse(TEXT("src:"));
	OK(query_is_empty(q), "empty");
	query_free(q);
	for (size_t i = 0; query_fields[i].name; i++)
		OK(query_fields[i].help[0] && strlen(query_fields[i].help) < 100, "help of %s",
		    query_fields[i].name);
}

/* --- which side is the service; the first rule that decides */

static const struct {
	const char *name, *trail, *src, *dst, *sport, *dport, *dir;
} services[] = {
	{ "no source port", "x", "10.0.0.1", "9.9.9.9", "", "443", "" },
	{ "no destination port", "x", "10.0.0.1", "9.9.9.9", "443", "", "" },
	{ "trail is the destination and port", "9.9.9.9:80", "10.0.0.1", "9.9.9.9", "22", "50000",
	    "in" },
	{ "trail is the source and port", "9.9.9.9:80", "9.9.9.9", "10.0.0.1", "50000", "22",
	    "out" },
	{ "the same of IPv6", "[2001:db8::1]:80", "2001:db8::1", "10.0.0.1", "50000", "22", "out" },
	{ "trail is the destination", "9.9.9.9", "10.0.0.1", "9.9.9.9", "22", "50000", "in" },
	{ "below 1024 there", "x", "10.0.0.1", "9.9.9.9", "40000", "1023", "in" },
	{ "below 1024 here", "x", "10.0.0.1", "9.9.9.9", "1023", "40000", "out" },
	{ "known there", "x", "10.0.0.1", "9.9.9.9", "1024", "27017", "in" },
	{ "known here", "x", "10.0.0.1", "9.9.9.9", "8443", "1024", "out" },
	{ "high here", "x", "10.0.0.1", "9.9.9.9", "32768", "32767", "in" },
	{ "high there", "x", "10.0.0.1", "9.9.9.9", "32767", "32768", "out" },
	{ "lower there", "x", "10.0.0.1", "9.9.9.9", "40001", "40000", "in" },
	{ "equal", "x", "10.0.0.1", "9.9.9.9", "53", "53", "in" },
	{ "lower here", "x", "10.0.0.1", "9.9.9.9", "40000", "40001", "out" },
};

static void directions(void)
{
	struct query *in = query_parse(TEXT("dir:in")), *out = query_parse(TEXT("dir:out"));
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		struct case_threat t = { .trail = text_of(services[i].trail),
			.severity = SEVERITY_LOW,
			.first_src = text_of(services[i].src),
			.first_dst = text_of(services[i].dst),
			.first_sport = text_of(services[i].sport),
			.first_dport = text_of(services[i].dport) };
		const char *got = query_threat(in, &t, &unmarked) ? "in"
		    : query_threat(out, &t, &unmarked)            ? "out"
								  : "";
		IS_TEXT(text_of(got), text_of(services[i].dir), "%s", services[i].name);
	}
	query_free(in);
	query_free(out);
}

/* --- values that become terms */

static void add_term(struct buf *b, const char *field, struct text value)
{
	buf_clear(b);
	query_term(b, field, value);
}

/* The term holds for a text that is the value and not for another, and begins and ends where it should. */
static bool round_trip(struct buf *b, const char *field, struct text value)
{
	struct case_threat same = { .info = value, .severity = SEVERITY_LOW },
			   other = { .severity = SEVERITY_LOW };
	bool good = true;
	add_term(b, field, value);
	for (size_t i = 0; i < 3; i++) {
		struct buf whole;
		buf_init(&whole, SIZE_MAX / 4);
		buf_add(&whole, i == 1 ? TEXT("-") : i == 2 ? TEXT("(nothing or ") : TEXT(""));
		buf_add(&whole, buf_text(b));
		buf_add(&whole, i == 2 ? TEXT(")") : TEXT(""));
		struct query *q = query_parse(buf_text(&whole));
		good &= query_threat(q, &same, &unmarked) == (i != 1) &&
		    query_threat(q, &other, &unmarked) == (i == 1);
		query_free(q);
		buf_free(&whole);
	}
	return good;
}

static void terms(void)
{
	static const char odd[] = "\"\\ (),*-:|&!'a\n\t<>=/";
	struct buf b;
	size_t wrong = 0;
	buf_init(&b, SIZE_MAX / 4);
	add_term(&b, "src", TEXT("10.0.0.1"));
	IS_TEXT(buf_text(&b), TEXT("src:10.0.0.1"), "an address stands as it is");
	add_term(&b, "src", TEXT("10.0.0.0/8"));
	IS_TEXT(buf_text(&b), TEXT("src:\"10.0.0.0/8\""), "what looks like a network is quoted");
	add_term(&b, "info", TEXT("a, b"));
	IS_TEXT(buf_text(&b), TEXT("info:\"a, b\""), "a list is quoted");
	add_term(&b, "trail", TEXT("*.x"));
	IS_TEXT(buf_text(&b), TEXT("trail:\"*.x\""), "a glob is quoted");
	add_term(&b, "trail", TEXT("curl/7 \\(x\\)"));
	IS_TEXT(buf_text(&b), TEXT("trail:\"curl/7 \\\\(x\\\\)\""), "backslashes are doubled");
	add_term(&b, "tag", TEXT(""));
	IS_TEXT(buf_text(&b), TEXT("tag:\"\""), "empty");
	add_term(&b, "", TEXT("sev:high"));
	IS_TEXT(buf_text(&b), TEXT("\"sev:high\""), "no field, quoted");
	for (uint64_t i = 0; i < 20000; i++) {
		char value[12];
		uint64_t r = hash_mix(i + 1);
		size_t n = 1 + r % (sizeof(value) - 1);
		for (size_t k = 0; k < n; k++) {
			uint64_t v = hash_mix(r + k);
			value[k] = v % 4 ? odd[(v >> 8) % (sizeof(odd) - 1)] : (char)(v >> 8);
		}
		struct text t = { value, n };
		wrong += !round_trip(&b, "info", t);
		value[n - 1] = '\x01'; /* nothing else of a row has it */
		wrong += !round_trip(&b, "", t);
	}
	IS_NUMBER(wrong, 0, "values of any bytes");
	for (unsigned c = 0; c < 256; c++) {
		char byte = (char)c;
		if (!round_trip(&b, "info", (struct text) { &byte, 1 }))
			OK(false, "byte %u", c);
	}
	buf_free(&b);
}

/* --- the golden data set */

static const struct {
	const char *query, *ids;
} golden[] = {
	{ "NOT trail:*noflood* (port:443 OR count:>=2) -sev:low",
	    "fe22c5F0 74d338D0 a2beb6N0 dd0c5914 " },
	{ "NOT trail:*noflood* (port:443 OR count:>=2)",
	    "fe22c5F0 74d338D0 a2beb6N0 dd0c5914 3fbbe736 " },
	{ "src:10.3.0.0/24 sev:medium", "a2beb6N0 dd0c5914 " },
	{ "src:10.1.0.51", "fe22c5F0 " },
	{ "uid:de9e7699", "de9e7699 " },
	{ "type:ua", "dd0c5914 " },
	{ "port:22", "3fbbe736 " },
	{ "class:suspicious sev:medium", "a2beb6N0 dd0c5914 " },
	{ "dns exhaustion", "a2beb6N0 " },
	{ "ref:360", "74d338D0 " },
	{ "tag:golden", "74d338D0 " },
	{ "sev:low or tag:golden", "74d338D0 3fbbe736 " },
	{ "src:10.9.0.0/16", "" },
};

static void check_golden(void)
{
	static const char path[] = "test-query.case";
	const struct text uid = TEXT("74d338D0");
	struct fault fault;
	struct case_options options = {
		.path = path, .force = true, .sensor = TEXT("s"), .key = { 1, 2 }
	};
	struct feed f = { case_create(&options, &fault), 0 };
	feed_golden(&f);
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN + 86399 * NS_PER_SECOND, &fault), "golden set");
	case_free(f.c);
	struct triage *triage = triage_open(path, &fault);
	OK(triage && triage_tag(triage, &uid, 1, TEXT("golden"), &fault), "a tag");
	f.c = case_open(path, &fault);
	for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
		struct buf ids;
		buf_init(&ids, 10000);
		struct query *q = query_parse(text_of(golden[i].query));
		struct listing *l =
		    listing_new(f.c, &(struct listing_options) { .query = q, .triage = triage });
		while (listing_step(l, INT64_MAX))
			continue;
		for (size_t k = 0; k < listing_count(l); k++) {
			struct arena arena = { 0 };
			struct case_threat t;
			if (case_threat_at(f.c, listing_row(l, k), &arena, &t, &fault))
				buf_add(&ids, t.id);
			buf_char(&ids, ' ');
			arena_free(&arena);
		}
		IS_TEXT(buf_text(&ids), text_of(golden[i].ids), "%s", golden[i].query);
		listing_free(l);
		query_free(q);
		buf_free(&ids);
	}
	case_free(f.c);
	triage_free(triage);
	unlink(path);
}

int main(void)
{
	joins();
	cuts();
	depths();
	each_field();
	directions();
	terms();
	check_golden();
	return check_done();
}
