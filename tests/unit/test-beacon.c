/* Units of beacons. Expected values: what the manual says of them, and
 * arithmetic. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "check.h"
#include "detect/first_contacts.h"
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

static void fetches(struct judge *j, uint8_t last, uint64_t declared, int64_t at)
{
	struct http_response response = {
		.version = TEXT("HTTP/1.1"), .status = 200, .declared = declared, .type = ""
	};
	asks_host(j, "tv.some.org", last, at);
	struct observation o = observation(OBSERVED_HTTP_RESPONSE, "9.9.9.0", "10.0.0.1", 1);
	o.src.bytes[3] = last;
	o.from_initiator = false;
	o.clock = o.time = at;
	o.response = &response;
	take(j, &o);
}

/* What is fetched in pieces, and mailboxes, is regular, too. */
static void regular_by_nature(void)
{
	static const struct {
		const char *name;
		uint64_t declared;
		bool found;
	} rows[] = { { "pieces of a film", 80000, false }, { "orders", 64 << 10, true },
		{ "responses of no size", HTTP_NO_LENGTH, true } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (int k = 0; k < 40; k++)
			fetches(j, 9, rows[i].declared, k * 10 * NS_PER_SECOND);
		judge_end(j);
		IS_NUMBER(told.n, rows[i].found, "in one connection, %s", rows[i].name);
		judge_free(j);
	}
	static const struct {
		uint16_t port;
		const char *info;
	} ports[] = { { 993, "regular contact (context)" }, { 110, "regular contact (context)" },
		{ 994, "potential beacon (suspicious)" } };
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		const struct line l = { "10.0.0.1", "9.9.9.9", ports[i].port, TCP, 500, 300 };
		struct judge *j = start();
		for (int k = 0; k < 40; k++)
			contact(j, &l, k * 300 * NS_PER_SECOND);
		judge_end(j);
		IS_TEXT(told.events[0].hit.info, text_of(ports[i].info), "port %u", ports[i].port);
		judge_free(j);
	}
}

/* Far more pairs than are kept, between two beats: those that spoke once make room first. */
static void beacon_room(void)
{
	const struct line l = { "10.0.0.1", "9.9.9.9", 443, TCP, 500, 300 };
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
			judge_ahead(j, &o);
			judge_take(j, &o, NULL, 0);
		}
	}
	struct judge_table table = table_of(j, "beacon");
	OK(table.evicted > 150000 && table.evicted < 300000, "what went is counted");
	judge_end(j);
	IS_NUMBER(told.n, 1, "and the beacon stayed");
	judge_free(j);
}

/* A hash of the same line, told apart by its upper half. */
static uint64_t in_line(uint64_t n)
{
	return n << 33 | 7;
}

static bool comes(struct first_contacts *f, uint64_t n, int64_t clock, struct place *place)
{
	*place = (struct place) { clock, (uint32_t)n, (uint32_t)n + 1 };
	return first_contacts_take(f, in_line(n), place);
}

/* The key that was seen at the earliest time makes room, whenever it was noted. */
static void contacts_of_a_line(void)
{
	static const int64_t clocks[] = { 0, INT64_MAX, -5, 20, 10 };
	struct first_contacts *f = first_contacts_new();
	struct place place;
	for (uint64_t n = 0; n < 5; n++)
		OK(!comes(f, n + 1, clocks[n], &place), "number %u is new", (unsigned)n);
	IS_NUMBER(first_contacts_evicted(f), 2, "three have room");
	OK(comes(f, 2, 99, &place) && place.clock == INT64_MAX && place.frame == 2 &&
		place.input == 3,
	    "where it came first");
	OK(!comes(f, 2, 99, &place), "is told once");
	IS_NUMBER(first_contacts_evicted(f), 2, "and leaves its place");
	OK(!comes(f, 1, 100, &place) && !comes(f, 3, 100, &place), "0 and -5 had made room");
	OK(comes(f, 2, 0, &place) && !comes(f, 4, 0, &place), "then 10 and 20 did");
	first_contacts_free(f);
}

static void kept_keys(void)
{
	struct first_contacts *f = first_contacts_new();
	const uint64_t other = in_line(1) + CONTACT_LINES;
	OK(!first_contacts_may_keep(f, in_line(1)), "none is kept");
	first_contacts_keep(f, in_line(1));
	first_contacts_keep(f, in_line(2));
	first_contacts_drop(f, in_line(2));
	OK(first_contacts_may_keep(f, in_line(1)), "one of two still is");
	OK(!first_contacts_may_keep(f, other), "none like another in that line");
	first_contacts_drop(f, in_line(1));
	OK(!first_contacts_may_keep(f, in_line(1)), "none is any longer");
	for (int i = 0; i < 300; i++)
		first_contacts_keep(f, other);
	for (int i = 0; i < 299; i++)
		first_contacts_drop(f, other);
	OK(first_contacts_may_keep(f, other), "what a count has no room for is not lost");
	first_contacts_free(f);
}

int main(void)
{
	numbers();
	beacons();
	beacon_event();
	beacon_names();
	regular_by_nature();
	beacon_room();
	contacts_of_a_line();
	kept_keys();
	return detection_done();
}
