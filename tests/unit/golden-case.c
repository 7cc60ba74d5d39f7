/* The golden data set. */
#include <config.h>

#include "golden-case.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"

void feed(struct feed *f, int at, const char *src, const char *dst, uint16_t sport, uint16_t dport,
    uint8_t proto, enum event_type type, const char *trail, const char *info, const char *reference)
{
	struct event e = { .serial = ++f->serial, .has_ports = true, .count = 1 };
	if (!address_parse(text_of(src), &e.src) || !address_parse(text_of(dst), &e.dst))
		abort();
	e.time = e.clock = DAY_BEGIN + at * NS_PER_SECOND;
	e.order = (struct order) { f->serial, true, 0, 0 };
	e.frame = e.first_frame = f->serial;
	e.sport = sport;
	e.dport = dport;
	e.proto = proto;
	e.hit = (struct hit) { .type = type,
		.trail = text_of(trail),
		.info = text_of(info),
		.reference = text_of(reference),
		.observed = text_of(trail),
		.rule = "trail" };
	case_add_event(f->c, &e);
}

void feed_dns(struct feed *f, int at, const char *src, uint16_t sport, const char *trail,
    const char *info, const char *reference)
{
	feed(f, at, src, "8.8.8.8", sport, 53, 17, EVENT_DNS, trail, info, reference);
}

int clock_of(int h, int m, int s)
{
	return h * 3600 + m * 60 + s;
}

void feed_golden(struct feed *f)
{
	char src[32], trail[64];
	for (int i = 1; i <= 51; i++) {
		snprintf(src, sizeof(src), "10.1.0.%d", i);
		feed_dns(f, clock_of(3, 4, i % 60), src, (uint16_t)(40000 + i), "flood.example",
		    "x (malware)", "(static)");
	}
	for (int i = 1; i <= 50; i++) {
		snprintf(src, sizeof(src), "10.2.0.%d", i);
		snprintf(trail, sizeof(trail), "(a%d).noflood.example", i);
		feed_dns(f, clock_of(5, 4, i % 60), src, (uint16_t)(40000 + i), trail,
		    "x (malware)", "(static)");
	}
	feed_dns(
	    f, clock_of(6, 0, 0), "10.3.0.1", 1, "abc.ws", "conficker dga (malware)", "360.com");
	feed_dns(
	    f, clock_of(6, 0, 1), "10.3.0.1", 1, "def.ws", "conficker dga (malware)", "360.com");
	feed_dns(f, clock_of(7, 0, 1), "10.3.0.2", 1, "(r1).victim.example",
	    "potential dns exhaustion (suspicious)", "(heuristic)");
	feed_dns(f, clock_of(7, 0, 2), "10.3.0.3", 1, "(r2).victim.example",
	    "potential dns exhaustion (suspicious)", "(heuristic)");
	feed(f, clock_of(8, 0, 2), "10.3.0.4", "9.9.9.9", 1111, 22, 6, EVENT_IP, "10.3.0.4",
	    "potential port scanning", "(heuristic)");
	feed(f, clock_of(8, 30, 2), "10.3.0.4", "9.9.9.7", 3333, 443, 6, EVENT_IP, "10.3.0.4",
	    "potential port scanning", "(heuristic)");
	feed(f, clock_of(9, 30, 2), "10.3.0.5", "9.9.9.7", 3333, 443, 6, EVENT_UA,
	    "curl/7 \\(x, y\\)", "user agent (suspicious)", "(heuristic)");
}
