/* Units of beacons, exfiltration and credentials in clear text. Expected values: what the manual says of them, and
 * arithmetic. */
#include <config.h>

#include <stdlib.h>

#include "base/base64.h"
#include "base/time.h"
#include "check.h"
#include "detect/rhythm.h"
#include "detection.h"

/* Numbers that look random and are the same everywhere (Knuth, MMIX). */
static uint64_t state;

static uint32_t below(uint32_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((state >> 32) * n >> 32);
}

/* --- numbers */

static void numbers(void)
{
	int64_t times[40];
	uint32_t sizes[40];
	for (int i = 0; i < 40; i++) {
		times[i] = i * 60 * NS_PER_SECOND;
		sizes[i] = 100;
	}
	struct rhythm r = rhythm_of(times, 40, sizes, 40);
	OK(r.period == 60 * NS_PER_SECOND && r.beats == 40 && r.span == 39 * 60 * NS_PER_SECOND,
	    "forty beats, one a minute");
	OK(r.intervals == 100 && r.multiples == 100 && r.sizes == 100 && r.presence == 100 &&
		r.score == 100,
	    "all of it regular");
	r = rhythm_of(times, 19, sizes, 19);
	OK(r.period == 0 && r.score == 0, "nineteen are none");
	OK(rhythm_of(times, 20, sizes, 20).period > 0, "twenty are");
	OK(rhythm_of(times, 20, sizes, 2).sizes == RHYTHM_UNKNOWN, "two sizes say nothing");
	OK(rhythm_of(times, 20, sizes, 2).score == 100, "and do not count");
	/* 60, 60, 120 s, and again: 27 intervals in 36 periods. */
	for (int i = 0, at = 0; i < 28; i++) {
		times[i] = at * NS_PER_SECOND;
		at += i % 3 == 2 ? 120 : 60;
	}
	r = rhythm_of(times, 28, sizes, 28);
	OK(r.period == 60 * NS_PER_SECOND && r.presence == 75 && r.multiples == 100,
	    "every fourth beat lost");
	/* Intervals 54, 60, 66, 54 ...: median 60, deviations 6, 0, 6 ...: their median is 6. */
	for (int i = 0, at = 0; i < 28; i++) {
		times[i] = at * NS_PER_SECOND;
		at += 54 + 6 * (i % 3);
	}
	r = rhythm_of(times, 28, sizes, 28);
	OK(r.intervals == 90 && r.multiples == 100 && r.period == 60 * NS_PER_SECOND,
	    "a tenth off");
	/* Sizes 100, 150, 50 ...: median 100, median deviation 50. */
	for (int i = 0; i < 28; i++)
		sizes[i] = 50 + 50 * (uint32_t)(i % 3);
	IS_NUMBER(rhythm_of(times, 27, sizes, 27).sizes, 50, "sizes half as regular");
	/* Pairs half a second apart are one beat. */
	for (int i = 0; i < 40; i++)
		times[i] = (i / 2 * 120 + i % 2) * NS_PER_SECOND / 2;
	r = rhythm_of(times, 40, sizes, 0);
	OK(r.beats == 20 && r.period == 60 * NS_PER_SECOND, "what is half a second later");
	/* A night in between is no loss of hundreds. */
	for (int i = 0; i < 40; i++)
		times[i] = (i * 60 + (i > 19 ? 36000 : 0)) * NS_PER_SECOND;
	IS_NUMBER(rhythm_of(times, 40, sizes, 0).presence, 39 * 100 / 44, "a night is six periods");
	for (int i = 0; i < 40; i++)
		times[i] = 7;
	OK(rhythm_of(times, 40, sizes, 0).period == 0, "time that stands still");
}

/* --- beacons */

struct line {
	const char *src, *dst;
	uint16_t port;
	uint8_t proto;
	uint32_t sent, answered;
};

static uint64_t flow;

