/* Units of case/threat.h. Expected values: spec/threats.md 2 to 5, and calendar arithmetic. */
#include <config.h>

#include "base/time.h"
#include "case/threat.h"
#include "check.h"

static void norms(void)
{
	static const struct {
		const char *trail, *norm;
	} rows[] = {
		{ "(abc).evil.com", "evil.com" },
		{ "evil.com (reverse)", "evil.com" },
		{ "  .evil.com. ", "evil.com" },
		{ "1.2.3.4 (x.ws)", "1.2.3.4" },
		{ "a (b) c", "a  c" },
		{ "a()b", "a()b" },
		{ "((a)b)", "b)" },
		{ "foo\\(bar\\)baz", "foo\\baz" },
		{ ".", "" },
		{ "", "" },
		{ "(", "(" },
		{ "(a", "(a" },
		{ "a)(b", "a)(b" },
		{ "(a)(b)c", "c" },
		{ "()()", "()()" },
		{ ". .", " " },
		{ "\ta ", "\ta" },
	};
	struct buf b;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text trail = text_of(rows[i].trail);
		trail.s = edge_copy(trail.s, trail.n);
		buf_clear(&b);
		buf_add(&b, TEXT("kept "));
		threat_normalise(&b, trail);
		IS_TEXT(text_from(buf_text(&b), 5), text_of(rows[i].norm), "norm of \"%s\"",
		    rows[i].trail);
	}
	buf_free(&b);
}

/* No cut of a trail reads past its end or takes long. */
static void norm_cuts(void)
{
	char long_text[20000];
	struct buf b;
	buf_init(&b, 100000);
	memset(long_text, '(', sizeof(long_text));
	threat_normalise(&b, (struct text) { long_text, sizeof(long_text) });
	IS_NUMBER(b.n, sizeof(long_text), "20000 parentheses that never close");
	static const char all[] = "(a) ()..x (y) (";
	bool good = true;
	for (size_t n = 0; n < sizeof(all); n++) {
		buf_clear(&b);
		threat_normalise(&b, (struct text) { edge_copy(all, n), n });
		good &= b.n <= n;
	}
	OK(good, "every cut of a trail");
	buf_free(&b);
}

static void keys(void)
{
	static const struct {
		const char *src, *norm, *info, *reference;
		bool flooding;
		enum threat_kind kind;
		const char *key;
	} rows[] = {
		{ "10.0.0.5", "evil.example", "x (malware)", "(static)", false, THREAT_PLAIN,
		    "10.0.0.5~>evil.example" },
		{ "10.0.0.5,1.2.3.4", "evil.example", "x (malware)", "(static)", false,
		    THREAT_PLAIN, "10.0.0.5,1.2.3.4~>evil.example" },
		{ "10.0.0.5", "evil.example", "x (malware)", "(static)", true, THREAT_FLOOD,
		    "...~>evil.example" },
		{ "10.3.0.1", "abc.ws", "conficker dga (malware)", "360.com", false, THREAT_DGA,
		    "10.3.0.1~>conficker dga (malware)" },
		{ "10.3.0.1", "abc.ws", "conficker dga (malware)", "360.com", true, THREAT_FLOOD,
		    "...~>abc.ws" },
		{ "10.3.0.1", "abc.ws", "dga (suspicious)", "(static)", false, THREAT_PLAIN,
		    "10.3.0.1~>abc.ws" },
		{ "10.3.0.2", "victim.example", "potential dns exhaustion (suspicious)",
		    "(heuristic)", true, THREAT_DNS_EXHAUSTION,
		    "potential dns exhaustion (suspicious)~>victim.example" },
		{ "10.3.0.2", "victim.example", "dns exhaustion (suspicious)", "", false,
		    THREAT_PLAIN, "10.3.0.2~>victim.example" },
		{ "10.3.0.4", "10.3.0.4", "potential port scanning", "(heuristic)", false,
		    THREAT_PLAIN, "10.3.0.4~>10.3.0.4potential port scanning" },
		{ "10.3.0.4", "10.3.0.4", "potential port scanning", "(Heuristic)", false,
		    THREAT_PLAIN, "10.3.0.4~>10.3.0.4" },
	};
	struct buf b;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		enum threat_kind kind = threat_key(&b, text_of(rows[i].src), text_of(rows[i].norm),
		    text_of(rows[i].info), text_of(rows[i].reference), rows[i].flooding);
		IS_TEXT(buf_text(&b), text_of(rows[i].key), "key %zu", i);
		IS_NUMBER(kind, rows[i].kind, "its kind");
	}
	buf_free(&b);
}

