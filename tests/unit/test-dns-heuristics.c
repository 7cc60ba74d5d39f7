/* Units of the heuristics on names. Expected values: detection.md 3.2, 4.6, 4.7, 7, 9.3. */
#include <config.h>

#include <stdio.h>

#include "base/time.h"
#include "check.h"
#include "detect/entropy.h"
#include "detection.h"

enum { NAME = 256 };

static uint64_t flow;

static void judge_message(
    struct judge *j, struct observation *o, const struct dns_message *m, int64_t at)
{
	o->dns = m;
	o->clock = o->time = at;
	o->frame = o->first_frame = 100 + ++flow;
	judge_take(j, o, NULL, 0);
}

static void ask_from(struct judge *j, const char *client, const char *name, int64_t at)
{
	struct dns_message m;
	struct dns_question q;
	struct observation o = asks(&m, &q, name, flow + 1);
	o.src = address(client);
	judge_message(j, &o, &m, at);
}

static void ask(struct judge *j, const char *name, int64_t at)
{
	ask_from(j, "10.0.0.1", name, at);
}

/* A resolver's answer to a client. */
static struct observation answers(
    struct dns_message *m, struct dns_question *q, const char *client, const char *name)
{
	struct observation o = asks(m, q, name, flow + 1);
	m->response = m->recursion_available = true;
	o.src = address("9.9.9.9");
	o.dst = address(client);
	o.sport = 53;
	o.dport = 40000;
	o.from_initiator = false;
	return o;
}

static void deny(struct judge *j, const char *client, const char *name, int64_t at)
{
	struct dns_message m;
	struct dns_question q;
	struct observation o = answers(&m, &q, client, name);
	m.rcode = 3;
	judge_message(j, &o, &m, at);
}

/* How many events a rule gave. */
static size_t of_rule(const char *rule)
{
	size_t n = 0;
	for (size_t i = 0; i < told.n; i++)
		n += strcmp(told.events[i].hit.rule, rule) == 0;
	return n;
}

/* The number stands where form has "#". */
static void ask_many(struct judge *j, const char *form, int from, int to, int64_t at)
{
	char name[NAME];
	for (int i = from; i <= to; i++) {
		int until = (int)strcspn(form, "#");
		snprintf(name, sizeof(name), "%.*s%d%s", until, form, i, form + until + 1);
		ask(j, name, at);
	}
}

static void exhaustion_thresholds(void)
{
	struct judge *j = start();
	ask_many(j, "h#.evil.org", 1, 999, 1);
	ask(j, "h1.evil.org", 2);
	ask(j, "h1000.evil.org", 3);
	IS_NUMBER(told.n, 0, "1000 names are no exhaustion");
	ask(j, "h1.evil.org", 4);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && e->hit.type == EVENT_DNS && e->proto == UDP,
	    "the next query is, for a known name too: UDP DNS");
	IS_TEXT(e->hit.trail, TEXT("(h1).evil.org"), "trail");
	IS_TEXT(e->hit.info, TEXT("potential dns exhaustion (suspicious)"), "info");
	IS_TEXT(e->hit.reference, TEXT("(heuristic)"), "reference");
	OK(e->threshold == 1000 && e->measured == 1000, "threshold and measured");
	OK(e->first_frame + 1001 == e->frame, "from the first query on");
	ask_many(j, "k#.evil.org", 1, 500, 5);
	IS_NUMBER(told.n, 1, "once in a window");
	judge_free(j);
}

static void exhaustion_windows(void)
{
	const int64_t minute = 61 * NS_PER_SECOND;
	struct judge *j = start();
	ask_many(j, "h#.evil.org", 1, 1000, 1);
	ask(j, "x.evil.org", 1 + minute);
	IS_NUMBER(told.n, 0, "what is older than the sixtieth second is out");
	judge_free(j);
	j = start();
	ask_many(j, "h#.evil.org", 1, 500, 40 * NS_PER_SECOND);
	ask_many(j, "h#.evil.org", 501, 1001, 90 * NS_PER_SECOND);
	IS_NUMBER(told.n, 1, "a flood over two minutes of the clock");
	judge_free(j);
}