static void contact(struct judge *j, const struct line *l, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW, l->src, l->dst, ++flow);
	o.clock = o.time = at;
	o.dport = l->port;
	o.proto = l->proto;
	o.frame = o.first_frame = flow;
	take(j, &o);
	o.kind = OBSERVED_FLOW_END;
	o.ended = (struct flow_facts) { .packets = { 5, 5 },
		.bytes = { l->sent, l->answered },
		.first = at,
		.last = at,
		.first_frame = flow,
		.last_frame = flow,
		.last_input = 3 };
	take(j, &o);
}

/* A beat a minute with a tenth of jitter, three of ten lost, for two hours. */
static void beats(struct judge *j, const struct line *l, uint32_t jitter, uint32_t lost)
{
	int64_t at = 0;
	for (int i = 0; i < 120; i++) {
		at +=
		    (60000 - 600 * jitter + (jitter ? below(1200 * jitter) : 0)) * INT64_C(1000000);
		if (below(100) >= lost)
			contact(j, l, at);
	}
}

/* Arrivals at any millisecond with the same chance, one a minute on average. */
static void random_arrivals(struct judge *j, const struct line *l)
{
	for (int64_t ms = 0; ms < 7200000; ms += 50)
		if (below(1200) == 0)
			contact(j, l, ms * 1000000);
}

static void beacons(void)
{
	static const struct {
		const char *name;
		struct line line;
		uint32_t jitter, lost;
		bool found;
		const char *suppressed;
	} rows[] = {
		{ "regular", { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 }, 0, 0, true, "" },
		{ "a tenth of jitter, three of ten lost",
		    { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 }, 10, 30, true, "" },
		{ "UDP", { "10.0.0.1", "9.9.9.9", 4444, UDP, 500, 300 }, 10, 30, true, "" },
		{ "IPv6", { "fd00::1", "2001:db8::1", 443, TCP, 500, 300 }, 10, 30, true, "" },
		{ "never answered", { "10.0.0.1", "9.9.9.9", 443, TCP, 0, 0 }, 10, 30, true, "" },
		{ "nearly nothing but jitter", { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 }, 95,
		    30, false, "" },
		{ "NTP", { "10.0.0.1", "9.9.9.9", 123, UDP, 48, 48 }, 0, 0, false, "" },
		{ "DNS", { "10.0.0.1", "9.9.9.9", 53, UDP, 40, 80 }, 0, 0, false, "" },
		{ "inside", { "10.0.0.1", "10.0.0.2", 443, TCP, 500, 300 }, 0, 0, false, "" },
		{ "multicast", { "10.0.0.1", "239.1.2.3", 5000, UDP, 500, 0 }, 0, 0, false, "" },
		{ "backups", { "10.0.0.1", "9.9.9.9", 443, TCP, 65537, 300 }, 0, 0, false, "" },
		{ "downloads", { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 65537 }, 0, 0, false, "" },
		{ "64 KiB yet", { "10.0.0.1", "9.9.9.9", 443, TCP, 65536, 65536 }, 0, 0, true, "" },
		{ "whitelisted", { "10.0.0.1", "8.8.8.8", 443, TCP, 500, 300 }, 0, 0, true,
		    "whitelist 8.8.8.8" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		beats(j, &rows[i].line, rows[i].jitter, rows[i].lost);
		IS_NUMBER(told.n, 0, "nothing before the end: %s", rows[i].name);
		judge_end(j);
		IS_NUMBER(told.n, rows[i].found, "beacon: %s", rows[i].name);
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "mark of %s",
		    rows[i].name);
		judge_free(j);
	}
	size_t found = 0;
	for (int i = 0; i < 200; i++) {
		const struct line l = { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 };
		struct judge *j = start();
		random_arrivals(j, &l);
		judge_end(j);
		found += told.n;
		judge_free(j);
	}
	IS_NUMBER(found, 0, "two hundred times random arrivals, one a minute");
}