static void ids(void)
{
	static const struct {
		const char *key;
		enum threat_kind kind;
		const char *id;
	} rows[] = {
		{ "192.168.0.1~>shv4.no-ip.biz", THREAT_PLAIN, "67608ca0" },
		{ "10.0.0.5~>evil.example", THREAT_PLAIN, "7cc6e889" },
		{ "10.0.0.5~>a", THREAT_PLAIN, "478e408e" },
		{ "10.0.0.5~>ab", THREAT_PLAIN, "19d12733" },
		{ "10.0.0.5~>abc", THREAT_PLAIN, "dac16dd3" },
		{ "10.0.0.5~>abcd", THREAT_PLAIN, "88f1f8e0" },
		{ "10.0.0.5~>t10.example", THREAT_PLAIN, "0d49156f" },
		{ "10.0.0.5~>t424.example", THREAT_PLAIN, "002d2e74" },
		{ "10.0.0.5~>t355.example", THREAT_PLAIN, "0004cd8e" },
		{ "10.0.0.5~>\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.\xd1\x80\xd1\x84",
		    THREAT_PLAIN, "b248ede3" },
		{ "10.0.0.5~>\xf0\x9f\x98\x80.example", THREAT_PLAIN, "643ccb18" },
		{ "10.0.0.5~>\xef\xbf\xbd.example", THREAT_PLAIN, "a04d0c95" },
		{ "10.0.0.5~>\xff.example", THREAT_PLAIN, "a04d0c95" },
		{ "10.0.0.5~>\xf0\x9f\x98.example", THREAT_PLAIN, "a04d0c95" },
		{ "...~>evil.example", THREAT_FLOOD, "e59c86F0" },
		{ "...~>t2.example", THREAT_FLOOD, "159049F0" },
		{ "...~>t39.example", THREAT_FLOOD, "bd882eF0" },
		{ "...~>t757.example", THREAT_FLOOD, "029101F0" },
		{ "10.0.0.5~>xyz dga (malware)", THREAT_DGA, "fe9590D0" },
		{ "potential dns exhaustion (suspicious)~>example.com", THREAT_DNS_EXHAUSTION,
		    "6e57b0N0" },
		{ "", THREAT_PLAIN, "95bb7d92" },
		{ "94.199.2.94~>136.161.101.53", THREAT_PLAIN, "61dfc6d5" },
		{ "192.168.5.10~>136.161.101.53", THREAT_PLAIN, "c35bd6eb" },
		{ "192.168.1.10~>136.161.101.53", THREAT_PLAIN, "69b5fd55" },
		{ "127.0.0.1~>136.161.101.53", THREAT_PLAIN, "e1776fdf" },
		{ "192.168.5.10~>malware.bakewithdavid.com", THREAT_PLAIN, "8af22932" },
		{ "45.9.148.3~>45.9.148.3", THREAT_PLAIN, "a8094bd8" },
		{ "10.0.0.7~>secret.internal", THREAT_PLAIN, "538b93c0" },
		{ "...~>flood.example", THREAT_FLOOD, "fe22c5F0" },
		{ "10.2.0.1~>noflood.example", THREAT_PLAIN, "de9e7699" },
		{ "10.2.0.2~>noflood.example", THREAT_PLAIN, "b35977c1" },
		{ "10.2.0.3~>noflood.example", THREAT_PLAIN, "38852081" },
		{ "10.3.0.1~>conficker dga (malware)", THREAT_DGA, "74d338D0" },
		{ "potential dns exhaustion (suspicious)~>victim.example", THREAT_DNS_EXHAUSTION,
		    "a2beb6N0" },
		{ "10.3.0.4~>10.3.0.4potential port scanning", THREAT_PLAIN, "3fbbe736" },
		{ "10.3.0.5~>curl/7 \\user agent (suspicious)", THREAT_PLAIN, "dd0c5914" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text key = text_of(rows[i].key);
		char id[THREAT_ID_TEXT];
		threat_id((struct text) { edge_copy(key.s, key.n), key.n }, rows[i].kind, id);
		IS_TEXT(text_of(id), text_of(rows[i].id), "id %zu", i);
	}
}

static void severities(void)
{
	static const struct {
		const char *info, *reference, *severity;
	} rows[] = {
		{ "asyncrat (malware)", "(static)", "high" },
		{ "ek zphp (malicious)", "(static)", "medium" },
		{ "onion (suspicious)", "(static)", "medium" },
		{ "known attacker", "feed", "low" },
		{ "bad reputation", "feed", "low" },
		{ "tor exit node (suspicious)", "feed", "medium" },
		{ "mass scanner (malware)", "(static)", "low" },
		{ "phishing", "feed", "medium" },
		{ "potential port scanning", "(heuristic)", "low" },
		{ "potential malware site", "feed", "medium" },
		{ "asyncrat c2 cert (suspicious)", "(static)", "medium" },
		{ "ipinfo (suspicious)", "(static)", "medium" },
		{ "dprk", "(custom)", "high" },
		{ "mass scanner", "(static) (+(custom))", "high" },
		{ "compromised (suspicious)", "(static)", "low" },
		{ "crawler malware", "", "high" },
		{ "MALWARE", "", "high" },
		{ "potential malware site", "malwaredomainlist.com", "medium" },
		{ "phishing", "MalwareDomainList.com", "high" },
		{ "malware distribution", "", "medium" },
		{ "x", "(remote custom)", "high" },
		{ "adversary", "", "high" },
		{ "", "", "medium" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum severity s = severity_of(text_of(rows[i].info), text_of(rows[i].reference));
		IS_TEXT(text_of(severity_name(s)), text_of(rows[i].severity),
		    "severity of \"%s\", \"%s\"", rows[i].info, rows[i].reference);
	}
}

static void sparks(void)
{
	enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
	/* Seconds; 1767225600 is 2026-01-01 00:00:00, day 20454. */
	static const struct {
		int64_t first, last, width, start;
	} rows[] = {
		{ 0, 0, 1, 0 },
		{ 0, 23, 1, 0 },
		{ 0, 24, 5, 0 },
		{ 4, 27, 1, 4 },
		{ 4, 119, 5, 0 },
		{ 4, 120, 15, 0 },
		{ 14, 360, 60, 0 },
		{ 1767225600, 1767225600 + 24 * MINUTE - 1, MINUTE, 1767225600 },
		{ 1767225600, 1767225600 + 24 * MINUTE, 5 * MINUTE, 1767225600 },
		{ 1767225600, 1767225600 + DAY - 1, HOUR, 1767225600 },
		{ 1767225600 + 1800, 1767225600 + DAY + 1799, 3 * HOUR, 1767225600 },
		{ 1767225600, 1767225600 + 3 * DAY, 12 * HOUR, 1767225600 },
		{ 1767225600, 1767225600 + 12 * DAY, DAY, 1767225600 },
		{ 1767225600, 1767225600 + 24 * DAY - 1, DAY, 1767225600 },
		/* 20454 is a multiple of 2 days and of 3 days. */
		{ 1767225600, 1767225600 + 24 * DAY, 2 * DAY, 1767225600 },
		{ 1767225600 + DAY, 1767225600 + 48 * DAY, 3 * DAY, 1767225600 },
		{ -1, 0, 1, -1 },
		{ -25, -1, 5, -25 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t start;
		int64_t width = spark_width(rows[i].first * NS_PER_SECOND,
		    rows[i].last * NS_PER_SECOND + NS_PER_SECOND - 1, &start);
		IS_NUMBER(width, rows[i].width * NS_PER_SECOND, "width %zu", i);
		IS_NUMBER(start, rows[i].start * NS_PER_SECOND, "start %zu", i);
	}
	int64_t start, width = spark_width(TIME_NONE, TIME_NONE, &start);
	OK(width == NS_PER_SECOND && start == 0, "no frames: one second at 0");
	width = spark_width(INT64_MIN + 1, INT64_MAX, &start);
	int64_t last = INT64_MAX / NS_PER_SECOND, days = width / NS_PER_SECOND;
	OK(width % (86400 * NS_PER_SECOND) == 0 && start <= INT64_MIN + 1 + width &&
		(last - start / NS_PER_SECOND) / days < SPARK_BINS,
	    "all of time fits 24 bins");
}

int main(void)
{
	norms();
	norm_cuts();
	keys();
	ids();
	severities();
	sparks();
	return check_done();
}