static void exhaustion_rows(void)
{
	static const struct {
		const char *form, *last, *trail, *suppressed;
	} rows[] = {
		{ "h#.a.evil.org", "h1.a.evil.org", "(h1.a).evil.org", "" },
		{ "h#.evil.co.uk", "h1.evil.co.uk", "(h1.evil).co.uk", "" },
		{ "h#.white.net", "h1.white.net", "(h1).white.net", "whitelist white.net" },
		{ "10-0-0-#.evil.org", "h.evil.org", "", "" },
		{ "h#.bl.evil.org", "h1.bl.evil.org", "(h1.bl).evil.org", "" },
		{ "h#.blue.evil.org", "h1.blue.evil.org", "(h1.blue).evil.org", "" },
		{ "h#.evil.local", "h1.evil.local", "", "" },
		{ "h#.org", "h1.org", "", "" },
		{ "h#!.evil.org", "h1.evil.org", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		ask_many(j, rows[i].form, 1, 1000, 1);
		ask(j, rows[i].last, 2);
		IS_NUMBER(of_rule("dns_exhaustion"), rows[i].trail[0] != '\0', "exhaustion: %s",
		    rows[i].form);
		IS_TEXT(
		    told.events[0].hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].form);
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "mark of %s",
		    rows[i].form);
		judge_free(j);
	}
	struct judge *j = start();
	ask(j, "wpad.evil.org", 1);
	ask_many(j, "h#.evil.org", 1, 1001, 1);
	IS_NUMBER(told.n, 1, "a domain where hosts look for their proxy");
	IS_TEXT(told.events[0].hit.info, TEXT("many names below a domain (context)"),
	    "is context, and no more hidden than others");
	judge_free(j);
}

static void exhaustion_is_bounded(void)
{
	struct judge *j = start();
	char name[NAME];
	for (int i = 0; i < (1 << 18) + 7; i++) {
		snprintf(name, sizeof(name), "a.d%d.org", i);
		ask(j, name, 1);
	}
	struct judge_table table = table_of(j, "dns_exhaustion");
	OK(table.evicted == 7, "what went is counted");
	judge_free(j);
}

static void denied_below_a_domain(void)
{
	char name[NAME];
	struct judge *j = start();
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "nx%d.some.org", i);
		deny(j, "10.0.0.1", name, i);
	}
	IS_NUMBER(told.n, 0, "20 denials are not excessive");
	deny(j, "10.0.0.1", "nx20.some.org", 20);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "the 21st is");
	IS_TEXT(e->hit.trail,
	    TEXT(
		"(nx1,nx10,nx11,nx12,nx13,nx14,nx15,nx16,nx17,nx18,nx19,nx2,nx20,nx3,nx4,nx5,nx6,nx7,"
		"nx8,nx9).some.org"),
	    "20 names, sorted, without the first");
	IS_TEXT(e->hit.info, TEXT("excessive no such domain (suspicious)"), "info");
	OK(e->threshold == 20 && e->measured == 21 && e->hit.type == EVENT_DNS &&
		e->frame == e->first_frame + 20,
	    "threshold, measured, type and frames");
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "nx%d.some.org", i);
		deny(j, "10.0.0.1", name, 21);
	}
	IS_NUMBER(told.n, 1, "then it counts anew");
	judge_free(j);
}

static void denied_names(void)
{
	static const struct {
		const char *name, *client, *trail, *suppressed;
	} rows[] = {
		{ "gone.org", "10.0.0.1", "gone.org", "" },
		{ "gone.org", "203.0.113.5", "gone.org", "" },
		{ "gone.white.net", "10.0.0.1", "gone.white.net", "whitelist white.net" },
		{ "gone.local", "10.0.0.1", "", "" },
		{ "gone.1.2", "10.0.0.1", "", "" },
		{ "1.2.3.4.list.org", "10.0.0.1", "", "" },
		{ "1.2.3.256.list.org", "10.0.0.1", "1.2.3.256.list.org", "" },
		{ "gone", "10.0.0.1", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (int k = 0; k < 20; k++)
			deny(j, rows[i].client, rows[i].name, k);
		IS_NUMBER(told.n, 0, "denied 20 times: %s", rows[i].name);
		deny(j, rows[i].client, rows[i].name, 20);
		IS_NUMBER(told.n, rows[i].trail[0] != '\0', "denied 21 times: %s", rows[i].name);
		IS_TEXT(
		    told.events[0].hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].name);
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "mark of %s",
		    rows[i].name);
		judge_free(j);
	}
}