static void beacon_event(void)
{
	const struct line l = { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 };
	struct judge *j = start();
	flow = 0;
	for (int i = 0; i < 20; i++)
		contact(j, &l, i * 60 * NS_PER_SECOND);
	judge_end(j);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "twenty beats");
	OK(e->hit.type == EVENT_IPORT && e->threshold == 75 && e->measured == 100, "numbers");
	IS_TEXT(e->hit.trail, TEXT("9.9.9.9:443"), "trail");
	IS_TEXT(e->hit.info, TEXT("potential beacon (suspicious)"), "info");
	IS_TEXT(e->hit.reference, TEXT("(heuristic)"), "reference");
	IS_TEXT(e->hit.observed,
	    TEXT("every 60.0 s, 20 times in 1140 s; of 100: intervals 100, multiples 100, sizes "
		 "100, presence 100"),
	    "what was seen");
	OK(e->first_frame == 1 && e->frame == 20 && e->time == 1140 * NS_PER_SECOND,
	    "from the first to the last beat");
	judge_free(j);
	j = start();
	for (int i = 0; i < 19; i++)
		contact(j, &l, i * 60 * NS_PER_SECOND);
	judge_end(j);
	IS_NUMBER(told.n, 0, "nineteen");
	judge_free(j);
	j = start();
	for (int i = 0; i < 3000; i++)
		contact(j, &l, i * 5 * NS_PER_SECOND);
	OK(told.n == 1 && told.events[0].time == 1023 * 5 * NS_PER_SECOND,
	    "a full list is judged at once");
	judge_end(j);
	IS_NUMBER(told.n, 1, "and told once");
	judge_free(j);
	j = start();
	for (int i = 0; i < 100; i++)
		contact(j, &l, i * INT64_C(4900000000));
	judge_end(j);
	IS_NUMBER(told.n, 0, "less than five seconds apart");
	judge_free(j);
}

static void asks_host(struct judge *j, const char *host, uint8_t last, int64_t at)
{
	struct http_request request = {
		.method = TEXT("GET"), .target = TEXT("/x"), .version = TEXT("HTTP/1.1")
	};
	struct observation o = observation(OBSERVED_HTTP_REQUEST, "10.0.0.1", "9.9.9.0", 1);
	request.head.headers[0] = (struct http_header) { TEXT("host"), text_of(host) };
	request.head.count = 1;
	o.dst.bytes[3] = last;
	o.clock = o.time = at;
	o.request = &request;
	take(j, &o);
}

static void beacon_names(void)
{
	static const struct {
		const char *host, *trail, *suppressed;
	} rows[] = {
		{ "Cdn.Bad.org:80", "cdn.bad.org", "" },
		{ "x.white.net", "x.white.net", "whitelist white.net" },
		{ "au.download.windowsupdate.com", "au.download.windowsupdate.com",
		    "update service windowsupdate.com" },
		{ "notwindowsupdate.com", "notwindowsupdate.com", "" },
		{ "9.9.9.9", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (int k = 0; k < 40; k++)
			asks_host(j, rows[i].host, (uint8_t)below(200), k * 60 * NS_PER_SECOND);
		judge_end(j);
		IS_NUMBER(
		    told.n, rows[i].trail[0] != '\0', "a name at many addresses: %s", rows[i].host);
		IS_TEXT(
		    told.events[0].hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].host);
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "mark of %s",
		    rows[i].host);
		judge_free(j);
	}
	const struct line l = { "10.0.0.1", "9.9.9.9", 80, TCP, 500, 300 };
	struct judge *j = start();
	for (int k = 0; k < 40; k++) {
		contact(j, &l, k * 60 * NS_PER_SECOND);
		asks_host(j, "bad.org", 9, k * 60 * NS_PER_SECOND);
	}
	judge_end(j);
	IS_NUMBER(told.n, 1, "a name at one address is told as that");
	OK(text_starts(told.events[0].hit.observed, TEXT("bad.org every 60.0 s")), "with its name");
	judge_free(j);
	static const char *const excused[] = { "x.white.net", "windowsupdate.com" };
	for (size_t i = 0; i < 2; i++) {
		j = start();
		for (int k = 0; k < 40; k++) {
			contact(j, &l, k * 60 * NS_PER_SECOND);
			asks_host(j, excused[i], 9, k * 60 * NS_PER_SECOND);
		}
		judge_end(j);
		OK(told.n == 1 && told.events[0].hit.suppressed.n == 0,
		    "an address does not hide behind %s", excused[i]);
		IS_TEXT(told.events[0].hit.info, TEXT("regular contact (context)"),
		    "but it is context");
		IS_TEXT(told.events[0].hit.trail, TEXT("9.9.9.9:80"), "by its address");
		judge_free(j);
	}
}

