/* A large case for measuring the browser: make_case THREATS EVENTS FILE. The same every time. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "case/bounds.h"
#include "case/case.h"

#define BEGIN (INT64_C(1767312000) * NS_PER_SECOND) /* 2026-01-02 */

static const struct {
	enum event_type type;
	const char *info, *reference;
} hits[] = {
	{ EVENT_DNS, "asyncrat (malware)", "(static)" },
	{ EVENT_DNS, "cobalt strike c2 (malware)", "abuse.ch" },
	{ EVENT_IP, "known attacker", "blocklist.example (+a,b,c)" },
	{ EVENT_IPORT, "bad reputation", "feed.example" },
	{ EVENT_URL, "phishing", "openphish.com" },
	{ EVENT_HTTP, "potential port scanning", "(heuristic)" },
	{ EVENT_UA, "user agent (suspicious)", "(heuristic)" },
	{ EVENT_DNS, "onion (suspicious)", "(static)" },
};

/* Threats of very different size: the rank's square decides. */
static uint64_t threat_of(uint64_t r, uint64_t threats, uint64_t n)
{
	if (n < threats)
		return n;
	double x = (double)(r >> 11) / (double)(UINT64_C(1) << 53);
	return (uint64_t)(x * x * (double)(threats - 1));
}

static void add(struct case_file *c, uint64_t n, uint64_t threats, uint64_t events)
{
	char trail[64], observed[80];
	uint64_t r = hash_mix(n + 1), threat = threat_of(r, threats, n), t = hash_mix(threat);
	size_t kind = t % (sizeof(hits) / sizeof(hits[0]));
	struct event e = { .serial = n + 1, .frame = n + 1, .first_frame = n + 1, .count = 1 };
	int length = snprintf(trail, sizeof(trail), "%08llx.bad%02u.example",
	    (unsigned long long)(t >> 32), (unsigned)(t % 100));
	int whole = snprintf(observed, sizeof(observed), "h%u.%s", (unsigned)(r % 5000), trail);
	e.time = e.clock =
	    BEGIN + (int64_t)((double)n / (double)events * 30 * 86400 * NS_PER_SECOND);
	e.has_ports = true;
	e.sport = (uint16_t)(1024 + (t >> 20) % 60000 + (r >> 20) % 2);
	e.dport = (uint16_t)(kind % 2 ? 53 : 443);
	e.proto = kind % 2 ? 17 : 6;
	e.src =
	    (struct address) { { 10, (uint8_t)(t >> 8), (uint8_t)(t >> 16), (uint8_t)(t >> 24) },
		    4 };
	e.dst = (struct address) {
		{ 93, (uint8_t)(t >> 40), (uint8_t)(t >> 48), (uint8_t)(r >> 40 & 1) }, 4
	};
	e.hit = (struct hit) { .type = hits[kind].type,
		.trail = { trail, (size_t)length },
		.info = text_of(hits[kind].info),
		.reference = text_of(hits[kind].reference),
		.observed = { observed, (size_t)whole },
		.rule = "trail" };
	case_add_event(c, &e);
}

int main(int argc, char **argv)
{
	/* Nothing spills: that is for scans. */
	const struct case_bounds bounds = { .texts = SIZE_MAX / 4,
		.groups = SIZE_MAX / 4,
		.seen = SIZE_MAX / 4,
		.observables = SIZE_MAX / 4 };
	struct fault f = { "" };
	uint64_t threats, events;
	if (argc != 4 || !text_number(text_of(argv[1]), 1 << 30, &threats) ||
	    !text_number(text_of(argv[2]), 1 << 30, &events) || events < threats) {
		fprintf(stderr, "usage: make_case THREATS EVENTS FILE\n");
		return 2;
	}
	struct case_options options = {
		.path = argv[3], .force = true, .sensor = TEXT("bench"), .key = { 1, 2 }
	};
	struct case_file *c = case_create(&options, &f);
	if (c) {
		case_set_bounds(c, &bounds);
		case_name_input(c, 0, TEXT("bench.pcap"));
		for (uint64_t n = 0; n < events; n++)
			add(c, n, threats, events);
	}
	bool good = c && case_finish(c, BEGIN, BEGIN + 30 * 86400 * NS_PER_SECOND, &f);
	if (!good)
		fprintf(stderr, "make_case: %s\n", f.text);
	case_free(c);
	return good ? 0 : 4;
}