/* Names that a client repeats, below one domain. */
static void denied_again(void)
{
	static const struct {
		const char *client;
		int names;
		bool context;
	} rows[] = {
		{ "10.0.0.1", 1, true },
		{ "10.0.0.1", 9, true },
		{ "10.0.0.1", 10, false },
		{ "203.0.113.5", 1, false },
	};
	char name[NAME];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (int k = 0; k < 21; k++) {
			snprintf(name, sizeof(name), "a%d.some.org", k % rows[i].names);
			deny(j, rows[i].client, name, k);
		}
		OK(told.n == 1 &&
			text_is(told.events[0].hit.info,
			    rows[i].context ? TEXT("missing names again and again (context)")
					    : TEXT("excessive no such domain (suspicious)")),
		    "%s and %d names", rows[i].client, rows[i].names);
		judge_free(j);
	}
}

static void denied_windows(void)
{
	const int64_t hour = 3600 * NS_PER_SECOND;
	struct judge *j = start();
	for (int i = 0; i < 20; i++)
		deny(j, "10.0.0.1", "gone.org", 1);
	deny(j, "10.0.0.1", "gone.org", 1 + hour);
	IS_NUMBER(told.n, 0, "an hour old is out");
	judge_free(j);
	j = start();
	for (int i = 0; i < 21; i++)
		deny(j, "10.0.0.1", "gone.org", hour / 2 + i * hour / 21);
	IS_NUMBER(told.n, 1, "over two hours of the clock, within one hour");
	for (int i = 0; i < 60; i++)
		deny(j, "10.0.0.2", "away.org", 9 * hour + i * (hour / 20));
	IS_NUMBER(told.n, 1, "one in three minutes: 20 an hour");
	judge_free(j);
	j = start();
	for (int i = 0; i < 21; i++)
		deny(j, i % 2 ? "10.0.0.1" : "10.0.0.2", "gone.org", 1);
	IS_NUMBER(told.n, 0, "two local clients do not add up");
	for (int i = 0; i < 21; i++)
		deny(j, i % 2 ? "203.0.113.5" : "203.0.113.6", "gone.org", 1);
	IS_NUMBER(told.n, 1, "two that are not local do");
	for (int i = 0; i < 21; i++)
		deny(j, "10.0.0.9", "evil.com", 2);
	for (int i = 0; i < 21; i++)
		deny(j, "10.0.0.9", i ? "a.wip.org" : "wpad.wip.org", 2);
	IS_NUMBER(told.n, 3, "all names are counted apart");
	judge_free(j);
	j = start();
	char name[NAME];
	for (int i = 0; i < 21; i++) {
		snprintf(name, sizeof(name), i == 5 ? "wpad.some.org" : "a%d.some.org", i);
		deny(j, "10.0.0.1", name, 1);
	}
	OK(told.n == 1 &&
		text_is(told.events[0].hit.info, TEXT("many missing names of services (context)")),
	    "context where a host looks for its proxy");
	judge_free(j);
}

static void listed_names_are_judged_too(void)
{
	struct judge *j = start();
	for (int i = 0; i < 30; i++) {
		struct dns_message m;
		struct dns_question q;
		struct observation o = answers(&m, &q, "10.0.0.1", "a.evil.com");
		m.rcode = 3;
		o.flow = (uint64_t)i + 1;
		take(j, &o);
	}
	IS_NUMBER(of_rule("nxdomain"), 2,
	    "a listed name: with the 21st denial, its domain with the 22nd");
	judge_free(j);
}