/* Far more pairs than are kept, between two beats: those that spoke once make room first. */
static void beacon_room(void)
{
	const struct line l = { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 };
	struct judge_table table[32];
	struct judge *j = start();
	for (int i = 0; i < 30; i++) {
		contact(j, &l, i * 60 * NS_PER_SECOND);
		for (uint32_t k = 0; k < 10000; k++) {
			struct observation o =
			    observation(OBSERVED_FLOW, "10.0.0.1", "44.0.0.1", 1 + k);
			o.clock = i * 60 * NS_PER_SECOND + 1;
			o.dst.bytes[1] = (uint8_t)i;
			o.dst.bytes[2] = (uint8_t)(k >> 8);
			o.dst.bytes[3] = (uint8_t)k;
			judge_take(j, &o, NULL, 0);
		}
	}
	size_t n = judge_tables(j, table, 32), at = 0;
	while (at < n && strcmp(table[at].name, "beacon") != 0)
		at++;
	OK(at < n && table[at].evicted > 150000 && table[at].evicted < 300000,
	    "what went is counted");
	judge_end(j);
	IS_NUMBER(told.n, 1, "and the beacon stayed");
	judge_free(j);
}

/* --- exfiltration */

static void exfiltration(void)
{
	enum { SENT = 32 << 20 };
	static const struct {
		const char *name, *src, *dst;
		uint32_t sent, received, flows;
		bool found;
	} rows[] = {
		{ "32 MiB", "10.0.0.1", "9.9.9.9", SENT, 0, 1, true },
		{ "a byte less", "10.0.0.1", "9.9.9.9", SENT - 1, 0, 1, false },
		{ "in many flows", "10.0.0.1", "9.9.9.9", SENT / 64, 10, 64, true },
		{ "a tenth comes back", "10.0.0.1", "9.9.9.9", SENT, SENT / 10, 1, true },
		{ "more comes back", "10.0.0.1", "9.9.9.9", SENT, SENT / 10 + 1, 1, false },
		{ "inside", "10.0.0.1", "10.0.0.2", SENT, 0, 1, false },
		{ "from outside", "9.9.9.9", "10.0.0.1", SENT, 0, 1, false },
		{ "multicast", "10.0.0.1", "239.0.0.1", SENT, 0, 1, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		const struct line l = { rows[i].src, rows[i].dst, 443, TCP, rows[i].sent,
			rows[i].received };
		for (uint32_t k = 0; k < rows[i].flows; k++)
			contact(j, &l, k);
		IS_NUMBER(told.n, rows[i].found, "exfiltration: %s", rows[i].name);
		judge_free(j);
	}
	struct judge *j = start();
	const struct line users[] = { { "10.0.0.2", "9.9.9.9", 443, TCP, 1, 1 },
		{ "10.0.0.3", "9.9.9.9", 443, TCP, 1, 1 },
		{ "10.0.0.4", "9.9.9.9", 443, TCP, 1, 1 } };
	const struct line much = { "10.0.0.1", "9.9.9.9", 443, TCP, SENT, 7 };
	for (int i = 0; i < 2; i++)
		contact(j, &users[i], 1);
	contact(j, &much, 2);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "three hosts are few");
	OK(e->threshold == SENT && e->measured == SENT && e->hit.type == EVENT_IP, "numbers");
	IS_TEXT(e->hit.trail, TEXT("9.9.9.9"), "trail");
	IS_TEXT(e->hit.info, TEXT("potential data exfiltration (suspicious)"), "info");
	IS_TEXT(e->hit.observed, TEXT("33554432 bytes sent, 7 received, in flows: 1"), "observed");
	contact(j, &much, 3);
	IS_NUMBER(told.n, 1, "once");
	judge_free(j);
	j = start();
	for (int i = 0; i < 3; i++)
		contact(j, &users[i], 1);
	contact(j, &much, 2);
	IS_NUMBER(told.n, 0, "four are not");
	judge_free(j);
}

static void long_connections(void)
{
	static const struct {
		const char *name, *dst;
		int64_t seconds;
		uint64_t answers;
		bool found;
	} rows[] = {
		{ "four hours", "9.9.9.9", 14400, 1, true },
		{ "a second less", "9.9.9.9", 14399, 1, false },
		{ "inside", "10.0.0.2", 14400, 1, false },
		{ "never answered", "9.9.9.9", 14400, 0, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct observation o = flow_end(1, 9, rows[i].answers);
		o.dst = address(rows[i].dst);
		o.ended.first = 5;
		o.ended.last = 5 + rows[i].seconds * NS_PER_SECOND;
		take(j, &o);
		IS_NUMBER(told.n, rows[i].found, "long connection: %s", rows[i].name);
		IS_TEXT(told.events[0].hit.info,
		    rows[i].found ? TEXT("long connection (context)") : TEXT(""), "info of %s",
		    rows[i].name);
		judge_free(j);
	}
}

/* --- addresses that nobody looked up */

static void answer(struct judge *j, const char *client, const char *given, bool asked)
{
	struct dns_question q = { .name = TEXT("some.org"), .type = DNS_A, .class = 1 };
	struct dns_record r = { .name = TEXT("some.org"), .type = DNS_A, .class = 1 };
	struct dns_message m = { .response = true,
		.questions = &q,
		.question_count = 1,
		.records = &r,
		.record_count = 1 };
	r.address = address(given);
	struct observation o = observation(OBSERVED_DNS, "10.0.0.53", client, ++flow);
	o.proto = UDP;
	o.sport = 53;
	o.from_initiator = !asked;
	o.dns = &m;
	take(j, &o);
}

static void unresolved(void)
{
	static const struct {
		const char *name, *src, *dst;
		uint16_t port;
		uint8_t proto, flags;
		bool found;
	} rows[] = {
		{ "that nobody gave", "10.0.0.1", "9.9.9.9", 443, TCP, SYN, true },
		{ "by UDP", "10.0.0.1", "9.9.9.9", 443, UDP, 0, true },
		{ "an answer's", "10.0.0.1", "9.9.9.1", 443, TCP, SYN, false },
		{ "another host's answer's", "10.0.0.1", "9.9.9.2", 443, TCP, SYN, false },
		{ "of an answer that nobody asked for", "10.0.0.1", "9.9.9.3", 443, TCP, SYN,
		    true },
		{ "a private one", "10.0.0.1", "192.168.1.1", 443, TCP, SYN, false },
		{ "a multicast one", "10.0.0.1", "239.1.1.1", 443, UDP, 0, false },
		{ "a resolver", "10.0.0.1", "9.9.9.9", 53, UDP, 0, false },
		{ "from the middle of a connection", "10.0.0.1", "9.9.9.9", 443, TCP, 0x10, false },
		{ "of a host whose look-ups are not seen", "10.0.0.9", "9.9.9.9", 443, TCP, SYN,
		    false },
		{ "from outside", "8.8.4.4", "9.9.9.9", 443, TCP, SYN, false },
	};
	struct heuristic_choice choice = { 0 };
	OK(heuristic_choose(&choice, TEXT("unresolved-address"), true), "is off unless chosen");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int chosen = 0; chosen < 2; chosen++) {
			struct judge *j = chosen ? start_with(&choice, NULL) : start();
			answer(j, "10.0.0.1", "9.9.9.1", true);
			answer(j, "10.0.0.2", "9.9.9.2", true);
			answer(j, "10.0.0.1", "9.9.9.3", false);
			struct observation o =
			    observation(OBSERVED_FLOW, rows[i].src, rows[i].dst, ++flow);
			o.proto = rows[i].proto;
			o.dport = rows[i].port;
			o.tcp_flags = rows[i].flags;
			for (int k = 0; k < 3; k++)
				take(j, &o);
			IS_NUMBER(told.n, chosen && rows[i].found, "an address %s, %s",
			    rows[i].name, chosen ? "chosen" : "by default");
			if (told.n)
				IS_TEXT(told.events[0].hit.info,
				    TEXT("address that no DNS answer gave (context)"), "info");
			judge_free(j);
		}
	}
}