/* Responses that are no recursive resolver's denial. */
static void no_denials(void)
{
	struct judge *j = start();
	for (int i = 0; i < 100; i++) {
		struct dns_message m;
		struct dns_question q;
		struct observation o = answers(&m, &q, "10.0.0.1", "xkqwzlvbnmfghjd.com");
		m.rcode = i % 2 ? 3 : 2;
		m.recursion_available = i % 2 == 0;
		judge_message(j, &o, &m, 1);
		m.recursion_available = true;
		m.rcode = 3;
		m.kind = DNS_MULTICAST;
		judge_message(j, &o, &m, 1);
		m.kind = DNS_UNICAST;
		m.question_count = 0;
		judge_message(j, &o, &m, 1);
	}
	IS_NUMBER(told.n, 0, "a failure, an authority's answer, multicast, no question");
	judge_free(j);
}

static void dga(void)
{
	static const struct {
		const char *name, *trail, *info, *suppressed;
		unsigned threshold, measured;
	} rows[] = {
		{ "xkqwzlvbnmfghjd.com", "(xkqwzlvbnmfghjd).com",
		    "entropy threshold no such domain (suspicious)", "", 3500, 3907 },
		/* 8 characters once and 4 twice: 3.5 exactly, 12 consonants */
		{ "bcdfghjkaaeeiioo.com", "", "", "", 0, 0 },
		{ "bbccddffghjklmnp.com", "(bbccddffghjklmnp).com",
		    "consonant threshold no such domain (suspicious)", "", 9, 16 },
		{ "bbbbbbbbb.com", "", "", "", 0, 0 },
		{ "bbbbbbbbbb.com", "(bbbbbbbbbb).com",
		    "consonant threshold no such domain (suspicious)", "", 9, 10 },
		{ "aaaabbbbbyyyyy.com", "(aaaabbbbbyyyyy).com",
		    "consonant threshold no such domain (suspicious)", "", 9, 10 },
		{ "abcdefghij.com", "", "", "", 0, 0 },
		{ "xkqwzlvb-nmfghjd.com", "", "", "", 0, 0 },
		{ "a.xkqwzlvbnmfghjd.com", "", "", "", 0, 0 },
		{ "xkqwzlvbnmfghjd", "", "", "", 0, 0 },
		{ "xkqwzlvbnmfghjd.lan", "", "", "", 0, 0 },
		{ "facebook.com", "", "", "", 0, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		deny(j, "10.0.0.1", rows[i].name, 1);
		const struct event *e = &told.events[0];
		IS_NUMBER(told.n, rows[i].trail[0] != '\0', "dga: %s", rows[i].name);
		IS_TEXT(e->hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].name);
		IS_TEXT(e->hit.info, text_of(rows[i].info), "info of %s", rows[i].name);
		OK(e->threshold == rows[i].threshold && e->measured == rows[i].measured,
		    "measure of %s", rows[i].name);
		judge_free(j);
	}
}

/* Values of detection.md 4.7, and logarithms of a table. */
static void entropies(void)
{
	IS_NUMBER(text_entropy(TEXT("google")), 1919, "google: 1.918 and more");
	IS_NUMBER(text_entropy(TEXT("facebook")), 2750, "facebook");
	IS_NUMBER(text_entropy(TEXT("abcdefghij")), 3322, "abcdefghij: 3.3219");
	IS_NUMBER(text_entropy(TEXT("xkqwzlvbnmfghjd")), 3907, "xkqwzlvbnmfghjd: 3.9069");
	IS_NUMBER(text_entropy(TEXT("aaaa")), 0, "one character");
	IS_NUMBER(text_entropy(TEXT("")), 0, "none");
	IS_NUMBER(log2_fixed(1), 0, "log2(1)");
	IS_NUMBER(log2_fixed(1u << 31), UINT64_C(31) << 24, "log2(2^31)");
	OK(log2_fixed(10) / 16 == 55732704 / 16, "log2(10) = 3.321928");
}

static void sinkholes(void)
{
	static const struct few_trail list[] = {
		{ "1.1.1.1", "sinkhole abuse (malware)", "(static)" },
		{ "2.2.2.2", "parking site (suspicious)", "(static)" },
		{ "3.3.3.3", "some (malware)", "(static)" },
		{ "4.4.4.4", "sinkhole", "(static)" },
		{ "dead::1", "sinkhole other thing", "(static)" },
		{ NULL, NULL, NULL },
	};
	static const char *const whitelist[] = { "white.net", NULL };
	static const struct {
		const char *name, *address;
		uint8_t section;
		const char *trail, *info, *suppressed;
	} rows[] = {
		{ "sinkholed.com", "1.1.1.1", 0, "(sinkholed).com", "sinkholed by abuse (malware)",
		    "" },
		{ "www.evil.com", "1.1.1.1", 2, "(www.evil).com", "sinkholed by abuse (malware)",
		    "" },
		{ "a.com", "dead::1", 1, "(a).com", "sinkholed by other (malware)", "" },
		{ "a.com", "2.2.2.2", 0, "(a).com", "parked site (suspicious)", "" },
		{ "a.com", "3.3.3.3", 0, "", "", "" },
		{ "a.com", "4.4.4.4", 0, "(a).com", "sinkholed (malware)", "" },
		{ "a.com", "5.5.5.5", 0, "", "", "" },
		{ "a.white.net", "2.2.2.2", 0, "(a.white).net", "parked site (suspicious)",
		    "whitelist white.net" },
		{ "a.lan", "1.1.1.1", 0, "", "", "" },
	};
	struct trails *trails = few_trails(list, whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct dns_message m;
		struct dns_question q;
		struct dns_record records[3] = { { .name = text_of(rows[i].name),
						     .type = DNS_CNAME },
			{ .address = address(rows[i].address), .section = rows[i].section },
			{ .address = address(rows[i].address), .section = rows[i].section } };
		struct observation o = answers(&m, &q, "10.0.0.1", rows[i].name);
		m.records = records;
		m.record_count = 3;
		judge_set_trails(j, trails);
		o.dns = &m;
		match_batch(trails, &(struct observations) { .list = &o, .count = 1 }, &hits);
		OK(hits.may_list[0] || rows[i].trail[0] == '\0', "what is told may be listed");
		judge_take_unlisted(j, &o);
		IS_NUMBER(told.n, 0, "where that was ruled out it is not looked up");
		judge_message(j, &o, &m, 1);
		IS_NUMBER(told.n, rows[i].trail[0] != '\0', "answer %s for %s", rows[i].address,
		    rows[i].name);
		IS_TEXT(told.events[0].hit.trail, text_of(rows[i].trail), "its trail");
		IS_TEXT(told.events[0].hit.info, text_of(rows[i].info), "its info");
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "its mark");
		m.rcode = 2;
		judge_message(j, &o, &m, 1);
		m.rcode = 0;
		m.response = false;
		judge_message(j, &o, &m, 1);
		IS_NUMBER(told.n, rows[i].trail[0] != '\0', "not in a failure or a query");
		judge_free(j);
	}
	few_trails_free(trails);
}

/* One question of a type, with what stands for its number written by the caller. */
static void ask_type(
    struct judge *j, const char *client, const char *name, uint16_t type, int64_t at)
{
	struct dns_message m;
	struct dns_question q;
	struct observation o = asks(&m, &q, name, flow + 1);
	q.type = type;
	o.src = address(client);
	judge_message(j, &o, &m, at);
}

/* Names with that many random letters and digits in front. */
static void tunnel(struct judge *j, int count, unsigned length, const char *rest, uint16_t type,
    int64_t at, int64_t step)
{
	static uint32_t seed = 1;
	char name[NAME];
	for (int i = 0; i < count; i++) {
		for (unsigned k = 0; k < length; k++) {
			seed = seed * 1103515245 + 12345;
			name[k] = "abcdefghijklmnopqrstuvwxyz234567"[seed >> 16 & 31];
		}
		snprintf(name + length, sizeof(name) - length, ".%s", rest);
		ask_type(j, "10.0.0.1", name, type, at + i * step);
	}
}