/* --- credentials */

static void fields(void)
{
	static const struct {
		enum field_id id;
		const char *value, *info;
	} rows[] = {
		{ FIELD_FTP_USER, "joe", "FTP credentials in clear text (context)" },
		{ FIELD_SMTP_USER, "joe", "SMTP credentials in clear text (context)" },
		{ FIELD_IMAP_USER, "joe", "IMAP credentials in clear text (context)" },
		{ FIELD_POP_USER, "joe", "POP3 credentials in clear text (context)" },
		{ FIELD_MQTT_USER, "joe", "MQTT credentials in clear text (context)" },
		{ FIELD_FTP_USER, "Anonymous", "" },
		{ FIELD_FTP_USER, " ", "" },
		{ FIELD_IRC_NICK, "joe", "" },
		{ FIELD_FTP_FILE, "joe", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct observation o = observation(OBSERVED_FIELD, "10.0.0.1", "10.0.0.2", 1);
		o.field = (struct field) { rows[i].id, text_of(rows[i].value) };
		take(j, &o);
		IS_NUMBER(told.n, rows[i].info[0] != '\0', "field %zu", i);
		IS_TEXT(told.events[0].hit.info, text_of(rows[i].info), "info of field %zu", i);
		IS_TEXT(told.events[0].hit.observed, rows[i].info[0] ? TEXT("joe") : TEXT(""),
		    "the account of field %zu", i);
		judge_free(j);
	}
}

/* "joe:s3cr3t" is am9lOnMzY3IzdA== (coreutils' base64). */
static void basic(void)
{
	static const struct {
		const char *value, *account;
	} rows[] = {
		{ "Basic am9lOnMzY3IzdA==", "joe" },
		{ "basic   am9lOnMzY3IzdA==", "joe" },
		{ "Basic am9l", "" },
		{ "Basic am9lOg==", "joe" },
		{ "Basic OnMzY3IzdA==", "" },
		{ "Basic !", "" },
		{ "Basic ", "" },
		{ "Digest am9lOnMzY3IzdA==", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct http_request request = {
			.method = TEXT("GET"), .target = TEXT("/"), .version = TEXT("HTTP/1.1")
		};
		struct observation o =
		    observation(OBSERVED_HTTP_REQUEST, "10.0.0.1", "10.0.0.2", 1);
		struct text value = text_of(rows[i].value);
		value.s = edge_copy(value.s, value.n);
		request.head.headers[0] = (struct http_header) { TEXT("authorization"), value };
		request.head.count = 1;
		o.request = &request;
		take(j, &o);
		const struct event *e = &told.events[0];
		IS_NUMBER(told.n, rows[i].account[0] != '\0', "basic: %s", rows[i].value);
		IS_TEXT(e->hit.observed, text_of(rows[i].account), "account of %s", rows[i].value);
		OK(text_find(e->hit.observed, TEXT("s3")) == TEXT_NONE &&
			text_find(e->hit.trail, TEXT("s3")) == TEXT_NONE,
		    "no secret of %s", rows[i].value);
		judge_free(j);
	}
}

/* RFC 4648 10. */
static void base64(void)
{
	static const char *const rows[][2] = { { "", "" }, { "Zg==", "f" }, { "Zm8=", "fo" },
		{ "Zm9v", "foo" }, { "Zm9vYg==", "foob" }, { "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" }, { "Zm9v Ymfy", "foo" }, { "+/A", "\xfb\xf0" } };
	char out[6];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = base64_decode(text_of(rows[i][0]), out, sizeof(out));
		IS_TEXT(((struct text) { out, n }), text_of(rows[i][1]), "base64 %s", rows[i][0]);
	}
	IS_NUMBER(base64_decode(TEXT("Zm9vYmFy"), out, 4), 4, "no more than there is room for");
}

int main(void)
{
	numbers();
	beacons();
	beacon_event();
	beacon_names();
	beacon_room();
	exfiltration();
	long_connections();
	unresolved();
	fields();
	basic();
	base64();
	return detection_done();
}