static void tunnel_thresholds(void)
{
	struct judge *j = start();
	tunnel(j, 50, 20, "t.some.org", DNS_TXT, 1, 1);
	ask_type(j, "10.0.0.2", "abcdefghijkl.t.some.org", DNS_TXT, 60);
	IS_NUMBER(of_rule("dns_tunnel"), 0, "50 names of a client are no tunnel");
	tunnel(j, 1, 20, "t.some.org", DNS_TXT, 61, 1);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && e->hit.type == EVENT_DNS && e->proto == UDP, "the 51st is: UDP DNS");
	IS_TEXT(e->hit.trail, TEXT("some.org"), "the trail is the domain");
	IS_TEXT(e->hit.info, TEXT("potential dns tunnel (suspicious)"), "info");
	OK(e->threshold == 50 && e->measured == 51 && e->frame == e->first_frame + 51,
	    "threshold, measured and frames");
	tunnel(j, 500, 20, "t.some.org", DNS_TXT, 62, 1);
	IS_NUMBER(told.n, 1, "once in a window");
	judge_free(j);
	j = start();
	tunnel(j, 50, 20, "t.some.org", DNS_TXT, 1, 0);
	tunnel(j, 1, 20, "t.some.org", DNS_TXT, 1 + 600 * NS_PER_SECOND, 0);
	IS_NUMBER(told.n, 0, "what is ten minutes old is out");
	judge_free(j);
}

static void tunnel_rows(void)
{
	static const struct {
		const char *name, *rest;
		unsigned length;
		uint16_t type;
		int64_t step;
		const char *suppressed;
		bool fires;
	} rows[] = {
		{ "TXT", "some.org", 6, DNS_TXT, 1, "", true },
		{ "NULL", "some.org", 30, 10, 1, "", true },
		{ "a private type", "some.org", 30, 65399, 1, "", true },
		{ "CNAME", "some.org", 30, DNS_CNAME, 1, "", true },
		{ "MX", "some.org", 30, DNS_MX, 1, "", true },
		{ "A with long labels", "some.org", 40, DNS_A, 1, "", true },
		{ "A with labels of a content network", "some.org", 32, DNS_A, 1, "", false },
		{ "short texts", "some.org", 5, DNS_TXT, 1, "", false },
		{ "mail of many domains", "co.uk", 12, DNS_MX, 1, "", false },
		{ "a domain as short as that", "t1.io", 24, DNS_TXT, 1, "", true },
		{ "keys of mail", "_domainkey.some.org", 20, DNS_TXT, 1, "", false },
		{ "a local domain", "some.local", 50, DNS_TXT, 1, "", false },
		{ "addresses", "1.e164.arpa", 50, DNS_TXT, 1, "", false },
		{ "slow: 60 an hour", "some.org", 50, DNS_TXT, 60, "", false },
		{ "a whitelisted domain", "white.net", 50, DNS_TXT, 1, "whitelist white.net",
		    true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		tunnel(j, 60, rows[i].length, rows[i].rest, rows[i].type, 1,
		    rows[i].step * NS_PER_SECOND);
		IS_NUMBER(of_rule("dns_tunnel"), rows[i].fires, "tunnel: %s", rows[i].name);
		for (size_t k = 0; k < told.n; k++)
			if (strcmp(told.events[k].hit.rule, "dns_tunnel") == 0)
				IS_TEXT(told.events[k].hit.suppressed, text_of(rows[i].suppressed),
				    "mark of %s", rows[i].name);
		judge_free(j);
	}
	struct judge *j = start();
	char name[NAME];
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "%d.%d.113.203.list.org", i, i / 7);
		ask_type(j, "10.0.0.1", name, DNS_TXT, 1);
	}
	IS_NUMBER(told.n, 0, "tunnel: a blocklist: digits have little entropy");
	judge_free(j);
}

int main(void)
{
	tunnel_thresholds();
	tunnel_rows();
	exhaustion_thresholds();
	exhaustion_windows();
	exhaustion_rows();
	exhaustion_is_bounded();
	denied_below_a_domain();
	denied_names();
	denied_again();
	denied_windows();
	listed_names_are_judged_too();
	no_denials();
	dga();
	entropies();
	sinkholes();
	return detection_done();
}
